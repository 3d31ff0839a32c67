"""A folder that remembers every operation, fails any of them on demand, and shows what a crash could leave of it.

It works on a real folder, so native code may write there, too. The model of the disk is the unkind one: what was
written is durable only after fsync of the file, names only after fsync of the folder; until then a file may be empty,
torn, zeroed or whole, and any subset of the creations, renames and removals may have happened. A failed fsync may have
thrown the content away for good, whatever a later one says.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchkit.engine.folder import Folder

State = dict[str, bytes]
MOST_STATES = 400  # of one moment


@dataclass(eq=False)
class _File:
    content: bytes
    durable: bool = False
    lost: bool = False  # a failed fsync

    def after_a_crash(self) -> list[bytes]:
        if self.durable:
            return [self.content]
        half = len(self.content) // 2
        torn = [self.content[:half], self.content[:half] + bytes(len(self.content) - half), bytes(len(self.content))]
        return list(dict.fromkeys([self.content, b"", *torn]))


@dataclass
class _Disk:
    """The entries that are durable, those that are seen, and the changes between the two."""

    durable: dict[str, _File] = field(default_factory=dict)
    seen: dict[str, _File] = field(default_factory=dict)
    pending: list[tuple[str, str, str, _File]] = field(default_factory=list)

    def do(self, kind: str, name: str, other: str = "", content: bytes = b"") -> None:
        if kind == "write":
            self.seen[name] = _File(content)
            self.pending.append(("create", name, "", self.seen[name]))
        elif kind == "sync":
            self.seen[name].durable |= not self.seen[name].lost
        elif kind == "lose":
            self.seen[name].lost = True
        elif kind == "rename":
            moved = self.seen[other] = self.seen.pop(name)
            self.pending.append(("rename", name, other, moved))
        elif kind == "remove":
            self.pending.append(("remove", name, "", self.seen.pop(name)))
        elif kind == "sync_folder":
            self.durable = dict(self.seen)
            self.pending = []

    def after_a_crash(self, pick: random.Random) -> Iterator[State]:
        count = len(self.pending)
        if 2**count <= MOST_STATES // 4:
            subsets: list[tuple[bool, ...]] = list(itertools.product((False, True), repeat=count))
        else:
            subsets = [(False,) * count, (True,) * count]
            subsets += [tuple(pick.random() < 0.5 for _ in range(count)) for _ in range(MOST_STATES // 4)]
            # Each alone, and each alone missing: the orders in which single operations overtake all others.
            for n in range(count):
                subsets += [tuple(i == n for i in range(count)), tuple(i != n for i in range(count))]
        for chosen in subsets:
            entries = dict(self.durable)
            for happened, (kind, name, other, file) in zip(chosen, self.pending, strict=True):
                if not happened:
                    continue
                if kind == "create":
                    entries[name] = file
                elif entries.get(name) is file:
                    del entries[name]
                if kind == "rename":
                    entries[other] = file
            names = sorted(entries)
            choices = [entries[name].after_a_crash() for name in names]
            if (ways := _product(choices)) <= 8:
                contents = list(itertools.product(*choices))
            else:
                contents = [tuple(pick.choice(c) for c in choices) for _ in range(min(ways, 12))]
                contents += [tuple(c[0] for c in choices), tuple(c[-1] for c in choices)]
            for content in contents:
                yield dict(zip(names, content, strict=True))


class SimulatedFolder(Folder):
    """Records, and fails what :meth:`fail` says. ``begin`` and ``done`` mark what the index is to hold, and when."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.log: list[tuple[Any, ...]] = []
        self.operations = 0
        self._fails: Callable[[int, str], int | None] = lambda number, kind: None

    def fail(self, at: int, code: int, *, lasting: bool = False) -> None:
        """Fail the operation number ``at`` from now (from 1), or all from it on. A full disk can be read and tidied."""
        first = self.operations + at
        spared = ("read", "names", "remove") if code == errno.ENOSPC else ()

        def fails(number: int, kind: str) -> int | None:
            there = number >= first if lasting else number == first
            return code if there and kind not in spared else None

        self._fails = fails

    def work_again(self) -> None:
        self._fails = lambda number, kind: None

    def begin(self, content: object) -> None:
        """A commit begins; with it the index is to hold ``content``."""
        self.log.append(("begin", content))

    def done(self) -> None:
        """The commit that was begun last has returned."""
        self.log.append(("done",))

    def failed(self) -> None:
        """The commit that was begun last was refused."""
        self.log.append(("failed",))

    # The door

    def names(self) -> list[str]:
        self._operate("names")
        return super().names()

    def read(self, name: str) -> bytes:
        self._operate("read")
        return super().read(name)

    def write(self, name: str, data: bytes) -> None:
        try:
            self._operate("write")
        except OSError:
            torn = data[: len(data) // 2]
            super().write(name, torn)  # and the machine that failed did not clean up
            self.log.append(("write", name, "", torn))
            raise
        super().write(name, data)
        self.log.append(("write", name, "", data))

    def written(self, name: str) -> None:
        super().written(name)
        self.log.append(("write", name, "", (self.path / name).read_bytes()))
        self._operate("written")

    def _sync_file(self, path: Path) -> None:
        try:
            self._operate("sync")
        except OSError:
            self.log.append(("lose", path.name))
            raise
        assert path.exists()
        self.log.append(("sync", path.name))

    def rename(self, old: str, new: str) -> None:
        self._operate("rename")
        super().rename(old, new)
        self.log.append(("rename", old, new))

    def sync_folder(self, inside: str = "") -> None:
        self._operate("sync_folder")
        self.log.append(("sync_folder",))

    def remove(self, name: str) -> None:
        self._operate("remove")
        super().remove(name)
        self.log.append(("remove", name))

    def _operate(self, kind: str) -> None:
        self.operations += 1
        if (code := self._fails(self.operations, kind)) is not None:
            raise OSError(code, os.strerror(code))

    # What a crash leaves

    def crashes(self, seed: int = 0) -> Iterator[tuple[int, State, list[object]]]:
        """Every moment (the operations before it), states that a crash could leave, each once, and what the
        index may hold then: the last commit that has returned, or one that was begun after it."""
        pick = random.Random(seed)
        disk = _Disk()
        allowed: list[object] = []
        met: set[tuple[Any, ...]] = set()
        for number, (kind, *rest) in enumerate(self.log, 1):
            if kind == "begin":
                allowed.append(rest[0])
            elif kind == "done":
                allowed = allowed[-1:]
            elif kind == "failed":
                # Its power failure may come later than its error message; what it left may still be what is durable.
                allowed.append(allowed[0])
            elif kind == "sync_folder":
                yield from _new(number, disk.after_a_crash(pick), allowed, met)
                disk.do(kind, "")
                continue
            else:
                disk.do(kind, *rest)
            if kind in ("write", "rename", "remove", "done", "lose", "sync"):
                yield from _new(number, disk.after_a_crash(pick), allowed, met)


def put(state: State, folder: Path) -> Path:
    """A folder that holds what a crash left."""
    with contextlib.suppress(FileNotFoundError):
        for entry in folder.iterdir():
            entry.unlink()
    folder.mkdir(exist_ok=True)
    for name, content in state.items():
        (folder / name).write_bytes(content)
    return folder


def _new(
    number: int, states: Iterator[State], allowed: list[object], met: set[tuple[Any, ...]]
) -> Iterator[tuple[int, State, list[object]]]:
    may_hold = list(dict.fromkeys(allowed))
    for state in states:
        key = (tuple(sorted(state.items())), tuple(may_hold))
        if key not in met:
            met.add(key)
            yield number, state, may_hold


def _product(choices: list[list[bytes]]) -> int:
    ways = 1
    for choice in choices:
        ways *= len(choice)
    return ways
