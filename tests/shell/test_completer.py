from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

import searchkit
from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.index import Index
from searchkit.query.tree import Exact
from searchkit.results.facets import FacetValue
from searchkit.results.timeline import STEPS
from searchkit.shell.completer import ShellCompleter, suggest
from searchkit.shell.vocabulary import Vocabulary, VocabularyLoader, vocabulary_of


class Fields:
    """As much of an index as a vocabulary needs."""

    fields = ARCHIVE_FIELDS
    facet_fields = ("place", "person", "org", "about", "event", "other", "agency", "lang")


def _vocabulary() -> Vocabulary:
    index: Any = Fields()
    facets = {
        "place": ["Brussels", "New York", "Zürich", "New Delhi", "York"],
        "person": ["Jean Moreau", "Ana Costa", "evil \x1b[31m"],
        "org": ['The "Dock" Union', "«Le Monde»"],
        "about": ["Genoa"],
        "event": [],
        "other": [],
        "agency": ["AFP"],
        "lang": ["en"],
    }
    return vocabulary_of(index, {k: [FacetValue(v, 9 - i) for i, v in enumerate(vs)] for k, vs in facets.items()})


VOCABULARY = _vocabulary()


@pytest.mark.parametrize(
    ("before", "completed"),
    [
        ("", []),
        ("p", ["place:", "person:", "path:"]),
        ("strike ti", ["strike title:"]),
        ("strike -pla", ["strike -place:"]),
        ("(PLA", ["(place:"]),
        ("xyz", []),
        ("strike ", []),
        ("place:", ["place:=Brussels", 'place:="New York"', "place:=Zürich", 'place:="New Delhi"', "place:=York"]),
        ("place:b", ["place:=Brussels"]),
        ("place:zur", ["place:=Zürich"]),
        ("place:york", ["place:=York", 'place:="New York"']),
        ("a (place:=n", ['a (place:="New York"', 'a (place:="New Delhi"']),
        ('place:"new y', ['place:="New York"']),
        ('place:="new y', ['place:="New York"']),
        ('-place:"new ', ['-place:="New York"', '-place:="New Delhi"']),
        ('place:="New York"', []),
        ('place:="New York" pers', ['place:="New York" person:']),
        ('"place:b', []),
        ("place:New Y", ['place:="New York"']),
        ("strike -place:new y", ['strike -place:="New York"']),
        ("place:New York strike", []),
        ("strike NE", ["strike NEAR/5 "]),
        ("strike O", ["strike OR ", "strike org:"]),
        ("people:an", ['people:="Ana Costa"']),
        ("person:e", []),
        ("org:", ['org:="The \\"Dock\\" Union"']),
        ("entities:gen", ["entities:=Genoa"]),
        ("nope:b", []),
        ("http://b", []),
        (
            "date:",
            [
                "date:today",
                "date:yesterday",
                'date:"this month"',
                'date:"last month"',
                'date:"this year"',
                'date:"last year"',
            ],
        ),
        ('date:"last m', ['date:"last month"']),
        (":", None),
        (":fa", [":facet "]),
        (":exp", [":expand ", ":export ", ":export! "]),
        (":mor", [":more"]),
        (":facet pe", [":facet person "]),
        (":facet place new", [":facet place New York", ":facet place New Delhi"]),
        (":facet place new y", [":facet place New York"]),
        (":facet org the", [':facet org The "Dock" Union']),
        (":facet org «", [":facet org «Le Monde»"]),
        (":filter -pl", [":filter -place="]),
        (":filter place=new y", [":filter place=New York"]),
        (":exclude place=new y", [":exclude place=New York"]),
        (":exclude place new y", [":exclude place New York"]),
        (":filter -org=the", [':filter -org=The "Dock" Union']),
        (":sort n", [":sort newest"]),
        (":timeline ", [f":timeline {step}" for step in (*STEPS, "rate", "all")]),
        (":nope x", []),
        (":open 1", []),
    ],
)
def test_completion(before: str, completed: list[str] | None) -> None:
    found = [before[: s.start] + s.text for s in suggest(before, VOCABULARY)]
    if completed is None:
        assert ":quit" in found and ":facet " in found
    else:
        assert found == completed


def test_suggestions_tell_how_many() -> None:
    assert [(s.label, s.meta) for s in suggest("place:b", VOCABULARY)] == [("Brussels", "9")]


def test_what_is_inserted_is_the_whole_value_to_the_query_language(index: Index) -> None:
    for field in ("place", "person", "org"):
        for suggestion in suggest(f"{field}:", VOCABULARY):
            assert index.parse(f"{field}:{suggestion.text}").tree == Exact(field, suggestion.label)


@given(st.text(alphabet=st.sampled_from('aplce:=" -(\\)«facet\x1b\nü'), max_size=30))
def test_any_text_can_be_completed(before: str) -> None:
    for suggestion in suggest(before, VOCABULARY):
        assert 0 <= suggestion.start <= len(before)
        assert "\x1b" not in suggestion.text + suggestion.label + suggestion.meta


def test_completion_never_raises() -> None:
    def broken() -> Vocabulary:
        raise RuntimeError

    assert list(ShellCompleter(broken).get_completions(Document("p"), CompleteEvent())) == []


def test_completions_replace_what_was_typed() -> None:
    [found] = ShellCompleter(lambda: VOCABULARY).get_completions(Document("a place:b"), CompleteEvent())
    assert (found.text, found.start_position) == ("=Brussels", -1)


def test_values_are_loaded_in_the_background_and_again(index: Index, folder: Path) -> None:
    loader = VocabularyLoader(index)
    assert suggest("pla", loader.current) and not suggest("place:o", loader.current)
    loader.reload()
    loader.wait(10)
    assert [s.label for s in suggest("place:o", loader.current)] == ["Oslo"]
    with searchkit.open(folder) as other:
        other.add([{"id": "o", "body": "x", "place": "Ottawa"}], extract=False)
    index.refresh()
    loader.reload()
    loader.wait(10)
    assert [s.label for s in suggest("place:o", loader.current)] == ["Oslo", "Ottawa"]


def test_loading_from_a_closed_index_leaves_the_vocabulary_as_it_was(folder: Path) -> None:
    with searchkit.open(folder) as index:
        loader = VocabularyLoader(index)
    loader.reload()
    loader.wait(10)
    assert "place" in loader.current.fields
