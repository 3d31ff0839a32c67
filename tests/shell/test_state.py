from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.cli import search
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.query.echo import echo
from searchkit.query.tree import Exact
from searchkit.results.filters import Filter, Filters
from searchkit.shell.as_program import as_command_line, as_python
from searchkit.shell.session import Session
from searchkit.shell.state import History, State


@given(st.lists(st.one_of(st.sampled_from("abc"), st.sampled_from(["undo", "redo"]))))
def test_a_history_is_walked_as_a_list_is(steps: list[str]) -> None:
    history = History()
    states, at = [State()], 0
    for step in steps:
        if step == "undo":
            history.undo()
            at = max(at - 1, 0)
        elif step == "redo":
            history.redo()
            at = min(at + 1, len(states) - 1)
        else:
            history.go(State(query=step))
            if states[at] != State(query=step):
                states, at = [*states[: at + 1], State(query=step)], at + 1
        assert history.present == states[at]
        assert history.before == (states[at - 1] if at else None)
        assert history.after == (states[at + 1] if at + 1 < len(states) else None)


def test_reading_on_needs_no_undoing() -> None:
    history = History()
    history.go(State(query="a"))
    history.go(State(query="a", selected=3))
    history.go(State(query="b"))
    history.undo()
    assert history.present == State(query="a", selected=3)
    history.undo()
    assert history.present == State()


def test_the_session_undoes_searches_filters_and_orders(index: Index) -> None:
    session = Session(index)
    with pytest.raises(UsageError, match="nothing to undo"):
        session.undo()
    session.search("strike")
    session.add_filter("place", "zurich")
    session.add_filter("place", "new york", excluded=True)
    session.set_sort("oldest")
    assert (session.results is not None and session.results.total) == 12
    totals = [None if (results := session.undo()) is None else results.total for _ in range(4)]
    assert totals == [12, 12, 24, None]
    assert session.results is None and session.query is None
    redone = [session.redo() for _ in range(4)]
    assert [results.total for results in redone if results is not None] == [24, 12, 12, 12]
    assert session.sort == "oldest"
    with pytest.raises(UsageError, match="nothing to redo"):
        session.redo()


def test_values_of_a_field_are_alternatives_and_a_filter_takes_the_place_of_its_opposite(index: Index) -> None:
    session = Session(index)
    session.search("*")
    assert session.add_filter("place", "Oslo").total == 1
    assert session.add_filter("place", "New York").total == 13
    assert session.add_filter("place", "Oslo", excluded=True).total == 12
    assert session.filters == Filters.of(["place=New York", "-place=Oslo"])
    with pytest.raises(UsageError, match="-place=Oslo is already a filter"):
        session.add_filter("place", "oslo", excluded=True)
    assert (results := session.undo()) is not None and results.total == 13


def test_regions_ranges_and_exclusions_are_filters_with_the_names_of_the_fields(index: Index) -> None:
    session = Session(index)
    session.search("strike")
    totals = [
        session.filter_by(Filter.read(text)).total
        for text in ("PLACE:Switzerland", "date=2019-03..2019-05", "-source=afp")
    ]
    assert totals == [12, 4, 0]
    assert session.filters == Filters.of(["place:Switzerland", "date=2019-03..2019-05", "-agency=AFP"])
    assert session.query == "strike"
    for text, message in (
        ("date=2019-13", "'2019-13' is not a date"),
        ("colour=red", "there is no field 'colour'"),
        ("org=Nobody", "no article in this result has the org 'Nobody'"),
    ):
        with pytest.raises(UsageError, match=message):
            session.filter_by(Filter.read(text))
    assert [None if (results := session.undo()) is None else results.total for _ in range(4)] == [4, 12, 24, None]


HOSTILE = [
    'port "strike',
    "rain OR",
    ")",
    "((",
    "strike and rain",
    "-rain",
    "",
    "  ",
    "*",
    "place:",
    "rain NEAR/",
    "date:2019-13",
    "it's",
    "--json",
]
CHIPS = [
    (),
    ("-place=Oslo",),
    ('org=The "Dock" Union',),
    ("place=Zürich", "place=New York", "-org=CGT"),
    ("place:Europe",),
    ("-place:Switzerland", "date=2019-03..2019-05"),
    ("-date=2019", "date=2011"),
]


@pytest.mark.parametrize(
    ("query", "chips"), [*((each, CHIPS[3]) for each in HOSTILE), *(("strike", each) for each in CHIPS)]
)
def test_a_filter_keeps_or_leaves_out_what_its_field_says(index: Index, query: str, chips: tuple[str, ...]) -> None:
    kept = {hit.id for hit in index.search(query, limit=None)}
    fields: dict[tuple[str, bool], set[str]] = {}
    for each in Filters.of(chips):
        text = (
            echo(Exact(each.field, each.value)) if each.whole and each.field != "date" else f"{each.field}:{each.value}"
        )
        fields.setdefault((each.field, each.excluded), set()).update(h.id for h in index.search(text, limit=None))
    for (_, excluded), found in fields.items():
        kept = kept - found if excluded else kept & found
    state = State(query=query, filters=Filters.of(chips))
    assert {hit.id for hit in Session(index).answer(state, limit=None)} == kept


@pytest.mark.parametrize(
    ("query", "chips", "since"),
    [
        *((each, CHIPS[3], None) for each in HOSTILE),
        *(("strike", each, None) for each in CHIPS),
        ("strike", CHIPS[5], 0),
        ("strike", CHIPS[5], 1),
    ],
)
def test_a_state_as_a_program_gives_the_same_answer(
    index: Index, query: str, chips: tuple[str, ...], since: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    state = State(query=query, filters=Filters.of(chips), sort="newest", since=since)
    total = Session(index).answer(state, limit=1).total
    program, verb, *options = shlex.split(as_command_line(state, index.folder))
    assert (program, verb) == ("searchkit", "search")
    search.run(["--json", *options])
    assert json.loads(capsys.readouterr().out)["total"]["value"] == total
    exec(compile(as_python(state, index.folder), "program", "exec"), {})
    assert int(capsys.readouterr().out) == total


def test_a_state_is_told_as_a_program(index: Index) -> None:
    filters = Filters.of(["place=New York", "-place:Europe"])
    state = State(query="it's", filters=filters, sort="newest", stories=True, expand=True, without=("x",), since=3)
    assert as_command_line(state, Path("news")) == (
        "searchkit search -i news --filter 'place=New York' --exclude place:Europe --sort newest --stories --since 3 "
        """--expand --without x -- 'it'"'"'s'"""
    )
    assert (
        """("it's", filters=['place=New York', '-place:Europe'], sort='newest', stories=True, since=3, """
        "expand=True, without=['x'])"
    ) in as_python(state, Path("news"))
