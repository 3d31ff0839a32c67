"""Makes the preferences of a shell from the files of settings, the environment and the command line."""

from __future__ import annotations

import os
from typing import Any

from searchkit.base.config_file import Mistake
from searchkit.base.settings import chosen_value, mistakes
from searchkit.shell.key_config import bindings, key_mistakes
from searchkit.shell.key_table import keys_in_force
from searchkit.shell.preferences import Preferences


def preferences_of(options: Any) -> Preferences:
    """What the files and the environment say, and above that the options of the command line."""
    wrong = [*mistakes(), *key_mistakes()]
    return Preferences(
        color=options.color,
        links=options.hyperlinks,
        plain=(options.view or chosen_value("view")) == "plain",
        only_ascii=options.ascii or chosen_value("ascii"),
        page=chosen_value("rows"),
        sort=chosen_value("sort"),
        stories=chosen_value("stories"),
        vi=(options.keys or chosen_value("keys")) == "vi",
        keys=keys_in_force(bindings()),
        # A screen reader reads grey letters as if they were typed.
        suggests=chosen_value("suggest") and os.environ.get("ACCESSIBLE", "0") in ("", "0"),
        history=chosen_value("history"),
        private=options.private or chosen_value("private"),
        notes=tuple(f"{_short(mistake)}: {mistake.message}: {mistake.hint}" for mistake in wrong),
    )


def _short(mistake: Mistake) -> str:
    """Where a mistake stands, for a line of the screen: without the folder of the file."""
    name = os.path.basename(mistake.where)
    return name if mistake.line is None else f"{name}:{mistake.line}"
