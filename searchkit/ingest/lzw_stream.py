"""A file of Unix ``compress`` (``.Z``), decompressed: LZW with codes of 9 to 16 bits (Welch, 1984)."""

from __future__ import annotations

from typing import BinaryIO, Final

from searchkit.ingest.source import available

__all__ = ["LzwStream"]

_SIGNATURE: Final = b"\x1f\x9d"
_CHUNK: Final = 1 << 16
_LETTERS: Final = 256
_CLEAR: Final = 256


class LzwStream:
    """The content of a stream. Its table has at most 65,536 entries, so it takes little memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._input = b""
        self._at = 0
        self._output = bytearray()
        self._ended = False
        self._width = 0  # bits of a code; 0 before the header is read
        self._widest = 16
        self._clears = False
        self._last = 0  # the last code of the table
        self._before: list[int] = []
        self._letter: list[int] = []
        self._code: int | None = None
        self._first = 0

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end. Raises ValueError, EOFError."""
        if not self._width:
            self._begin()
        while not self._output and not self._ended:
            self._group()
        part = bytes(self._output[:size])
        del self._output[:size]
        return part

    def _begin(self) -> None:
        header = self._take(3)
        if len(header) < 3 or not header.startswith(_SIGNATURE):
            raise ValueError("no header")
        self._widest = header[2] & 31
        self._clears = bool(header[2] & 128)
        if header[2] & 96 or not 9 <= self._widest <= 16:
            raise ValueError("an unknown kind of header")
        self._widest = max(10, self._widest)  # compress never writes only 9
        self._before = [0] * (1 << self._widest)
        self._letter = [*range(_LETTERS), *[0] * ((1 << self._widest) - _LETTERS)]
        self._width, self._last = 9, _CLEAR if self._clears else _CLEAR - 1

    def _group(self) -> None:
        """Decode eight codes. When their width changes, compress leaves out the rest of a group."""
        width = self._width
        group = self._take(width)
        if not group:
            self._ended = True
            return
        bits = int.from_bytes(group, "little")
        mask = (1 << width) - 1
        for _ in range(len(group) * 8 // width):
            code = bits & mask
            bits >>= width
            if code == _CLEAR and self._clears:
                self._width, self._last = 9, _CLEAR - 1
                return
            self._decode(code)
            if self._last >= mask and width < self._widest:
                self._width = width + 1
                return

    def _decode(self, code: int) -> None:
        before = self._code
        if before is None:
            if code >= _LETTERS:
                raise ValueError("a code without a meaning")
            self._first, self._code = code, code
            self._output.append(code)
            return
        letters = bytearray()
        here = code
        if code > self._last:
            if code != self._last + 1 or before > self._last:
                raise ValueError("a code without a meaning")
            letters.append(self._first)
            here = before
        while here >= _LETTERS:
            letters.append(self._letter[here])
            here = self._before[here]
        letters.append(here)
        self._first = here
        letters.reverse()
        self._output += letters
        if self._last < (1 << self._widest) - 1 and self._last < (1 << self._width) - 1:
            self._last += 1
            self._before[self._last], self._letter[self._last] = before, here
        self._code = code

    def _take(self, length: int) -> bytes:
        """The next bytes, fewer at the end."""
        while len(self._input) - self._at < length:
            more = available(self._stream, _CHUNK)
            if not more:
                break
            self._input, self._at = self._input[self._at :] + more, 0
        part = self._input[self._at : self._at + length]
        self._at += len(part)
        return part
