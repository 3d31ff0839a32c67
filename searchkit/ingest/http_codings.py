"""Streams in the codings of HTTP that are no files of their own: deflate and br."""

from __future__ import annotations

import zlib
from typing import BinaryIO, Final

from searchkit.ingest.optional_package import optional_package
from searchkit.ingest.source import available

__all__ = ["BrotliStream", "DeflateStream", "has_zlib_header"]

_CHUNK: Final = 1 << 16


def has_zlib_header(data: bytes) -> bool:
    """Whether data begin as those of zlib do (RFC 1950)."""
    return len(data) > 1 and data[0] & 15 == 8 and data[0] >> 4 <= 7 and int.from_bytes(data[:2], "big") % 31 == 0


class DeflateStream:
    """What ``deflate`` made: in the form of zlib, as HTTP asks for, or without it, as many servers send it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inflater: zlib._Decompress | None = None
        self._input = b""

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end. Raises zlib.error, EOFError."""
        while self._inflater is None or not self._inflater.eof:
            self._input = self._input or available(self._stream, _CHUNK)
            if not self._input:
                raise EOFError("the end is missing")
            if self._inflater is None:
                if len(self._input) < 2:
                    self._input += available(self._stream, _CHUNK)
                self._inflater = zlib.decompressobj(zlib.MAX_WBITS if has_zlib_header(self._input) else -zlib.MAX_WBITS)
            part = self._inflater.decompress(self._input, max(size, 1))
            self._input = self._inflater.unconsumed_tail
            if part:
                return part
        return b""


class BrotliStream:
    """What Brotli made (RFC 7932). Raises Unreadable (``extra_missing``) without its package."""

    def __init__(self, stream: BinaryIO) -> None:
        self._package = optional_package("brotli", "archives")
        self._stream = stream
        self._inflater = self._package.Decompressor()
        self._output = b""

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end. Raises ValueError, EOFError."""
        try:
            while not self._output and not self._inflater.is_finished():
                # It may hold back output when it has all of the input. A block may be a little more than was asked for.
                self._output = self._inflater.process(b"", output_buffer_limit=size)
                if self._output or not self._inflater.can_accept_more_data():
                    continue
                given = available(self._stream, _CHUNK)
                if not given:
                    raise EOFError("the end is missing")
                self._output = self._inflater.process(given, output_buffer_limit=size)
        except self._package.error as error:
            raise ValueError(str(error)) from error
        part, self._output = self._output[:size], self._output[size:]
        return part
