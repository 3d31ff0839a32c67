"""Only the best of each key is shown, counted and grouped, with any limit, order and filter."""

from __future__ import annotations

import tempfile
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import fields, query, sorting
from whoosh.scoring import Frequency

from searchkit.engine import create_in

SCHEMA = fields.Schema(
    key=fields.ID(sortable=True, stored=True), rank=fields.NUMERIC(sortable=True, stored=True), text=fields.TEXT
)
rows = st.tuples(st.sampled_from(["red", "green", "blue", None]), st.integers(0, 5), st.integers(0, 4))


@settings(max_examples=40, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(st.lists(rows, min_size=1, max_size=8), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from([None, "rank"]),
    st.sampled_from([None, "rank"]),
    st.booleans(),
)
def test_any_documents(
    batches: list[list[tuple[str | None, int, int]]],
    keep: int,
    limit: int,
    order: str | None,
    sortedby: str | None,
    filtered: bool,
) -> None:
    documents = [row for batch in batches for row in batch]
    matching = [n for n, (_, rank, words) in enumerate(documents) if words and not (filtered and rank > 3)]

    def place(docnum: int, by: str | None) -> tuple[int, int]:
        _, rank, words = documents[docnum]
        return (-words if by is None else rank), docnum

    kept = {n for n in matching if documents[n][0] is None}
    left_out: dict[str, int] = {}
    for key in ("red", "green", "blue"):
        of_key = sorted((n for n in matching if documents[n][0] == key), key=lambda n: place(n, order or sortedby))
        kept.update(of_key[:keep])
        if len(of_key) > keep:
            left_out[key] = len(of_key) - keep

    with tempfile.TemporaryDirectory() as folder:
        index = create_in(folder, SCHEMA)
        for batch in batches:
            writer = index.writer()
            for value, rank, words in batch:
                writer.add_document(key=value, rank=rank, text="alfa " * words)
            writer.commit(merge=False)
        options: dict[str, Any] = {"collapse": "key", "collapse_limit": keep, "collapse_order": order}
        options |= {"sortedby": sortedby, "mask": query.NumericRange("rank", 4, None) if filtered else None}
        with index.searcher(weighting=Frequency()) as searcher:
            for most in (None, limit):
                results = searcher.search(query.Term("text", "alfa"), limit=most, **options)
                wanted = sorted(kept, key=lambda n: place(n, sortedby))
                assert [hit.docnum for hit in results] == wanted[:most]
                assert len(results) == len(kept) and set(results.docs()) == kept
                assert dict(results.collapsed_counts) == left_out
            groups = searcher.search(
                query.Term("text", "alfa"), limit=None, groupedby="rank", maptype=sorting.Count, **options
            ).groups()
            assert sum(groups.values()) == len(kept)
