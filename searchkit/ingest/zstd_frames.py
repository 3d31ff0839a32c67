"""A file of zstd (RFC 8878): its frames one after the other, as one stream.

A web capture (``.warc.zst``) may begin with a dictionary for all its records, in a frame that others skip.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, BinaryIO, Final

from searchkit.base.problem import Unreadable
from searchkit.ingest.optional_package import optional_package
from searchkit.ingest.source import available

__all__ = ["MAGIC", "ZstdFrames"]

MAGIC: Final = b"\x28\xb5\x2f\xfd"
_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
_SKIPPED: Final = b"\x2a\x4d\x18"  # behind a byte from 0x50 to 0x5F
_CHUNK: Final = 1 << 16
# Bytes of a dictionary, and of what it needs in memory for one frame (as a power of two).
_DICTIONARY_LIMIT: Final = 64 << 20
_WINDOW: Final = 27


class ZstdFrames:
    """The content of a stream. Raises Unreadable (``extra_missing``) where no package can read it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zstd = _package()
        self._stream = stream
        self._input = b""
        self._frame: Any = None
        self._dictionary: Any = None
        self._is_first = True

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end. Raises ValueError, EOFError."""
        try:
            while True:
                if self._frame is None and not self._begin():
                    return b""
                given = b""
                if self._frame.needs_input:
                    if not self._input and not self._more():
                        raise EOFError("the end is missing")
                    given, self._input = self._input, b""
                part = self._frame.decompress(given, size)
                if self._frame.eof:
                    self._input, self._frame = self._frame.unused_data, None
                if part:
                    return bytes(part)
        except self._zstd.ZstdError as error:
            raise ValueError(str(error)) from error

    def _begin(self) -> bool:
        """Go to the next frame with content. Whether there is one."""
        while True:
            while len(self._input) < 8 and self._more():
                pass
            if not self._input:
                if self._is_first:
                    raise EOFError("the end is missing")
                return False
            if self._input[1:4] == _SKIPPED and self._input[0] >> 4 == 5:
                self._skip()
                continue
            self._is_first = False
            options = {self._zstd.DecompressionParameter.window_log_max: _WINDOW}
            self._frame = self._zstd.ZstdDecompressor(self._dictionary, options)
            return True

    def _skip(self) -> None:
        is_dictionary = self._is_first and self._input.startswith(_DICTIONARY)
        left = int.from_bytes(self._input[4:8], "little")
        if is_dictionary and left > _DICTIONARY_LIMIT:
            raise Unreadable("too_large", f"a dictionary of more than {_DICTIONARY_LIMIT >> 20} MiB", hint="unpack it")
        self._input = self._input[8:]
        kept = []
        while left > len(self._input):
            left -= len(self._input)
            kept.append(self._input if is_dictionary else b"")
            self._input = b""
            if not self._more():
                raise EOFError("the end is missing")
        kept.append(self._input[:left])
        self._input = self._input[left:]
        self._is_first = False
        if is_dictionary:
            data = b"".join(kept)
            if data.startswith(MAGIC):
                data = self._zstd.ZstdDecompressor().decompress(data, _DICTIONARY_LIMIT)
            self._dictionary = self._zstd.ZstdDict(data)

    def _more(self) -> bool:
        part = available(self._stream, _CHUNK)
        self._input += part
        return bool(part)


def _package() -> ModuleType:
    try:
        return import_module("compression.zstd")  # Python 3.14 and later
    except ImportError:
        return optional_package("backports.zstd", "archives")
