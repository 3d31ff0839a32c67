"""Files of topics: what people look for, each with an id. JSON Lines, a table with tabs, or the form of TREC."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from searchkit.base.problem import Problem
from searchkit.errors import UsageError
from searchkit.ingest.encoding import decode
from searchkit.ingest.wide_text import looks_binary

PARTS: Final = ("title", "desc", "narr")
LARGEST: Final = 64 << 20  # bytes of a file
_LONGEST: Final = 100_000  # characters of a topic, as of a query
_TOP: Final = re.compile(r"<top\b[^<>]*>(.*?)(?=</top>|<top\b|\Z)", re.S | re.I)
_BEGINS_TOP: Final = re.compile(r"^[ \t]*<top\b", re.M | re.I)
_TAG: Final = re.compile(r"</?([a-z]\w*)[^<>]*>", re.I)
# What files of TREC write after the tag.
_LABELS: Final = {
    "num": re.compile(r"\s*Number\s*:", re.I),
    "title": re.compile(r"\s*Topic\s*:", re.I),
    "desc": re.compile(r"\s*Description\s*:", re.I),
    "narr": re.compile(r"\s*Narrative\s*:", re.I),
}
_IDS: Final = ("id", "_id")
# (line, code, message, hint)
_Bad = Callable[..., None]


class Topic(NamedTuple):
    """One topic. ``line`` is where it begins in its file, counted from 1."""

    id: str
    text: str
    line: int


def read_topics(data: bytes, where: str, parts: Sequence[str] | None = None) -> tuple[list[Topic], list[Problem]]:
    """The topics in the bytes of a file, in its order, and what is wrong with those that cannot be read.

    The content tells the form: objects with ``id`` (or ``_id``) and ``text``, one on a line; ``id<TAB>text`` on each
    line; or ``<top>`` with ``<num>``, ``<title>``, ``<desc>`` and ``<narr>``. ``parts`` says which of PARTS make the
    text of the last; the default is the title. ``where`` names the file in messages. An id that comes again is a
    problem, too. Raises UsageError for what is no file of topics, and for parts of topics that have none.
    """
    if len(data) > LARGEST:
        raise UsageError(f"a file of topics has at most {LARGEST >> 20} MiB", where=where)
    if looks_binary(data[:4096]):
        raise UsageError("binary data, not topics", hint="use JSON Lines, a TSV file or TREC's form", where=where)
    problems: list[Problem] = []

    def bad(line: int, code: str, message: str, hint: str = "") -> None:
        problems.append(Problem(where, None, line, code, message, hint))

    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if (line := decoded.bad_line) is not None:
        message = f"not UTF-8 in line {line}: read as {decoded.encoding}"
        problems.append(Problem(where, None, line, "encoding_fallback", message, severity="note"))
    lines = text.split("\n")
    objects = sum(line.lstrip().startswith("{") for line in lines)
    if objects * 2 < sum(not line.isspace() and line != "" for line in lines) and _BEGINS_TOP.search(text):
        read = _tops(text, parts or PARTS[:1], bad)
    elif parts:
        raise UsageError("these topics have no parts to choose from", hint="leave --parts out", where=where)
    elif objects and objects >= sum("\t" in line.strip() and not line.lstrip().startswith("{") for line in lines):
        read = _objects(lines, bad)
    else:
        read = _table(lines, bad)
    topics: dict[str, Topic] = {}
    for topic in read:
        if len(topic.text) > _LONGEST:
            bad(topic.line, "topic_too_long", f"topic {topic.id!r} has more than {_LONGEST:,} characters")
        elif topic.id in topics:
            first = topics[topic.id].line
            bad(
                topic.line, "topic_again", f"topic {topic.id!r} was there before, in line {first}", "give it its own id"
            )
        else:
            topics[topic.id] = topic
    if not topics and not problems:
        raise UsageError("there are no topics", where=where)
    return list(topics.values()), sorted(problems, key=_line)


def _line(problem: Problem) -> int:
    return problem.line or 0


def _objects(lines: Sequence[str], bad: _Bad) -> Iterator[Topic]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            bad(number, "bad_topic", f"no JSON: {error}")
            continue
        if not isinstance(record, dict):
            bad(number, "bad_topic", "no JSON object", 'write {"id": "1", "text": "oil prices"}')
            continue
        text = record.get("text")
        if not (id := _id(record)):
            bad(number, "bad_topic", "the topic has no id", "give each topic an id, as text or a whole number")
        elif not isinstance(text, str) or not text.strip():
            bad(number, "bad_topic", f"topic {id!r} has no text")
        else:
            yield Topic(id, _without_halves(text), number)


def _id(record: dict[str, Any]) -> str:
    found = next((record[name] for name in _IDS if name in record), None)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return _without_halves(found.strip()) if isinstance(found, str) else ""


def _table(lines: Sequence[str], bad: _Bad) -> Iterator[Topic]:
    for number, line in enumerate(lines, 1):
        id, _, text = (part.strip() for part in line.partition("\t"))
        if id and text:
            yield Topic(id, text, number)
        elif line.strip():
            what = f"topic {id!r} has no text" if id and "\t" in line else "no id and text with a tab between them"
            bad(number, "bad_topic", what)


def _tops(text: str, parts: Sequence[str], bad: _Bad) -> Iterator[Topic]:
    line, end = 1, 0
    for top in _TOP.finditer(text):
        line, end = line + text.count("\n", end, top.start()), top.start()
        found = _parts_of(top[1])
        id = found.get("num", "")
        wanted = " ".join(found[part] for part in parts if found.get(part))
        if not id:
            bad(line, "bad_topic", "the topic has no number", "write <num> Number: 301")
        elif not wanted:
            bad(line, "bad_topic", f"topic {id!r} has no {' and no '.join(parts)}")
        else:
            yield Topic(id, wanted, line)


def _parts_of(top: str) -> dict[str, str]:
    """The texts of a topic by their tags. A text ends at the next tag; closing tags may be left out."""
    found: dict[str, str] = {}
    tags = list(_TAG.finditer(top))
    for tag, following in zip(tags, [*tags[1:], None], strict=True):
        name = tag[1].lower()
        if tag[0].startswith("</") or name in found:
            continue
        text = html.unescape(top[tag.end() : following.start() if following else len(top)])
        label = _LABELS.get(name)
        if label is not None and (labelled := label.match(text)):
            text = text[labelled.end() :]
        found[name] = " ".join(text.split())
    return found


def _without_halves(text: str) -> str:
    """A text with a question mark for each half of a surrogate pair, which JSON can write and no article has."""
    return text.encode("utf-8", "replace").decode()
