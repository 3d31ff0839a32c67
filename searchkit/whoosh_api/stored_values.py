"""The stored fields of a document as JSON, for values of any plain type.

Text, numbers, booleans and lists of them are plain JSON. Other values are objects with one key: a datetime, a date, a
time, a timedelta, a Decimal, a complex number, bytes, a tuple, a set, and a mapping whose keys are not plain text.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from searchkit.errors import ArticleInvalid, IndexDamaged

_SIMPLE: Final = (str, int, float, bool, type(None))
_DEPTH: Final = 50
_HINT: Final = (
    "a field stores text, numbers, booleans, bytes, dates, times, timedeltas, Decimals, and lists, tuples, sets and "
    "dicts of them; store any other object as one of these"
)


def to_json(fields: Mapping[str, Any]) -> bytes:
    """Stored fields as the bytes in a segment. Raises ArticleInvalid for a value of another type, with its field."""
    record = {}
    for name, value in fields.items():
        try:
            record[name] = value if type(value) in _SIMPLE else _tagged(value, _DEPTH)
        except (TypeError, ValueError) as error:
            raise ArticleInvalid(f"field {name!r} cannot be stored: {error}", hint=_HINT) from error
    try:
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as error:
        raise ArticleInvalid(f"a stored field cannot be written: {error}") from error


def from_json(data: bytes) -> dict[str, Any]:
    """The inverse of :func:`to_json`. Raises IndexDamaged."""
    try:
        record = json.loads(data, object_hook=_untagged) if data else {}
        if not isinstance(record, dict):
            raise TypeError("not an object")
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise IndexDamaged(f"stored fields cannot be read: {error}") from error
    return record


def _tagged(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if kind is list:
        return [_tagged(item, depth - 1) for item in value]
    if kind is dict:
        if all(type(key) is str and not key.startswith("$") for key in value):
            return {key: _tagged(item, depth - 1) for key, item in value.items()}
        return {"$map": [[_tagged(key, depth - 1), _tagged(item, depth - 1)] for key, item in value.items()]}
    if kind in (tuple, set, frozenset):
        return {f"${kind.__name__}": [_tagged(item, depth - 1) for item in value]}
    for name, (told_kind, tell, _) in _TAGS.items():
        if kind is told_kind:
            return {name: tell(value)}
    for plain in (str, int, float):  # a value of a subclass is stored as its plain type
        if isinstance(value, plain):
            return plain(value)
    raise TypeError(f"values of type {kind.__name__} cannot be stored")


def _untagged(record: dict[str, Any]) -> Any:
    if len(record) != 1:
        return record
    ((tag, content),) = record.items()
    if not tag.startswith("$"):
        return record
    if tag == "$map":
        return {key: item for key, item in content}  # noqa: C416 (a damaged pair must raise)
    containers: dict[str, Callable[[Any], Any]] = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}
    if tag in containers:
        return containers[tag](content)
    if tag in _TAGS:
        return _TAGS[tag][2](content)
    raise ValueError(f"unknown tag {tag}")


def _told_span(span: dt.timedelta) -> str:
    return f"{span.days},{span.seconds},{span.microseconds}"


def _span(text: str) -> dt.timedelta:
    days, seconds, microseconds = map(int, text.split(","))
    return dt.timedelta(days, seconds, microseconds)


_TAGS: Final[dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]]] = {
    "$datetime": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "$date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "$time": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "$timedelta": (dt.timedelta, _told_span, _span),
    "$complex": (complex, repr, complex),
    "$decimal": (decimal.Decimal, str, decimal.Decimal),
    "$bytes": (bytes, lambda v: base64.b64encode(v).decode("ascii"), lambda t: base64.b64decode(t, validate=True)),
    "$bytearray": (bytearray, lambda v: base64.b64encode(v).decode("ascii"), lambda t: bytearray(base64.b64decode(t))),
}
