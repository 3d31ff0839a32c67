"""Plain text files: one article per file, with the headers at its top.

There are three kinds of headers: a block of ``Name: value`` lines that ends with a blank line, the words ``date
2019-05-31`` before the text, and a first line that is nothing but a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from searchkit.article import LONGEST_BODY, Article, Provenance
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import decode, fallback_note
from searchkit.ingest.registry import Format, extension
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import stated_date
from searchkit.ingest.stated_record import date_unreadable, keep_as_written
from searchkit.ingest.wide_text import looks_binary, wide_codec

_FIELDS: Final = frozenset({"title", "place", "agency", "language", "url", "id"})
_KNOWN: Final = _FIELDS | {"date", "author"}
_STATED: Final = ("date", "place", "agency", "language")
_HEADER = re.compile(r"([^\W\d_][\w -]{0,30}?)[ \t]*:[ \t]*(.*)")
_DATE_WORDS = re.compile(r"\s*date\s+(\d{4}-\d{1,2}-\d{1,2})(?:\s+|$)", re.IGNORECASE)
# A first line that is short and has a figure. Whether it is a day, the reader of dates says.
_DAY_LINE = re.compile(r"\s*([^\n]{0,34}\d[^\n]{0,5}?)[ \t]*\n(?=.*\S)", re.DOTALL)
_TITLE_LIMIT = 120
# Bytes of a file that are read: more than the longest body in any encoding, so what is left out is noticed.
_SIZE_LIMIT: Final = 4 * (LONGEST_BODY + (1 << 20))
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
# Places in capitals ("BRUXELLES. KAZINFORM", "PARIS (AFP) -", "ROME -"), or any before a comma and a day of a month.
_DATELINE = re.compile(
    rf"""(?P<place>[^\W\d_][^,.()\u2013\u2014]{{1,40}}?)
        (?:
            (?P<day>\s*,\s*(?:[^()]{{0,25}}\W)?(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?!\w))
          | \s*\([^()]{{2,30}}\)\s*(?:[:\u2013\u2014-])
          | \.\s+[A-Z]{{3,}}\b
          | \s*(?:--|[\u2013\u2014])\s*\S
          | \s+-\s+\S
        )""",
    re.VERBOSE,
)


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a text file. ``failed`` for an empty file, ``skipped`` for one that is not text."""
    if looks_binary(source.head()):
        # A file that is named as text should be one.
        named = extension(source.name) in FORMAT.extensions
        yield source.problem("not_text", "binary data, not text") if named else not_text(source)
        return
    data = _beginning(source)
    decoded = decode(data, source.charset, source.check)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        yield source.problem("empty", "an empty file")
        return
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    headers, body = _headers(text)
    yield from _article(source, headers, text, body)


FORMAT: Final = Format("text", (".txt", ".text"), read)


def not_text(source: Source) -> Problem:
    """The Problem for a file that is not text."""
    return source.problem("not_text", "not text", severity="skipped")


def _beginning(source: Source) -> bytes:
    """The bytes of a source, up to the limit. They end with a whole character."""
    data, error = source.read_undamaged(_SIZE_LIMIT)
    if error is None:
        return data
    if len(data) < _SIZE_LIMIT:
        raise error
    wide = wide_codec(data) is not None
    end = len(data)
    while not wide and end > len(data) - 4 and data[end - 1] & 0xC0 == 0x80:
        end -= 1
    return data if wide else data[: end - 1] if data[end - 1] >= 0xC0 else data[:end]


def _article(source: Source, headers: dict[str, tuple[str, int]], text: str, body: str) -> Iterator[Article | Problem]:
    """The article of a file with the given ``text``. ``body`` is the part below the header block."""
    values: dict[str, Any] = {name: value for name, (value, _) in headers.items() if name in _FIELDS}
    metadata = {name: value for name, (value, _) in headers.items() if name not in _FIELDS and name != "date"}
    stated, line = headers.get("date", ("", 1))
    date = stated_date(stated) if stated else None
    if not stated and (day := _DAY_LINE.match(body)) and (top := stated_date(day[1])) and top.day is not None:
        stated, date = day[1], top
        body = body[day.end() :]
    if "title" not in values:
        values["title"], body = _title(body)
    words = None if stated else _DATE_WORDS.match(body)
    if words:
        line = text.count("\n", 0, len(text) - len(body) + words.start(1)) + 1
        stated, body = words.group(1), body[words.end() :]
        date = stated_date(stated)
    if stated:
        if date is None:
            metadata["date"] = stated
            yield date_unreadable(source, stated, line)
        else:
            values["date"] = date.iso
            keep_as_written(metadata, date, stated)
    provenance: dict[str, Provenance] = {name: "metadata" for name in _STATED if values.get(name)}
    yield Article(**values, body=body.strip(), metadata=metadata, provenance=provenance, origin=source.whole())


def _headers(text: str) -> tuple[dict[str, tuple[str, int]], str]:
    """The header block as lower-case name -> (value, line), and the text after it.

    A block counts only if every line up to the first blank one is a header, and one has a known name. An article may
    begin with a colon in its first sentence.
    """
    headers: dict[str, tuple[list[str], int]] = {}
    offset = 0
    last = ""
    for number, line in enumerate(_lines(text), 1):
        offset += len(line)
        if not line.strip():
            if headers:
                break
            continue
        match = _HEADER.fullmatch(line.rstrip())
        if match:
            last = match.group(1).lower()
            headers.setdefault(last, ([match.group(2)], number))
        elif last and line[0] in " \t":
            headers[last][0].append(line.strip())
        else:
            return {}, text
    if not headers.keys() & _KNOWN:
        return {}, text
    joined = {name: (" ".join(filter(None, parts)), at) for name, (parts, at) in headers.items()}
    return {name: stated for name, stated in joined.items() if stated[0]}, text[offset:]


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _title(text: str) -> tuple[str | None, str]:
    """The title above a text, if its first line looks like one, and the text below."""
    stripped = text.lstrip()
    first, _, rest = stripped.partition("\n")
    first = first.strip()
    below, _, _ = rest.partition("\n")
    if (
        not first
        or below.strip()
        or not rest.strip()
        or len(first) > _TITLE_LIMIT
        or first.endswith(".")
        or _DATE_WORDS.match(first)
        or _starts_with_dateline(first)
    ):
        return None, text
    return first, rest


def _starts_with_dateline(line: str) -> bool:
    match = _DATELINE.match(line)
    return match is not None and (match.group("day") is not None or match.group("place").isupper())
