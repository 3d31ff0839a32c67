"""The lines of JSON Lines: plain ones together, as the core reads them, and the others one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from searchkit import _native
from searchkit._native import PlainArticles
from searchkit.ingest.encoding import LINE_LIMIT, ByteLines, Line, decoded_lines
from searchkit.ingest.source import Source, available
from searchkit.ingest.wide_text import wide_codec

__all__ = ["plain_lines"]

# Bytes that are read at once: some dozens of articles. Progress is told no more finely.
_BLOCK: Final = 1 << 16


def plain_lines(source: Source, limit: int = LINE_LIMIT) -> Iterator[PlainArticles | Line]:
    """The lines of a source in order, without blank ones that stand among plain ones.

    The articles of plain lines that stand one after another come together. Raises what ``decoded_lines`` raises.
    """
    head = source.head()
    if wide_codec(head):
        yield from decoded_lines(source, limit)
        return
    lines = ByteLines(head, limit)
    at, number = 0, 1
    for block in _blocks(source, limit):
        begin = 0
        while begin < len(block):
            articles, end, number = _native.plain_lines(block, begin, at, number)
            at += end - begin
            if len(articles):
                yield articles
            begin = end
            if begin < len(block):
                end = block.find(b"\n", begin) + 1 or len(block)
                yield lines.line(number, block[begin:end], at)
                at += end - begin
                begin, number = end, number + 1


def _blocks(source: Source, limit: int) -> Iterator[bytes]:
    """The bytes of a source, cut at the ends of lines. They end within a line that is longer than ``limit``."""
    stream = source.open()
    begun: list[bytes] = []
    size = 0
    while part := available(stream, _BLOCK):
        end = part.rfind(b"\n") + 1
        if end:
            yield b"".join((*begun, part[:end]))
            begun, size = [], 0
        begun.append(part[end:])
        size += len(part) - end
        if size > limit:
            break
    if size:
        yield b"".join(begun)
