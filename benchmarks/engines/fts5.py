"""SQLite's FTS5 through Python's own sqlite3."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus as documents
from benchmarks.corpus import Document
from benchmarks.engines.base import LIMIT, Engine, Reader
from benchmarks.place import Missing
from benchmarks.queries import Spec

_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
pragma cache_size = -500000;
create table document(id integer primary key, body, day integer, place, entities);
create virtual table words using fts5(
    body, content = 'document', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
"""
_FILE = "fts5.sqlite"


def _database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    options = {name for (name,) in connection.execute("pragma compile_options")}
    if "ENABLE_FTS5" not in options:
        raise Missing("this Python's SQLite has no FTS5")
    return connection


class Fts5Reader(Reader):
    """An open database."""

    segments = 1

    def __init__(self, folder: Path) -> None:
        self._database = _database(folder / _FILE)
        self._database.execute("pragma mmap_size = 8000000000")
        self._database.execute("select count(*) from document where id = 0").fetchone()

    def build(self, spec: Spec) -> Any:
        if spec.kind == "fuzzy1":
            return None
        parts = [f'"{term}"' for term in spec.terms]
        if spec.phrase:
            parts.append(f'"{" ".join(spec.phrase)}"')
        if spec.prefix:
            parts.append(f"{spec.prefix}*")
        match = (" OR " if spec.operator == "or" else " AND ").join(parts)
        if spec.days:
            return " and document.day between ? and ?", (match, *spec.days)
        if spec.place:
            return " and document.place = ?", (match, spec.place)
        return "", (match,)

    def _from(self, condition: str) -> str:
        if not condition:
            return "from words where words match ?"
        return f"from words where words match ? and exists(select 1 from document where id = words.rowid{condition})"

    def top(self, query: Any) -> list[tuple[int, float]]:
        condition, values = query
        rows = self._database.execute(
            f"select rowid, -rank {self._from(condition)} order by rank limit {LIMIT}", values
        )
        return rows.fetchall()

    def count(self, query: Any) -> int:
        condition, values = query
        found: int = self._database.execute(f"select count(*) {self._from(condition)}", values).fetchone()[0]
        return found

    def close(self) -> None:
        self._database.close()


class Fts5Engine(Engine):
    """SQLite FTS5; one thread, whatever it is given."""

    name = "fts5"
    lengths = None

    @property
    def version(self) -> str:
        return f"SQLite FTS5 {sqlite3.sqlite_version}"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        folder.mkdir(parents=True)
        given: Iterable[Document] = documents.read(corpus) if isinstance(corpus, Path) else corpus
        database = _database(folder / _FILE)
        database.executescript(_SCHEMA)
        database.executemany("insert into document values(?, ?, ?, ?, ?)", _rows(given))
        database.execute("insert into words(words) values('rebuild')")
        database.execute("create index by_place on document(place)")
        database.execute("create index by_day on document(day)")
        database.execute("insert into words(words) values('optimize')")
        database.commit()
        database.close()

    def open(self, folder: Path) -> Fts5Reader:
        return Fts5Reader(folder)


def _rows(given: Iterable[Document]) -> Iterator[tuple[int, str, int, str, str]]:
    for d in given:
        yield d["id"], d["body"], d["day"], d["place"], json.dumps(d["entities"])


ENGINE = Fts5Engine
