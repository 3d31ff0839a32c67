"""Which articles share a run of words with a passage, by the positions of words as they are written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

from searchkit._native import Query, Stop
from searchkit.archive.rare_sequences import rare_sequences
from searchkit.base.surrogates import as_bytes
from searchkit.engine.snapshot import Snapshot

# Articles with a sequence are read if there are so few of them. Of more, those without a whole run are left out first.
_FEW: Final = 8


def documents_sharing(
    snapshot: Snapshot,
    fields: Iterable[str],
    words: Sequence[str],
    least: int,
    time_limit: float | None,
    stop: Stop | None,
) -> list[int]:
    """All documents that have ``least`` adjacent words of these in one of some index fields, and perhaps some others.

    Raises SearchStopped.
    """
    end = None if time_limit is None else time.perf_counter() + time_limit
    found: set[int] = set()

    def matches(query: Query) -> list[int]:
        left = None if end is None else max(0.0, end - time.perf_counter())
        return [docnum for docnum, _ in snapshot.search(query, limit=None, time_limit=left, stop=stop).hits]

    for name in fields:

        def frequency(word: str, name: str = name) -> int:
            return snapshot.doc_frequency(name, word)

        for sequence, runs in rare_sequences(words, least, frequency, max(1, snapshot.doc_count)).items():
            having = matches(_phrase(name, sequence))
            if len(having) > _FEW and len(sequence) < least:
                whole = Query.any([_phrase(name, run) for run in runs])
                having = matches(Query.require(Query.docs(having), whole))
            found.update(having)
    return sorted(found)


def _phrase(field: str, words: Sequence[str]) -> Query:
    return Query.const(Query.phrase(field, [as_bytes(word) for word in words]), 0.0)
