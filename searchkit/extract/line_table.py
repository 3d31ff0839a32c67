"""A file of lines, of which few are read.

To split all lines takes longer than all else that ``searchkit show`` does. So the bytes stay as they are in the file. A
list of its blocks leads near a line. It is made when it is first needed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from searchkit.base.computed_once import computed_once
from searchkit.base.regular_file import read_file
from searchkit.base.typing_names import Final, Iterator

_BLOCK: Final = 4096


class LineTable:
    """The lines of a file in UTF-8. Each line has an end, the last one too.

    Raises OSError if the file cannot be read.
    """

    def __init__(self, path: str) -> None:
        self._bytes: Final = read_file(path)

    def __len__(self) -> int:
        """How many lines there are."""
        return self._ended[-1]

    def __getitem__(self, number: int) -> str:
        """The line of a number, from 0. Raises IndexError if there is none."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._line(self._begin(number))

    def __iter__(self) -> Iterator[str]:
        """All lines, one after the other."""
        data, begin = self._bytes, 0
        while (end := data.find(b"\n", begin)) >= 0:
            yield data[begin:end].decode()
            begin = end + 1

    def of_key(self, key: str) -> str | None:
        """The line that has ``key`` before its first tab. The lines are sorted by these keys, and no two share one."""
        keys, begins = self._keys
        wanted = key.encode("utf-8", "surrogatepass")
        block = bisect_right(keys, wanted) - 1
        if block < 0:
            return None
        begin = begins[block]
        if keys[block] != wanted:
            end = begins[block + 1] if block + 1 < len(begins) else len(self._bytes)
            begin = self._bytes.find(b"\n" + wanted + b"\t", begin, end) + 1
        return self._line(begin) if begin or keys[block] == wanted else None

    def _line(self, begin: int) -> str:
        return self._bytes[begin : self._bytes.index(b"\n", begin)].decode()

    def _begin(self, number: int) -> int:
        """Where a line begins: after as many ends of lines as its number says."""
        if not number:
            return 0
        place = bisect_left(self._ended, number) - 1
        block = self._bytes[place * _BLOCK : (place + 1) * _BLOCK]
        return place * _BLOCK + len(block) - len(block.split(b"\n", number - self._ended[place])[-1])

    @computed_once
    def _ended(self) -> list[int]:
        """How many lines end before each block, and how many end in all."""
        ended = [0]
        for begin in range(0, len(self._bytes), _BLOCK):
            ended.append(ended[-1] + self._bytes.count(b"\n", begin, begin + _BLOCK))
        return ended

    @computed_once
    def _keys(self) -> tuple[list[bytes], list[int]]:
        """The key of the first line that begins in each block, and where that line begins."""
        data = self._bytes
        begins = [0] + [data.index(b"\n", at - 1) + 1 for at in range(_BLOCK, len(data), _BLOCK)]
        begins = [begin for begin in begins if begin < len(data)]
        return [data[begin : data.index(b"\t", begin)] for begin in begins], begins
