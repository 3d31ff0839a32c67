"""A document of any Whoosh schema as the tuple of values that the native Builder takes.

    stored                        the stored fields, as JSON
    #many                         the names of the numeric fields to which the document gives several values
    f                             the postings of a field, by native analysis if it has the analyzer, else by Whoosh
    #f                            the value of a numeric field, for ranges
    =f                            the value of a field's Whoosh column
    ~f                            the term vector of a field

A layout grows. A dynamic field gets its places when a document first has it. If native analysis cannot take a value of
a field (a list of words, a boost), Whoosh analyses the field from then on. From the first weight that is not a
frequency, a field has room for weights. ``version`` grows with each change. A Builder that was made for an older
version must be flushed before the next document.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from whoosh import formats
from whoosh.fields import NUMERIC, FieldType, Schema, UnknownFieldError
from whoosh.formats import Format

from searchkit.whoosh_api.analyzer_spec import chain_of
from searchkit.whoosh_api.column_values import (
    ColumnCoding,
    column_coding,
    number_column,
    number_key,
    number_key_of_term,
    sortable_column,
)
from searchkit.whoosh_api.own_parts import is_whooshs
from searchkit.whoosh_api.posting_values import (
    Occurrence,
    has_frequencies,
    has_payload,
    has_positions,
    occurrences,
    payload_of,
)
from searchkit.whoosh_api.stored_values import from_json, to_json

# (term, frequency, weight, positions, payload)
Posting = tuple[bytes, int, float, list[int] | None, bytes]
MANY_VALUES: Final = "#many"
_STORED: Final = 0
_MANY: Final = 1
_VECTOR_ITEM: Final = struct.Struct(">IIfII")


def vector_column(name: str) -> str:
    """The native column for the term vectors of a field."""
    return f"~{name}"


@dataclass(slots=True)
class _Places:
    """The places of one field's values in the tuple. None for values that it does not have."""

    field: FieldType
    text: int | None = None
    postings: int | None = None
    # Whether some weights differ from the frequencies. Then the segment keeps payloads.
    weighted: bool = False
    number: int | None = None
    column: int | None = None
    coding: ColumnCoding | None = None
    vector: int | None = None


class SchemaLayout:
    """The places of a document's tuple for a schema, and the tuples of documents."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.version = 0
        self._slots: list[dict[str, Any]] = [
            {"kind": "stored"},
            {"kind": "terms", "field": MANY_VALUES, "column": None},
        ]
        self._places: dict[str, _Places] = {}
        self._told: tuple[int, str] = (0, "")
        for name, field in schema.items():
            self._place(name, field)

    def close_to_texts(self) -> None:
        """Give every field as postings from now on."""
        for name, places in self._places.items():
            self._take_over(name, places)

    @property
    def slots(self) -> str:
        """The JSON that the Builder is made with."""
        if self._told[0] != len(self._slots) + self.version:
            self._told = (len(self._slots) + self.version, json.dumps(self._slots))
        return self._told[1]

    def document(self, fields: Mapping[str, Any]) -> tuple[Any, ...]:
        """The tuple of a document. ``fields`` are as for ``whoosh.writing.IndexWriter.add_document``.

        Raises UnknownFieldError, and ArticleInvalid for what cannot be stored. Fields may raise errors of their own for
        values that they do not accept.
        """
        names = sorted(name for name in fields if not name.startswith("_"))
        for name in names:
            if name not in self.schema:
                raise UnknownFieldError(f"No field named {name!r} in {self.schema}")
        values: dict[int, Any] = {}
        stored: dict[str, Any] = {}
        many: list[str] = []
        boost = float(fields.get("_boost", 1.0))
        for name in names:
            value = fields[name]
            if value is None:
                continue
            places = self._places_of(name)
            field = places.field
            if field.indexed:
                self._index(name, places, value, float(fields.get(f"_{name}_boost", boost)), values)
            if places.number is not None and isinstance(field, NUMERIC):
                keys = _number_keys(field, value)
                values[places.number] = keys[0] if keys else None
                if len(set(keys)) > 1:
                    many.append(name)
            shown = fields.get(f"_stored_{name}", value)
            if field.stored:
                stored[name] = shown
            if places.column is not None and shown is not None:
                self._keep(places, field.to_column_value(shown), values)
        values[_STORED] = to_json(stored)
        values[_MANY] = many or None
        return tuple(values.get(place) for place in range(len(self._slots)))

    def term(self, field: str, value: Any) -> bytes:
        """The term for a value of a field of whole values. Raises ValueError."""
        term: bytes = self.schema[field].to_bytes(value)
        return term

    def stored(self, data: bytes) -> dict[str, Any]:
        """The stored fields of a document. Raises IndexDamaged."""
        return from_json(data)

    def copied(
        self,
        stored: Mapping[str, Any],
        items: Mapping[str, Sequence[tuple[bytes, int, float, bytes]]],
        columns: Mapping[str, Any],
        vectors: Mapping[str, Sequence[tuple[bytes, int, float, bytes]]],
    ) -> tuple[Any, ...]:
        """The tuple of a document of another Whoosh reader.

        ``stored`` are its stored fields. ``items`` has its postings, ``columns`` its column values and ``vectors`` its
        term vectors, all by field.
        """
        self.close_to_texts()
        values: dict[int, Any] = {_STORED: to_json(stored)}
        many = []
        for name, given in items.items():
            places = self._places_of(name)
            if places.postings is not None:
                self._post(name, places, postings(places.field.format, given), values)
            if places.number is not None and isinstance(places.field, NUMERIC):
                keys = [number_key_of_term(places.field, term) for term, *_ in given if term[:1] == b"\0"]
                values[places.number] = keys[0] if keys else None
                if len(set(keys)) > 1:
                    many.append(name)
        for name, value in columns.items():
            places = self._places_of(name)
            self._keep(places, value, values)
        for name, given in vectors.items():
            places = self._places_of(name)
            if places.vector is not None:
                values[places.vector] = pack_vector(places.field.vector, given)
        values[_MANY] = many or None
        return tuple(values.get(place) for place in range(len(self._slots)))

    def _places_of(self, name: str) -> _Places:
        places = self._places.get(name)
        if places is None:  # a dynamic field without documents
            places = self._place(name, self.schema[name])
            self.version += 1
        return places

    def _place(self, name: str, field: FieldType) -> _Places:
        places = self._places[name] = _Places(field)
        if field.indexed and field.format is not None:
            chain = chain_of(field.analyzer) if _is_plain(field) and is_whooshs(field) else None
            if chain is not None:
                places.text = self._add(_text_slot(name, field, chain))
            else:
                places.postings = self._add(_postings_slot(name, places))
        if isinstance(field, NUMERIC) and is_whooshs(field):
            places.number = self._add({"kind": "number", "column": number_column(name)})
        if field.column_type is not None:
            places.coding = column_coding(field.column_type)
            kind = "number" if places.coding.numeric else "keywords"
            places.column = self._add({"kind": kind, "column": sortable_column(name)})
        if field.vector:
            places.vector = self._add({"kind": "keywords", "column": vector_column(name)})
        return places

    def _add(self, slot: dict[str, Any]) -> int:
        self._slots.append(slot)
        return len(self._slots) - 1

    @staticmethod
    def _keep(places: _Places, value: Any, values: dict[int, Any]) -> None:
        """Put a value into a column. The default of the column is the same as no value."""
        if places.column is not None and places.coding is not None and value != places.coding.default:
            values[places.column] = places.coding.to_native(value)

    def _post(self, name: str, places: _Places, found: list[Posting], values: dict[int, Any]) -> None:
        """Put postings into the tuple. Weights that differ from the frequency need room of their own."""
        if places.postings is None:
            return
        values[places.postings] = found
        if not places.weighted and any(item[2] != item[1] for item in found):
            places.weighted = True
            self._slots[places.postings] = _postings_slot(name, places)
            self.version += 1

    def _take_over(self, name: str, places: _Places) -> None:
        """Let Whoosh analyse a field from now on, in place of native analysis."""
        if places.text is not None:
            places.postings, places.text = places.text, None
            self._slots[places.postings] = _postings_slot(name, places)
            self.version += 1

    def _index(self, name: str, places: _Places, value: Any, boost: float, values: dict[int, Any]) -> None:
        field = places.field
        if places.text is not None and (boost != 1.0 or not isinstance(value, str)):
            self._take_over(name, places)
        if places.text is not None:
            values[places.text] = value
        elif places.postings is not None:
            self._post(name, places, postings(field.format, field.index(value), boost), values)
        if field.separate_spelling():
            spelling = self._places_of(field.spelling_fieldname(name)).postings
            if spelling is not None:
                words = sorted({word.encode() for word in field.spellable_words(value)})
                values[spelling] = [(word, 1, 1.0, None, b"") for word in words]
        if places.vector is not None:
            items = field.vector.word_values(value, field.analyzer, mode="index")
            values[places.vector] = pack_vector(
                field.vector, ((text.encode(), freq, weight, data) for text, freq, weight, data in items)
            )


def postings(form: Format, items: Iterable[tuple[bytes, int, float, bytes]], boost: float = 1.0) -> list[Posting]:
    """The postings of one document in one field, each term once. ``items`` come from ``field.index``."""
    found: dict[bytes, tuple[int, float, list[Occurrence]]] = {}
    positional = has_positions(form)
    counted = has_frequencies(form)
    for term, freq, weight, data in items:
        where = occurrences(form, data) if positional else []
        before = found.get(term)
        if before is not None:
            if not counted:  # the numbers of a list share the terms of lower precision
                continue
            freq, weight = before[0] + freq, before[1] + weight
            where = sorted(before[2] + where)
        found[term] = (freq, weight, where)
    return [
        (term, freq, weight * boost, [item[0] for item in where] if positional else None, payload_of(form, where))
        for term, (freq, weight, where) in found.items()
    ]


def pack_vector(form: Format, items: Iterable[tuple[bytes, int, float, bytes]]) -> bytes:
    """A term vector as one value of a column: for each term its text, frequency, weight, positions, payload."""
    out = bytearray()
    for term, freq, weight, positions, payload in sorted(postings(form, items)):
        where = positions or []
        out += _VECTOR_ITEM.pack(len(term), freq, weight, len(where), len(payload))
        out += term + struct.pack(f">{len(where)}I", *where) + payload
    return bytes(out)


def unpack_vector(data: bytes) -> list[Posting]:
    """The inverse of :func:`pack_vector`. Raises ValueError for other bytes."""
    found: list[Posting] = []
    place = 0
    try:
        while place < len(data):
            length, freq, weight, count, size = _VECTOR_ITEM.unpack_from(data, place)
            place += _VECTOR_ITEM.size
            term = data[place : place + length]
            positions = list(struct.unpack_from(f">{count}I", data, place + length))
            place += length + 4 * count + size
            if place > len(data):
                raise ValueError("a term vector ends early")
            found.append((term, freq, weight, positions, data[place - size : place]))
    except struct.error as error:
        raise ValueError(f"a term vector is damaged: {error}") from error
    return found


def _text_slot(name: str, field: FieldType, chain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "text",
        "splitter": chain["splitter"],
        "fields": [[name, chain["form"]]],
        "gap": 0,
        "freqs": has_frequencies(field.format),
        "positions": has_positions(field.format),
    }


def _postings_slot(name: str, places: _Places) -> dict[str, Any]:
    field = places.field
    return {
        "kind": "postings",
        "field": name,
        "freqs": has_frequencies(field.format),
        "positions": has_positions(field.format),
        "payloads": has_payload(field.format) or places.weighted,
        "lengths": bool(field.scorable),
    }


def _is_plain(field: FieldType) -> bool:
    """Whether native analysis gives the postings and lengths that a field needs."""
    form = field.format
    return type(form) in (formats.Positions, formats.Frequency) and form.field_boost == 1.0 and bool(field.scorable)


def _number_keys(field: NUMERIC, value: Any) -> list[int]:
    values = value if isinstance(value, (list, tuple)) else [value]
    prepare: Callable[[Any], Any] = getattr(field, "prepare_datetime", lambda v: v)
    return [number_key(field, prepare(v)) for v in values]
