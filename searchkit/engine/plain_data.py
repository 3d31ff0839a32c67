"""Reading Whoosh's serialised structures without running what they name.

Whoosh keeps posting blocks, positions and table headers as pickles, and a pickle may name any callable. Here only
plain data is rebuilt: numbers, text, bytes, lists, tuples, mappings and arrays, which is all that Whoosh itself writes
there. A schema handed over by an embedder may also name Whoosh's own classes, and nothing else.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, Final, Protocol


class Readable(Protocol):
    """What an unpickler reads from."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self) -> bytes: ...


_PLAIN: Final = frozenset(
    {
        ("array", "array"),
        ("array", "_array_reconstructor"),
        ("builtins", "bytearray"),
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("_codecs", "encode"),
    }
)
_SCHEMA_EXTRAS: Final = frozenset(
    {
        ("builtins", "object"),
        ("builtins", "int"),
        ("builtins", "float"),
        ("builtins", "str"),
        ("copyreg", "_reconstructor"),
        ("re", "_compile"),
        ("datetime", "datetime"),
        ("decimal", "Decimal"),
        ("collections", "defaultdict"),
    }
)
_SCHEMA_MODULES: Final = (
    "whoosh.fields",
    "whoosh.formats",
    "whoosh.columns",
    "whoosh.analysis",
    "whoosh.lang",
    "whoosh.support",
)


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"an index may not name {module}.{name}")


class _SchemaUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        whoosh_class = any(module == m or module.startswith(m + ".") for m in _SCHEMA_MODULES)
        # A dotted name could walk from an allowed module to anything that module imports.
        if "." not in name and ((module, name) in _PLAIN | _SCHEMA_EXTRAS or whoosh_class):
            found = super().find_class(module, name)
            own = getattr(found, "__module__", None) == module
            # Of functions only the stemmers of whoosh.lang, which analyzers hold.
            stemmer = module.startswith("whoosh.lang.") and name == "stem"
            if not whoosh_class or (own and (isinstance(found, type) or stemmer)):
                return found
        raise pickle.UnpicklingError(f"the schema names {module}.{name}, which is not a class of Whoosh")


def load_plain(stream: Readable) -> Any:
    """The plain data that starts at the stream's position. Raises pickle.UnpicklingError."""
    return _PlainUnpickler(stream).load()


def loads_plain(data: bytes) -> Any:
    """The plain data in ``data``. Raises pickle.UnpicklingError."""
    return _PlainUnpickler(io.BytesIO(data)).load()


def loads_schema(data: bytes) -> Any:
    """A schema made of Whoosh's own classes. Raises pickle.UnpicklingError."""
    return _SchemaUnpickler(io.BytesIO(data)).load()
