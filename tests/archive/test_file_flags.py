"""What articles say of their files, against a plain loop over the files, the register and the articles."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import searchkit as command
from earlier_analysis import writer_of
from lined_pdf import pdf
from searchkit.archive import layout
from searchkit.archive.layout import ArchiveLayout
from searchkit.archive.upgrade import upgrade
from searchkit.index import Index

COUNTED = ("error", "kept", "nodate", "noplace", "truncated")


class Files:
    """Files of JSON Lines that change at random, and what each shows."""

    def __init__(self, folder: Path, source: random.Random) -> None:
        self.folder = folder
        self.source = source
        self.shown: dict[str, set[str]] = {}
        folder.mkdir()

    def write(self, name: str, first: int, last: int, *, broken: bool, after: int = 0) -> None:
        lines = [
            json.dumps({"id": f"{name}{n}", "body": "oil"} | ({"date": "2019"} if n % 2 else {"place": "Oslo"}))
            for n in range(first, last)
        ]
        if broken:
            lines.insert(after, "{broken")
        (self.folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        self.shown[name] = {f"{name}{n}" for n in range(first, last)}

    def change(self, name: str) -> None:
        path = self.folder / f"{name}.jsonl"
        match self.source.randrange(6):
            case 0:
                path.unlink(missing_ok=True)
                self.shown[name] = set()
            case 1:  # so much fewer that its articles are held
                self.write(name, 0, 3, broken=False)
            case 2:
                self.write(name, self.source.randrange(10), 30, broken=True, after=self.source.randrange(20))
            case 3:
                self.write(name, self.source.randrange(3), 40, broken=False)
            case 4:
                path.write_text("{" * 9)
                self.shown[name] = set()
            case _:
                self.write(name, 0, 30, broken=False)


def expected(index: Index, shown: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """What every article has, by a loop."""
    failed = {Path(problem.path).stem for problem in index.status().problems if problem.severity == "failed"}
    found: dict[str, tuple[str, ...]] = {}
    for hit in index.search("*", limit=None):
        file = Path(str(hit.article.path)).stem
        has = {
            "error": file in failed,
            "kept": hit.id not in shown[file],
            "nodate": hit.article.date is None,
            "noplace": hit.article.place is None,
        }
        found[hit.id] = tuple(name for name, is_so in has.items() if is_so)
    return found


def check(index: Index, shown: Mapping[str, set[str]]) -> None:
    wanted = expected(index, shown)
    results = index.search("*", limit=None, facets=["has"])
    assert {hit.id: hit.article.has for hit in results} == wanted
    counts = {name: sum(name in has for has in wanted.values()) for name in COUNTED}
    assert {value.value: value.count for value in results.facets["has"]} == {n: c for n, c in counts.items() if c}
    for name in COUNTED:
        ids = {id for id, has in wanted.items() if name in has}
        assert {hit.id for hit in index.search(f"has:{name}", limit=None)} == ids
        assert {hit.id for hit in index.search("*", filters={"has": name}, limit=None)} == ids
    kept = {Path(file.path).stem: file.articles for file in index.status().kept}
    assert kept == {
        file: number
        for file in shown
        if (number := sum("kept" in has for id, has in wanted.items() if id.startswith(file)))
    }


def after(most: int) -> Callable[[], bool]:
    """Asks to stop after so many questions."""
    asked = count()
    return lambda: next(asked) > most


@pytest.mark.parametrize("seed", range(4))
def test_articles_say_what_their_files_did(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    files = Files(tmp_path / "s", source)
    with searchkit.create(tmp_path / "i") as index:
        for name in "abcd":
            files.write(name, 0, 30, broken=False)
        for _ in range(8):
            for name in source.sample("abcd", source.randrange(3)):
                files.change(name)
            if source.random() < 0.3:  # a run that ends early leaves nothing that the next does not mend
                stop = after(source.randrange(120))
                index.add_files(files.folder, extract=False, should_stop=stop, commit_every=17)
            report = index.add_files(
                files.folder,
                extract=False,
                commit_every=source.choice([10, 1000]),
                allow_removals=source.random() < 0.2,
            )
            assert not report.interrupted
            check(index, files.shown)


def test_a_file_that_stays_as_bad_as_it_was_writes_nothing_again(tmp_path: Path) -> None:
    files = Files(tmp_path / "s", random.Random(1))
    with searchkit.create(tmp_path / "i") as index:
        files.write("a", 0, 30, broken=False)
        index.add_files(files.folder)
        files.write("a", 10, 30, broken=True)
        index.add_files(files.folder)
        revision = index.revision
        report = index.add_files(files.folder)
        assert (report.files_read, report.unchanged, report.replaced, report.kept) == (1, 20, 0, 10)
        assert index.revision == revision


def test_flags_keep_stories_lists_and_what_was_extracted(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    body = "BRUSSELS, May 3 (Reuters) - Acme Holdings said on Friday it had sold its mines in Peru for cash."
    good = json.dumps({"id": "a", "body": body, "date": "2019"}) + "\n"
    (tmp_path / "s" / "a.jsonl").write_text(good)
    with searchkit.create(tmp_path / "i") as index:
        index.use_lists({"boards": ["Acme Holdings"]})
        index.add_files(tmp_path / "s")
        before, story = index.find("a"), index.story("a")
        assert before.entities["boards"] == ("Acme Holdings",)
        (tmp_path / "s" / "a.jsonl").write_text(good + "{broken\n")
        index.add_files(tmp_path / "s")
        assert index.find("a") == before.with_changes(flags=["error"])
        assert index.story("a") == story or index.story("a").id == story.id  # type: ignore[union-attr]
        (tmp_path / "s" / "a.jsonl").write_text(good)
        index.add_files(tmp_path / "s")
        assert index.find("a") == before
        assert index.search("boards:acme has:kept").total == 0


def test_a_file_may_not_say_what_only_the_index_knows(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"body": "oil", "flags": ["error", "kept", "truncated"], "id": "a"}\n'
        '{"body": "gas", "flags": ["urgent"], "id": "b"}\n{"body": "tin", "has": ["kept", "truncated"], "id": "c"}\n'
        '{"body": "zinc", "has": "much", "id": "d"}\n'
    )
    with searchkit.create(tmp_path / "i") as index:
        assert not index.add_files(tmp_path / "a.jsonl").problems
        flags = {id: index.find(id).flags for id in "abcd"}
        assert flags == {"a": ("truncated",), "b": (), "c": ("truncated",), "d": ()}
        assert index.find("b").metadata == {"flags": ["urgent"]}
        assert index.find("d").metadata == {"has": "much"}


def test_an_article_of_a_program_has_them_too(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "oil"}, {"id": "b", "body": "gas", "date": "2019", "place": "Oslo"}])
        assert {hit.id: hit.article.has for hit in index.search("*")} == {"a": ("nodate", "noplace"), "b": ()}
        assert [hit.id for hit in index.search("has:NODATE has:no*")] == ["a"]
        assert [hit.id for hit in index.search("-has:*")] == ["b"]
        with pytest.raises(searchkit.ArticleInvalid):
            index.add([searchkit.Article(body="x", flags=["wet"])])  # type: ignore[arg-type]


def test_an_unknown_value_is_told(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        for query in ("has:foo", "has:=foo", 'has:"no date"', "has:(nodate OR foo)"):
            (warning,) = index.search(query).warnings
            assert (warning.code, "has:truncated" in warning.hint) == ("unknown_value", True)
        assert not index.search("has:no* has:nodate -has:KEPT has:(error OR truncated)").warnings


def test_commands_tell_them(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"id": "a", "body": "oil"}\n{broken\n')
    command("index", tmp_path / "s.jsonl", "-i", tmp_path / "i")
    status = command("status", "-i", tmp_path / "i").out
    assert "1 article without a date (search has:nodate)" in status
    assert "1 article from files with failures (search has:error)" in status
    told: Any = json.loads(command("status", "--json", "-i", tmp_path / "i").out)
    assert told["has"] == {"error": 1, "nodate": 1, "noplace": 1}
    shown = command("show", "a", "-i", tmp_path / "i").out.splitlines()
    assert "has           error, nodate, noplace" in shown
    assert json.loads(command("show", "a", "--json", "-i", tmp_path / "i").out)["has"] == ["error", "nodate", "noplace"]
    found = json.loads(command("search", "oil", "--json", "-i", tmp_path / "i").out)
    assert found["hits"][0]["has"] == ["error", "nodate", "noplace"]


def test_an_upgrade_tells_them_from_the_register(tmp_path: Path) -> None:
    files = Files(tmp_path / "s", random.Random(1))
    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i") as earlier:
        kept = [slot for slot in layout._SLOTS if slot[0] != "has_value"]
        before.setattr(layout, "_SLOTS", kept)
        lay_out = ArchiveLayout.document
        before.setattr(
            ArchiveLayout,
            "document",
            lambda self, fields: lay_out(self, {n: value for n, value in fields.items() if n != "has_value"}),
        )
        before.setattr("searchkit.archive.file_flags.FileFlags.settle", lambda self: None)
        with searchkit.open(tmp_path / "i") as earlier:
            for name in "abc":
                files.write(name, 0, 30, broken=name == "b")
            earlier.add_files(files.folder, extract=False)
            (files.folder / "c.jsonl").write_text("{")
            earlier.add_files(files.folder, extract=False)
            files.shown["c"] = set()
    with searchkit.open(tmp_path / "i") as index:
        results = index.search("has:error OR has:nodate", facets=["has"])
        assert (results.total, results.facets["has"], index.status().has) == (0, [], ())
        assert upgrade(tmp_path / "i").is_changed
        index.refresh()
        check(index, files.shown)
        assert index.search("has:kept").total == 30
        assert not upgrade(tmp_path / "i").is_changed
        with writer_of(index.folder) as writer:
            writer.optimize()
        index.refresh()
        check(index, files.shown)


def test_an_upgrade_needs_no_register(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"id": "a", "body": "oil"}\n{broken\n')
    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i"):
        before.setattr(layout, "_SLOTS", [slot for slot in layout._SLOTS if slot[0] != "has_value"])
        lay_out = ArchiveLayout.document
        before.setattr(
            ArchiveLayout,
            "document",
            lambda self, fields: lay_out(self, {n: value for n, value in fields.items() if n != "has_value"}),
        )
        with searchkit.open(tmp_path / "i") as earlier:
            earlier.add([{"id": "a", "body": "oil"}])
    (tmp_path / "i" / "searchkit-sources.sqlite").write_bytes(b"no database" * 100)
    assert upgrade(tmp_path / "i").is_changed
    with searchkit.open(tmp_path / "i") as index:
        assert [hit.id for hit in index.search("has:nodate")] == ["a"]


def test_a_page_that_fails_is_an_error_of_its_article_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pypdf = pytest.importorskip("pypdf")
    whole = pypdf.PageObject.extract_text

    def fails(page: Any) -> str:
        if page.page_number == 0:
            raise KeyError("/Contents")
        return str(whole(page))

    def archive(broken: bool) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
            packed.writestr("two.pdf", pdf(2, 1))
            packed.writestr("b.jsonl", '{"id": "b", "body": "oil"}\n' + ("{broken" if broken else ""))

    with searchkit.create(tmp_path / "i") as index:
        monkeypatch.setattr(pypdf.PageObject, "extract_text", fails)
        for broken, errors in ((False, 1), (True, 2), (False, 1)):  # also after the file had a failure
            archive(broken)
            index.add_files(tmp_path / "a.zip")
            assert (len(index), index.search("has:error").total) == (2, errors)
            assert index.search("has:error ferries").total == 1
        monkeypatch.undo()
        monkeypatch.setattr("searchkit.ingest.formats.pdf_document._PAGE_LIMIT", 1)
        archive(True)
        index.add_files(tmp_path / "a.zip")
        assert [hit.article.flags for hit in index.search("ferries")] == [("error", "truncated")]
        assert index.search("has:truncated").total == 1
