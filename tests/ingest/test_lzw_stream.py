"""Files of Unix compress: what gzip makes of them, and what a plain writer of the format puts in."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.ingest.lzw_stream import LzwStream
from unix_compress import compressed


def through(data: bytes, size: int = 1000) -> bytes:
    stream = LzwStream(io.BytesIO(data))
    return b"".join(iter(lambda: stream.read1(size), b""))


def texts() -> list[bytes]:
    source = random.Random(7)
    return [
        b"",
        b"a",
        b"a" * 5_000,
        b"No ferry left the harbour. " * 300,
        bytes(source.randrange(256) for _ in range(3_000)),
        bytes(source.choices(b"abc", k=200_000)),
    ]


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("widest", [10, 12, 16])
def test_what_was_written_is_read(number: int, widest: int) -> None:
    data = texts()[number]
    assert through(compressed(data, widest)) == data
    assert through(compressed(data, widest, clear_at=700), 7) == data


@pytest.mark.skipif(shutil.which("gzip") is None, reason="no gzip here")
@pytest.mark.parametrize("number", range(6))
def test_gzip_reads_the_same(number: int) -> None:
    for packed in (compressed(texts()[number]), compressed(texts()[number], 12, clear_at=900)):
        theirs = subprocess.run(["gzip", "-dc"], input=packed, capture_output=True, check=False)
        assert theirs.stdout == through(packed)


@pytest.mark.parametrize("data", [b"", b"\x1f", b"\x1f\x9d", b"\x1f\x9d\xff", b"\x1f\x9d\x88a", b"\x1f\x9d\x90harb"])
def test_what_is_no_such_file(data: bytes) -> None:
    with pytest.raises(ValueError):
        through(data)


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_random_codes_end(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        through(b"\x1f\x9d\x90" + data)
