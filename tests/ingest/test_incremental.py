"""However a tree of sources came to be as it is, its index equals one that is made anew of it.

A history edits a small tree at random and indexes after each few edits. A few ids occur again and again, so that many
articles want one id. The environment variable SEARCHKIT_HISTORIES says how many histories to try.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searchkit as library
from searchkit.archive.register import NO_COMMIT, REGISTER_NAME, Register
from searchkit.ingest.reading import plain_or_articles
from searchkit.ingest.regular_file import digest_of
from waiting import wait_until

HISTORIES: Final = int(os.environ.get("SEARCHKIT_HISTORIES", "0"))
IDS: Final = ("1", "2", "3", "1~2", "")
TEXTS: Final = ("Oil rose in Brussels.", "Gas fell, Ana Costa said.", "Dockers went on strike.")
FOLDERS: Final = ("a", "a/x", "b")
NAMES: Final = ("1.jsonl", "2.jsonl", "3.csv", "4.zip", "5.tar.gz", "6.jsonl.gz", "7.txt", "8.eml")
ROOTS: Final = (("a", "b"), ("b", "a"), ("a",), ("b",), ("a/x", "b"))

# An article of a file: its id, or nothing, and its text.
Record = tuple[str, str]


@dataclass
class Content:
    """What a file says, and how it is damaged: not, by a cut, or by a wrong byte."""

    records: list[Record]
    damage: str = ""

    def bytes(self, name: str) -> bytes:
        """The bytes of a file of this name."""
        data = _written(name, self.records)
        if self.damage == "cut":
            return data[: len(data) * 2 // 3]
        if self.damage == "bad":
            if name.endswith(".jsonl"):
                return b"{bad\n" + data
            return data[: len(data) // 2] + b"\0" + data[len(data) // 2 + 1 :]
        return data


def _lines(records: list[Record]) -> bytes:
    return "".join(json.dumps({"id": i, "title": f"About {t[:5]}", "body": t}) + "\n" for i, t in records).encode()


def _table(records: list[Record]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([("id", "title", "body"), *((i, f"About {t[:5]}", t) for i, t in records)])
    return out.getvalue().encode()


def _members(records: list[Record]) -> list[tuple[str, bytes]]:
    """Two members, which may have ids in common."""
    half = (len(records) + 1) // 2
    return [("m.jsonl", _lines(records[:half])), ("n.csv", _table(records[half:]))]


def _written(name: str, records: list[Record]) -> bytes:
    if name.endswith(".jsonl"):
        return _lines(records)
    if name.endswith(".csv"):
        return _table(records)
    if name.endswith(".jsonl.gz"):
        return gzip.compress(_lines(records), mtime=0)
    out = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(out, "w") as archive:
            for member, data in _members(records):
                archive.writestr(zipfile.ZipInfo(member), data)
        return out.getvalue()
    if name.endswith(".tar.gz"):
        with tarfile.open(fileobj=out, mode="w:gz") as tar:
            for member, data in _members(records):
                info = tarfile.TarInfo(member)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return out.getvalue()
    identity, text = records[0] if records else ("", "")
    if name.endswith(".eml"):
        return f"Message-ID: <{identity or 'm'}>\nSubject: News\nContent-Type: text/plain\n\n{text}\n".encode()
    return f"About {text[:5]}\n\n{text}\n".encode()


@dataclass
class World:
    """A folder with sources, their index, and what they should be."""

    folder: Path
    files: dict[str, Content] = field(default_factory=dict)
    program: dict[str, str] = field(default_factory=dict)
    indexed: int = 0

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def write(self, path: str, content: Content, *, quietly: bool = False) -> None:
        """Write a file. ``quietly`` leaves the time of its change as it was."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink():
            place.unlink()
        earlier = place.stat() if place.exists() else None
        place.write_bytes(content.bytes(path))
        if quietly and earlier is not None:
            os.utime(place, ns=(earlier.st_atime_ns, earlier.st_mtime_ns))
        self.files[path] = content

    def chosen(self, number: int) -> str | None:
        """One of the files."""
        return sorted(self.files)[number % len(self.files)] if self.files else None

    def edit(self, kind: str, one: int, other: int, records: list[Record]) -> None:
        """Edit the tree."""
        free = f"{FOLDERS[one % len(FOLDERS)]}/{NAMES[other % len(NAMES)]}"
        path = self.chosen(one)
        if kind == "write" or path is None:
            self.write(free, Content(records))
            return
        here = self.files[path]
        target = f"{FOLDERS[other % len(FOLDERS)]}/{path.rsplit('/', 1)[-1]}"
        if kind == "remove":
            (self.folder / path).unlink()
            del self.files[path]
        elif kind == "move" and target != path:
            (self.folder / target).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).replace(self.folder / target)
            self.files[target] = self.files.pop(path)
        elif kind == "copy" and target != path:
            self.write(target, Content(list(here.records), here.damage))
        elif kind in ("cut", "bad", ""):
            self.write(path, Content(here.records, kind))
        elif kind == "swap":
            # Of the same size, at the same time.
            self.write(path, Content(here.records[::-1], here.damage), quietly=True)
        elif kind == "text":
            changed = [(i, TEXTS[(TEXTS.index(t) + 1) % len(TEXTS)]) for i, t in here.records]
            self.write(path, Content(changed, here.damage))
        elif kind == "link":
            # In its place is a link to a file that belongs to nothing that is indexed.
            (self.folder / "other.jsonl").write_bytes(_lines(records))
            (self.folder / path).unlink()
            (self.folder / path).symlink_to(self.folder / "other.jsonl")
            del self.files[path]
        elif kind == "unlink":
            for place in [p for folder in FOLDERS for p in (self.folder / folder).glob("*") if p.is_symlink()]:
                place.unlink()
        elif kind == "program" and not self.index.exists():
            self.program = dict(records)
            self.program.pop("", None)
            with opened(self.index) as index:
                index.add([{"id": i, "body": t} for i, t in self.program.items()])
        elif kind == "delete" and self.program:
            self.program.popitem()
            with opened(self.index) as index:
                index.delete([i for i in index_of_program(index) if i not in self.program])
        elif kind == "forget":
            (self.index / REGISTER_NAME).unlink(missing_ok=True)
        elif kind == "old":
            os.utime(self.folder / path, ns=(0, 10**9 * (1 + other)))
        elif kind == "give":
            receiver = self.chosen(other)
            if receiver is not None and receiver != path:
                there = self.files[receiver]
                self.write(receiver, Content([*there.records, here.records[0]], there.damage))
                if here.records[1:]:
                    self.write(path, Content(here.records[1:], here.damage))
                else:
                    self.edit("remove", one, other, records)
        elif kind == "longer":
            # A file states an id such as the index made.
            made = sorted(i for i in articles(self.index) if "~" in i) if self.index.exists() else []
            if made:
                self.write(path, Content([*here.records, (made[other % len(made)], TEXTS[0])], here.damage))

    def run(
        self,
        roots: tuple[str, ...],
        *,
        stop: int = 0,
        every: int = 5000,
        lag: bool = False,
        remove: bool = True,
        dry: bool = False,
    ) -> Any:
        """Index these folders.

        ``stop`` stops the run when it asks for the so manieth time. With ``lag``, the register learns of no commit.
        """
        for root in roots:
            (self.folder / root).mkdir(parents=True, exist_ok=True)
        asked = iter(range(stop))
        with opened(self.index) as index, late_register() if lag else nullcontext():
            return index.add_files(
                [self.folder / root for root in roots],
                commit_every=every,
                allow_removals=remove,
                dry_run=dry,
                should_stop=(lambda: next(asked, None) is None) if stop else None,
            )

    def fresh(self) -> Path:
        """A new index of the present sources."""
        self.indexed += 1
        folder = self.folder / f"fresh-{self.indexed}"
        with opened(folder) as index:
            if self.program:
                index.add([{"id": i, "body": t} for i, t in self.program.items()])
            index.add_files([self.folder / "a", self.folder / "b"])
        return folder


@contextmanager
def opened(folder: Path) -> Iterator[library.Index]:
    """The index in a folder, made if there is none."""
    with library.open(folder) if folder.exists() else library.create(folder) as index:
        yield index


@contextmanager
def late_register() -> Iterator[None]:
    """The register is written before commits of the index, but not after them."""
    commit = Register.commit

    def before_only(self: Register, revision: int | None = None) -> None:
        if revision == NO_COMMIT:
            commit(self, revision)

    with patch.object(Register, "commit", before_only):
        yield


def index_of_program(index: library.Index) -> list[str]:
    """The ids of articles that a program added."""
    return [hit.id for hit in index.search("*", limit=None) if hit.article.path is None]


def articles(folder: Path) -> dict[str, str]:
    """The articles of an index as records by id, with their places in their sources."""
    with library.open(folder) as index:
        found = [hit.article for hit in index.search("*", limit=None)]
    return {article.id: json.dumps(_but_for_commit(article.as_dict())) for article in found}


def _but_for_commit(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the commit that added the article. In a fresh index, that is another."""
    record["origin"].pop("revision")
    return record


def told(folder: Path) -> dict[str, Any]:
    """All that an index says of its sources."""
    with library.open(folder) as index:
        status = index.status()
    with closing(sqlite3.connect(folder / REGISTER_NAME)) as register:
        sources = register.execute("select key, size, articles, digest from source order by key").fetchall()
    return {
        "articles": articles(folder),
        "problems": sorted(status.problems, key=str),
        "sources": sources,
    }


def compare(world: World) -> None:
    """The index equals a fresh one, except for what it keeps of files that cannot be read."""
    fresh = world.fresh()
    with library.open(world.index) as index:
        kept = index.status().kept
    ours, theirs = told(world.index), told(fresh)
    if not kept:
        assert ours == theirs
        return
    assert ours["sources"] == theirs["sources"]
    there, here = (Counter(map(without_id, each["articles"].values())) for each in (theirs, ours))
    assert not there - here, "an article was not indexed"
    more = here - there
    assert more.total() == sum(each.articles for each in kept)
    assert {json.loads(article)["path"].split("!/")[0] for article in more} <= {each.path for each in kept}
    assert all(each.reason == "damaged" for each in kept)
    failed = [[p for p in each["problems"] if p.severity != "note"] for each in (ours, theirs)]
    assert failed[0] == failed[1]


def without_id(record: str) -> str:
    """An article without its id, which another that is kept may have."""
    values = json.loads(record)
    del values["id"]
    values.get("metadata", {}).pop("stated_id", None)
    if not values.get("metadata"):
        values.pop("metadata", None)
    return json.dumps(values)


RECORDS: Final = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(TEXTS)), min_size=1, max_size=4)
KINDS: Final = (
    *"write write write remove move copy move copy cut bad text swap old give longer".split(),
    *"link unlink program program delete forget".split(),
    "",
)
EDIT: Final = st.tuples(st.sampled_from(KINDS), st.integers(0, 23), st.integers(0, 23), RECORDS)
STEP: Final = st.tuples(
    st.lists(EDIT, min_size=2, max_size=5),
    st.sampled_from(ROOTS),
    st.sampled_from([0, 0, 0, 1, 4, 9, 14, 25]),
    st.sampled_from([1, 2, 5000]),
    st.booleans(),
    st.sampled_from([False, False, False, False, True]),
)
# Without a least size, most histories would be too short to show anything.
HISTORY: Final = st.lists(STEP, min_size=4, max_size=6)


@contextmanager
def world() -> Iterator[World]:
    """A new world, in a folder of its own."""
    # In memory, if the system has such a folder: most of the time would go into waiting for a disk.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="searchkit-history-", dir=memory))
    try:
        yield World(folder)
    finally:
        shutil.rmtree(folder)


def quiet(*edits: tuple[str, int, int, list[Record]], stop: int = 0, lag: bool = False) -> Any:
    """A step with an ordinary run."""
    return list(edits), ("a", "b"), stop, 5000, False, lag


OIL: Final = [("2", TEXTS[0])]
# A file goes, the register learns of no commit, and the file comes back as it was.
BACK: Final = [
    quiet(("write", 0, 0, OIL)),
    quiet(("copy", 0, 2, OIL)),
    quiet(("remove", 1, 0, OIL), lag=True),
    quiet(("copy", 0, 2, OIL)),
]
# A link takes the place of a file, the run is stopped, and the file comes back as it was.
LINKED: Final = [
    quiet(("write", 1, 7, OIL)),
    quiet(("link", 0, 0, OIL), ("write", 0, 0, OIL), stop=1),
    quiet(("write", 1, 7, OIL)),
]


@settings(max_examples=HISTORIES or 50, derandomize=not HISTORIES)
@given(HISTORY)
@example(BACK)
@example(LINKED)
def test_an_index_is_that_of_its_sources_now(history: list[Any]) -> None:
    with world() as here:
        for edits, roots, stop, every, whole, lag in history:
            for edit in edits:
                here.edit(*edit)
            here.run(roots, stop=stop, every=every, lag=lag)
            if whole:
                here.run(("b", "a"), every=every)
                compare(here)
        here.run(("a", "b"))
        compare(here)
        for path, content in here.files.items():
            if content.damage:
                here.write(path, Content(content.records))
        here.run(("a", "b"))
        with library.open(here.index) as index:
            assert index.status().kept == ()
        compare(here)


# Many removals are held back


@settings(max_examples=HISTORIES or 5, derandomize=not HISTORIES)
@given(HISTORY)
def test_what_is_held_back_is_all_that_differs(history: list[Any]) -> None:
    with world() as here:
        for edits, roots, stop, every, _, _ in history:
            for edit in edits:
                here.edit(*edit)
            here.run(roots, stop=stop, every=every, remove=False)
            held = here.run(("a", "b"), remove=False)
            fresh = here.fresh()
            ours, theirs = (Counter(map(without_id, articles(folder).values())) for folder in (here.index, fresh))
            with library.open(here.index) as index:
                kept = index.status().kept
            assert not theirs - ours
            assert (ours - theirs).total() == sum(each.articles for each in kept)
            assert any(p.code == "removals_held" for p in held.failed) == any(k.reason != "damaged" for k in kept)
        here.run(("a", "b"))
        compare(here)


# Which files are read


def lines(path: Path, *records: Record) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_lines(list(records)))


def ids(folder: Path) -> dict[str, str]:
    """The text of each article, by id."""
    return {identity: json.loads(record)["body"] for identity, record in articles(folder).items()}


def test_ids_move_on_without_a_file_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(path: Path, *given: Any, **options: Any) -> Any:
        read.append(path.name)
        return plain_or_articles(path, *given, **options)

    monkeypatch.setattr("searchkit.ingest.file_articles.plain_or_articles", noted)
    for name, text in (("b", "second"), ("c", "third")):
        lines(tmp_path / "s" / f"{name}.jsonl", ("1", text))
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        (longer,) = [i for i in ids(tmp_path / "i") if i != "1"]
        lines(tmp_path / "s" / "a.jsonl", ("1", "first"))
        read.clear()
        report = index.add_files(tmp_path / "s")
        assert (read, report.added, report.renamed) == (["a.jsonl"], 1, 1)
        now = ids(tmp_path / "i")
        assert (now["1"], now[longer]) == ("first", "third")
        article = index.get(longer)
        assert article is not None and article.metadata["stated_id"] == "1"
        assert sorted(Path(p.path).name for p in index.status().problems) == ["b.jsonl", "c.jsonl"]
        (tmp_path / "s" / "a.jsonl").unlink()
        read.clear()
        report = index.add_files(tmp_path / "s")
        assert (read, report.removed, report.renamed) == ([], 1, 1)
        assert ids(tmp_path / "i") == {"1": "second", longer: "third"}
        assert [Path(p.path).name for p in index.status().problems] == ["c.jsonl"]
        (tmp_path / "s" / "b.jsonl").unlink()
        index.add_files(tmp_path / "s")
        assert (ids(tmp_path / "i"), index.status().problems) == ({"1": "third"}, ())
        article = index.get("1")
        assert article is not None and "stated_id" not in article.metadata


def test_articles_of_a_program_keep_their_ids(tmp_path: Path) -> None:
    lines(tmp_path / "s" / "a.jsonl", ("1", "of a file"))
    lines(tmp_path / "s" / "b.jsonl", ("2", "of another"))
    with library.create(tmp_path / "i") as index:
        index.add([{"id": "1", "body": "of a program"}])
        index.add_files(tmp_path / "s")
        (longer,) = [i for i in ids(tmp_path / "i") if "~" in i]
        assert ids(tmp_path / "i") == {"1": "of a program", longer: "of a file", "2": "of another"}
        index.delete("1")
        assert ids(tmp_path / "i") == {longer: "of a file", "2": "of another"}, "a program changes no other article"
        assert index.add_files(tmp_path / "s" / "b.jsonl").files_read == 0
        assert ids(tmp_path / "i") == {"1": "of a file", "2": "of another"}


@pytest.mark.parametrize("quietly", [False, True])
def test_a_change_is_seen_at_the_same_size_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quietly: bool
) -> None:
    monkeypatch.setattr("searchkit.ingest.update._STAMP_GRAIN_NS", 0)
    digested: list[str] = []

    def noted(path: Path, *given: Any) -> str:
        digested.append(path.name)
        return digest_of(path, *given)

    monkeypatch.setattr("searchkit.ingest.update.digest_of", noted)
    path = tmp_path / "a.jsonl"
    lines(path, ("1", "early"))
    with library.create(tmp_path / "i") as index:
        index.add_files(path)
        digested.clear()
        assert (index.add_files(path).files_unchanged, digested) == (1, []), "its stamp says so"
        before = path.stat()
        wait_until(lambda: _touched(tmp_path / "clock") > before.st_ctime_ns, "a later time of the file system")
        lines(path, ("1", "later"))
        if quietly:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert index.add_files(path).replaced == 1
        assert ids(tmp_path / "i") == {"1": "later"}


def _touched(path: Path) -> int:
    path.write_bytes(b"")
    return path.stat().st_ctime_ns


# Two articles that two files ask for. Each goes from one, and the earlier file now asks for what the later one had.
EXCHANGED: Final = [
    quiet(("write", 0, 3, [("2", TEXTS[0]), ("1", TEXTS[0])]), ("write", 0, 0, [("1", TEXTS[0])])),
    quiet(("write", 0, 3, [("1", TEXTS[0])]), ("write", 0, 0, [("2", TEXTS[0])])),
]
# A file goes, and its articles, of one id, get other ids as they make way for those of another file.
MADE_WAY: Final = [
    quiet(("write", 0, 1, [("1", text) for text in (TEXTS[0], *TEXTS)])),
    quiet(("remove", 0, 0, OIL), ("write", 0, 4, [("1", TEXTS[0]), ("1", TEXTS[2]), ("3", TEXTS[2])])),
]
# A file moves from where the next run does not look to where it does. Its articles have one id, and move up one by one.
MOVED: Final = [
    (quiet(("write", 1, 5, [("1", TEXTS[0]), ("1", TEXTS[1]), ("1", TEXTS[1])]))[0], ("a", "b"), 0, 2, False, False),
    ([("move", 0, 2, OIL)], ("b",), 0, 2, False, False),
]


@settings(max_examples=HISTORIES or 5, derandomize=not HISTORIES)
@given(HISTORY)
@example(EXCHANGED)
@example(MADE_WAY)
@example(MOVED)
def test_a_dry_run_tells_what_a_run_does(history: list[Any]) -> None:
    with world() as here:
        for edits, roots, _, every, _, _ in history:
            for edit in edits:
                here.edit(*edit)
            told, done = (here.run(roots, every=every, dry=dry) for dry in (True, False))
            for name in "files_read files_unchanged files_removed removed kept".split():
                assert getattr(told, name) == getattr(done, name), name
            assert sum(change.removed for change in told.changes) == told.removed
            assert told.added + told.replaced + told.unchanged == done.added + done.replaced + done.unchanged


def test_a_slow_run_commits_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s").mkdir()
    for n in range(6):
        (tmp_path / "s" / f"{n}.txt").write_text(f"Article {n} is about oil.")
    for seconds, every, commits in [(30.0, None, 1), (-1.0, None, 6), (-1.0, 4, 2)]:
        monkeypatch.setattr("searchkit.ingest.update._COMMIT_SECONDS", seconds)
        with library.create(tmp_path / f"i{commits}") as index:
            before = index.revision
            index.add_files(tmp_path / "s", commit_every=every)
            assert index.revision - before == commits
