"""Records as search servers give them: Elasticsearch, OpenSearch and Solr."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from searchkit.ingest.field_names import FIELD_NAMES, name_key
from searchkit.ingest.json_places import TEXT_NAMES, name_of_solr

__all__ = [
    "has_solr_types",
    "is_bulk_action",
    "may_have_solr_types",
    "record_of_answer",
    "record_of_hit",
    "without_solr_types",
]

_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})
# Beside the record in a hit, with names that begin with an underscore.
_OF_HIT: Final = frozenset({"fields", "highlight", "sort", "inner_hits", "matched_queries"})
_KEY: Final = re.compile(r'"([^"\\]{1,60}_[a-z_]{1,6})"\s*:')
_KNOWN: Final = frozenset(name for names in FIELD_NAMES.values() for name in names)


def record_of_hit(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record in a hit of Elasticsearch. Any other record as it is."""
    if "_id" in record:
        if isinstance(inner := record.get("_source"), dict):
            return {"id": record["_id"], **inner}
        if isinstance(inner := record.get("fields"), dict) and all(key[:1] == "_" or key in _OF_HIT for key in record):
            return {"id": record["_id"], **inner}
    return dict(record)


def record_of_answer(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of an answer, with its fields in one object under the names that they have elsewhere."""
    inner = record.get("fields")
    if isinstance(inner, dict):
        record = {**inner, **{key: value for key, value in record.items() if key != "fields"}}
    return without_solr_types(record)


def without_solr_types(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record whose keys lose what tells Solr their type (``title_t``).

    A key loses it only if that leaves the name of a field that the record lacks.
    """
    taken = {name_key(key) for key in record}
    plain: dict[str, Any] = {}
    for key, value in record.items():
        short = _untyped(key)
        if short and short not in taken:
            taken.add(short)
            plain[name_of_solr(key)] = value
        else:
            plain[key] = value
    return plain


def has_solr_types(record: Mapping[str, Any]) -> bool:
    """Whether keys tell Solr the types of a title or a text. Then a record is one that Solr gave out."""
    return any(_untyped(key) in TEXT_NAMES for key in record)


def may_have_solr_types(text: str) -> bool:
    """Whether a JSON text has such keys, maybe within another value."""
    return has_solr_types(dict.fromkeys(_KEY.findall(text)))


def _untyped(key: str) -> str:
    """The name of a field, as names are compared, in a key that tells Solr its type. Empty for other keys."""
    name = name_of_solr(key)
    if name == key or name_key(key) in _KNOWN:
        return ""
    short = name_key(name)
    return short if short in _KNOWN else ""


def is_bulk_action(record: Mapping[str, Any]) -> bool:
    """Whether a record only says what Elasticsearch is to do with the next."""
    if len(record) != 1:
        return False
    ((key, value),) = record.items()
    return key in _ACTIONS and isinstance(value, dict) and all(name.startswith("_") for name in value)
