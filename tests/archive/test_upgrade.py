"""An archive of an earlier analysis: searched by its own rule, refused without it, and upgraded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import Term

import searchkit
from earlier_analysis import EARLIER, NUMBER, create_earlier, writer_of
from searchkit.archive import fields, layout
from searchkit.archive.layout import ArchiveLayout
from searchkit.archive.register import Register
from searchkit.base.analysis import ANALYSES, CURRENT
from searchkit.engine.manifest import MANIFEST_NAME, Manifest
from searchkit.errors import IndexIncompatible, IndexLocked, UsageError
from searchkit.index import Index

STRIKE = (
    "Dockers in the port of Genoa went on strike on Thursday after talks over night shifts had broken down. The union "
    "said that four thousand workers had stopped unloading container ships at six in the morning, and that ferries to "
    "Sardinia would sail with delays. A spokesman for the terminal operators called the walkout illegal and announced "
    "that damages would be claimed. Shipping agents reported that eleven vessels were waiting in the bay."
)
GIVEN: list[dict[str, Any]] = [
    {
        "id": "oil",
        "title": "Oil treaties",
        "body": "PARIS, May 3 (Reuters) - Two treaties on oil.",
        "date": "2019-05-03",
    },
    {"id": "treaty", "body": "One treaty, signed for Acme Holdings by José Peña.", "people": ["José Peña"]},
    {"id": "accord", "body": "Les traités sont signés par les ministres de la France.", "language": "fr"},
    {"id": "strike", "title": "Port strike", "body": STRIKE, "date": "2019-07-11", "place": "Genoa, Italy"},
    {"id": "copy", "title": "Walkout in Genoa", "body": STRIKE, "date": "2019-07-12"},
    {"id": "gone", "body": "This one was deleted."},
]
QUERIES = ["treaty", "treaties", '"oil treaties"', "traité", "trea*", "person:pena", "person:peña", "place:Italy"]


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier rule is shipped."""
    monkeypatch.setitem(ANALYSES, NUMBER, EARLIER)


def fill(index: Index, folder: Path) -> None:
    """Articles of all kinds in several commits, with lists, columns, aliases, an extractor and sources."""
    index.add(GIVEN[:3])
    index.add(GIVEN[3:])
    index.delete("gone")
    index.use_lists({"boards": [("Acme Holdings", "ACM")]})
    news = folder / "news"
    news.mkdir()
    (news / "table.csv").write_text("No,Text\n7,Ministers of Brazil signed treaties.\n")
    (news / "broken.json").write_text("{")
    index.add_files(news, columns={"id": "No", "body": "Text"})
    index.aliases_file.write_text("boards: hide ACM\norg: EC = European Commission\n")
    with writer_of(index.folder) as writer:
        described = {**writer.description, "extractor": {"spec": "spacy:of_mine", "in_folder": False}}
        writer.use(ArchiveLayout(described), described)
        writer.commit()
    index.refresh()


@pytest.fixture
def earlier(shipped: None, tmp_path: Path) -> Path:
    """An archive of the earlier rule."""
    with create_earlier(tmp_path / "i") as index:
        fill(index, tmp_path)
    return tmp_path / "i"


@pytest.fixture
def anew(tmp_path: Path) -> Path:
    """The same articles, indexed by the current rule."""
    folder = tmp_path / "anew"
    folder.mkdir()
    with searchkit.create(folder / "i") as index:
        fill(index, folder)
        with writer_of(index.folder) as writer:  # without what was deleted, which counts in scores until then
            writer.optimize()
    return folder / "i"


def ids(index: Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query)]


def answers(folder: Path) -> dict[str, list[tuple[str, Any]]]:
    with searchkit.open(folder) as index:
        return {
            query: [(hit.id, pytest.approx(hit.score, rel=1e-6)) for hit in index.search(query)] for query in QUERIES
        }


def content(folder: Path) -> dict[str, Any]:
    """All that an archive holds besides its terms."""
    with searchkit.open(folder) as index:
        found = index.search("", limit=None, facets=["boards", "place", "person", "lang"])
        register = Register(folder, readonly=True)
        described = Manifest.read(folder).schema
        try:
            return {
                "articles": [(hit.id, hit.article.to_json(), hit.article.provenance) for hit in found],
                "stories": {hit.id: (story.id if (story := index.story(hit.id)) else None) for hit in found},
                "facets": found.facets,
                "aliases": index.aliases_file.read_text(),
                "sources": [register.source(key) for key in register.known()],
                "problems": register.problems(),
                "described": {k: v for k, v in described.items() if k not in ("analysis", "version", "searchkit")},
            }
        finally:
            register.close()


def number_of(folder: Path) -> object:
    return Manifest.read(folder).schema["analysis"]


def test_it_is_searched_by_its_own_rule(earlier: Path) -> None:
    with searchkit.open(earlier) as index:
        assert ids(index, "treaty") == ["treaty"]
        assert sorted(ids(index, "treaties")) == ["7", "oil"]
        assert ids(index, "traités") == ids(index, "traites") == ["accord"]
        assert ids(index, "traite") == []
        assert ids(index, "person:peña") == ids(index, "person:peñ*") == ids(index, "person:peño~") == ["treaty"]
        assert ids(index, "person:pena") == []
        assert ids(index, "place:italy") == ["strike"]
        assert ids(index, "boards:acme") == ["treaty"]
        (hit,) = index.search("treaty")
        assert [snippet.text[s:e] for snippet in hit.snippets for s, e in snippet.spans] == ["treaty"]
        assert index.search(Term("body", "treaty")).total == 1
        assert index.search(Term("body", "treati")).total == 0
        # What is added, and what is merged with it, is of the same rule.
        index.add([{"id": "new", "body": "More treaties."}])
        with writer_of(index.folder) as writer:
            writer.optimize()
        index.refresh()
        assert ids(index, "treaty") == ["treaty"]
        assert sorted(ids(index, "treaties")) == ["7", "new", "oil"]
        assert number_of(earlier) == NUMBER


def test_without_its_rule_it_is_refused_and_the_error_names_upgrade(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = searchkit.open(earlier)
    monkeypatch.delitem(ANALYSES, NUMBER)
    with pytest.raises(IndexIncompatible, match=f"analysis {NUMBER}") as caught:
        searchkit.open(earlier)
    assert "searchkit upgrade" in caught.value.hint
    with pytest.raises(IndexIncompatible):
        opened.add([{"body": "nothing is added by another rule"}])
    assert len(opened) == 6


@pytest.mark.parametrize("is_shipped", [True, False])
def test_upgrading_keeps_everything_and_gives_what_indexing_anew_gives(
    earlier: Path, anew: Path, is_shipped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, committed = content(earlier), Manifest.read(earlier)
    if not is_shipped:
        monkeypatch.delitem(ANALYSES, NUMBER)
    (earlier.parent / "news" / "table.csv").rename(earlier.parent / "elsewhere.csv")  # no source is read
    done = searchkit.upgrade(earlier)
    (earlier.parent / "elsewhere.csv").rename(earlier.parent / "news" / "table.csv")
    assert (done.is_changed, done.articles, done.before, done.after) == (True, 6, NUMBER, CURRENT.number)
    assert content(earlier) == before
    assert before["stories"]["strike"] == before["stories"]["copy"] is not None
    assert before["described"].keys() == {"kind", "lists", "columns", "extractor"}
    assert answers(earlier) == answers(anew)
    upgraded = Manifest.read(earlier)
    assert upgraded.revision == done.revision == committed.revision + 1
    assert {s.id for s in upgraded.segments}.isdisjoint(s.id for s in committed.segments)
    kept = Manifest.read(earlier, committed.revision)
    assert (kept.schema, kept.segments, kept.files) == (committed.schema, committed.segments, committed.files)
    if is_shipped:
        with searchkit.open(earlier, generation=committed.revision) as index:
            assert ids(index, "treaty") == ["treaty"]


def test_an_upgraded_archive_goes_on_where_it_was(earlier: Path) -> None:
    searchkit.upgrade(earlier)
    with searchkit.open(earlier) as index:
        index.add_files(earlier.parent / "news", extract="rules")  # another extractor: all is read again
        report = index.add_files(earlier.parent / "news")
        assert (report.files_read, report.files_unchanged) == (1, 1)  # what failed is tried again
        index.add([{"id": "later", "title": "Genoa", "body": STRIKE, "date": "2019-07-13"}])
        story = index.story("later")
        assert story is not None
        assert story.id == index.story("strike").id  # type: ignore[union-attr]
        assert ids(index, "treaty boards:acme") == ["treaty"]


def test_an_upgrade_that_is_stopped_changes_nothing_and_can_be_run_again(earlier: Path) -> None:
    before, committed, asked = content(earlier), Manifest.read(earlier), iter([False, False, True])
    told: list[tuple[int, int]] = []
    done = searchkit.upgrade(
        earlier, should_stop=lambda: next(asked), on_progress=lambda done, total: told.append((done, total))
    )
    assert (done.interrupted, done.is_changed, done.after) == (True, False, NUMBER)
    assert told == [(0, 6), (1, 6)]
    assert (content(earlier), Manifest.read(earlier)) == (before, committed)

    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searchkit.upgrade(earlier, on_progress=killed)
    assert Manifest.read(earlier) == committed
    assert searchkit.upgrade(earlier).is_changed
    again = searchkit.upgrade(earlier)
    assert (again.is_changed, again.articles, again.before) == (False, 0, CURRENT.number)
    assert Manifest.read(earlier).revision == committed.revision + 1


def test_only_one_hand_writes(earlier: Path) -> None:
    with searchkit.open(earlier) as index, writer_of(index.folder), pytest.raises(IndexLocked):
        searchkit.upgrade(earlier)


def test_an_index_that_was_open_meanwhile(earlier: Path) -> None:
    with searchkit.open(earlier) as index:
        searchkit.upgrade(earlier)
        assert ids(index, "treaty") == ["treaty"]  # the commit that it sees
        with pytest.raises(IndexIncompatible, match="upgraded"):
            index.delete_matching("treaties")
        index.add([{"id": "new", "body": "Treaties by José Peña.", "people": ["José Peña"]}])
        assert sorted(ids(index, "treaty")) == ["7", "new", "oil", "treaty"]
        assert sorted(ids(index, "person:pena")) == ["new", "treaty"]
        assert index.delete_matching("treaties") == 4


def test_an_empty_archive_and_one_in_no_stories(shipped: None, tmp_path: Path) -> None:
    create_earlier(tmp_path / "empty").close()
    assert searchkit.upgrade(tmp_path / "empty").articles == 0
    assert number_of(tmp_path / "empty") == CURRENT.number
    with create_earlier(tmp_path / "i") as index:
        index.add([{"id": "a", "body": STRIKE}, {"id": "b", "body": STRIKE}], extract=False)
    searchkit.upgrade(tmp_path / "i")
    with searchkit.open(tmp_path / "i") as index:
        assert (len(index), index.story("a")) == (2, None)


def test_what_is_no_archive_is_not_upgraded(tmp_path: Path) -> None:
    searchkit.create(tmp_path / "i", Schema(id=ID(stored=True), body=TEXT)).close()
    with pytest.raises(UsageError, match="schema of its own"):
        searchkit.upgrade(tmp_path / "i")


@pytest.mark.parametrize("change", [{"analysis": CURRENT.number + 1}, {"version": 5}, {"version": 5, "analysis": 0}])
def test_an_archive_of_a_later_version_names_the_version_to_use(
    tmp_path: Path, change: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add(GIVEN)
        with writer_of(index.folder) as writer:
            writer.use(ArchiveLayout(), {**writer.description, **change, "searchkit": "7.5.0"})
            writer.commit()
        with pytest.raises(IndexIncompatible):
            index.refresh()
        for act in (searchkit.open, searchkit.upgrade):
            with pytest.raises(IndexIncompatible, match=re.escape(searchkit.__version__)) as caught:
                act(tmp_path / "i")
            assert "7.5.0" in caught.value.hint
        assert "upgrade" not in caught.value.hint


def test_an_archive_of_before_its_version_was_told_opens_as_it_is(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        with writer_of(index.folder) as writer:
            described = {k: v for k, v in writer.description.items() if k != "searchkit"}
            writer.use(ArchiveLayout(), described)
            writer.commit()
        index.refresh()
        index.add(GIVEN)
    assert Manifest.read(tmp_path / "i").schema == {"kind": "archive", "version": 4, "analysis": CURRENT.number}
    assert not searchkit.upgrade(tmp_path / "i").is_changed
    assert "searchkit" in json.loads((tmp_path / "i" / MANIFEST_NAME).read_text())


def test_an_archive_without_a_field_that_came_later_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "talks", "section": " Sport\n news "}, {"id": "b", "body": "talks"}])
    assert not searchkit.upgrade(tmp_path / "i").is_changed
    with with_a_field(monkeypatch):
        with searchkit.open(tmp_path / "i") as index:
            assert (index.search('section:="Sport news"').total, index.search("talks").total) == (0, 2)
        done = searchkit.upgrade(tmp_path / "i")
        assert (done.is_changed, done.articles) == (True, 2)
        with searchkit.open(tmp_path / "i") as index:
            results = index.search("talks", facets=["section"])
            assert [tuple(value) for value in results.facets["section"]] == [("Sport news", 1)]
        assert not searchkit.upgrade(tmp_path / "i").is_changed


def test_a_list_keeps_the_name_that_a_field_has_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "Sport in Oslo", "section": "News"}])
        index.use_lists({"section": ["Sport"]})
    with with_a_field(monkeypatch), searchkit.open(tmp_path / "i") as index:
        index.add([{"id": "b", "body": "Nothing", "section": "News"}])
        results = index.search("*", facets=["section"])
        assert [tuple(value) for value in results.facets["section"]] == [("Sport", 1)]
        assert [hit.id for hit in index.search("section:sport")] == ["a"]
        assert index.use_lists(drop=["section"]).changed == 1
        assert index.lists == ()


@contextmanager
def with_a_field(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table of fields with one more: the section of a newspaper."""
    section = fields.ArchiveField("section", "value", ("metadata.section",), has_facet=True)
    table = (*fields.TABLE, section)
    with monkeypatch.context() as patch:
        for module in (fields, layout):
            patch.setattr(module, "TABLE", table)
        patch.setattr(fields, "FACETS", (*fields.FACETS, "section"))
        patch.setattr(fields, "INDEX_FIELDS", fields.INDEX_FIELDS | {"section_value"})
        patch.setattr(layout, "_SLOTS", layout._slots())
        patch.setattr(layout, "_FILLS", layout._fills())
        patch.setattr(layout, "OF_METADATA", ((section, fields.query_field(section)),))
        fields.archive_fields.cache_clear()
        yield
    fields.archive_fields.cache_clear()
