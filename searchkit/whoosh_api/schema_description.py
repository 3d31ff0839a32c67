"""A Whoosh schema as plain JSON, and the schema back from it.

The description names classes of Whoosh and gives their attributes. Nothing else is ever made from it, and nothing in it
can run code. An object is made without its constructor. Its attributes are plain data or further objects of the list,
and functions are known by name. Values that JSON does not have are objects with one key:

    {"$class": "fields.TEXT", "attributes": {...}}   an object      {"$function": "lang.porter.stem"}   a function
    {"$tuple": [...]} {"$set": [...]} {"$frozenset": [...]} {"$map": [[key, value], ...], "none": bool}   containers
    {"$regex": [pattern, flags]} {"$bytes": base64} {"$float": "nan"} {"$decimal": "1.5"} {"$datetime": ISO}
    {"$type": "int"}                                 a type         {"$table": "accent_map"}   a table of Whoosh
    {"$own": "module.Name"}                          a part that is not Whoosh's, which the program gives

For a field that cannot be described, IndexIncompatible has its name.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import importlib
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from whoosh.analysis import Composable
from whoosh.columns import Column
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format
from whoosh.support import charset

from searchkit.errors import IndexIncompatible
from searchkit.whoosh_api.own_parts import (
    OWN,
    OwnPartMissing,
    formats_of,
    is_same,
    may_be_own,
    name_of,
    recorded_names,
)

_CLASSES: Final[Mapping[str, str]] = {
    "fields": "FieldType ID IDLIST NUMERIC DATETIME BOOLEAN STORED COLUMN KEYWORD TEXT SpellField NGRAM NGRAMWORDS",
    "formats": "Existence Frequency Positions Characters PositionBoosts CharacterBoosts",
    "columns": "VarBytesColumn FixedBytesColumn RefBytesColumn NumericColumn BitColumn CompressedBytesColumn "
    "CompressedBlockColumn StructColumn VarBytesListColumn FixedBytesListColumn ClampedNumericColumn",
    "analysis": "CompositeAnalyzer IDTokenizer RegexTokenizer CharsetTokenizer PathTokenizer NgramTokenizer PassFilter "
    "MultiFilter TeeFilter ReverseTextFilter LowercaseFilter StripFilter StopFilter CharsetFilter "
    "DelimitedAttributeFilter SubstitutionFilter CompoundWordFilter BiWordFilter ShingleFilter IntraWordFilter "
    "StemFilter PyStemmerFilter DoubleMetaphoneFilter NgramFilter",
}
_STEMMERS: Final = ("porter", "porter2", "lovins", "paicehusk", "isri")
_TYPES: Final[Mapping[str, type]] = {"int": int, "float": float, "str": str, "bool": bool, "Decimal": decimal.Decimal}
# The classes of attributes. They are checked on opening, so that no search meets a wrong description.
_KINDS: Final[Mapping[str, type]] = {
    "format": Format,
    "vector": Format,
    "analyzer": Composable,
    "column_type": Column,
}
# Whoosh's compressed columns import the module that this attribute names.
_COMPRESSORS: Final = ("zlib", "bz2", "lzma")
_DEPTH: Final = 40

_HINT: Final = "use field types and analyzers of Whoosh itself"
_OWN_HINT: Final = "open the index with its schema: searchkit.engine.open_dir(folder, schema=...)"
# The parts of a schema that are a program's own, by field, in the order of the description.
_Own = list[Any]


def describe_schema(schema: Schema, *, own: bool = False) -> dict[str, Any]:
    """The description of a schema. Raises IndexIncompatible with the name of a field that has none.

    With ``own``, the schema may have analyzers, functions and field types that are not Whoosh's. Only their names are
    in the description, so that :func:`schema_from` needs the schema again.
    """
    fields: dict[str, Any] = {}
    dynamic: dict[str, Any] = {}
    for name, kind in schema._fields.items():
        fields[name] = _described(name, kind, [] if own else None)
    for name, (expression, kind) in schema._dyn_fields.items():
        dynamic[name] = [_described(name, expression), _described(name, kind, [] if own else None)]
    record = {
        "fields": fields,
        "dynamic": dynamic,
        "subfields": {name: list(parts) for name, parts in schema._subfields.items()},
    }
    return {"kind": "whoosh", "schema": record}


def schema_from(description: Mapping[str, Any], given: Schema | None = None) -> Schema:
    """The schema of a description. Raises IndexIncompatible for anything else.

    Parts that are not Whoosh's are those of the same field of ``given``.
    """
    try:
        if description["kind"] != "whoosh":
            raise ValueError(f"a schema of kind {description['kind']!r}")
        record = description["schema"]
        schema = Schema()
        for name, encoded in record["fields"].items():
            own = _own_parts(name, encoded, None if given is None else given._fields.get(name))
            schema._fields[_field_name(name)] = _field(name, encoded, own)
        for name, (expression, encoded) in record["dynamic"].items():
            pattern = _value(expression, _DEPTH, iter(()))
            if not isinstance(pattern, re.Pattern):
                raise TypeError(f"dynamic field {name!r} has no pattern")
            kept = None if given is None else given._dyn_fields.get(name, (None, None))[1]
            schema._dyn_fields[_field_name(name)] = (pattern, _field(name, encoded, _own_parts(name, encoded, kept)))
        for name, parts in record["subfields"].items():
            if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
                raise TypeError(f"field {name!r} has no list of subfields")
            schema._subfields[_field_name(name)] = list(parts)
    except IndexIncompatible:
        raise
    except Exception as error:  # Whoosh's constructors raise errors of any class on wrong attributes
        raise IndexIncompatible(f"the index's schema cannot be read: {error}", hint=_HINT) from error
    return schema


def check_own_parts(description: Mapping[str, Any], given: Schema) -> None:
    """Check that a schema has the parts that an index records as a program's own.

    Raises IndexIncompatible with the first field that has others. A field that the schema lacks is not checked.
    """
    for name, encoded in description["schema"]["fields"].items():
        _own_parts(name, encoded, given._fields.get(name))
    for name, (_, encoded) in description["schema"]["dynamic"].items():
        _own_parts(name, encoded, given._dyn_fields.get(name, (None, None))[1])


def _own_parts(name: str, encoded: Any, given: FieldType | None) -> _Own:
    """The parts of a field that a description only names, as a program gave them."""
    wanted = recorded_names(encoded)
    if not wanted or given is None:
        return []
    own: _Own = []
    _described(name, given, own)
    if len(own) != len(wanted) or not all(map(is_same, wanted, own)):
        had = ", ".join(map(name_of, own)) or "no part of your own"
        raise IndexIncompatible(
            f"field {name!r} was made with {', '.join(wanted)}, and the schema given has {had}",
            hint="open the index with the schema that it was made with",
        )
    return own


def _described(name: str, kind: Any, own: _Own | None = None) -> Any:
    try:
        return _record(kind, _DEPTH, own)
    except ValueError as error:
        raise IndexIncompatible(f"field {name!r} cannot be stored: {error}", hint=_HINT) from error


def _field(name: str, encoded: Any, own: Sequence[Any] = ()) -> FieldType:
    try:
        field = _value(encoded, _DEPTH, iter(own))
    except OwnPartMissing as error:
        raise IndexIncompatible(f"field {name!r} of the schema has {error}", hint=_OWN_HINT) from error
    except Exception as error:
        raise IndexIncompatible(f"field {name!r} of the schema cannot be read: {error}", hint=_HINT) from error
    if not isinstance(field, FieldType):
        raise IndexIncompatible(f"field {name!r} of the schema is not a field type of Whoosh", hint=_HINT)
    return field


def _field_name(name: Any) -> str:
    if not isinstance(name, str) or name.startswith("_") or " " in name:
        raise ValueError(f"bad field name {name!r}")
    return name


@lru_cache(maxsize=1)
def _classes() -> dict[str, type]:
    found = {}
    for module, names in _CLASSES.items():
        home = importlib.import_module(f"whoosh.{module}")
        for name in names.split():
            found[f"{module}.{name}"] = getattr(home, name)
    return found


@lru_cache(maxsize=1)
def _class_names() -> dict[type, str]:
    return {kind: name for name, kind in _classes().items()}


@lru_cache(maxsize=1)
def _functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for module in _STEMMERS:
        home = importlib.import_module(f"whoosh.lang.{module}")
        if callable(getattr(home, "stem", None)):
            found[f"lang.{module}.stem"] = home.stem
    return found


def _tables() -> dict[str, Any]:
    return {"accent_map": charset.accent_map}


def _no_value() -> None:
    return None


# --- Writing


def _record(value: Any, depth: int, own: _Own | None) -> Any:
    """The JSON of a value. Raises ValueError if it has none.

    A part that is not Whoosh's is added to ``own``. If that is None, there must be none.
    """
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if value is None or isinstance(value, (bool, str)) or type(value) is int:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if (kind := type(value)) in _class_names():
        return {"$class": _class_names()[kind], "attributes": _attributes(value, depth - 1, own)}
    if isinstance(value, (list, tuple, set, frozenset, dict, defaultdict)):
        return _container(value, depth - 1, own)
    if isinstance(value, re.Pattern):
        if not isinstance(value.pattern, str):
            raise ValueError("a regular expression of bytes")  # noqa: TRY004 (one class of error for all)
        return {"$regex": [value.pattern, value.flags]}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if type(value) is decimal.Decimal:
        return {"$decimal": str(value)}
    if type(value) is dt.datetime:
        return {"$datetime": value.isoformat()}
    for name, kind in _TYPES.items():
        if value is kind:
            return {"$type": name}
    for name, function in _functions().items():
        if value is function:
            return {"$function": name}
    return _own_record(value, depth, own)


def _own_record(value: Any, depth: int, own: _Own | None) -> Any:
    if own is None or not may_be_own(value):
        raise ValueError(f"{name_of(value)} is not of Whoosh")
    for part in formats_of(value):
        _record(part, depth - 1, None)
    own.append(value)
    return {OWN: name_of(value)}


def _container(value: Any, depth: int, own: _Own | None) -> Any:
    if type(value) is list:
        return [_record(item, depth, own) for item in value]
    if type(value) is tuple:
        return {"$tuple": [_record(item, depth, own) for item in value]}
    if type(value) in (set, frozenset):
        return {f"${type(value).__name__}": [_record(item, depth, own) for item in sorted(value, key=repr)]}
    for name, table in _tables().items():
        if value == table:
            return {"$table": name}
    if type(value) is defaultdict:
        if value.default_factory is not None and value.default_factory() is not None:
            raise ValueError("a mapping with a default of its own")
        return {"$map": _pairs(value, depth, own), "none": value.default_factory is not None}
    if type(value) is not dict:
        return _own_record(value, depth, own)
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: _record(item, depth, own) for key, item in sorted(value.items())}
    return {"$map": _pairs(value, depth, own), "none": False}


def _pairs(value: Mapping[Any, Any], depth: int, own: _Own | None) -> list[list[Any]]:
    return [[_record(key, depth, own), _record(item, depth, own)] for key, item in value.items()]


def _attributes(value: Any, depth: int, own: _Own | None) -> dict[str, Any]:
    state = value.__getstate__() if "__getstate__" in type(value).__dict__ else value.__dict__
    return {name: _record(item, depth, own) for name, item in sorted(state.items()) if name not in _COMPILED}


# Attributes with compiled objects, which are made again from other attributes.
_COMPILED: Final = frozenset({"_struct", "_stem"})


# --- Reading


def _value(record: Any, depth: int, own: Iterator[Any]) -> Any:
    """The value of a JSON record. Raises ValueError, KeyError or TypeError. ``own`` has the parts that it names."""
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(record, list):
        return [_value(item, depth - 1, own) for item in record]
    if not isinstance(record, dict):
        return record
    tags = [key for key in record if key.startswith("$")]
    if not tags:
        return {key: _value(item, depth - 1, own) for key, item in sorted(record.items())}
    if len(tags) > 1:
        raise ValueError(f"two tags in one value: {tags}")
    return _tagged(tags[0], record, depth - 1, own)


def _tagged(tag: str, record: Mapping[str, Any], depth: int, own: Iterator[Any]) -> Any:
    content = record[tag]
    if tag == "$class":
        return _object(content, record["attributes"], depth, own)
    if tag == OWN:
        try:
            return next(own)
        except StopIteration:
            raise OwnPartMissing(f"{content}, which is not of Whoosh") from None
    if tag == "$map":
        pairs = [(_value(key, depth, own), _value(item, depth, own)) for key, item in content]
        return defaultdict(_no_value, pairs) if record["none"] else dict(pairs)
    if tag in ("$tuple", "$set", "$frozenset"):
        kinds: dict[str, Callable[[Any], Any]] = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}
        return kinds[tag](_value(item, depth, own) for item in content)
    if tag == "$regex":
        pattern, flags = content
        if not isinstance(pattern, str) or type(flags) is not int:
            raise TypeError(f"bad regular expression {content!r}")
        return re.compile(pattern, flags & ~re.DEBUG)
    if tag == "$function":
        return _functions()[content]
    if tag == "$table":
        return _tables()[content]
    if tag == "$type":
        return _TYPES[content]
    if tag == "$bytes":
        return base64.b64decode(content, validate=True)
    if tag == "$float":
        return float(content)
    if tag == "$decimal":
        return decimal.Decimal(content)
    if tag == "$datetime":
        return dt.datetime.fromisoformat(content)
    raise ValueError(f"unknown tag {tag}")


def _object(name: str, attributes: Mapping[str, Any], depth: int, own: Iterator[Any]) -> Any:
    kind = _classes().get(name)
    if kind is None:
        raise ValueError(f"{name!r} is not a class of Whoosh that a schema may name")
    state = {}
    for attribute, encoded in sorted(attributes.items()):
        # An attribute must not take the place of a method.
        if not attribute.isidentifier() or attribute.startswith("__") or callable(getattr(kind, attribute, None)):
            raise ValueError(f"{name} has no attribute {attribute!r}")
        state[attribute] = _value(encoded, depth, own)
        if attribute == "_module" and state[attribute] not in _COMPRESSORS:
            raise ValueError(f"{name} names the module {state[attribute]!r}")
        wanted = None if isinstance(encoded, dict) and OWN in encoded else _KINDS.get(attribute)
        if wanted is not None and state[attribute] and not isinstance(state[attribute], wanted):
            raise TypeError(f"{name}.{attribute} is no {wanted.__name__}")
    made: Any = object.__new__(kind)
    if hasattr(kind, "__setstate__"):
        made.__setstate__(state)
    else:
        made.__dict__.update(state)
    return made
