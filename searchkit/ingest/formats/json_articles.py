"""JSON: one record per line, or a document that is a record, an array of records, or an object with ``articles``.

A record has the keys of Article.from_dict or other names of these fields, or is a ninjs record, or an Article of
schema.org in JSON-LD. A document may be a JSON Feed.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from searchkit._native import PlainArticle, PlainArticles
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import TextPlaces, decode, decoded_lines, fallback_note
from searchkit.ingest.guessed_encoding import LATIN
from searchkit.ingest.json_feed import feed_records, is_json_feed
from searchkit.ingest.json_places import record_places, wrapper_of
from searchkit.ingest.plain_lines import plain_lines
from searchkit.ingest.record_fields import choice_of, long_unread, text_not_read, with_known_fields
from searchkit.ingest.registry import Format
from searchkit.ingest.regular_file import Check
from searchkit.ingest.server_record import (
    has_solr_types,
    is_bulk_action,
    may_have_solr_types,
    record_of_answer,
    record_of_hit,
    without_solr_types,
)
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import stated_article
from searchkit.ingest.time_limit import seldom
from searchkit.ingest.wide_text import looks_binary

# Deeper than any record, but shallow enough for later writers of JSON.
_DEPTH_LIMIT = 50
# Values in one document or line, by the marks before them. Each takes a hundred bytes of memory, and may take two in
# the file.
_VALUE_LIMIT: Final = 10_000_000
# Keys that make a record of an unknown type an article.
_STATED: Final = frozenset({"title", "headline", "body", "text", "content", "articleBody"})
# What may stand between records one after another.
_BETWEEN: Final = " \t\r\n\x1e,"
_HALF_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_lines(source: Source) -> Iterator[Article | PlainArticles | Problem]:
    """The articles of a JSON Lines source, as a stream. A line that cannot be read is a failed Problem.

    The core reads plain lines, many at a time. All others are read here.
    """
    if looks_binary(source.head()):
        yield source.problem("not_text", "binary data, not JSON")
        return
    reader = _Reader(source)
    ask = seldom(source.check)
    first = repaired = 0
    guess = LATIN
    blank = True
    # The records of a file are alike, and few are from Solr. The core does not know its names.
    is_typed = may_have_solr_types(source.head().lstrip().partition(b"\n")[0].decode(errors="replace"))
    for line in decoded_lines(source) if source.columns or is_typed else plain_lines(source):
        if isinstance(line, PlainArticles):
            blank = False
            ask()
            yield line
            continue
        if line.repaired:
            first, repaired = first or line.number, repaired + 1
            guess = line.guess
        if not line.text or line.text.isspace():
            continue
        blank = False
        ask()
        record = reader.parsed(line.text, line.number)
        if isinstance(record, Problem):
            yield record
        else:
            origin = Origin(start=line.start, end=line.end, line=line.number)
            yield from reader.articles([record], line.number, [origin])
    yield from reader.missing_columns()
    if repaired:
        yield fallback_note(source, first, repaired, guess)
    if blank:
        yield source.problem("empty", "an empty file")


def read_document(source: Source) -> Iterator[Article | PlainArticle | PlainArticles | Problem]:
    """The articles of one JSON document, which is read whole."""
    if looks_binary(source.head()):
        yield source.problem("not_text", "binary data, not JSON")
        return
    data = source.read_all()
    decoded = decode(data, check=source.check)
    if not decoded.text.strip():
        yield source.problem("empty", "an empty file")
        return
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    reader = _Reader(source)
    document = reader.parsed(decoded.text, None)
    if isinstance(document, Problem):
        if _is_lines(decoded.text):
            # JSON Lines in a file named .json is common, so it is read, too.
            is_utf8 = decoded.encoding == "utf-8" and decoded.bad_line is None
            utf8 = data if is_utf8 else decoded.text.encode("utf-8", "replace")
            lines = Source(
                source.path,
                source.member,
                lambda: io.BytesIO(utf8),
                name=source.name,
                columns=source.columns,
                check=source.check,
            )
            for item in read_lines(lines):
                if is_utf8 or isinstance(item, Problem):
                    yield item
                elif isinstance(item, PlainArticles):
                    yield from map(_without_bytes, item.apart(0, len(item), Origin))
                else:
                    yield _without_bytes(item)
            return
        row = reader.records_one_after_another(decoded.text) if document.code == "bad_json" else []
        if not row:
            yield document
            return
        places = TextPlaces(data, decoded)
        yield from reader.articles([record for record, _ in row], None, [places.of(*span) for _, span in row])
        rest = row[-1][1][1]
        if decoded.text[rest:].strip(_BETWEEN):
            line = decoded.text.count("\n", 0, rest) + 1
            yield source.problem("bad_json", f"not JSON behind record {len(row):,}", line=line)
        return
    way = wrapper_of(document)
    records: Any = document if isinstance(document, list) else [document]
    if isinstance(document, dict) and way is not None:
        records = document
        for name in way:
            records = records[name]
        if is_json_feed(document):
            records = feed_records(document)
            reader.has_plain_texts()
        elif len(way) > 1:
            reader.has_answer()
    if not records:
        yield source.problem("empty", "no articles in this file", severity="note")
    origins = [source.whole()]
    if way is not None or isinstance(document, list):
        origins = list(record_places(decoded.text, TextPlaces(data, decoded), seldom(source.check), way or ()))
    yield from reader.articles(records, None, origins)
    yield from reader.missing_columns()


LINES: Final = Format("jsonl", (".jsonl", ".ndjson"), read_lines)
DOCUMENT: Final = Format("json", (".json",), read_document)


class _Reader:
    """Turns the records of one source into articles, with a Problem for everything left out or changed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._is_plain = False
        self._is_answer = False
        self._repeated: list[str] = []
        self._infinite = False
        self._columns: set[str] = set()
        self._ask = seldom(source.check)
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_float=self._float,
        )

    def has_plain_texts(self) -> None:
        """What the records hold is plain text already. No markup is looked for in it."""
        self._is_plain = True

    def has_answer(self) -> None:
        """The records are those that a server found."""
        self._is_answer = True

    def parsed(self, text: str, line: int | None) -> Any | Problem:
        """The value of a JSON text."""
        self._repeated.clear()
        self._infinite = False
        if len(text) > _VALUE_LIMIT and sum(map(text.count, ",[{")) > _VALUE_LIMIT:
            message = f"more than {_VALUE_LIMIT:,} values in one document"
            return self._source.problem(
                "too_large", message, line=line, hint="this limit is fixed; write one article per line (.jsonl)"
            )
        try:
            value = self._decoder.decode(text.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            at = line if line is not None else error.lineno
            return self._source.problem("bad_json", f"not JSON: {error.msg} (column {error.colno})", line=at)
        except RecursionError:
            return self._too_deep(line)
        except ValueError as error:
            # Python refuses integers with thousands of digits.
            return self._source.problem("bad_json", f"cannot read this JSON: {error}", line=line)
        return self._whole(value, text, 0, len(text))

    def _whole(self, value: Any, text: str, start: int, end: int) -> Any:
        """The value that stands there in a text, without halves of characters."""
        halves = _HALF_ESCAPE.search(text, start, end) and not _too_deep(value, 500, self._ask)
        return _whole_characters(value, self._ask) if halves else value

    def records_one_after_another(self, text: str) -> list[tuple[Any, tuple[int, int]]]:
        """The objects that a text begins with, as ``jq`` writes them, each with the range of its characters."""
        self._repeated.clear()
        self._infinite = False
        found: list[tuple[Any, tuple[int, int]]] = []
        at = len(text) - len(text.lstrip("\ufeff \t\r\n"))
        while text.startswith("{", at):
            self._ask()
            try:
                record, end = self._decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            found.append((self._whole(record, text, at, end), (at, end)))
            at = end
            while at < len(text) and text[at] in _BETWEEN:
                at += 1
        return found

    def articles(
        self, records: list[object], line: int | None, origins: Sequence[Origin]
    ) -> Iterator[Article | Problem]:
        """The articles of records: one each, or for a JSON-LD graph as many as it describes.

        ``origins`` are the places of the records in the source, and ``line`` is for problems.
        """
        for number, (record, origin) in enumerate(zip(records, origins, strict=True), 1):
            item = f"item {number}: " if len(records) > 1 else ""
            if (
                isinstance(record, dict)
                and isinstance(record.get("@graph"), list)
                and not _too_deep(record, _DEPTH_LIMIT, self._ask)
            ):
                from searchkit.ingest.formats.json_ld import article_nodes

                found = article_nodes(record)
                if not found:
                    yield self._no_article(f"{item}a graph without articles", line)
                for node in found:
                    yield from self._article(node, line, item, origin)
            else:
                yield from self._article(record, line, item, origin)

    def _article(self, record: object, line: int | None, item: str, origin: Origin) -> Iterator[Article | Problem]:
        """The article of a record, after notes about it; else one failed Problem."""
        if not isinstance(record, dict):
            yield self._source.problem("not_an_object", f"{item}not an object with a title or a body", line=line)
            return
        if _too_deep(record, _DEPTH_LIMIT, self._ask):
            yield self._too_deep(line)
            return
        # Only sources in these formats load their readers.
        read_whole = False
        record = record_of_hit(record)
        if self._is_answer:
            record = record_of_answer(record)
        elif has_solr_types(record):
            record = without_solr_types(record)
        if is_bulk_action(record):
            yield self._no_article("the line before a record, as Elasticsearch takes it", line)
            return
        if "@type" in record:
            from searchkit.ingest.formats.json_ld import is_article, news_article_record

            if is_article(record):
                record, read_whole = news_article_record(record), True
            elif not _STATED.intersection(record):
                yield self._no_article(f"{item}{str(record['@type'])[:60]} is not an article", line)
                return
        elif "uri" in record:
            from searchkit.ingest.formats.ninjs import is_ninjs, ninjs_record

            if is_ninjs(record):
                record, read_whole = ninjs_record(record), True
        if not read_whole or self._source.columns:
            record, found = with_known_fields(record, self._source.columns, self._is_plain or read_whole)
            self._columns |= found
        read = list(stated_article(self._source, record, line, item, origin))
        last = read[-1]
        unread = None
        if (isinstance(last, Article) and not last.body.strip()) or (
            isinstance(last, Problem) and last.code == "no_text"
        ):
            unread = long_unread(record)
        if isinstance(last, Article):
            yield from self._notes(line)
            if unread is not None:
                yield text_not_read(self._source, unread, line, item)
        elif unread is not None:
            hint = f"to read the text of {unread[:60]!r}: {choice_of(unread)[:100]}"
            read[-1] = replace(last, hint=hint)
        yield from read

    def missing_columns(self) -> Iterator[Problem]:
        """A note on the columns that were chosen, and that no record had."""
        if missing := [column for column in self._source.columns.values() if column not in self._columns]:
            shown = ", ".join(repr(name[:40]) for name in missing)
            message = f"no record has {shown}, which you chose"
            hint = "name other keys, or clear the choice with --columns ''"
            yield self._source.problem("no_such_column", message, hint=hint, severity="note")

    def _notes(self, line: int | None) -> Iterator[Problem]:
        if self._repeated:
            names = ", ".join(dict.fromkeys(repr(name[:40]) for name in self._repeated[:5]))
            message = f"a field occurs more than once; the last one counts: {names}"
            yield self._source.problem("duplicate_key", message, line=line, severity="note")
        if self._infinite:
            message = "left out a number that JSON does not have (NaN, Infinity or too large)"
            yield self._source.problem("not_a_number", message, line=line, severity="note")
        self._repeated.clear()
        self._infinite = False

    def _no_article(self, message: str, line: int | None) -> Problem:
        return self._source.problem("not_an_article", message, line=line, severity="skipped")

    def _too_deep(self, line: int | None) -> Problem:
        message = f"nested too deeply: more than {_DEPTH_LIMIT} levels"
        return self._source.problem("too_deep", message, line=line, hint="this limit is fixed; make the record flatter")

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._ask()
        record = dict(pairs)
        if len(record) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self._repeated.append(name)
                seen.add(name)
        return record

    def _constant(self, _: str) -> None:
        self._infinite = True

    def _float(self, text: str) -> float | None:
        self._ask()
        number = float(text)
        if math.isfinite(number):
            return number
        self._infinite = True
        return None


def _without_bytes(article: Article | PlainArticle) -> Article | PlainArticle:
    """An article without its range of bytes, which is not that of its source."""
    origin = Origin(line=article.origin.line) if article.origin is not None else None
    if isinstance(article, Article):
        return article.with_changes(origin=origin)
    article.origin = origin
    return article


def _is_lines(text: str) -> bool:
    first, _, rest = text.strip().partition("\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first.removeprefix("\ufeff")), dict)
    except (ValueError, RecursionError):
        return False


def _too_deep(value: object, limit: int, ask: Check) -> bool:
    level: list[object] = [value]
    while level and limit:
        inner: list[object] = []
        for item in level:
            ask()
            children = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            inner += [child for child in children if isinstance(child, (dict, list))]
        level = inner
        limit -= 1
    return bool(level)


def _whole_characters(value: Any, ask: Check) -> Any:
    """``value`` without halves of characters. JSON escapes can state them, but UTF-8 cannot."""
    ask()
    if isinstance(value, str):
        return _HALF_CHARACTER.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole_characters(item, ask) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key, ask): _whole_characters(item, ask) for key, item in value.items()}
    return value
