from __future__ import annotations

from searchkit.article import Article
from searchkit.shell.article_pane import ArticlePane
from searchkit.shell.glyphs import UNICODE
from searchkit.shell.pane import Look
from searchkit.shell.session import Marks

BODY = "Nothing happened. " * 120 + "The strike ended."
AT = BODY.index("strike")


def pane_of(marks: Marks) -> ArticlePane:
    return ArticlePane(Look(UNICODE, colored=True), Article(id="a", title="Strike", body=BODY), marks, 1)


def test_the_next_match_is_on_the_screen_also_when_facts_came_after_the_last_drawing() -> None:
    pane = pane_of(Marks(((0, 6),), ((AT, AT + 6),)))
    pane.draw(60, 10)
    pane.add_facts(["a fact"], None)
    assert pane.next_hit(1) and pane.next_hit(1) and not pane.next_hit(1)
    drawn = [piece for line in pane.draw(60, 10) for piece in line]
    assert [text for style, text in drawn if "class:hit.selected" in style] == ["strike"]


def test_the_place_in_the_text_is_that_of_the_selected_match_or_the_first() -> None:
    pane = pane_of(Marks(((0, 6),), ((8, 16), (AT, AT + 6))))
    places = [pane.place]
    while pane.next_hit(1):
        places.append(pane.place)
    assert places == [8, None, 8, AT]
    assert pane_of(Marks((), ())).place is None
