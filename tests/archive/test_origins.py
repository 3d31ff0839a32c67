"""An archive tells where its articles came from, and which commit added them."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from earlier_layout import without

import searchkit
from earlier_analysis import writer_of
from searchkit import Article
from searchkit.archive.fields import ORIGIN, TEXT_HASH
from searchkit.archive.layout import ArchiveLayout
from searchkit.base.origin import Origin
from searchkit.engine.snapshot import Snapshot
from searchkit.errors import IndexDamaged, UsageError

STRIKE = (
    "Dockers in the port of Genoa went on strike on Thursday after talks over night shifts had broken down. The union "
    "said that four thousand workers had stopped unloading container ships at six in the morning, and that ferries to "
    "Sardinia would sail with delays. A spokesman for the terminal operators called the walkout illegal."
)


def origins(index: searchkit.Index) -> dict[str, Origin | None]:
    return {hit.id: hit.article.origin for hit in index.search("", limit=None)}


def revisions(index: searchkit.Index) -> dict[str, int | None]:
    return {id: origin.revision if origin is not None else None for id, origin in origins(index).items()}


def since(index: searchkit.Index, revision: int, query: str = "", **options: Any) -> set[str]:
    return {hit.id for hit in index.search(query, since=revision, limit=None, **options)}


def lines(path: Path, *records: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.fixture
def index(tmp_path: Path) -> searchkit.Index:
    return searchkit.create(tmp_path / "i")


def test_a_search_finds_what_later_commits_added(index: searchkit.Index) -> None:
    index.add([{"id": "a", "body": "oil"}, {"id": "b", "body": "gas", "place": "Oslo"}])
    index.add([{"id": "c", "body": "oil and gas", "date": "2019", "place": "Rome"}])
    assert revisions(index) == {"a": 1, "b": 1, "c": 2}
    assert [since(index, revision) for revision in (0, 1, 2, 99, 1 << 70)] == [
        {"a", "b", "c"},
        {"c"},
        set(),
        set(),
        set(),
    ]
    assert since(index, 1, "gas") == {"c"}
    results = index.search("gas", since=1, facets=["place"])
    assert (results.total, results.since) == (1, 1)
    assert [value.value for value in results.facets["place"]] == ["Rome"]
    assert [step.date for step in results.timeline("year")] == ["2019"]
    assert results[0].explain().value == pytest.approx(results[0].score)
    assert [v.value for v in index.facet_values("gas", "place", since=1)] == ["Rome"]
    assert index.search("gas", since=0)[0].score == index.search("gas")[0].score
    assert index.search("gas", since=None).since is None


def test_searches_of_all_kinds_take_since(index: searchkit.Index) -> None:
    from whoosh.query import Term

    index.add([{"id": "a", "body": STRIKE}, {"id": "b", "body": "gas in Oslo", "place": "Oslo"}])
    index.add([{"id": "c", "body": STRIKE + " It ended.", "place": "Oslo"}])
    assert {hit.id for hit in index.search(Term("body", "strike"), since=1)} == {"c"}
    assert since(index, 1, "strike", filters={"place": "Oslo"}) == {"c"}
    assert since(index, 1, "strike", stories=True) == {"c"}
    assert since(index, 1, "strike", expand=True) == {"c"}
    assert {hit.id for hit in index.similar("b", since=1)} == set()
    assert {hit.id for hit in index.search("strike nowhere", since=1).nearest} == {"c"}


def test_since_is_the_number_of_a_commit(tmp_path: Path, index: searchkit.Index) -> None:
    from whoosh.fields import TEXT, Schema

    for wrong in (-1, "1", 1.5):
        with pytest.raises(UsageError, match="since"):
            index.search("", since=wrong)  # type: ignore[arg-type]
    with searchkit.create(tmp_path / "other", schema=Schema(body=TEXT)) as other, pytest.raises(UsageError):
        other.search("", since=1)


def test_an_article_that_a_program_adds_again_is_of_that_commit(index: searchkit.Index) -> None:
    index.add([{"id": "a", "body": "oil"}, {"id": "b", "body": "gas"}])
    index.add([{"id": "a", "body": "oil"}])
    assert revisions(index) == {"a": 2, "b": 1}
    article = index.find("b")
    index.add([article.with_changes(body="more gas")])
    assert revisions(index) == {"a": 2, "b": 3}
    with index.batch():
        index.add([{"id": "c", "body": "wheat"}])
        index.add([{"id": "d", "body": "rye"}])
    assert revisions(index) == {"a": 2, "b": 3, "c": 4, "d": 4}


def test_a_program_may_tell_the_place_of_an_article(index: searchkit.Index) -> None:
    told = Origin(start=5, end=9, line=2, page=3, member="m.txt")
    index.add([Article(id="a", body="oil", origin=told), {"id": "b", "body": "gas", "origin": {"line": 7}}])
    index.add([{"id": "c", "body": "rye", "origin": "Rotterdam"}, {"id": "d", "body": "oats"}])
    assert origins(index) == {
        "a": Origin(start=5, end=9, line=2, page=3, member="m.txt", revision=1),
        "b": Origin(line=7, revision=1),
        "c": Origin(revision=2),
        "d": Origin(revision=2),
    }
    assert index.find("c").metadata == {"origin": "Rotterdam"}
    assert Article.from_dict(index.find("a").as_dict()).origin == index.find("a").origin
    assert "origin" not in json.loads(index.find("a").to_json())


@pytest.mark.parametrize("options", [{}, {"extract": False}, {"workers": 2}], ids=str)
def test_an_article_of_a_file_keeps_its_commit_until_it_changes(
    tmp_path: Path, index: searchkit.Index, options: dict[str, Any]
) -> None:
    path = tmp_path / "news.jsonl"
    lines(path, {"id": "a", "body": "oil"}, {"id": "b", "body": "gas"})
    index.add_files(path, **options)
    assert origins(index) == {
        "a": Origin(start=0, end=26, line=1, revision=1),
        "b": Origin(start=27, end=53, line=2, revision=1),
    }
    lines(path, {"id": "new", "body": "wheat"}, {"id": "a", "body": "oil"}, {"id": "b", "body": "more gas"})
    report = index.add_files(path, **options)
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 1)
    assert origins(index) == {
        "new": Origin(start=0, end=30, line=1, revision=2),
        "a": Origin(start=31, end=57, line=2, revision=1),
        "b": Origin(start=58, end=89, line=3, revision=2),
    }
    assert since(index, 1) == {"new", "b"}


def test_a_run_of_several_commits(tmp_path: Path, index: searchkit.Index) -> None:
    path = tmp_path / "news.jsonl"
    lines(path, *({"id": f"{n}", "body": f"oil {n}"} for n in range(5)))
    report = index.add_files(path, commit_every=2)
    assert report.revision == 3
    assert revisions(index) == {"0": 1, "1": 1, "2": 2, "3": 2, "4": 3}


def test_what_the_index_writes_again_by_itself_keeps_its_commit(tmp_path: Path, index: searchkit.Index) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    lines(folder / "b.jsonl", {"id": "a", "title": "Port", "body": STRIKE}, {"id": "other", "body": "Acme buys oil."})
    index.add_files(folder)
    before = origins(index)
    story = index.search("id:a")[0].story
    # Another article takes the id; the first gets a longer one.
    lines(folder / "a.jsonl", {"id": "a", "body": "Wheat rose."})
    index.add_files(folder)
    moved = origins(index)
    (longer,) = moved.keys() - before.keys()
    assert moved[longer] == before["a"]
    assert moved["a"] == Origin(start=0, end=34, line=1, revision=2)
    # A list tags an article, a broken line flags all of the file.
    index.use_lists({"boards": ["Acme"]})
    assert index.search("boards:acme").total == 1
    with (folder / "b.jsonl").open("a") as file:
        file.write("{\n")
    index.add_files(folder)
    assert index.search("has:error").total == 2
    assert origins(index) == moved
    # A copy joins two stories, so that one of them gets another number.
    index.add([{"id": "copy", "title": "Port", "body": STRIKE}])
    assert index.search(f"story:{story}").total == 2
    assert origins(index) == {**moved, "copy": Origin(revision=index.revision)}
    with writer_of(index.folder) as writer:
        writer.optimize()
        assert len(writer.segments) == 1
    index.refresh()
    assert origins(index) == {**moved, "copy": Origin(revision=index.revision - 1)}


def test_articles_whose_stories_become_one_keep_their_commits(index: searchkit.Index) -> None:
    words, others = [f"word{n}" for n in range(60)], [f"other{n}" for n in range(16)]
    index.add([{"id": "one", "body": " ".join(words)}])
    index.add([{"id": "two", "body": " ".join(words[16:] + others)}])
    before = {hit.id: hit.story for hit in index.search("")}
    assert before["one"] != before["two"]
    index.add([{"id": "middle", "body": " ".join(words[8:] + others[:8])}])
    after = {hit.id: hit.story for hit in index.search("")}
    assert (len(set(after.values())), len(before.items() - after.items())) == (1, 1), "one of the two was written again"
    assert revisions(index) == {"one": 1, "two": 2, "middle": 3}


def test_an_upgrade_keeps_origins_and_adds_the_hash(tmp_path: Path, index: searchkit.Index) -> None:
    path = tmp_path / "news.jsonl"
    lines(path, {"id": "a", "body": "oil"}, {"id": "b", "body": "gas"})
    index.add_files(path)
    before = origins(index)
    with writer_of(index.folder) as writer:  # as if its rule was shipped no more
        writer.use(ArchiveLayout(), {**writer.description, "analysis": 0})
        writer.commit()
    assert searchkit.upgrade(index.folder).is_changed
    index.refresh()
    assert origins(index) == before
    assert not searchkit.upgrade(index.folder).is_changed


def test_a_restored_commit_has_the_origins_that_it_had(index: searchkit.Index) -> None:
    index.add([{"id": "a", "body": "oil"}])
    index.add([{"id": "a", "body": "gas"}])
    searchkit.restore(index.folder, 1)
    index.refresh()
    assert (index.revision, revisions(index)) == (3, {"a": 1})
    index.add([{"id": "b", "body": "wheat"}])
    assert revisions(index) == {"a": 1, "b": 4}


def test_a_commit_that_failed_leaves_no_wrong_number(index: searchkit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add([{"id": "a", "body": "oil"}])
    with monkeypatch.context() as failing:
        failing.setattr("searchkit.engine.manifest._place", lambda *_: (_ for _ in ()).throw(OSError(28, "no space")))
        with pytest.raises(searchkit.SearchkitError):
            index.add([{"id": "b", "body": "gas"}])
    index.add([{"id": "b", "body": "gas"}])
    assert revisions(index)["b"] == index.revision


def test_the_hash_is_that_of_the_body(index: searchkit.Index) -> None:
    index.add([{"id": "a", "title": "One", "body": "naïve 石油"}, {"id": "b", "title": "only"}])
    expected = blake2b("naïve 石油".encode(), digest_size=8).hexdigest()
    assert index.find("a").text_hash == expected
    with writer_of(index.folder) as writer:
        hashes = [writer.number(TEXT_HASH, writer.find("id", id)[0]) for id in "ab"]
    assert hashes == [int.from_bytes(bytes.fromhex(expected), signed=True), None]


def test_an_archive_of_before_has_no_origins_until_its_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines(path, {"id": "a", "body": "oil"}, {"id": "b", "body": "gas"})
    columns = {*ORIGIN.values(), TEXT_HASH, "#origin_member"}
    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i") as index:
        without(before, columns)
        with searchkit.open(tmp_path / "i") as earlier:
            earlier.add_files(path)
        index.refresh()
        assert origins(index) == {"a": None, "b": None}
    with searchkit.open(tmp_path / "i") as index:
        index.add([{"id": "c", "body": "rye"}])
        assert origins(index) == {"a": None, "b": None, "c": Origin(revision=2)}
        assert (since(index, 0), index.search("oil").total) == ({"c"}, 1)
        lines(path, {"id": "a", "body": "oil"}, {"id": "b", "body": "gas"}, {"id": "d", "body": "oats"})
        index.add_files(path)
        assert origins(index)["a"] == Origin(start=0, end=26, line=1)
        assert since(index, 0) == {"c", "d"}
        for _ in range(2):
            with writer_of(index.folder) as writer:
                writer.optimize()
            index.refresh()
            assert since(index, 0) == {"c", "d"}
        assert not searchkit.upgrade(index.folder).is_changed


@pytest.mark.parametrize("column", [*ORIGIN.values(), "#origin_member"])
def test_an_origin_that_cannot_be_is_damage(
    index: searchkit.Index, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add([{"id": "a", "body": "oil"}])
    documents = Snapshot.documents

    def damaged(self: Snapshot, docnums: Any, columns: tuple[str, ...], member: str, most: int = 0) -> Any:
        """What is read, with a wrong value in a column."""
        (found,) = documents(self, docnums, columns, member, most)
        assert found is not None
        stored, numbers, _ = found
        values = dict(zip(columns, numbers, strict=True)) | {"#revision": None}
        if column != member:
            values[column] = -5
        return [(stored, tuple(values.values()), b"\xff" if column == member else None)]

    monkeypatch.setattr(Snapshot, "documents", damaged)
    with pytest.raises(IndexDamaged, match=r"segment-.*\.data"):
        index.get("a")
