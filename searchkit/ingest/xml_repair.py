"""Feeds with faults of form: what can be read of them is made a document that a parser reads.

Feeds are often put together by hand. One bare ``&`` must not cost all their items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final, NamedTuple

from searchkit.base.problem import Unreadable
from searchkit.ingest.regular_file import Check
from searchkit.ingest.safe_xml import parse

__all__ = ["BadItem", "is_feed", "mended", "without_bad_items"]

_FEED: Final = re.compile(rb"\A[^<]*(?:<[?!][^>]*>[^<]*){0,20}<(?:\w+:)?(?:rss|RDF|feed)[\s>]")
_DECLARATION: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s+(<\?xml[^>]{0,200}\?>)")
# What is skipped, a reference, or a mark that begins neither a tag nor a reference.
_PIECES: Final = re.compile(
    rb"""(?P<whole><!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>)
      | &(?P<name>[A-Za-z][A-Za-z0-9]{1,40});
      | &\#(?P<number>\d{1,7}|[xX][0-9A-Fa-f]{1,6});
      | (?P<mark>&|<(?![A-Za-z_/!?]))""",
    re.VERBOSE | re.DOTALL,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_KNOWN: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_ITEM: Final = re.compile(rb"<((?:\w+:)?(?:item|entry))(?=[\s>/])")
_TAG: Final = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_NOT_LINES: Final = re.compile(rb"[^\r\n]")


class BadItem(NamedTuple):
    """An item that cannot be read: its number from 1, the line of the fault, and what is wrong."""

    number: int
    line: int
    reason: str


def is_feed(data: bytes) -> bool:
    """Whether a document seems to be a feed, by its first tag."""
    return _FEED.match(data[:4096]) is not None


def mended(data: bytes) -> bytes:
    """A document in UTF-8 without faults of single characters. Its lines stay.

    HTML's entities become characters, and a bare ``&`` or ``<`` is escaped. Control characters become blanks. So does a
    declaration that is not at the beginning.
    """
    if late := _DECLARATION.match(data):
        data = data[: late.start(1)] + _NOT_LINES.sub(b" ", late[1]) + data[late.end(1) :]
    return _PIECES.sub(_piece, _CONTROL.sub(b" ", data))


def _piece(found: re.Match[bytes]) -> bytes:
    if found["whole"] is not None:
        return found[0]
    if (name := found["name"]) is not None:
        text = html5.get(name.decode() + ";")
        if name in _KNOWN:
            return found[0]
        return text.encode() if text is not None and text not in "&<" else b"&amp;" + name + b";"
    if (number := found["number"]) is not None:
        code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
        allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code < 0x110000
        return found[0] if allowed else b" "
    return b"&lt;" if found["mark"] == b"<" else b"&amp;"


def without_bad_items(data: bytes, check: Check) -> tuple[bytes, list[BadItem], int] | None:
    """A feed without the items that cannot be read, these, and the number of the others. None if it has no items.

    The other items keep their lines. What follows the last item is left out.
    """
    starts = list(_ITEM.finditer(data))
    if not starts:
        return None
    head = data[: starts[0].start()]
    opened = _open_tags(head)
    if not opened:
        return None
    before = b"".join(tag for tag, _ in opened)
    after = b"".join(b"</" + name + b">" for _, name in reversed(opened))
    parts = [head]
    bad: list[BadItem] = []
    good = 0
    line = head.count(b"\n") + 1
    for number, (item, gap) in enumerate(_items(data, starts), 1):
        check()
        try:
            parse(before + item + after, check)
        except Unreadable as error:
            bad.append(BadItem(number, line + max(0, (error.line or 1) - 1 - before.count(b"\n")), error.message))
            parts.append(_NOT_LINES.sub(b" ", item))
        else:
            good += 1
            parts.append(item)
        parts.append(_NOT_LINES.sub(b" ", gap))
        line += item.count(b"\n") + gap.count(b"\n")
    return b"".join(parts) + after, bad, good


def _items(data: bytes, starts: list[re.Match[bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Each item up to its end tag, and what follows it before the next one."""
    for found, following in zip(starts, [*starts[1:], None], strict=True):
        last = following.start() if following is not None else len(data)
        tag = b"</" + found[1] + b">"
        end = data.find(tag, found.start(), last)
        cut = end + len(tag) if end >= 0 else last
        yield data[found.start() : cut], data[cut:last]


def _open_tags(head: bytes) -> list[tuple[bytes, bytes]]:
    """The tags that are open at the end of the head of a feed, with their names."""
    opened: list[tuple[bytes, bytes]] = []
    for tag in _TAG.finditer(head):
        if tag[1]:
            if opened and opened[-1][1] == tag[2]:
                opened.pop()
        elif not tag[4]:
            opened.append((tag[0], tag[2]))
    return opened
