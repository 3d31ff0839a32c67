"""The register of sources: the files that an index was made from, their state when last read, and their problems.

It is a SQLite database in the index folder, written just after each commit of the index. Files that a commit is about
are marked before it. So a file whose articles the register cannot be sure of is read again after a crash.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final, Literal

from searchkit.base.location import is_under
from searchkit.base.problem import MORE, Problem
from searchkit.base.process import check_process
from searchkit.base.regular_file import NotAFile, check_file, make_file, open_file
from searchkit.errors import IndexDamaged, IndexLocked, IndexUnreadable, IndexUnwritable

REGISTER_NAME: Final = "searchkit-sources.sqlite"
# With the files that SQLite keeps beside it, these first: a journal belongs to the database that it was written for.
REGISTER_FILES: Final = (*(f"{REGISTER_NAME}-{kind}" for kind in ("journal", "wal", "shm")), REGISTER_NAME)
_TABLES: Final = """
create table if not exists source (
    key text primary key, size integer not null, mtime_ns integer not null, digest text not null,
    read_ns integer not null, articles integer not null, ctime_ns integer not null default 0);
create table if not exists problem (
    key text not null, member text, line integer, code text not null, message text not null, hint text not null,
    severity text not null);
create index if not exists problem_key on problem (key);
create table if not exists kept (key text primary key, articles integer not null, reason text not null);
create table if not exists longer (id text primary key, stated text not null, key text not null);
create index if not exists longer_key on longer (key);
create table if not exists told (what text primary key, number integer not null);
"""
# Why articles stay in the index that a run did not find in their file.
Reason = Literal["damaged", "unreadable", "gone", "shrunk"]

# The revision of a register that is written before a commit.
NO_COMMIT: Final = -1
# How many notes on longer ids a file gets. Others are counted.
NOTES: Final = 20

_TEXT: Final = (str,)
_NUMBER: Final = (int,)
# The types of the columns that are read.
_KEY: Final = (_TEXT,)
_KEY_AND_NUMBER: Final = (_TEXT, _NUMBER)
_SOURCE: Final = (_TEXT, _NUMBER, _NUMBER, _TEXT, _NUMBER, _NUMBER, _NUMBER)
_KEPT: Final = (_TEXT, _NUMBER, _TEXT)
_LONGER: Final = (_TEXT, _TEXT, _TEXT)
_PROBLEM: Final = (_TEXT, (str, type(None)), (int, type(None)), _TEXT, _TEXT, _TEXT, _TEXT)


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of a file when it was last read to its end. Times are nanoseconds since 1970, ``size`` is in bytes.

    ``ctime_ns`` is when the file system says that the file was changed, which nobody can set; 0 is unknown.
    """

    key: str
    size: int
    mtime_ns: int
    digest: str
    read_ns: int
    articles: int
    ctime_ns: int = 0


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
        self._ctime = ""
        with self._told():
            self._database = self._connected()

    def source(self, key: str) -> SourceState | None:
        """The state of a file, or None if it is not known."""
        with self._told():
            # A register that an earlier version wrote has no ctime_ns.
            if not self._ctime:
                self._ctime = "ctime_ns" if _has_ctime(self._database) else "0"
            row = self._database.execute(
                f"select key, size, mtime_ns, digest, read_ns, articles, {self._ctime} from source where key = ?",
                (key,),
            ).fetchone()
            return SourceState(*self._typed(row, _SOURCE)) if row else None

    def known(self) -> list[str]:
        """The keys of all known files, in order."""
        with self._told():
            rows = self._database.execute("select key from source order by key")
            return [self._typed(row, _KEY)[0] for row in rows]

    def articles_by_file(self) -> dict[str, int]:
        """How many articles each known file had when it was read, by its key, in order."""
        with self._told():
            rows = self._database.execute("select key, articles from source order by key")
            return dict(self._typed(row, _KEY_AND_NUMBER) for row in rows)

    def __len__(self) -> int:
        """How many files are known."""
        with self._told():
            return int(self._database.execute("select count(*) from source").fetchone()[0])

    def problems(self, key: str | None = None) -> list[Problem]:
        """The problems of one file or of all, in order. The path of a problem is the key of its file.

        The notes on longer ids are among them.
        """
        where, values = ("where key = ?", (key,)) if key is not None else ("", ())
        with self._told():
            rows = self._database.execute(
                f"select key, member, line, code, message, hint, severity from problem {where} "
                "order by key, member, line",
                values,
            ).fetchall()
            problems = [Problem(*self._typed(row, _PROBLEM)) for row in rows]
        problems += self._notes(where, values)
        return sorted(problems, key=lambda problem: problem.path)

    def _notes(self, where: str, values: tuple[str, ...]) -> list[Problem]:
        """The notes on articles with longer ids: a few for each file, and one that counts the others."""
        notes: list[Problem] = []
        with self._told():
            if not self._has_table("longer"):
                return []
            rows = self._database.execute(f"select id, stated, key from longer {where} order by key, id", values)
            for key, group in groupby((self._typed(row, _LONGER) for row in rows), key=lambda row: row[2]):
                for identity, stated, _ in islice(group, NOTES):
                    message = f"id {stated} occurs twice; indexed as {identity}"
                    notes.append(Problem(key, None, None, "duplicate_id", message, severity="note"))
                if more := sum(1 for _ in group):
                    message = f"{more:,} more like these: {more:,} duplicate_id"
                    notes.append(Problem(key, None, None, MORE, message, severity="note"))
        return notes

    def has_failed(self, key: str) -> bool:
        """Whether part of a file could not be read."""
        with self._told():
            sql = "select 1 from problem where key = ? and severity = 'failed' limit 1"
            return self._database.execute(sql, (key,)).fetchone() is not None

    def set_source(self, state: SourceState) -> None:
        """Remember a file as read."""
        with self._told():
            self._database.execute(
                "insert or replace into source values (?, ?, ?, ?, ?, ?, ?)",
                (
                    state.key,
                    state.size,
                    state.mtime_ns,
                    state.digest,
                    state.read_ns,
                    state.articles,
                    state.ctime_ns,
                ),
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
            self._database.execute("delete from longer where key = ?", (key,))

    def set_longer(self, identity: str, stated: str, key: str) -> None:
        """Remember that an article of a file has a longer id than the stated one."""
        with self._told():
            self._database.execute("insert or replace into longer values (?, ?, ?)", (identity, stated, key))

    def drop_longer(self, identity: str) -> None:
        """Forget a longer id."""
        with self._told():
            self._database.execute("delete from longer where id = ?", (identity,))

    def forget_longer(self) -> None:
        """Forget all longer ids."""
        with self._told():
            self._database.execute("delete from longer")

    def kept(self) -> list[Kept]:
        """The files whose articles stay although they were not found in them, in order. The paths are keys."""
        with self._told():
            if not self._has_table("kept"):
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

    def read_again(self, held: Iterable[str]) -> None:
        """Remember only these files, as not read to their end, so that the next run reads every file again."""
        with self._told():
            self._database.execute("create temp table held (key text primary key)")
            self._database.executemany("insert or ignore into held values (?)", ((key,) for key in held))
            self._database.execute("delete from source where key not in (select key from held)")
            self._database.execute("update source set digest = ''")
            self._database.execute(
                "insert or ignore into source (key, size, mtime_ns, digest, read_ns, articles) "
                "select key, 0, 0, '', 0, 0 from held"
            )
            self._database.execute("delete from kept")
            # It belongs to no commit any more, so the next run looks through all contested ids.
            self._database.execute("delete from told")
            self._database.execute("drop table held")

    @property
    def revision(self) -> int | None:
        """The commit of the index that this register was last written after. None if it does not say, or NO_COMMIT."""
        with self._told():
            row = self._database.execute("select number from told where what = 'revision'").fetchone()
            return int(self._typed(row, (_NUMBER,))[0]) if row else None

    def commit(self, revision: int | None = None) -> None:
        """Make the changes durable. ``revision`` is the commit of the index that they belong to."""
        with self._told():
            if revision is not None and revision != self.revision:
                self._database.execute("insert or replace into told values ('revision', ?)", (revision,))
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
            _make_tables(database)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _opened_readonly(self) -> sqlite3.Connection:
        database = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            database.execute("select count(*) from sqlite_master")
            return database
        except sqlite3.Error as error:
            database.close()
            if not isinstance(error, sqlite3.OperationalError) or "locked" in str(error):
                raise
        return self._recovered()

    def _recovered(self) -> sqlite3.Connection:
        """The register in memory, after what a writer left half done is undone.

        SQLite undoes it in the file itself, but a reader changes nothing there, and a read-only medium cannot be
        changed. So it is done in a copy. A register with a write-ahead log, which SQLite cannot open there, is read
        from a copy, too.
        """
        import shutil
        import tempfile

        with tempfile.TemporaryDirectory(prefix="searchkit-") as place:
            for name in REGISTER_FILES:
                if name.endswith("-shm"):  # made anew from the rest
                    continue
                with (
                    suppress(FileNotFoundError),
                    open(open_file(self._path.with_name(name)), "rb") as original,
                    open(os.path.join(place, name), "xb") as copy,
                ):
                    shutil.copyfileobj(original, copy)
            recovered = sqlite3.connect(":memory:")
            try:
                with closing(sqlite3.connect(os.path.join(place, REGISTER_NAME))) as whole:
                    whole.backup(recovered)
            except sqlite3.Error:
                recovered.close()
                raise
        return recovered

    def _copied(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        try:
            if self._path.exists():
                with closing(self._opened_readonly()) as original:
                    original.backup(copy)
            _make_tables(copy)
        except sqlite3.Error:
            copy.close()
            raise
        return copy

    def _has_table(self, name: str) -> bool:
        """Whether there is such a table. A register that an earlier version wrote may lack it."""
        return self._database.execute("select 1 from sqlite_master where name = ?", (name,)).fetchone() is not None

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


def _make_tables(database: sqlite3.Connection) -> None:
    database.executescript(_TABLES)
    if not _has_ctime(database):
        database.execute("alter table source add column ctime_ns integer not null default 0")


def _has_ctime(database: sqlite3.Connection) -> bool:
    return any(row[1] == "ctime_ns" for row in database.execute("pragma table_info(source)"))


def _never_closed(database: sqlite3.Connection) -> None:
    """Keep a database of the parent process from being closed here.

    SQLite would take back what the parent is writing at this moment.
    """
    import ctypes

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(database))
