"""What stands for the class of texts makes the texts of rich."""

from __future__ import annotations

import rich.text

from searchkit.display.late_text import Text


def test_it_makes_texts_and_has_the_methods_of_the_class() -> None:
    made = Text("oil", style="dim")
    assert type(made) is rich.text.Text and made == rich.text.Text("oil", style="dim")
    assert Text.assemble("oil ", ("price", "bold")) == rich.text.Text.assemble("oil ", ("price", "bold"))
