"""What can be completed: the fields of an index and, once they are counted, the values of its facets."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from searchkit.base.analysis import fold
from searchkit.base.record import part, record
from searchkit.display.safe_text import one_line
from searchkit.index import Index
from searchkit.results.facets import FacetValue

# Only the most frequent values: completion must keep up with typing.
_MOST_VALUES: Final = 50_000
# What can be written after a field of each kind.
KINDS: Final = {
    "text": "words",
    "names": "names",
    "value": "whole values",
    "date": "2019, 2019-05, 2019..2020",
    "story": "the copies of a story, by its id",
    "like": "articles about the same as one, by its id",
    "whoosh": "field",
}


class Value(NamedTuple):
    """A value, its text on one line, its form for comparing, and the number of articles with it."""

    value: str
    line: str
    folded: str
    articles: int


@record
class Vocabulary:
    """Fields with their kinds, aliases of fields, the facets, and the values of fields, most frequent first."""

    fields: Mapping[str, str] = part(default_factory=dict)
    aliases: Mapping[str, str] = part(default_factory=dict)
    facets: tuple[str, ...] = ()
    values: Mapping[str, tuple[Value, ...]] = part(default_factory=dict)

    def values_of(self, name: str) -> tuple[Value, ...]:
        """The values of a field, by any of its names."""
        name = name.lower()
        return self.values.get(self.aliases.get(name, name), ())


def vocabulary_of(index: Index, facets: Mapping[str, Iterable[FacetValue]]) -> Vocabulary:
    """The vocabulary of an index, from its counted facets."""
    table = index.fields
    kinds = {name: entry.kind for name, entry in table.fields.items() if name.isidentifier()}
    values = {name: _values(found) for name, found in facets.items()}
    # A field that searches several others has the values of all.
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
    """Holds the vocabulary of an index. Counts values in the background; :attr:`current` is always usable."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.current = vocabulary_of(index, {})
        self._newest: threading.Thread | None = None

    def reload(self) -> None:
        """Count the values again, in the background."""
        self._newest = threading.Thread(target=self._load, name="searchkit-vocabulary", daemon=True)
        try:
            self._newest.start()
        except RuntimeError:  # the system has no thread left; completion does without
            self._newest = None

    def wait(self, seconds: float) -> None:
        """Wait for a running count, at most this long."""
        if self._newest is not None:
            self._newest.join(seconds)

    def _load(self) -> None:
        try:
            found = self._index.search("", facets=self._index.facet_fields, limit=1).facets
            loaded = vocabulary_of(self._index, found)
        except Exception:  # completion may fail: a search reports a damaged index
            return
        if self._newest is threading.current_thread():
            self.current = loaded
