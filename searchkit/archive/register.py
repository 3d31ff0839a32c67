"""The register of sources: the files that an index was made from, their state when last read, and their problems.

It is a SQLite database in the index folder, written just after each commit of the index. After a crash it may be behind
the index, but never ahead of it. A file that it does not know is read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from searchkit.base.location import is_under
from searchkit.base.problem import Problem
from searchkit.errors import IndexDamaged, IndexLocked, IndexUnwritable

REGISTER_NAME: Final = "searchkit-sources.sqlite"
_TABLES: Final = """
create table if not exists source (
    key text primary key, size integer not null, mtime_ns integer not null, digest text not null,
    read_ns integer not null, articles integer not null);
create table if not exists problem (
    key text not null, member text, line integer, code text not null, message text not null, hint text not null,
    severity text not null);
create index if not exists problem_key on problem (key);
"""

_TEXT: Final = (str,)
_NUMBER: Final = (int,)
# The types of the columns that are read.
_KEY: Final = (_TEXT,)
_SOURCE: Final = (_TEXT, _NUMBER, _NUMBER, _TEXT, _NUMBER, _NUMBER)
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


class Register:
    """The register in an index folder. All methods raise IndexDamaged, IndexLocked or IndexUnwritable.

    If it is ``readonly``, a missing file is an empty register.
    """

    def __init__(self, folder: Path, *, readonly: bool = False) -> None:
        self._path = folder / REGISTER_NAME
        self._readonly = readonly
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
        """Close the database. Changes that were not committed are lost."""
        self._database.close()

    def _connected(self) -> sqlite3.Connection:
        if self._readonly and self._path.exists():
            return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
        database = sqlite3.connect(":memory:" if self._readonly else self._path)
        try:
            # Else a long run locks readers out once its changes outgrow the cache.
            database.execute("pragma cache_spill = off")
            database.executescript(_TABLES)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _typed(self, row: tuple[Any, ...], types: tuple[tuple[type, ...], ...]) -> tuple[Any, ...]:
        """A row of columns of these types. SQLite keeps any type in any column. Raises sqlite3.DatabaseError."""
        for value, wanted in zip(row, types, strict=True):
            if not isinstance(value, wanted):
                raise sqlite3.DatabaseError(f"{value!r} is not a value of its column")
        return row

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite become ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise IndexLocked(f"{self._path} is being written to", hint="try again in a moment") from error
            if "decode" in str(error):  # text that is not UTF-8
                raise self._damaged(error) from error
            if self._readonly:
                raise IndexDamaged(f"{self._path} cannot be read: {error}") from error
            raise IndexUnwritable(f"{self._path} cannot be written: {error}") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        except UnicodeError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexDamaged:
        hint = "delete it; the next run reads every source again"
        return IndexDamaged(f"{self._path} is damaged: {error}", hint=hint)
