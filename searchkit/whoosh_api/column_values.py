"""Whoosh's columns over the two kinds of column that a segment has: numbers of 64 bits, and strings of bytes.

Whoosh's numeric and bit columns become number columns. Their values are shifted so that every type keeps its order. Any
other column has one byte string for each document. A document without a value has the column's default, as in Whoosh.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from whoosh import columns
from whoosh.columns import Column, ColumnReader
from whoosh.fields import NUMERIC
from whoosh.util.numeric import to_sortable

from searchkit import _native
from searchkit.engine.native_errors import with_our_errors

_SIGN: Final = 1 << 63
_MASK: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class ColumnCoding:
    """How the values of one Whoosh column are stored and read back: as numbers or as bytes."""

    numeric: bool
    to_native: Callable[[Any], int | bytes]
    from_native: Callable[[Any], Any]
    default: Any
    reversible: bool


def sortable_column(name: str) -> str:
    """The native column for a field's Whoosh column."""
    return f"={name}"


def number_column(name: str) -> str:
    """The native column of a numeric field's values, for ranges."""
    return f"#{name}"


def number_key(field: NUMERIC, value: Any) -> int:
    """The number that stands for a value of a numeric field in its :func:`number_column`.

    Raises ValueError for a value that does not fit the field.
    """
    sortable = int(to_sortable(field.numtype, field.bits, field.signed, field.prepare_number(value)))
    return sortable - _SIGN if field.bits == 64 else sortable


def number_key_of_term(field: NUMERIC, term: bytes) -> int:
    """As :func:`number_key`, from the term of full precision that Whoosh indexes for a value."""
    sortable = int.from_bytes(term[1:], "big")
    return sortable - _SIGN if field.bits == 64 else sortable


def column_coding(column: Column) -> ColumnCoding:
    """How a Whoosh column is stored."""
    kind = type(column)
    if kind is columns.ClampedNumericColumn:
        child = column_coding(column._child)
        low, high = _bounds(column._child._typecode)
        return ColumnCoding(
            True, lambda v: child.to_native(min(max(v, low), high)), child.from_native, child.default, True
        )
    if kind is columns.NumericColumn:
        default = column._default
        if column._typecode in "fd":
            return ColumnCoding(True, _float_key, _float_of, default, True)
        if column._typecode in "QL":
            return ColumnCoding(True, lambda v: int(v) - _SIGN, lambda n: n + _SIGN, default, True)
        return ColumnCoding(True, int, int, default, True)
    if kind is columns.BitColumn:
        return ColumnCoding(True, lambda v: int(bool(v)), bool, False, True)
    if kind is columns.StructColumn:
        packed = struct.Struct(column._spec)
        return ColumnCoding(False, lambda v: packed.pack(*v), packed.unpack, column._default, False)
    if kind in (columns.VarBytesListColumn, columns.FixedBytesListColumn):
        return ColumnCoding(False, _pack_list, _unpack_list, [], False)
    default = getattr(column, "_default", b"")
    return ColumnCoding(False, bytes, bytes, default, False)


class NativeColumn(ColumnReader):
    """Whoosh's reader of a column, over a column of a segment. Without that column, every value is the default."""

    def __init__(self, segment: _native.Segment | None, name: str, how: ColumnCoding, count: int) -> None:
        self._segment = segment
        self._name = name
        self._how = how
        self._count = count
        self._reverse = False

    def __len__(self) -> int:
        return self._count

    @with_our_errors
    def __getitem__(self, docnum: int) -> Any:
        if self._segment is None:
            return self._how.default
        if self._how.numeric:
            number = self._segment.number(self._name, docnum)
            return self._how.default if number is None else self._how.from_native(number)
        values = self._segment.keywords(self._name, docnum)
        return self._how.from_native(values[0]) if values else self._how.default

    def __iter__(self) -> Iterator[Any]:
        return (self[docnum] for docnum in range(self._count))

    def load(self) -> list[Any]:
        """All values, in document order."""
        return list(self)

    def set_reverse(self) -> None:
        self._reverse = True

    def sort_key(self, docnum: int) -> Any:
        """The key that sorts a document; reversed after :meth:`set_reverse`."""
        value = self[docnum]
        if not self._reverse:
            return value
        return not value if isinstance(value, bool) else 0 - value


def _float_key(value: float) -> int:
    (bits,) = struct.unpack(">q", struct.pack(">d", value))
    return int(bits) if bits >= 0 else ~(int(bits) & (_SIGN - 1))


def _float_of(key: int) -> float:
    bits = key if key >= 0 else (~key | -_SIGN)
    (value,) = struct.unpack(">d", struct.pack(">q", bits))
    return float(value)


def _bounds(typecode: str) -> tuple[int, int]:
    return columns.typecode_min[typecode], columns.typecode_max[typecode]


def _pack_list(values: Any) -> bytes:
    return b"".join(struct.pack(">I", len(value)) + value for value in values)


def _unpack_list(data: bytes) -> list[bytes]:
    values, place = [], 0
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        values.append(data[place + 4 : place + 4 + length])
        place += 4 + length
    return values
