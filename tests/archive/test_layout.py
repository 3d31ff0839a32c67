"""What an archive says of itself, and segments of before some of its fields came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from earlier_layout import without

import searchkit
from earlier_analysis import writer_of
from searchkit.archive.layout import ArchiveLayout, description
from searchkit.errors import IndexDamaged
from searchkit.index import Index
from searchkit.query.tree import Everything
from searchkit.results.request import FacetRequest, Request

OLD: dict[str, Any] = {
    "id": "old",
    "body": "The Olympic Games begin on 3 May 2019.",
    "date": "2019-05-04",
    "language": "en",
    "place": "Paris",
    "country": "France",
    "entities": {"event": ["Olympic Games"]},
    "flags": ["truncated"],
}
NEW: dict[str, Any] = {**OLD, "id": "new"}


@pytest.mark.parametrize("described", [{"version": "4"}, {"analysis": None}])
def test_a_description_that_does_not_tell_its_numbers_is_damaged(described: dict[str, Any]) -> None:
    with pytest.raises(IndexDamaged):
        ArchiveLayout({**description(), **described})
    ArchiveLayout({**description(), "of_a_later_version": {"read": "over"}})


def ids(index: Index, query: str, **options: Any) -> set[str]:
    return {hit.id for hit in index.search(query, **options)}


def counted(index: Index, name: str) -> tuple[int, int]:
    """How many articles have a value of a field that is counted, and how many have none."""
    if name == "mentions":
        timeline = index.search("").timeline("month", field="mentions")
        return sum(step.count for step in timeline.steps), timeline.unplaced
    answer = index.view.search(Request(Everything(), facets=(FacetRequest(name),)))
    return sum(value.count for value in answer.facets[0].values), answer.facets[0].missing


@pytest.mark.parametrize(
    ("slots", "query"),
    [
        (("event", "event_value"), "event:olympic"),
        (("place", "place_value", "place_within"), "place:paris"),
        (("lang_value",), "lang:en"),
        (("has_value",), "has:truncated"),
        (("mention_day", "mention_month", "mention_year", "mentioned_month", "mentioned_year"), "mentions:2019-05-03"),
    ],
)
def test_a_segment_without_a_field_answers_as_if_no_article_had_it(
    tmp_path: Path, slots: tuple[str, ...], query: str
) -> None:
    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i") as index:
        without(before, slots)
        with searchkit.open(tmp_path / "i") as earlier:
            earlier.add([OLD])
    name = query.partition(":")[0]
    with searchkit.open(tmp_path / "i") as index:
        assert (ids(index, "games"), ids(index, query)) == ({"old"}, set())
        assert ids(index, f"games -{query}") == {"old"}
        assert counted(index, name) == (0, 1)
        index.add([NEW])
        for _ in range(2):
            assert ids(index, "games") == ids(index, "games", sort="newest") == {"old", "new"}
            assert ids(index, query) == {"new"}
            assert ids(index, f"games -{query}") == {"old"}
            assert counted(index, name) == (1, 1)
            with writer_of(index.folder) as writer:  # merged with a segment that has the field
                writer.optimize()
                assert len(writer.segments) == 1
            index.refresh()


def test_a_segment_without_what_places_lie_in(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i") as index:
        without(before, ("place_within",))
        with searchkit.open(tmp_path / "i") as earlier:
            earlier.add([OLD])
    with searchkit.open(tmp_path / "i") as index:
        assert (ids(index, "place:paris"), ids(index, "place:Europe")) == ({"old"}, set())
        index.add([NEW])
        assert (ids(index, "place:paris"), ids(index, "place:Europe")) == ({"old", "new"}, {"new"})


def test_a_segment_without_stories_is_in_none(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as before:
        without(before, ("#story", "story_key", "#story_text"))
        with searchkit.create(tmp_path / "i") as earlier:
            earlier.add([OLD])
    with searchkit.open(tmp_path / "i") as index:
        assert index.story("old") is None
        index.add([NEW])
        results = index.search("", stories=True)
        assert (results.total, len(list(results))) == (2, 2)
        with writer_of(index.folder) as writer:
            writer.optimize()
        index.refresh()
        assert index.story("old") is None
        assert index.story("new") is not None


def test_what_is_on_disk_keeps_its_names() -> None:
    """People have indexes with these fields and columns. A later layout may add to them, and renames none."""
    slots = json.loads(ArchiveLayout({**description(), "lists": {"names": ["boards"]}}).slots)
    texts = {(name, form) for slot in slots if slot["kind"] == "text" for name, form in slot["fields"]}
    values = {(slot["field"], slot["column"]) for slot in slots if slot["kind"] == "terms"}
    columns = {(slot["kind"], slot["column"]) for slot in slots if slot["kind"] in ("number", "keywords")}
    names = ("place", "person", "org", "about", "event", "other", "agency", "path", "boards")
    assert texts >= {(name, "bare") for name in names} | {
        ("title", "stem"),
        ("title_exact", "exact"),
        ("body", "stem"),
        ("body_exact", "exact"),
    }
    assert values >= {(f"{name}_value", f"{name}_value") for name in (*names, "lang")} | {
        ("id", None),
        ("source", None),
        ("stemmer", None),
        ("place_within", None),
        ("about_within", None),
        ("mention_day", "mention_day"),
        ("mention_month", None),
        ("mention_year", None),
        ("story_key", None),
    }
    assert columns >= {
        ("number", "#date_first"),
        ("number", "#date_last"),
        ("number", "#story"),
        ("number", "#story_text"),
        ("keywords", "mentioned_month"),
        ("keywords", "mentioned_year"),
    }
