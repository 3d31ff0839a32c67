"""A gzip file of many members. A damaged member does not cost the others."""

from __future__ import annotations

import zlib
from typing import BinaryIO, Final

from searchkit.ingest.source import available

__all__ = ["GzipMembers"]

_MAGIC: Final = b"\x1f\x8b\x08"
_CHUNK: Final = 1 << 16
_GZIP_HEADER: Final = 16 + zlib.MAX_WBITS
# Bytes of a member to keep. A damaged one swallows what follows it before the damage shows.
_KEPT: Final = 1 << 17
# How often to search for a member. More damage than this is made on purpose, to take time.
_ATTEMPTS: Final = 1_000


class GzipMembers:
    """The members of a gzip file (RFC 1952), decompressed one after the other.

    At a damage, ``read1`` raises zlib.error or EOFError once. The next call goes on with the next sound member.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._input = b""
        self._kept = b""
        self._inflater: zlib._Decompress | None = None
        # Whether a member is being searched for, and how often that was needed.
        self._lost = False
        self._attempts = 0

    def read1(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, none at the end."""
        while True:
            inflater = self._inflater or self._next()
            if inflater is None:
                return b""
            try:
                if not self._input and not self._more():
                    raise EOFError("the end is missing")
                part = inflater.decompress(self._input, size)
            except (zlib.error, EOFError):
                # Leave out its first byte, or it would be found again.
                self._input, self._inflater = self._kept[1:], None
                self._attempts += 1
                if self._lost and self._attempts < _ATTEMPTS:
                    continue
                self._lost = True
                raise
            if inflater.eof:
                self._input, self._inflater = inflater.unused_data, None
            else:
                self._input = inflater.unconsumed_tail
            if part:
                self._lost = False
                return part

    def _next(self) -> zlib._Decompress | None:
        """The decompressor of the next member: it begins here, or must be searched for. None at the end."""
        if self._attempts >= _ATTEMPTS:
            return None
        while True:
            if not self._lost:
                # Tapes and copies leave zeros behind a member.
                self._input = self._input.lstrip(b"\0")
            if len(self._input) < len(_MAGIC) and self._more():
                continue
            at = self._input.find(_MAGIC)
            if at >= 0 and (at == 0 or self._lost):
                self._input = self._kept = self._input[at:]
                self._inflater = zlib.decompressobj(_GZIP_HEADER)
                return self._inflater
            if self._input and not self._lost:
                self._lost = True
                raise zlib.error("no gzip member where one should begin")
            # The magic number may lie across two chunks.
            self._input = self._input[1 - len(_MAGIC) :]
            if not self._more():
                return None

    def _more(self) -> bool:
        part = available(self._stream, _CHUNK)
        self._input += part
        if self._inflater is not None:
            self._kept = (self._kept + part)[-_KEPT:]
        return bool(part)
