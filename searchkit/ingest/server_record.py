"""Records as search servers give them: Elasticsearch, OpenSearch and Solr."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from searchkit.ingest.field_names import FIELD_NAMES, name_key
from searchkit.ingest.json_places import name_of_solr

__all__ = ["is_bulk_action", "record_of_answer", "record_of_hit"]

_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})
# Beside the record in a hit, with names that begin with an underscore.
_OF_HIT: Final = frozenset({"fields", "highlight", "sort", "inner_hits", "matched_queries"})
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
    """A record of an answer, with its fields in one object under the names that they have elsewhere.

    Keys lose what tells Solr their type (``title_t``) if that leaves the name of a field that the record lacks.
    """
    inner = record.get("fields")
    if isinstance(inner, dict):
        record = {**inner, **{key: value for key, value in record.items() if key != "fields"}}
    taken = {name_key(key) for key in record}
    plain: dict[str, Any] = {}
    for key, value in record.items():
        name = name_of_solr(key)
        short = name_key(name)
        if name != key and name_key(key) not in _KNOWN and short in _KNOWN and short not in taken:
            taken.add(short)
            plain[name] = value
        else:
            plain[key] = value
    return plain


def is_bulk_action(record: Mapping[str, Any]) -> bool:
    """Whether a record only says what Elasticsearch is to do with the next."""
    if len(record) != 1:
        return False
    ((key, value),) = record.items()
    return key in _ACTIONS and isinstance(value, dict) and all(name.startswith("_") for name in value)
