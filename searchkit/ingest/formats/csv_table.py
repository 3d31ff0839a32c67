"""Tables: CSV and TSV (RFC 4180 and similar). A row is an article; the first row has the column names."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from searchkit._native import PlainArticle, plain_article
from searchkit.article import Article, clean_line
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.column_mapping import Columns, mapped_columns
from searchkit.ingest.date_order import DateOrder
from searchkit.ingest.encoding import LINE_LIMIT, Line, decoded_lines, fallback_note
from searchkit.ingest.field_names import AUTHOR_NAMES, FIELD_NAMES, name_key
from searchkit.ingest.guessed_encoding import LATIN
from searchkit.ingest.markup import without_markup
from searchkit.ingest.record_fields import long_unread, text_not_read
from searchkit.ingest.registry import Format
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import stated_article
from searchkit.ingest.time_limit import seldom
from searchkit.ingest.wide_text import looks_binary

_DELIMITERS: Final = (",", ";", "\t", "|")
_SEVERAL: Final = ("people", "orgs", "places")
_TEXT: Final = ("title", "body")
_VERBATIM: Final = frozenset({"id", "url", "date", "language"})
_SEPARATORS: Final = re.compile(r"\s*[;|]\s*")
# How far an unclosed quotation mark may reach, and how often reading starts again after one.
_RECORD_LINES: Final = 10_000
_RESTARTS: Final = 100
# A table with more columns is no table of articles. Every article would carry all of them.
_COLUMNS: Final = 10_000
# Characters of rows that wait until other rows show what their dates mean.
_WAITING: Final = 32 << 20


def read(source: Source) -> Iterator[Article | PlainArticle | Problem]:
    """The articles of a table as a stream; a row that cannot be read is a failed Problem."""
    if looks_binary(source.head()):
        yield source.problem("not_text", "binary data, not a table")
        return
    if csv.field_size_limit() < LINE_LIMIT:
        # Python limits fields to 128 KiB in the whole process. A long article has more.
        csv.field_size_limit(LINE_LIMIT)
    lines = _Lines(source)
    first = lines.first()
    if first is None:
        yield source.problem("empty", "an empty file")
        return
    delimiter = _delimiter(source.name, first, source.columns)
    table: _Table | None = None
    has_rows = False
    for record in _records(lines, delimiter):
        if isinstance(record.cells, str):
            has_rows = has_rows or table is not None
            yield source.problem("bad_row", record.cells, line=record.line)
        elif table is None:
            if len(record.cells) > _COLUMNS:
                yield source.problem(
                    "too_many_columns",
                    f"line {record.line} names {len(record.cells):,} columns; the limit is {_COLUMNS:,}",
                    hint="this limit is fixed; keep only the columns that articles need",
                )
                return
            table = _Table(source, record.cells)
            if table.missing:
                yield table.no_such_column(record.line)
                return
            if not table.has_text:
                yield table.no_text_column(record.line)
                return
        elif any(cell.strip() for cell in record.cells):
            has_rows = True
            yield from table.read(record)
    if table is not None:
        yield from table.rest()
        if not has_rows:
            yield source.problem("no_rows", "a table without rows below its header", severity="note")
    if lines.repaired[1]:
        yield fallback_note(source, *lines.repaired, lines.guess)
    if table is None:
        yield source.problem("bad_row", "no row with column names", line=1)


FORMAT: Final = Format("csv", (".csv", ".tsv"), read)


class _Record(NamedTuple):
    """The cells of a row or what is wrong with it, the line (from 1) on which it begins, and its range of bytes."""

    cells: list[str] | str
    line: int
    start: int | None = None
    end: int | None = None


class _Lines:
    """The lines of a source. Some can be put back."""

    def __init__(self, source: Source) -> None:
        self._fresh = (part for line in decoded_lines(source) for part in _parts(line))
        self._ask = seldom(source.check)
        self._returned: list[Line] = []
        self.record: list[Line] = []
        self.repaired: tuple[int, int] = (0, 0)
        self.guess = LATIN

    def first(self) -> str | None:
        """The first line that is not empty. It stays to be read. ``sep=;`` is a hint that only Excel uses."""
        for line in self._numbered():
            if line.text.strip():
                self._returned.append(line)
                return line.text
        return None

    def _numbered(self) -> Iterator[Line]:
        while self._returned:
            yield self._returned.pop()
        for line in self._fresh:
            if line.repaired:
                self.repaired = (self.repaired[0] or line.number, self.repaired[1] + 1)
                self.guess = line.guess
            yield line
            while self._returned:
                yield self._returned.pop()

    def __iter__(self) -> Iterator[str]:
        for line in self._numbered():
            self._ask()
            self.record.append(line)
            if len(self.record) > _RECORD_LINES:
                raise csv.Error(f"a row of more than {_RECORD_LINES:,} lines")
            yield line.text

    def start(self) -> None:
        """Forget the record that was read."""
        self.record.clear()

    def go_back(self) -> None:
        """Put back all lines of the record except the first."""
        self._returned += reversed(self.record[1:])


def _parts(line: Line) -> Iterator[Line]:
    """The lines in a line: a carriage return alone ends lines in old files. Newer files have none within a cell."""
    if "\r" not in line.text:
        yield Line(line.number, line.text.replace("\0", "") + "\n", line.repaired, line.start, line.end, line.guess)
        return
    start = line.start
    if line.repaired or start is None or line.end != start + len(line.text.encode()):  # it is not UTF-8
        start = None
    for text in line.text.split("\r"):
        end = None if start is None else start + len(text.encode())
        yield Line(line.number, text.replace("\0", "") + "\n", line.repaired, start, end, line.guess)
        start = None if end is None else end + 1


def _records(lines: _Lines, delimiter: str) -> Iterator[_Record]:
    restarts = 0
    rows = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    while True:
        lines.start()
        try:
            cells = next(rows, None)
        except csv.Error as error:
            line = lines.record[0].number
            reason = str(error)
            if "unexpected end" in reason or "lines" in reason:
                reason = "a quotation mark that is never closed"
            yield _Record(f"cannot read this row: {reason}", line)
            if restarts < _RESTARTS:
                restarts += 1
                lines.go_back()
            rows = csv.reader(iter(lines), delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        first, last = lines.record[0], lines.record[-1]
        if cells and not (first.number == 1 and re.fullmatch(r"sep=.?\s*", first.text)):
            start, end = (first.start, last.end) if last.end is not None else (None, None)
            yield _Record(cells, first.number, start, end)


class _Table:
    """What the columns of a table mean."""

    def __init__(self, source: Source, header: list[str]) -> None:
        self._source = source
        self._header = [clean_line(name) or f"column {number}" for number, name in enumerate(header, 1)]
        keys = [name_key(name) for name in self._header]
        self._fields, self.missing = mapped_columns(self._header, source.columns)
        self._metadata: dict[int, str] = {}
        taken: set[str] = set()
        author = keys.index("author") if "author" in keys else len(keys)
        for column, name in enumerate(self._header):
            if column not in self._fields:
                name = "author" if keys[column] in AUTHOR_NAMES and column <= author else name
                name = name if name not in taken else f"{name} ({column + 1})"
                taken.add(name)
                self._metadata[column] = name
        self._date = next((column for column, field in self._fields.items() if field == "date"), None)
        self._order = DateOrder()
        self._waiting: list[tuple[list[str], int, Origin]] = []  # cells, number of the date cell, place
        self._waiting_size = 0
        self._told = False
        self._unread = False  # whether a long text of an unknown column was told

    @property
    def has_text(self) -> bool:
        return any(field in _TEXT for field in self._fields.values())

    def no_text_column(self, line: int) -> Problem:
        return self._source.problem(
            "no_text_column",
            f"no column is named title or body; the columns are {self._shown}",
            line=line,
            hint="name them: --columns title=COLUMN,body=COLUMN",
        )

    def no_such_column(self, line: int) -> Problem:
        # A problem of the whole file, so articles indexed from it before stay.
        missing = ", ".join(repr(name[:40]) for name in self.missing)
        return self._source.problem(
            "no_such_column",
            f"line {line} has no column {missing}, which you chose; the columns are {self._shown}",
            hint="name other columns, or clear the choice with --columns ''",
        )

    @property
    def _shown(self) -> str:
        return ", ".join(repr(name[:40]) for name in self._header[:12]) + (", ..." if len(self._header) > 12 else "")

    def read(self, row: _Record) -> Iterator[Article | PlainArticle | Problem]:
        """The article of a row. If its date is ambiguous, the row waits until another row may show the order."""
        cells, line, start, end = row
        assert isinstance(cells, list)
        origin = Origin(start=start, end=end, line=line)
        if self._date is None or self._date >= len(cells) or not self._order.see(cells[self._date], line):
            yield from self._article(cells, origin)
            return
        self._waiting.append((cells, self._date, origin))
        self._waiting_size += sum(map(len, cells))
        if self._waiting_size > _WAITING:
            yield from self.rest()

    def rest(self) -> Iterator[Article | PlainArticle | Problem]:
        """The articles of the waiting rows, with the order of dates that the rows so far show."""
        for cells, column, origin in self._waiting:
            written = cells[column]
            settled = self._order.settled(written)
            if settled is not None:
                if not self._told:
                    self._told = True
                    yield self._date_order(written.strip(), origin.line)
                cells[column] = settled
            yield from self._article(cells, origin)
        self._waiting, self._waiting_size = [], 0

    def _date_order(self, written: str, line: int | None) -> Problem:
        ((first, (shown, shown_in)),) = self._order.shown.items()
        return self._source.problem(
            "date_order",
            f"dates like {written[:20]!r} are read with the {first} first, as in {shown[:20]!r} in line {shown_in}",
            line=line,
            hint="if that is wrong, write dates as 2019-05-31",
            severity="note",
        )

    def _article(self, cells: list[str], origin: Origin) -> Iterator[Article | PlainArticle | Problem]:
        width, line = len(self._header), origin.line
        if (len(cells) != width and any(cell.strip() for cell in cells[width:])) or len(cells) < width:
            message = f"{len(cells)} cells, but the first row names {width} columns"
            yield self._source.problem("bad_row", message, line=line)
            return
        record: dict[str, Any] = {}
        for column, field in self._fields.items():
            cell = cells[column].strip()
            if field in _SEVERAL:
                # The semicolon of a reference (``&amp;``) separates no names.
                names = [name for name in _SEPARATORS.split(without_markup(cell)) if name]
                record.update({field: names} if names else {})
            elif cell:
                record[field] = without_markup(cell) if field not in _VERBATIM else cell
        metadata = {name: cell for column, name in self._metadata.items() if (cell := cells[column].strip())}
        if "body" not in record and not self._unread and (key := long_unread(metadata)) is not None:
            self._unread = True
            yield text_not_read(self._source, key, line)
        stated = {**record, "metadata": metadata}
        # The core reads plain records; as text, it gets one as fast as in any other way.
        if (plain := plain_article(json.dumps(stated, ensure_ascii=False))) is not None:
            plain.origin = origin
            yield plain
            return
        yield from stated_article(self._source, stated, line, origin=origin)


_KNOWN: Final = frozenset(chain.from_iterable(FIELD_NAMES.values())) | AUTHOR_NAMES


def _delimiter(name: str, line: str, columns: Columns) -> str:
    """What separates the cells of the first row: the one that gives most known names, then most cells."""
    stated = re.fullmatch(r"sep=(.)\s*", line)
    if stated and stated.group(1) in _DELIMITERS:
        return stated.group(1)

    known = _KNOWN.union(map(name_key, columns.values()))

    def quality(delimiter: str) -> tuple[int, int, bool]:
        # Read leniently, because a name may have a line break in it.
        cells = next(csv.reader([line], delimiter=delimiter), [])
        named = sum(name_key(cell) in known for cell in cells[:_COLUMNS])
        return named, len(cells), (delimiter == "\t") == name.endswith(".tsv")

    return max(_DELIMITERS, key=quality)
