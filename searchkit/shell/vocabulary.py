"""What can be completed: the fields of an index and, once they are read, the values of its facets."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from searchkit.base.analysis import fold
from searchkit.display.safe_text import one_line
from searchkit.index import Index
from searchkit.results.facets import FacetValue

# The most frequent values only: completion has to keep up with typing in any archive.
_MOST_VALUES: Final = 50_000


class Value(NamedTuple):
    """A value, how it is shown and typed on one line, its form for comparing, and how many articles have it."""

    value: str
    line: str
    folded: str
    articles: int


@dataclass(frozen=True)
class Vocabulary:
    """Fields with their kinds, other names of fields, the facets, and the values of fields, most frequent first."""

    fields: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def values_of(self, name: str) -> tuple[Value, ...]:
        """The values of a field, by any of its names."""
        name = name.lower()
        return self.values.get(self.aliases.get(name, name), ())


def vocabulary_of(index: Index, facets: Mapping[str, Iterable[FacetValue]]) -> Vocabulary:
    """The vocabulary of an index whose facets are counted."""
    table = index.fields
    kinds = {name: entry.kind for name, entry in table.fields.items() if name.isidentifier()}
    values = {name: _values(found) for name, found in facets.items()}
    # A field that is looked up in several others has the values of them all.
    for name, entry in table.fields.items():
        parts = [part.name for part in entry.parts]
        if name not in values and len(parts) > 1 and set(parts) <= set(values):
            joined = {value.value: value for part in parts for value in values[part]}
            values[name] = tuple(sorted(joined.values(), key=lambda v: (-v.articles, v.value))[:_MOST_VALUES])
    return Vocabulary(kinds, table.aliases, index.facet_fields, values)


def _values(found: Iterable[FacetValue]) -> tuple[Value, ...]:
    lines = ((value, one_line(value), count) for value, count in list(found)[:_MOST_VALUES])
    return tuple(Value(value, line, fold(line), count) for value, line, count in lines if line)


class VocabularyLoader:
    """Keeps the vocabulary of an index; values are counted in the background, and :attr:`current` is always there."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.current = vocabulary_of(index, {})
        self._newest: threading.Thread | None = None

    def reload(self) -> None:
        """Count the values anew, in the background."""
        self._newest = threading.Thread(target=self._load, name="searchkit-vocabulary", daemon=True)
        self._newest.start()

    def wait(self, seconds: float) -> None:
        """Wait for the counting that is under way, no longer than this."""
        if self._newest is not None:
            self._newest.join(seconds)

    def _load(self) -> None:
        try:
            found = self._index.search("", facets=self._index.facet_fields, limit=1).facets
            loaded = vocabulary_of(self._index, found)
        except Exception:  # completion is a help: an index that was refreshed or is damaged is told of by a search
            return
        if self._newest is threading.current_thread():
            self.current = loaded
