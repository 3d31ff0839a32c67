"""The parts of a schema that are not Whoosh's: analyzers, functions and field types of a program's own.

An index records only what such a part is called. Nothing is imported because an index names it, so the program gives
its schema again when it opens the index.
"""

from __future__ import annotations

from typing import Any

from whoosh import fields
from whoosh.columns import Column
from whoosh.fields import FieldType
from whoosh.formats import Format

OWN = "$own"


class OwnPartMissing(ValueError):
    """The index names a part of a program's own, and the program did not give it."""


def may_be_own(value: Any) -> bool:
    """Whether a part may be a program's own. The engine must know each format and column itself."""
    return not isinstance(value, (Format, Column)) and not (isinstance(value, type) and issubclass(value, Column))


def is_whooshs(field: FieldType) -> bool:
    """Whether a field type is exactly one of Whoosh's. A subclass may index as it likes."""
    return getattr(fields, type(field).__name__, None) is type(field)


def formats_of(value: Any) -> list[Any]:
    """What the engine must know of a field type of a program's own."""
    if not isinstance(value, FieldType):
        return []
    return [part for part in (value.format, value.vector, value.column_type) if part]


def name_of(value: Any) -> str:
    """The module and the qualified name of a function or class, or of the class of any other object."""
    named = value if hasattr(value, "__qualname__") else type(value)
    return f"{getattr(named, '__module__', None) or '?'}.{named.__qualname__}"


def is_same(recorded: str, given: Any) -> bool:
    """Whether a part has the recorded name. A program that runs as a script calls its own module ``__main__``."""
    name = name_of(given)
    named = given if hasattr(given, "__qualname__") else type(given)
    if recorded.startswith("__main__."):
        return recorded == f"__main__.{named.__qualname__}"
    return recorded == name or (name.startswith("__main__.") and recorded.endswith(f".{named.__qualname__}"))


def recorded_names(record: Any) -> list[str]:
    """The names of all parts of a program's own in the JSON of a field, by the names of the attributes they are in."""
    if isinstance(record, dict):
        if isinstance(record.get(OWN), str):
            return [record[OWN]]
        return [name for _, value in sorted(record.items()) for name in recorded_names(value)]
    if isinstance(record, list):
        return [name for value in record for name in recorded_names(value)]
    return []
