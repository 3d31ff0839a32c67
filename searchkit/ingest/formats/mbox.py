"""mbox: the messages of a mailbox in one file, each after a line ``From sender date`` (RFC 4155).

In a message, such lines are written ``>From``. The ``>`` is removed again, as in the variant mboxrd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.formats.mail import message_items
from searchkit.ingest.registry import Format
from searchkit.ingest.source import Source
from searchkit.ingest.time_limit import seldom

__all__ = ["FORMAT"]

# Text may begin with "From ", but a time and a year hardly ever follow.
_DATED = re.compile(rb"From [^\n]{0,300}?\b\d{1,2}:\d\d\b[^\n]{0,40}?\b\d{4}\b")
_PLAIN = re.compile(rb"From \S")
_QUOTED = re.compile(rb">+From ")
_HEADER: Final = re.compile(rb"[!-9;-~]{1,76}:[ \t\r\n]")
_MESSAGE_LIMIT: Final = 128 << 20
_LINE_PART: Final = 1 << 20


def read(source: Source) -> Iterator[Article | Problem | Source]:
    """The messages of a mailbox as a stream. A message that is too large is a failed Problem."""
    messages = _Messages(source.open(), seldom(source.check))
    number = 0
    for number, (origin, data) in enumerate(messages, 1):
        if data is None:
            message = f"a message of more than {_MESSAGE_LIMIT >> 20} MiB"
            yield source.problem(
                "too_large", message, line=origin.line, hint="this limit is fixed; save its attachments and index those"
            )
        else:
            yield from message_items(source, data, origin.line, f"{number}/", origin)
    if messages.damage is not None:
        raise messages.damage
    if not number:
        yield source.problem("empty", "no message in this file")


FORMAT: Final = Format("mbox", (".mbox", ".mbx"), read)


class _Messages:
    """The messages of a stream and their places, from the first header on. None for one that is too large."""

    def __init__(self, stream: BinaryIO, ask: Callable[[], None]) -> None:
        self._stream = stream
        self._ask = ask
        self.damage: Unreadable | None = None

    def __iter__(self) -> Iterator[tuple[Origin, bytes | None]]:
        separator: re.Pattern[bytes] | None = None
        kept: list[bytes] = []
        size, says = 0, False
        line, at, first = 1, 0, (1, 0)
        blank = whole = True
        for part, following in self._pairs():
            self._ask()
            if separator is None and not part.isspace():
                # The first line decides, because a mailbox may begin without a From line.
                separator = _PLAIN if _PLAIN.match(part) and not _DATED.match(part) else _DATED
            if whole and separator is not None and _begins(part, following, blank, separator):
                if says:
                    yield _place(first, at), b"".join(kept) if size <= _MESSAGE_LIMIT else None
                kept, size, says, first = [], 0, False, (line + 1, at + len(part))
            else:
                size += len(part)
                says = says or not part.isspace()
                if size > _MESSAGE_LIMIT:
                    kept.clear()
                else:
                    kept.append(part[1:] if whole and _QUOTED.match(part) else part)
            blank = whole and part.isspace()
            whole = part.endswith(b"\n")
            line += whole
            at += len(part)
        if says:
            yield _place(first, at), b"".join(kept) if size <= _MESSAGE_LIMIT else None

    def _pairs(self) -> Iterator[tuple[bytes, bytes]]:
        """Each part with the one that follows it."""
        before: bytes | None = None
        for part in self._parts():
            if before is not None:
                yield before, part
            before = part
        if before is not None:
            yield before, b""

    def _parts(self) -> Iterator[bytes]:
        """The lines; long ones in parts. Stops at a damage and keeps it."""
        try:
            while part := self._stream.readline(_LINE_PART):
                yield part
        except Unreadable as error:
            self.damage = error


def _begins(line: bytes, following: bytes, after_blank: bool, separator: re.Pattern[bytes]) -> bool:
    """Whether a line begins a message: after a blank line, or with a date and before a header.

    Some programs write no blank line between messages, and some no date.
    """
    if not line.startswith(b"From "):
        return False
    if after_blank and separator.match(line):
        return True
    before_header = _HEADER.match(following) is not None
    return before_header and (_DATED if not after_blank else _PLAIN).match(line) is not None


def _place(first: tuple[int, int], end: int) -> Origin:
    """The place of a message that begins in a line, at a byte."""
    line, start = first
    return Origin(start=start, end=end, line=line)
