"""The snippets of a page, which are cut together, beside those of hits that stand alone."""

from __future__ import annotations

import gc
import random
import weakref
from typing import Any

import pytest

import searchkit
from searchkit.archive.view import ArchiveView
from searchkit.errors import IndexDamaged
from searchkit.results.answer import Document

NUMBER = 40


def article(number: int) -> dict[str, Any]:
    """Every fifth body is long, so that two threads share a page. Languages differ, and some titles match."""
    chosen = random.Random(number)
    words = [chosen.choice(["oil", "prices", "huile", "prix", "rose", "fell", "Ölpreise."]) for _ in range(90)]
    body = " ".join(["oil", *words * (60 if number % 5 == 0 else 1)])
    language = ("en", "fr", "de", None)[number % 4]
    return {"id": str(number), "title": "Oil" if number % 3 else "News", "body": body, "language": language} | (
        {"people": ["Ana Costa"]} if number % 2 else {}
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with searchkit.create(tmp_path_factory.mktemp("archive") / "i") as index:
        index.add([article(number) for number in range(NUMBER)], extract=False)
        yield index


@pytest.mark.parametrize("text", ["oil", '"oil prices"', "pri*", "person:costa OR rose"])
@pytest.mark.parametrize("order", ["forward", "backward", "random"])
@pytest.mark.parametrize("limit", [10, None])
def test_a_page_has_the_snippets_of_hits_that_stand_alone(
    index: searchkit.Index, text: str, order: str, limit: int | None
) -> None:
    results = index.search(text, limit=limit)
    places = list(range(len(results)))
    assert len(places) == 10 if limit else len(places) >= 20
    if order == "random":
        random.Random(1).shuffle(places)
    found = {at: results[at].snippets for at in (reversed(places) if order == "backward" else places)}
    alone = {at: index.search(text, limit=1, offset=at)[0].snippets for at in places}
    assert found == alone
    assert any(each.spans for snippets in found.values() for each in snippets)


def test_what_cannot_be_read_is_told_when_it_is_asked_for(
    index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = index.search("oil")
    bad = whole[4].id
    read = ArchiveView._document

    def document(*given: Any) -> Document:
        found = read(*given)
        if found.id == bad:
            raise IndexDamaged("document 4 is no article")
        return found

    monkeypatch.setattr(ArchiveView, "_document", document)
    results = index.search("oil")
    for at in (0, 3, 5, 9):
        assert results[at].snippets == whole[at].snippets
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            _ = results[4].snippets


def test_a_hit_keeps_no_other_hit(index: searchkit.Index) -> None:
    results = index.search("oil", limit=None)
    kept, other = results[0], weakref.ref(results[30].document)
    assert kept.snippets
    del results
    gc.collect()
    assert other() is None
