"""The lines typed earlier, kept for each index. Only their owner can read them."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from prompt_toolkit.history import History

from searchkit.base.light_hashlib import blake2b
from searchkit.base.state_folder import open_private, state_folder

MOST: Final = 1000
_TRIES: Final = 10


def history_path(index_folder: Path) -> Path:
    """The file of an index's history, under XDG_STATE_HOME. Raises RuntimeError where the user has no home."""
    digest = blake2b(os.fsencode(os.path.realpath(index_folder)), digest_size=8).hexdigest()
    return state_folder() / f"history-{digest}"


def open_history(index_folder: Path, most: int = MOST, *, private: bool = False) -> KeptLines:
    """The history of an index, of at most so many lines. ``private``: it knows no earlier lines, and keeps none."""
    try:
        path = None if private else history_path(index_folder)
    except RuntimeError:
        path = None
    return KeptLines(path, most, private=private)


class KeptLines(History):
    """Lines in a file. If reading or writing fails, or without a path, they last for this session only.

    While ``is_private`` is set, nothing is written. A line that begins with a blank never is.
    """

    def __init__(self, path: Path | None, most: int = MOST, *, private: bool = False) -> None:
        super().__init__()
        self.path = path
        self.most = most
        self.is_private = private

    def load_history_strings(self) -> Iterable[str]:
        """The lines, the newest first, each once."""
        if self.path is None or not self.most:
            return []
        with contextlib.suppress(OSError):
            with _locked(self.path) as descriptor:
                entries = _entries(descriptor)
                if len(entries) > self.most + self.most // 4:  # not at each start
                    entries = entries[-self.most :]
                    _write_again(self.path, entries)
            newest = dict.fromkeys("\n".join(lines) for _, lines in reversed(entries))
            return [*newest][: self.most]
        return []

    def store_string(self, string: str) -> None:
        """Add a line to the file."""
        if self.path is None or self.is_private or not self.most or string[:1].isspace():
            return
        with contextlib.suppress(OSError, UnicodeError), _locked(self.path) as descriptor:
            entry = _written(f"# {datetime.datetime.now()}", string.split("\n"))
            while entry:
                entry = entry[os.write(descriptor, entry) :]


Entry = tuple[str, list[str]]  # a remark with the time, and the lines


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[int]:
    """A descriptor of the file. Other shells wait meanwhile, where the system has locks. Raises OSError."""
    for _ in range(_TRIES):
        descriptor = open_private(path)
        try:
            with contextlib.suppress(ImportError, OSError):
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX)
            # While we waited, another shell may have put a shorter file in its place.
            if os.path.samestat(os.fstat(descriptor), os.stat(path)):
                yield descriptor
                return
        finally:
            os.close(descriptor)
    raise OSError("the history is replaced again and again")


def _entries(descriptor: int) -> list[Entry]:
    """The entries of a file, the oldest first. What is no UTF-8 is shown by a sign."""
    with open(descriptor, "rb", closefd=False) as file:
        file.seek(0)
        text = file.read().decode("utf-8", "replace")
    found: list[Entry] = []
    is_open = False
    remark = ""
    for line in text.split("\n"):
        if line.startswith("+"):
            if not is_open:
                found.append((remark, []))
            found[-1][1].append(line[1:].removesuffix("\r"))
        elif line.startswith("#"):
            remark = line
        is_open = line.startswith("+")
    return found


def _written(remark: str, lines: list[str]) -> bytes:
    return ("\n" + "\n".join([remark, *(f"+{line}" for line in lines)]) + "\n").encode("utf-8")


def _write_again(path: Path, entries: list[Entry]) -> None:
    """Put a file of these entries in the place of the file, as a whole."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(_written(*entry) for entry in entries)
        os.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
