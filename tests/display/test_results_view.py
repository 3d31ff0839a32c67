"""Results as text: safe, marked, within the width."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

import searchkit
from searchkit.display.article_view import article_lines
from searchkit.display.pager import show
from searchkit.display.results_view import ResultsView, bar, count, marked, sparks
from searchkit.display.safe_text import acts, safe


def test_hits_are_marked_with_and_without_colour() -> None:
    text = "the oil\n and oil"
    plain = marked(text, [(4, 7), (13, 16)], colored=False)
    assert plain.plain == "the [oil] and [oil]"
    colored = marked(text, [(4, 7), (13, 16)], colored=True)
    assert colored.plain == "the oil and oil"
    assert [colored.plain[s.start : s.end] for s in colored.spans] == ["oil", "oil"]


@given(st.text(max_size=60))
def test_safe_text_keeps_its_length_and_holds_nothing_that_acts(text: str) -> None:
    result = safe(text)
    assert len(result) == len(text)
    assert not any(acts(c) for c in result if c not in "\n\t\u00ad\u200c\u200d")


@pytest.mark.parametrize("value", ["x" * 41, "北京市" * 9])
def test_a_value_of_a_facet_that_is_cut_has_a_mark(tmp_path: Path, value: str) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "oil", "people": [value]}, {"body": "oil", "orgs": ["y" * 40]}], extract=False)
        results = index.search("oil", facets=["person", "org"])
        lines = [line.plain for line in ResultsView(width=100, colored=False).facets(results.facets)]
    assert "…" in lines[0]
    assert f" {'y' * 40} " in lines[1]


@pytest.mark.parametrize("width", [30, 80, 200])
def test_a_page_stays_within_the_width(seeds: searchkit.Index, width: int) -> None:
    results = seeds.search('trade OR border OR "unbalanced', facets=["place", "person", "org", "agency"])
    view = ResultsView(width=width, colored=False)
    lines = list(view.page(results, timeline=results.timeline("year")))
    assert max(line.cell_len for line in lines if "^" not in line.plain) <= width
    text = "\n".join(line.plain for line in lines)
    assert f"{results.total} articles" in text
    assert "understood" in text


def test_a_query_that_is_cut_for_its_caret_shows_where(seeds: searchkit.Index) -> None:
    query = f"{'border ' * 9}oil^2 {'border ' * 9}"
    (warning,) = seeds.search(query).warnings
    view = ResultsView(width=40, colored=False)
    shown, caret, *_ = (line.plain for line in view.warning(query, warning.message, warning.span.start, ""))
    assert shown.startswith("  …") and shown.endswith("…") and len(shown) == 38
    assert shown[caret.index("^") :].startswith("oil^2")
    whole, _ = (line.plain for line in view.warning("oil^2", warning.message, 0, ""))
    assert whole == "  oil^2"


def test_bars_and_sparks_and_counts() -> None:
    assert sparks([0, 1, 7]) == " ▂█"
    assert sparks([]) == ""
    assert [bar(n, 10, 2) for n in (10, 5, 1)] == ["██", "█", "▎"]
    assert (count(1, "article"), count(1024, "article"), count(0, "file")) == ("1 article", "1,024 articles", "0 files")


def test_an_article_tells_where_its_facts_came_from(seeds: searchkit.Index) -> None:
    article = next(iter(seeds.search('"hybrid threats"'))).article
    text = "\n".join(line.plain for line in article_lines(article, colored=False))
    assert "2019-05-31  (metadata)" in text
    assert "Brussels, Belgium  (dateline)" in text
    assert article.body in text
    assert "unknown" in "\n".join(line.plain for line in article_lines(searchkit.Article(body="x"), colored=False))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_pages_that_do_not_fit_go_through_the_pager(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("SEARCHKIT_PAGER", f"tee {paged}")
    screen = Terminal()
    console = Console(file=screen, width=40, height=10, force_terminal=True, color_system=None)
    show([Text("short")], console)
    assert (screen.getvalue().strip(), paged.exists()) == ("short", False)
    show([Text("many words " * 50)], console)
    assert max(len(line) for line in paged.read_text().splitlines()) <= 40
    paged.unlink()
    show([Text("many words " * 50)], console, paging=False)
    assert not paged.exists()
    assert "many words many" in screen.getvalue()
