"""A Whoosh schema as plain JSON, and the schema back from it.

The description names classes of Whoosh and gives their attributes. Nothing else is ever made from it, and nothing in it
can run code. An object is made without its constructor. Its attributes are plain data or further objects of the list,
and functions are known by name. Values that JSON does not have are objects with one key:

    {"$class": "fields.TEXT", "attributes": {...}}   an object      {"$function": "lang.porter.stem"}   a function
    {"$tuple": [...]} {"$set": [...]} {"$frozenset": [...]} {"$map": [[key, value], ...], "none": bool}   containers
    {"$regex": [pattern, flags]} {"$bytes": base64} {"$float": "nan"} {"$decimal": "1.5"} {"$datetime": ISO}
    {"$type": "int"}                                 a type         {"$table": "accent_map"}   a table of Whoosh

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
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from whoosh.analysis import Composable
from whoosh.columns import Column
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format
from whoosh.support import charset

from searchkit.errors import IndexIncompatible

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


def describe_schema(schema: Schema) -> dict[str, Any]:
    """The description of a schema. Raises IndexIncompatible with the name of a field that has none."""
    fields: dict[str, Any] = {}
    dynamic: dict[str, Any] = {}
    for name, kind in schema._fields.items():
        fields[name] = _described(name, kind)
    for name, (expression, kind) in schema._dyn_fields.items():
        dynamic[name] = [_described(name, expression), _described(name, kind)]
    record = {
        "fields": fields,
        "dynamic": dynamic,
        "subfields": {name: list(parts) for name, parts in schema._subfields.items()},
    }
    return {"kind": "whoosh", "schema": record}


def schema_from(description: Mapping[str, Any]) -> Schema:
    """The schema of a description. Raises IndexIncompatible for anything else."""
    try:
        if description["kind"] != "whoosh":
            raise ValueError(f"a schema of kind {description['kind']!r}")
        record = description["schema"]
        schema = Schema()
        for name, encoded in record["fields"].items():
            schema._fields[_field_name(name)] = _field(name, encoded)
        for name, (expression, encoded) in record["dynamic"].items():
            pattern = _value(expression, _DEPTH)
            if not isinstance(pattern, re.Pattern):
                raise TypeError(f"dynamic field {name!r} has no pattern")
            schema._dyn_fields[_field_name(name)] = (pattern, _field(name, encoded))
        for name, parts in record["subfields"].items():
            if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
                raise TypeError(f"field {name!r} has no list of subfields")
            schema._subfields[_field_name(name)] = list(parts)
    except IndexIncompatible:
        raise
    except Exception as error:  # Whoosh's constructors raise errors of any class on wrong attributes
        raise IndexIncompatible(f"the index's schema cannot be read: {error}", hint=_HINT) from error
    return schema


def _described(name: str, kind: Any) -> Any:
    try:
        return _record(kind, _DEPTH)
    except ValueError as error:
        raise IndexIncompatible(f"field {name!r} cannot be stored: {error}", hint=_HINT) from error


def _field(name: str, encoded: Any) -> FieldType:
    try:
        field = _value(encoded, _DEPTH)
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


def _record(value: Any, depth: int) -> Any:
    """The JSON of a value. Raises ValueError if it has none."""
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if value is None or isinstance(value, (bool, str)) or type(value) is int:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if (kind := type(value)) in _class_names():
        return {"$class": _class_names()[kind], "attributes": _attributes(value, depth - 1)}
    if isinstance(value, (list, tuple, set, frozenset, dict, defaultdict)):
        return _container(value, depth - 1)
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
    name = getattr(value, "__qualname__", type(value).__qualname__)
    raise ValueError(f"{getattr(value, '__module__', type(value).__module__)}.{name} is not of Whoosh")


def _container(value: Any, depth: int) -> Any:
    if type(value) is list:
        return [_record(item, depth) for item in value]
    if type(value) is tuple:
        return {"$tuple": [_record(item, depth) for item in value]}
    if type(value) in (set, frozenset):
        return {f"${type(value).__name__}": [_record(item, depth) for item in sorted(value, key=repr)]}
    for name, table in _tables().items():
        if value == table:
            return {"$table": name}
    if type(value) is defaultdict:
        if value.default_factory is not None and value.default_factory() is not None:
            raise ValueError("a mapping with a default of its own")
        return {"$map": _pairs(value, depth), "none": value.default_factory is not None}
    if type(value) is not dict:
        raise ValueError(f"{type(value).__qualname__} is not of Whoosh")
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: _record(item, depth) for key, item in value.items()}
    return {"$map": _pairs(value, depth), "none": False}


def _pairs(value: Mapping[Any, Any], depth: int) -> list[list[Any]]:
    return [[_record(key, depth), _record(item, depth)] for key, item in value.items()]


def _attributes(value: Any, depth: int) -> dict[str, Any]:
    state = value.__getstate__() if "__getstate__" in type(value).__dict__ else value.__dict__
    return {name: _record(item, depth) for name, item in state.items() if name not in _COMPILED}


# Attributes with compiled objects, which are made again from other attributes.
_COMPILED: Final = frozenset({"_struct", "_stem"})


# --- Reading


def _value(record: Any, depth: int) -> Any:
    """The value of a JSON record. Raises ValueError, KeyError or TypeError."""
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(record, list):
        return [_value(item, depth - 1) for item in record]
    if not isinstance(record, dict):
        return record
    tags = [key for key in record if key.startswith("$")]
    if not tags:
        return {key: _value(item, depth - 1) for key, item in record.items()}
    if len(tags) > 1:
        raise ValueError(f"two tags in one value: {tags}")
    return _tagged(tags[0], record, depth - 1)


def _tagged(tag: str, record: Mapping[str, Any], depth: int) -> Any:
    content = record[tag]
    if tag == "$class":
        return _object(content, record["attributes"], depth)
    if tag == "$map":
        pairs = [(_value(key, depth), _value(item, depth)) for key, item in content]
        return defaultdict(_no_value, pairs) if record["none"] else dict(pairs)
    if tag in ("$tuple", "$set", "$frozenset"):
        kinds: dict[str, Callable[[Any], Any]] = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}
        return kinds[tag](_value(item, depth) for item in content)
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


def _object(name: str, attributes: Mapping[str, Any], depth: int) -> Any:
    kind = _classes().get(name)
    if kind is None:
        raise ValueError(f"{name!r} is not a class of Whoosh that a schema may name")
    state = {}
    for attribute, encoded in attributes.items():
        # An attribute must not take the place of a method.
        if not attribute.isidentifier() or attribute.startswith("__") or callable(getattr(kind, attribute, None)):
            raise ValueError(f"{name} has no attribute {attribute!r}")
        state[attribute] = _value(encoded, depth)
        if attribute == "_module" and state[attribute] not in _COMPRESSORS:
            raise ValueError(f"{name} names the module {state[attribute]!r}")
        wanted = _KINDS.get(attribute)
        if wanted is not None and state[attribute] and not isinstance(state[attribute], wanted):
            raise TypeError(f"{name}.{attribute} is no {wanted.__name__}")
    made: Any = object.__new__(kind)
    if hasattr(kind, "__setstate__"):
        made.__setstate__(state)
    else:
        made.__dict__.update(state)
    return made
