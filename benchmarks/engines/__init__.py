"""The engines that are measured, behind one interface. An engine's package is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from benchmarks.engines.base import Engine

# tantivy is what the others are measured against.
BASELINE: Final = "tantivy"
_MODULES: Final = {
    "tantivy": "tantivy_py",
    "searchkit": "searchkit_native",
    "lucene": "lucene",
    "fts5": "fts5",
    "brute_force": "brute_force",
}
PEERS: Final = tuple(name for name in _MODULES if name not in (BASELINE, "searchkit", "brute_force"))


def engine(name: str) -> Engine:
    """The engine of this name. Raises Missing if its package is not there."""
    module = import_module(f"benchmarks.engines.{_MODULES[name]}")
    made: Engine = module.ENGINE()
    return made
