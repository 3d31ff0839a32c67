"""xz files: as Python's own reader reads them, but within a limit of memory."""

from __future__ import annotations

import io
import lzma
import random

import pytest

from searchkit.base.problem import Unreadable
from searchkit.ingest.xz_streams import XzStreams


def through(data: bytes, memory: int = 1 << 28, size: int = 1000) -> bytes:
    stream = XzStreams(io.BytesIO(data), memory)
    return b"".join(iter(lambda: stream.read1(size), b""))


@pytest.mark.parametrize("seed", range(20))
def test_streams_are_read_and_cut_ones_are_damaged(seed: int) -> None:
    source = random.Random(seed)
    data, whole = b"", b""
    for _ in range(source.randrange(1, 4)):
        part = bytes(source.choices(b"abc\0", k=source.choice([0, 1, 70_000, 300_000])))
        whole += part
        data += lzma.compress(part) + b"\0" * source.choice([0, 4, 8])  # Python stops at this padding
    assert through(data, size=source.choice([777, 1 << 16])) == whole
    assert through(data + b"what follows is no stream") == whole
    cut = lzma.compress(whole)[: source.randrange(1, 90)]
    try:
        with lzma.LZMAFile(io.BytesIO(cut)) as theirs:
            expected: bytes | None = theirs.read()
    except (EOFError, lzma.LZMAError):
        expected = None
    if expected is None:
        with pytest.raises((EOFError, lzma.LZMAError)):
            through(cut)
    else:
        assert through(cut) == expected


def test_what_needs_too_much_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 64 << 20}]
    data = lzma.compress(b"a" * 100, filters=filters)
    assert through(data) == b"a" * 100
    with pytest.raises(Unreadable) as caught:
        through(data, memory=16 << 20)
    assert (caught.value.code, "16 MiB" in caught.value.message) == ("too_large", True)
