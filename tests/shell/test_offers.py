"""Accepting what the page or the doctor offers, in the classic shell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from searchkit.index import Index
from searchkit.shell.app import take_line
from searchkit.shell.commands import Context
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session


@pytest.fixture
def typed(index: Index) -> tuple[Context, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, width=100, color_system=None)
    return Context(Session(index), Screen(lambda: console, colored=False, paging=False)), out


def test_a_letter_or_a_number_accepts_an_offer(typed: tuple[Context, io.StringIO]) -> None:
    context, out = typed
    take_line(context, "strke")
    assert "  a  strike · 24 articles" in out.getvalue()
    for accepts in (":try a", ":try 1", ":try A"):
        take_line(context, "strke")
        take_line(context, accepts)
        assert (context.session.query, context.session.results and context.session.results.total) == ("strike", 24)


def test_an_offer_without_a_filter_takes_the_filter_back(typed: tuple[Context, io.StringIO]) -> None:
    context, out = typed
    session = context.session
    take_line(context, "strike")
    take_line(context, ":facet place New York")
    take_line(context, "rain")
    assert "filter      place=New York · without it 1 article" in out.getvalue()
    results = session.results
    assert results is not None
    letter = "abcdef"[[offer.kind for offer in results.offers].index("unfiltered")]
    take_line(context, f":try {letter}")
    assert (session.query, len(session.filters), session.results and session.results.total) == ("rain", 0, 1)
    take_line(context, ":undo")
    assert (session.query, [str(each) for each in session.filters]) == ("rain", ["place=New York"])


def test_the_doctor_looks_at_what_was_found(typed: tuple[Context, io.StringIO]) -> None:
    context, out = typed
    take_line(context, ":doctor")
    assert "you have not searched yet" in out.getvalue()
    take_line(context, "strike place:Zürich")
    take_line(context, ":doctor")
    assert "alone       strike 24 · place:Zürich 12" in out.getvalue()
    assert "strike · 24 articles · without place:Zürich" in out.getvalue()
    take_line(context, ":try z")
    assert ":doctor lists them" in out.getvalue()


def test_keyword_in_context_and_citations(typed: tuple[Context, io.StringIO]) -> None:
    context, out = typed
    take_line(context, "strike place:Zürich")
    before = out.getvalue().count("[strike]")
    take_line(context, ":kwic right")
    assert out.getvalue().count("[strike]") == before + 12
    take_line(context, ":kwic up")
    assert "there is no order 'up'" in out.getvalue()
    take_line(context, ":cite 1")
    assert "“Harbour report" in out.getvalue() and ", AFP, Zürich, " in out.getvalue()
    take_line(context, ":cite")
    assert ":cite needs the number of a hit or an id" in out.getvalue()


def test_what_sets_a_result_apart_rates_and_diffs(typed: tuple[Context, io.StringIO], tmp_path: Path) -> None:
    context, out = typed
    take_line(context, "place:Zürich")
    take_line(context, ":distinctive place")
    assert "12 of 12  Zürich · G² " in out.getvalue()
    take_line(context, ":distinctive colour")
    assert "there is no facet 'colour'" in out.getvalue()
    take_line(context, ":timeline rate")
    take_line(context, ":timeline year rate")
    assert "2019-01        2 of         2   1000.0‰~" in out.getvalue()
    assert "2019       12 of        24    500.0‰~" in out.getvalue()
    take_line(context, ":diff 1 2")
    assert "only in the second" in out.getvalue()
    take_line(context, ":diff")
    assert ":diff needs the number of a hit" in out.getvalue()
    for name in ("hits.md", "hits.html"):
        take_line(context, f":export {tmp_path / name}")
        assert "id port-00, text " in (tmp_path / name).read_text(encoding="utf-8")
    take_line(context, ":exactness strike")
    assert "in any case               =strike" in out.getvalue()


def test_a_filter_narrows_by_a_value_a_region_a_date_or_what_is_excluded(typed: tuple[Context, io.StringIO]) -> None:
    context, out = typed
    session = context.session
    take_line(context, "port strike")
    for text, total in ((":filter place:Switzerland", 12), (":filter date=2019-03..2019-05", 4)):
        take_line(context, text)
        assert session.results is not None and session.results.total == total, out.getvalue()
    assert session.query == "port strike" and "filter      2. date=2019-03..2019-05" in out.getvalue()
    for text, total in (
        (":clear", 24),
        (":filter -place=Zürich", 12),
        (":drop", 24),
        (":exclude place:Switzerland", 12),
    ):
        take_line(context, text)
        assert session.results is not None and session.results.total == total, out.getvalue()
    for text in (":exclude date=2019-02..2019-04", ":filter agency=AFP"):
        take_line(context, text)
    chosen = ["-place:Switzerland", "-date=2019-02..2019-04", "agency=AFP"]
    assert [str(each) for each in session.filters] == chosen
    take_line(context, ":filter Oslo")
    assert "'Oslo' is no filter" in out.getvalue()
    take_line(context, ":filter colour=red")
    assert "there is no field 'colour' to filter by" in out.getvalue()
