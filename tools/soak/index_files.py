"""Manifests, registers, deletes, lists and aliases, damaged or made to mislead, with and without right checksums.

Every reading verb gives the right answer, or an error of searchkit's tree. With a right checksum an answer may be
another, for the file says so.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import searchkit
from searchkit.archive.register import REGISTER_NAME
from searchkit.engine.manifest import MANIFEST_NAME, Manifest
from searchkit.engine.repair import damages, repair
from searchkit.errors import InternalError, SearchkitError
from tools.soak.hunt import Wrong
from tools.soak.mutation import mutated
from tools.soak.watched import Watched

_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1, 2**31, 2**32, 2**63, 2**64, 10**400, 1.5, "", "x", "..", "../x", "/etc/passwd", "a\0b",
    "\ud800", "\u202e",
    [], {}, [[]], {"a": 1}, "segment-0.data", MANIFEST_NAME, REGISTER_NAME, "x" * 5000, [None], {"": None}, ["a", "a"],
)  # fmt: skip


class IndexFiles(Watched):
    name = "index-files"
    number = 2_000
    share = 0.1
    batch = 20
    seconds = 60.0

    def prepare(self, folder: Path) -> None:
        press = folder / "press"
        press.mkdir()
        for n in range(30):
            (press / f"{n}.txt").write_text(
                f"Ferry {n} left.\n\nBRUSSELS, May {n % 28 + 1} (Reuters) - Ann Example {n}.\n"
            )
        (press / "bad.json").write_text("{")
        (folder / "boards.txt").write_text("Ann Example\nFerry\n")
        with searchkit.create(folder / "whole") as index:
            index.add_files(press)
            index.use_lists([folder / "boards.txt"])
            index.delete(next(hit.id for hit in index.search("ferry")))
            index.add([{"id": "last", "body": "The last ferry."}])
        (folder / "whole" / "aliases.txt").write_text("person: Ann = Ann Example\norg: hide Reuters\n")

    def begin(self, folder: Path) -> None:
        self._folder = folder
        self._whole = folder / "whole"
        self._right = _answers(self._whole)
        manifest = Manifest.read(self._whole)
        names = [path.name for path in self._whole.iterdir() if not path.name.endswith((".data", ".lock"))]
        self._names = sorted(names, key=lambda name: (name.rpartition(".")[2], name))
        # Names differ from run to run, so cases go by kind.
        self._kinds = {self._kind(name, manifest): name for name in self._names}

    @staticmethod
    def _kind(name: str, manifest: Manifest) -> str:
        for kind in ("searchkit-manifest-", "searchkit-sources", "beside-lists", "aliases", MANIFEST_NAME):
            if name.startswith(kind):
                return kind
        return "deletes"

    def case(self, seed: int, number: int) -> bytes:
        """The kind of file, whether its checksum is made right, and the seed of its change."""
        pick = random.Random(f"{seed} files {number}")
        kinds = (MANIFEST_NAME, "searchkit-manifest-", "searchkit-sources", "beside-lists", "deletes", "aliases")
        kind = pick.choices(kinds, (6, 1, 4, 2, 2, 1))[0]
        return f"{kind} {pick.randrange(2)} {pick.getrandbits(60)}".encode()

    def check(self, cases: Sequence[bytes]) -> None:
        for case in cases:
            kind, right, seed = case.decode().split()
            with tempfile.TemporaryDirectory(prefix="soak-") as name:
                folder = Path(name) / "i"
                shutil.copytree(self._whole, folder)
                told = _change(folder, self._kinds[kind], kind, right == "1", random.Random(int(seed)))
                try:
                    self._read(folder, kind, right == "1")
                except Wrong as wrong:
                    raise Wrong(wrong.kind, f"{wrong.message}; {told}", wrong.place) from None
                except Exception as error:
                    error.add_note(told)
                    raise

    def _read(self, folder: Path, kind: str, right: bool) -> None:
        try:
            answers = _answers(folder)
        except SearchkitError as error:
            _expected(error)
        else:
            may_differ = right or kind in ("aliases", "searchkit-sources")
            if answers != self._right and not may_differ:
                raise Wrong("lost", f"{kind}: another answer without an error", f"answer {kind}")
        for read in (damages, _status, _verb_generation):
            try:
                read(folder)
            except SearchkitError as error:
                _expected(error)
        for change in (_update(self._folder / "press"), _added, repair):
            try:
                change(folder)
            except SearchkitError as error:
                _expected(error)


def _expected(error: SearchkitError) -> None:
    if isinstance(error, InternalError):
        raise error
    if not error.message:
        raise Wrong("lost", f"{error.code} without a message", "message")


def _answers(folder: Path) -> Any:
    with searchkit.open(folder) as index:
        results = index.search(
            "ferry -last", facets=["person", "place"], timelines=["month"], limit=None, sort="oldest"
        )
        told = [(hit.id, hit.article.body, hit.story) for hit in results]
        return told, dict(results.facets), list(results.timeline("month")), index.terms("title")[:50], index.lists


def _status(folder: Path) -> None:
    with searchkit.open(folder, aliases=False) as index:
        index.status()


def _verb_generation(folder: Path) -> None:
    with searchkit.open(folder, generation=1) as index:
        index.search("ferry", limit=None)


def _update(press: Path) -> Any:
    def update(folder: Path) -> None:
        with searchkit.open(folder) as index:
            before = len(index)
            report = index.add_files(press)
            if before and len(index) < before:
                raise Wrong(
                    "lost", f"an update left {len(index)} of {before} articles; {report.removed} removed", "update"
                )

    return update


def _added(folder: Path) -> None:
    with searchkit.open(folder) as index:
        index.add([{"id": "new", "body": "A new ferry."}])
        if index.get("new") is None:
            raise Wrong("lost", "what was added is not there", "added")


def _change(folder: Path, name: str, kind: str, right: bool, pick: random.Random) -> str:
    """Change a file of an index; what was changed."""
    path = folder / name
    data = path.read_bytes()
    if kind.startswith("searchkit-manifest") and right:
        body = json.loads(data)
        told = _tampered(pick, body)
        path.write_bytes(_signed(body))
        return f"{kind}: {told}"
    if kind == "searchkit-sources" and right:
        return f"{kind}: {_register(path, pick)}"
    changed = mutated(pick, data, [data])
    if kind == "deletes" and right:
        changed = changed[:-4] + zlib.crc32(changed[:-4]).to_bytes(4, "little")
    path.write_bytes(changed)
    if right and kind in ("deletes", "beside-lists"):
        manifest = folder / MANIFEST_NAME
        body = json.loads(manifest.read_bytes())
        body["files"][name] = {"size": len(changed), "crc32": zlib.crc32(changed)}
        manifest.write_bytes(_signed(body))
    return f"{kind}: {len(data)} bytes became {len(changed)}"


def _signed(body: dict[str, Any]) -> bytes:
    body.pop("crc32", None)
    head = json.dumps({**body, "crc32": ""}, indent=1).encode("ascii").removesuffix(b'"\n}')
    return head + f"{zlib.crc32(head):08x}".encode() + b'"\n}'


def _tampered(pick: random.Random, body: dict[str, Any]) -> str:
    """Change a value somewhere in a JSON object."""
    node: Any = body
    told = ""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return told
        key = pick.choice(keys)
        told += f"/{key}"
        if isinstance(node[key], (dict, list)) and node[key] and pick.random() < 0.85:
            node = node[key]
            continue
        if pick.random() < 0.15:
            del node[key]
            return f"{told} is gone"
        node[key] = pick.choice(_VALUES)
        return f"{told} is {str(node[key])[:60]!a}"


def _register(path: Path, pick: random.Random) -> str:
    """Change a cell of the register, or a table, by SQL."""
    values = (None, -1, 2**62, "x", "\udcff", b"\xff", 1.5, "", "../x", "\x1b[5m", b"", 10**15)
    table, column = pick.choice((("source", "key"), ("source", "size"), ("source", "mtime_ns"), ("source", "digest"),
                                 ("source", "articles"), ("problem", "key"), ("problem", "line"),
                                 ("problem", "severity"),
                                 ("problem", "message"), ("problem", "member"), ("kept", "articles")))  # fmt: skip
    statement = pick.choice(
        (
            f"update or ignore {table} set {column} = ?",
            f"update or ignore {table} set {column} = cast(? as text) where rowid % 2",
            f"drop table {table}",
            f"alter table {table} rename to other",
            f"alter table {table} add column more text",
            f"delete from {table}",
        )
    )
    value = pick.choice(values)
    with closing(sqlite3.connect(path)) as database:
        try:
            database.execute(statement, (value,) if "?" in statement else ())
            database.commit()
        except (sqlite3.Error, UnicodeError):
            return "nothing"
    return f"{statement} {value!a}"
