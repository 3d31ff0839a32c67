"""The register of sources: the files that an index was made from, their state when last read, and their problems.

It is a SQLite database in the index folder, written just after each commit of the index. After a crash it may be behind
the index, but never ahead of it. A file that it does not know is read again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from searchkit.base.location import is_under
from searchkit.base.problem import Problem
from searchkit.base.process import check_process
from searchkit.base.regular_file import NotAFile, check_file, make_file
from searchkit.errors import IndexDamaged, IndexLocked, IndexUnreadable, IndexUnwritable

REGISTER_NAME: Final = "searchkit-sources.sqlite"
# With the files that SQLite keeps beside it, these first: a journal belongs to the database that it was written for.
REGISTER_FILES: Final = (*(f"{REGISTER_NAME}-{kind}" for kind in ("journal", "wal", "shm")), REGISTER_NAME)
_TABLES: Final = """
create table if not exists source (
    key text primary key, size integer not null, mtime_ns integer not null, digest text not null,
    read_ns integer not null, articles integer not null);
create table if not exists problem (
    key text not null, member text, line integer, code text not null, message text not null, hint text not null,
    severity text not null);
create index if not exists problem_key on problem (key);
create table if not exists kept (key text primary key, articles integer not null, reason text not null);
"""
# Why articles stay in the index that a run did not find in their file.
Reason = Literal["damaged", "unreadable", "gone", "shrunk"]

_TEXT: Final = (str,)
_NUMBER: Final = (int,)
# The types of the columns that are read.
_KEY: Final = (_TEXT,)
_SOURCE: Final = (_TEXT, _NUMBER, _NUMBER, _TEXT, _NUMBER, _NUMBER)
_KEPT: Final = (_TEXT, _NUMBER, _TEXT)
_PROBLEM: Final = (_TEXT, (str, type(None)), (int, type(None)), _TEXT, _TEXT, _TEXT, _TEXT)


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of a file when it was last read to its end. Times are nanoseconds since 1970, ``size`` is in bytes."""

    key: str
    size: int
    mtime_ns: int
    digest: str
    read_ns: int
    articles: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose articles stay in the index, although the latest run did not find them in it.

    ``articles`` is their number. The file is ``damaged`` (part of it could not be read), ``unreadable``, ``gone``, or
    has ``shrunk``. In the last two cases there are too many articles for a run to remove.
    """

    path: str
    articles: int
    reason: Reason


class Register:
    """The register in an index folder. Methods raise IndexDamaged, IndexUnreadable, IndexLocked or IndexUnwritable.

    In a child process that was forked meanwhile they raise UsageError: the database is its parent's.

    If it is ``readonly``, a missing file is an empty register. A ``scratch`` register is a copy in memory. Its changes
    are lost when it is closed.
    """

    def __init__(self, folder: Path, *, readonly: bool = False, scratch: bool = False) -> None:
        self._process = os.getpid()
        self._path = folder / REGISTER_NAME
        self._readonly = readonly or scratch
        self._scratch = scratch
        with self._told():
            self._database = self._connected()

    def source(self, key: str) -> SourceState | None:
        """The state of a file, or None if it is not known."""
        with self._told():
            row = self._database.execute(
                "select key, size, mtime_ns, digest, read_ns, articles from source where key = ?", (key,)
            ).fetchone()
            return SourceState(*self._typed(row, _SOURCE)) if row else None

    def known(self) -> list[str]:
        """The keys of all known files, in order."""
        with self._told():
            rows = self._database.execute("select key from source order by key")
            return [self._typed(row, _KEY)[0] for row in rows]

    def __len__(self) -> int:
        """How many files are known."""
        with self._told():
            return int(self._database.execute("select count(*) from source").fetchone()[0])

    def problems(self, key: str | None = None) -> list[Problem]:
        """The problems of one file or of all, in order. The path of a problem is the key of its file."""
        where, values = ("where key = ?", (key,)) if key is not None else ("", ())
        with self._told():
            rows = self._database.execute(
                f"select key, member, line, code, message, hint, severity from problem {where} "
                "order by key, member, line",
                values,
            ).fetchall()
            return [Problem(*self._typed(row, _PROBLEM)) for row in rows]

    def has_failed(self, key: str) -> bool:
        """Whether part of a file could not be read."""
        return any(problem.severity == "failed" for problem in self.problems(key))

    def set_source(self, state: SourceState) -> None:
        """Remember a file as read."""
        with self._told():
            self._database.execute(
                "insert or replace into source values (?, ?, ?, ?, ?, ?)",
                (state.key, state.size, state.mtime_ns, state.digest, state.read_ns, state.articles),
            )

    def set_problems(self, key: str, problems: list[Problem]) -> None:
        """Replace the problems of a file."""
        with self._told():
            self._database.execute("delete from problem where key = ?", (key,))
            self._database.executemany(
                "insert into problem values (?, ?, ?, ?, ?, ?, ?)",
                [(key, p.member, p.line, p.code, p.message, p.hint, p.severity) for p in problems],
            )

    def forget(self, key: str) -> None:
        """Forget a file and its problems."""
        with self._told():
            self._database.execute("delete from source where key = ?", (key,))
            self._database.execute("delete from problem where key = ?", (key,))
            self._database.execute("delete from kept where key = ?", (key,))

    def kept(self) -> list[Kept]:
        """The files whose articles stay although they were not found in them, in order. The paths are keys."""
        with self._told():
            # A register that an earlier version wrote has no such table.
            if not self._database.execute("select 1 from sqlite_master where name = 'kept'").fetchone():
                return []
            rows = self._database.execute("select key, articles, reason from kept order by key").fetchall()
            return [Kept(*self._typed(row, _KEPT)) for row in rows]

    def set_kept(self, key: str, articles: int = 0, reason: Reason = "damaged") -> None:
        """Remember that so many articles of a file stay. Without articles, the file has all that the index has."""
        with self._told():
            if articles:
                row = (key, articles, reason)
                self._database.execute("insert or replace into kept values (?, ?, ?)", row)
            else:
                self._database.execute("delete from kept where key = ?", (key,))

    def forget_problems_under(self, root: str) -> None:
        """Forget the problems below a root that belong to no known file. The next walk finds them again."""
        with self._told():
            rows = self._database.execute("select distinct key from problem where key not in (select key from source)")
            for row in rows.fetchall():
                (key,) = self._typed(row, _KEY)
                if is_under(key, root):
                    self._database.execute("delete from problem where key = ?", (key,))

    def commit(self) -> None:
        """Make the changes durable."""
        with self._told():
            self._database.commit()

    def close(self) -> None:
        """Close the database. Changes that were not committed are lost. In a forked child this does nothing."""
        if self._process == os.getpid():
            with self._told():
                self._database.close()
        else:
            _never_closed(self._database)

    def _connected(self) -> sqlite3.Connection:
        self._check_place()
        if self._scratch:
            return self._copied()
        # An empty one was just made, and has no tables yet.
        if self._readonly and self._path.exists() and self._path.stat().st_size > 0:
            return self._opened_readonly()
        database = sqlite3.connect(":memory:" if self._readonly else self._path)
        try:
            # Else a long run locks readers out once its changes outgrow the cache.
            database.execute("pragma cache_spill = off")
            database.executescript(_TABLES)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _opened_readonly(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)

    def _copied(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        try:
            if self._path.exists():
                with closing(self._opened_readonly()) as original:
                    original.backup(copy)
            copy.executescript(_TABLES)
        except sqlite3.Error:
            copy.close()
            raise
        return copy

    def _check_place(self) -> None:
        """Check that regular files are in the places of ours. A writer makes the register, with a mode by the umask."""
        for name in REGISTER_FILES:
            check_file(self._path.with_name(name), follow=self._readonly)
        if not self._readonly:
            # SQLite follows links, and leaves out the group whatever the umask says.
            os.close(make_file(self._path))

    def _typed(self, row: tuple[Any, ...], types: tuple[tuple[type, ...], ...]) -> tuple[Any, ...]:
        """A row of columns of these types. SQLite keeps any type in any column. Raises sqlite3.DatabaseError."""
        for value, wanted in zip(row, types, strict=True):
            if not isinstance(value, wanted):
                raise sqlite3.DatabaseError(f"{value!r} is not a value of its column")
        return row

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite and of the system become ours."""
        check_process(self._process, "this register of sources")
        try:
            yield
        except NotAFile as error:
            raise (IndexDamaged if self._readonly else IndexUnwritable)(
                f"{error.filename} cannot be used: {error.strerror}",
                hint="move it away; the next run reads every source again",
            ) from error
        except OSError as error:
            raise self._refused(error.strerror or str(error)) from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise IndexLocked(f"{self._path} is being written to", hint="try again in a moment") from error
            if "decode" in str(error):  # text that is not UTF-8
                raise self._damaged(error) from error
            raise self._refused(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        except UnicodeError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexDamaged:
        hint = "delete it; the next run reads every source again"
        return IndexDamaged(f"{self._path} is damaged: {error}", hint=hint)

    def _refused(self, why: str) -> IndexUnreadable | IndexUnwritable:
        hint = "mend the permissions or the disk, and try again"
        if self._readonly:
            return IndexUnreadable(f"{self._path} cannot be read: {why}", hint=hint)
        return IndexUnwritable(f"{self._path} cannot be written: {why}", hint=hint)


def _never_closed(database: sqlite3.Connection) -> None:
    """Keep a database of the parent process from being closed here.

    SQLite would take back what the parent is writing at this moment.
    """
    import ctypes

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(database))
