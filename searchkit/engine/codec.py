"""Whoosh's segment codec with stored fields as JSON, and with reading limited to plain data.

Whoosh reads pickles in three places that no subclass can reach; those module functions are replaced, for every user of
Whoosh in the process, by ones that rebuild exactly what Whoosh writes there and nothing else.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
from typing import Any

import whoosh.codec.whoosh3 as whoosh_codec
import whoosh.formats as whoosh_formats
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.columns import Column, CompressedBytesColumn, PickleColumn

from searchkit.engine.manifest import SegmentRecord
from searchkit.engine.plain_data import loads_plain
from searchkit.errors import ArticleInvalid

whoosh_codec.loads = loads_plain
whoosh_formats.loads = loads_plain

SEGMENT_PREFIX = "MAIN"


class JsonColumn(PickleColumn):
    """Stored fields of a document as compressed JSON (Whoosh's own column pickles them)."""

    class Writer(PickleColumn.Writer):
        def __repr__(self) -> str:
            return "<JsonColumn.Writer>"

        def add(self, docnum: int, value: Any) -> None:
            self._child.add(docnum, b"" if value is None else _to_json(value))

    class Reader(PickleColumn.Reader):
        def __getitem__(self, docnum: int) -> Any:
            data = self._child[docnum]
            return _from_json(data) if data else None

        def __iter__(self) -> Any:
            for data in self._child:
                yield _from_json(data) if data else None


_STORED = JsonColumn(CompressedBytesColumn())


class SegmentCodec(W3Codec):
    """What segments are written and read with."""

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        return _DocumentWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        return _DocumentReader(storage, segment)


class _DocumentWriter(W3PerDocWriter):
    def _create_column(self, fieldname: str, column: Column) -> None:
        super()._create_column(fieldname, _STORED if fieldname == "_stored" else column)


class _DocumentReader(W3PerDocReader):
    def column_reader(self, fieldname: str, column: Column) -> Any:
        return super().column_reader(fieldname, _STORED if fieldname == "_stored" else column)


def segment_of(record: SegmentRecord) -> W3Segment:
    """Whoosh's segment object for a segment of the manifest."""
    segment = W3Segment(
        SegmentCodec(), SEGMENT_PREFIX, doccount=record.documents, segid=record.id, deleted=set(record.deleted) or None
    )
    segment._fieldlengths = dict(record.lengths)
    return segment


def record_of(segment: W3Segment) -> SegmentRecord:
    """The manifest's record of a segment."""
    return SegmentRecord(
        id=segment.segid,
        documents=segment.doc_count_all(),
        deleted=frozenset(segment.deleted_docs()),
        lengths=dict(segment._fieldlengths),
    )


def _to_json(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_tagged).encode()
    except (TypeError, ValueError) as error:
        raise ArticleInvalid(f"a stored field cannot be written: {error}") from error


def _from_json(data: bytes) -> Any:
    return json.loads(data, object_hook=_untagged)


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, dt.datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$date": value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    raise TypeError(f"values of type {type(value).__name__} cannot be stored")


def _untagged(record: dict[str, Any]) -> Any:
    if len(record) == 1:
        ((tag, text),) = record.items()
        if tag == "$datetime":
            return dt.datetime.fromisoformat(text)
        if tag == "$date":
            return dt.date.fromisoformat(text)
        if tag == "$decimal":
            return decimal.Decimal(text)
        if tag == "$bytes":
            return base64.b64decode(text)
    return record
