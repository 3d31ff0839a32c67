"""Whoosh's face over damaged segments: an answer, or an error of searchkit; never anything else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query

from searchkit.engine import create_in, open_dir
from searchkit.errors import IndexDamaged, IndexIncompatible

T = query.Term


def build(folder: Path) -> None:
    schema = fields.Schema(
        id=fields.ID(stored=True),
        text=fields.TEXT(stored=True, chars=True, vector=True, sortable=True),
        plain=fields.TEXT,
        number=fields.NUMERIC(sortable=True),
    )
    pick = random.Random(7)
    with create_in(folder, schema).writer() as writer:
        for n in range(300):
            text = " ".join(pick.choices("alfa bravo charlie delta echo".split(), k=12))
            writer.add_document(id=str(n), text=text, plain=text, number=n)


def everything(folder: Path) -> list[Any]:
    told: list[Any] = []
    with open_dir(folder).searcher() as searcher:
        queries: list[Any] = [
            T("text", "alfa"),
            query.Phrase("plain", ["alfa", "bravo"]),
            query.SpanNear(T("text", "alfa"), T("text", "echo"), slop=2),
            query.And([query.Wildcard("plain", "*a"), query.NumericRange("number", 20, 90), query.Not(T("id", "30"))]),
        ]
        for q in queries:
            for options in ({"terms": True}, {"sortedby": "number"}, {"groupedby": "text"}):
                told.append([hit["id"] for hit in searcher.search(q, **options)])
        told.append(sorted(searcher.docs_for_query(query.SpanFirst(T("text", "delta"), limit=3))))
        told.append(list(searcher.vector_as("characters", 17, "text")))
        told.append(searcher.suggest("plain", "brava"))
    return told


@pytest.mark.damages
def test_flipped_bits(tmp_path: Path) -> None:
    build(tmp_path / "index")
    everything(tmp_path / "index")
    (path,) = (tmp_path / "index").glob("segment-*.data")
    right = path.read_bytes()
    pick = random.Random(11)
    reported = 0
    for _ in range(120):
        content = bytearray(right)
        content[pick.randrange(len(content))] ^= 1 << pick.randrange(8)
        path.write_bytes(content)
        try:
            everything(tmp_path / "index")
        except (IndexDamaged, IndexIncompatible):
            reported += 1
    assert reported
