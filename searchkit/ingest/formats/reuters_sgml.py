"""The Reuters-21578 collection: SGML files of newswire articles from 1987, with their editors' tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

from searchkit.article import Article, Provenance, provenance_key
from searchkit.base.origin import Origin
from searchkit.base.partial_date import PartialDate
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import decode, fallback_note
from searchkit.ingest.registry import Format
from searchkit.ingest.source import Source

_START = re.compile(r"<REUTERS\b([^<>]{0,1000})>")
_END = "</REUTERS>"
_START_BYTES = re.compile(_START.pattern.encode())
_END_BYTES = _END.encode()
_ATTRIBUTE = re.compile(r'(\w+)\s*=\s*"([^"]*)"')
_TEXT = re.compile(r"<TEXT\b([^<>]{0,200})>")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|(lt|gt|amp));")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DATE = re.compile(r"\b(\d{1,2})-([A-Z]{3})-(\d{4})\b")
_MONTHS: Final = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&"}

_PLACE_NAMES: Final = {
    "usa": "United States",
    "uk": "United Kingdom",
    "ussr": "Soviet Union",
    "uae": "United Arab Emirates",
    "trinidad-tobago": "Trinidad and Tobago",
    "us-virgin-islands": "US Virgin Islands",
    "yemen-demo-republic": "Yemen Democratic Republic",
}
_ORG_NAMES: Final = {"worldbank": "World Bank", "euratom": "Euratom", "comecon": "Comecon"}


def read(source: Source) -> Iterator[Article | Problem]:
    """The articles of one file of the collection, in order. An incomplete article is a failed Problem."""
    data, damage = source.read_undamaged()
    decoded = decode(data, check=source.check)
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    text = decoded.text.replace("\r\n", "\n")
    ranges = _ranges(text, data)
    found = False
    line, counted = 1, 0
    start = _START.search(text)
    while start:
        found = True
        line += text.count("\n", counted, start.start())
        counted = start.start()
        following = _START.search(text, start.end())
        begins, ends = next(ranges)
        end = text.find(_END, start.end(), following.start() if following else len(text))
        if end < 0:
            yield source.problem("no_end_tag", f"an article without {_END}", line=line)
        else:
            attributes = dict(_ATTRIBUTE.findall(start.group(1)))
            origin = Origin(start=begins, end=ends, line=line)
            yield from _article(source, attributes, text[start.end() : end], origin)
        start = following
    if damage is not None:
        raise damage
    if not found:
        yield source.problem("no_reader", "no reader for this SGML", hint="only Reuters-21578 SGML can be read")


FORMAT: Final = Format("reuters-sgml", (".sgm", ".sgml"), read)


def _ranges(text: str, data: bytes) -> Iterator[tuple[int | None, int | None]]:
    """The range of bytes of each article with an end tag. Tags are ASCII, so they are the same in text and bytes.

    No range is known if the bytes have another number of tags than the text, as those of UTF-16 do.
    """
    if len(_START.findall(text)) != len(_START_BYTES.findall(data)):
        yield from repeat((None, None))
    start = _START_BYTES.search(data)
    while start:
        following = _START_BYTES.search(data, start.end())
        end = data.find(_END_BYTES, start.end(), following.start() if following else len(data))
        yield (start.start(), end + len(_END_BYTES)) if end >= 0 else (None, None)
        start = following


def _article(source: Source, attributes: dict[str, str], markup: str, origin: Origin) -> Iterator[Article | Problem]:
    line = origin.line
    text = _TEXT.search(markup)
    if text is None:
        yield source.problem("no_text", "an article without <TEXT>", line=line)
        return
    above, inside = markup[: text.start()], markup[text.end() :].removesuffix("\n").removesuffix("</TEXT>")
    kind = dict(_ATTRIBUTE.findall(text.group(1))).get("TYPE", "NORM")
    raw_date = _line(_element("DATE", above))
    values: dict[str, Any] = {"id": attributes.get("NEWID", "")}
    if kind == "UNPROC":
        values["body"] = _plain(inside).strip()
    else:
        values["title"] = _line(_element("TITLE", inside)) or None
        values["body"] = _plain(_element("BODY", inside)).strip()
        values["dateline"] = _line(_element("DATELINE", inside)) or None
    if not values["body"] and not values.get("title"):
        # The collection has one such article. It is kept, so that counts and splits are right.
        yield source.problem("no_text", "no title or body", line=line, severity="note")
    values["date"] = _date(raw_date)
    metadata: dict[str, Any] = {
        "date": raw_date,
        "author": _line(_element("AUTHOR", inside)) if kind != "UNPROC" else "",
        "topics": _values("TOPICS", above),
        "exchanges": _values("EXCHANGES", above),
        "companies": _values("COMPANIES", above),
        "oldid": attributes.get("OLDID", ""),
        "lewissplit": attributes.get("LEWISSPLIT", ""),
        # Whether an editor looked for topics at all. The usual splits of the collection use it.
        "topics_indexed": attributes.get("TOPICS", ""),
        "text_type": kind,
    }
    provenance: dict[str, Provenance] = {"agency": "metadata", "language": "rule"}
    provenance.update((provenance_key(kind), "metadata") for kind in ("place", "person", "org"))
    if values["date"]:
        provenance["date"] = "metadata"
    yield Article(
        **values,
        entities={
            "place": tuple(_PLACE_NAMES.get(value) or _titled(value) for value in _values("PLACES", above)),
            "person": tuple(_titled(value) for value in _values("PEOPLE", above)),
            "org": tuple(_ORG_NAMES.get(value) or _acronym(value) for value in _values("ORGS", above)),
        },
        agency="Reuters",
        language="en",
        metadata={name: value for name, value in metadata.items() if value},
        provenance=provenance,
        origin=origin,
    )


def _element(tag: str, markup: str) -> str:
    """The content of the first element of a kind. Found without patterns, which damaged markup could make slow."""
    _, _, rest = markup.partition(f"<{tag}>")
    content, closed, _ = rest.partition(f"</{tag}>")
    return content if closed else ""


def _values(tag: str, markup: str) -> list[str]:
    parts = (part.partition("</D>") for part in _element(tag, markup).split("<D>")[1:])
    return [value for raw, closed, _ in parts if closed and (value := _line(raw))]


def _plain(markup: str) -> str:
    """Character data as text: references resolved, control characters of the wire removed."""
    return _CONTROL.sub("", _REFERENCE.sub(_resolved, markup))


def _line(markup: str) -> str:
    return " ".join(_plain(markup).split())


def _resolved(match: re.Match[str]) -> str:
    number, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(number)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _date(raw: str) -> str | None:
    match = _DATE.search(raw)
    if match is None or match.group(2) not in _MONTHS:
        return None
    try:
        return PartialDate(int(match.group(3)), _MONTHS.index(match.group(2)) + 1, int(match.group(1))).iso
    except ValueError:
        return None


def _titled(value: str) -> str:
    return " ".join(word.capitalize() for word in value.split("-"))


def _acronym(value: str) -> str:
    """``ec`` is EC, ``ico-coffee`` is ICO Coffee."""
    first, *rest = value.split("-")
    return " ".join([first.upper(), *(word.capitalize() for word in rest)])
