"""JSON Lines in blocks: the places and numbers of lines are those that are found line by line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit._native import PlainArticles
from searchkit.base.origin import Origin
from searchkit.base.problem import Unreadable
from searchkit.ingest.encoding import decoded_lines
from searchkit.ingest.plain_lines import plain_lines
from searchkit.ingest.source import Source

PARTS = st.lists(
    st.sampled_from(
        [
            b'{"title":"a"}',
            b'{"title":"b","body":"' + b"x" * 90 + b'"}',
            '{"title":"Öl"}'.encode(),
            b"\xef\xbb\xbf",
            b"\n",
            b"\n",
            b"\r\n",
            b"\r",
            b" ",
            b"\0",
            b"\xff",
            b"[1]",
        ]
    ),
    max_size=30,
)


class Dripping(io.RawIOBase):
    """Bytes that come a few at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._data[: min(self._size, len(buffer))]
        buffer[: len(part)] = part
        self._data = self._data[len(part) :]
        return len(part)


def source(data: bytes, size: int) -> Source:
    stream: Any = io.BufferedReader(Dripping(data, size), 16)
    return Source("a.jsonl", None, lambda: stream)


def told(given: Source, limit: int = 1 << 20) -> Iterator[tuple[Any, ...]]:
    for item in plain_lines(given, limit):
        if isinstance(item, PlainArticles):
            for article in item.apart(0, len(item), Origin):
                yield article.origin.line, article.origin.start, article.origin.end
        elif item.text.strip():
            yield item.number, item.start, item.end, item.text, item.repaired


def by_line(given: Source) -> Iterator[tuple[Any, ...]]:
    for line in decoded_lines(given):
        if line.text.strip():
            yield line.number, line.start, line.end, line.text, line.repaired


@settings(deadline=None, max_examples=300)
@given(PARTS, st.integers(1, 200))
def test_lines_stand_where_they_stand_one_by_one(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    found, expected = list(told(source(data, size))), list(by_line(source(data, size)))
    assert [line[:3] for line in found] == [line[:3] for line in expected]
    assert [line for line in expected if line in found] == [line for line in found if len(line) > 3]


@pytest.mark.parametrize("size", [1 << 12, 1 << 19])
def test_a_line_beyond_the_limit_ends_the_reading_after_the_lines_before(size: int) -> None:
    data = b'{"title":"a"}\n' * 3 + b'{"title":"' + b"x" * 1_500_000 + b'"}\n' + b'{"title":"b"}\n'
    found: list[Any] = []
    with pytest.raises(Unreadable) as raised:
        found.extend(told(source(data, size), 1 << 20))
    assert (raised.value.code, raised.value.line) == ("too_large", 4)


def test_lines_before_a_damage_are_read() -> None:
    class Damaged(Dripping):
        def readinto(self, buffer: Any) -> int:
            if not self._data:
                raise Unreadable("damaged", "it is damaged")
            return super().readinto(buffer)

    stream: Any = io.BufferedReader(Damaged(b'{"title":"a"}\n{"title":"b"}\n{"tit', 20))
    found: list[Any] = []
    with pytest.raises(Unreadable):
        for line in told(Source("a.jsonl", None, lambda: stream)):
            found.append(line)
    assert found == [(1, 0, 13), (2, 14, 27)]


def test_many_lines_that_are_not_plain_stand_among_plain_ones() -> None:
    texts = [json.dumps({"title": f"t{n}", "price": 1.5} if n % 3 else {"title": f"t{n}"}) for n in range(20_000)]
    data = "\n".join(texts).encode()
    found = list(told(source(data, 1 << 20)))
    assert [line[0] for line in found] == list(range(1, 20_001))
    assert [data[line[1] : line[2]].decode() for line in found] == texts
