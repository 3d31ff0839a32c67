"""An xz or lzma file, decompressed with a limit of memory. Its header says how much memory it needs, up to 4 GiB."""

from __future__ import annotations

import lzma
from typing import BinaryIO, Final

from searchkit.base.problem import Unreadable
from searchkit.ingest.source import available

__all__ = ["XzStreams"]

_CHUNK: Final = 1 << 16


class XzStreams:
    """The streams of a file, one after the other. ``memory`` is the limit in bytes, ``form`` a format of lzma."""

    def __init__(self, stream: BinaryIO, memory: int, form: int = lzma.FORMAT_XZ) -> None:
        self._stream = stream
        self._memory = memory
        self._form = form
        self._input = b""
        self._inflater: lzma.LZMADecompressor | None = None
        # How many streams began, and whether the latest gave anything or needs none.
        self._count = 0
        self._sound = False
        self._ended = False

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end. Raises LZMAError, EOFError, or Unreadable for too much memory."""
        while not self._ended:
            inflater = self._inflater or self._begin()
            if inflater is None:
                break
            if inflater.needs_input and not self._input and not self._more():
                raise EOFError("the end is missing")
            given, self._input = (self._input, b"") if inflater.needs_input else (b"", self._input)
            try:
                part = inflater.decompress(given, size)
            except lzma.LZMAError as error:
                if "emory" not in str(error):
                    if self._count == 1 or self._sound:
                        raise
                    self._ended = True  # what follows the last stream is none
                    break
                message = f"needs more than {self._memory >> 20} MiB of memory"
                raise Unreadable(
                    "too_large", message, hint="this limit is fixed; unpack it and index what is in it"
                ) from error
            self._sound = True
            if inflater.eof:
                self._input, self._inflater = inflater.unused_data, None
            if part:
                return part
        return b""

    def _begin(self) -> lzma.LZMADecompressor | None:
        """The decompressor of the next stream. None at the end; zeros may pad it."""
        while True:
            if self._count:
                self._input = self._input.lstrip(b"\0")
            if self._input:
                break
            if not self._more():
                if not self._count:
                    raise EOFError("the end is missing")
                return None
        self._count += 1
        self._sound = False
        self._inflater = lzma.LZMADecompressor(self._form, memlimit=self._memory)
        return self._inflater

    def _more(self) -> bool:
        self._input += available(self._stream, _CHUNK)
        return bool(self._input)
