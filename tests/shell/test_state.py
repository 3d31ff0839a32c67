from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.record import changed
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.shell.as_program import as_command_line, as_python, query_text
from searchkit.shell.session import Session
from searchkit.shell.state import Filter, History, State, asked


def in_parentheses(query: str) -> str:
    return f"({query})"


@pytest.mark.parametrize(
    ("query", "filters", "text", "wanted"),
    [
        (None, (), "", {}),
        ("oil", (), "oil", {}),
        ("oil", (Filter("place", "New York"),), "oil", {"place": ["New York"]}),
        ("a OR b", (Filter("place", "Rome", True),), "(a OR b) -place:=Rome", {}),
        ("", (Filter("place", "Rome", True),), "-place:=Rome", {}),
        (
            "oil",
            (Filter("place", "Rome"), Filter("org", "EC"), Filter("place", "New York")),
            '(oil) (place:=Rome OR place:="New York")',
            {"org": ["EC"]},
        ),
    ],
)
def test_what_a_state_asks_for(
    query: str | None, filters: tuple[Filter, ...], text: str, wanted: dict[str, list[str]]
) -> None:
    assert asked(State(query=query, filters=filters), in_parentheses) == (text, wanted)


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
    session.history.go(changed(session.state, filters=(*session.filters, Filter("place", "New York"))))
    assert session.answer(session.state, limit=1).total == 13
    session.history.go(changed(session.state, filters=tuple(session.filters_with(Filter("place", "Oslo", True)))))
    assert session.filters == [Filter("place", "New York"), Filter("place", "Oslo", True)]
    assert session.answer(session.state, limit=1).total == 12


HOSTILE = [
    'port "strike',
    "rain OR",
    ")",
    "((",
    "strike and rain",
    "-rain",
    "",
    "*",
    "place:",
    "rain NEAR/",
    "date:2019-13",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("filters", [(), (Filter("place", "Oslo", True),), (Filter("org", 'The "Dock" Union'),)])
def test_a_state_finds_the_same_as_one_text(index: Index, query: str, filters: tuple[Filter, ...]) -> None:
    session = Session(index)
    state = State(query=query, filters=filters)
    found = session.answer(state, limit=None)
    text = query_text(state, session.canonical)
    assert index.search(text, limit=None).total == found.total
    if not query.strip():
        return
    alone = {hit.id for hit in index.search(query, limit=None)}
    kept = {hit.id for hit in found}
    for each in filters:
        values = {hit.id for hit in index.search(Filter(each.field, each.value).text, limit=None)}
        alone = alone - values if each.excluded else alone & values
    assert kept == alone


def test_a_state_is_told_as_a_program(index: Index) -> None:
    session = Session(index)
    filters = (Filter("place", "New York"),)
    state = State(query="it's", filters=filters, sort="newest", stories=True, expand=True, without=("x",))
    line = as_command_line(state, index.folder, session.canonical)
    assert line.startswith("searchkit search -i ") and "--sort newest --stories --expand --without x -- " in line
    assert line.endswith("""'(it'"'"'s) place:="New York"'""")
    program = as_python(state, index.folder, session.canonical)
    assert "sort='newest', stories=True, expand=True, without=['x'])" in program
    compile(program, "program", "exec")
