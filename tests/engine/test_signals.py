"""A signal ends a search while it runs: Ctrl-C is not kept waiting until the search is over."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import pytest
from whoosh.analysis import SimpleAnalyzer
from whoosh.fields import TEXT, Schema

from searchkit._native import Query
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.whoosh_api.schema_description import describe_schema
from searchkit.whoosh_api.schema_layout import SchemaLayout

SCHEMA = Schema(body=TEXT(analyzer=SimpleAnalyzer()))


class Rung(Exception):
    pass


def ring(number: int, frame: FrameType | None) -> None:
    raise Rung


def long_plan() -> Query:
    """A plan that looks at all postings a million times."""
    plan = Query.wildcard("body", "*o*")
    for _ in range(3):
        plan = Query.any([Query.const(plan, 1.0)] * 100)
    return plan


def test_a_signal_ends_a_search_that_runs(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "i", describe_schema(SCHEMA), SchemaLayout(SCHEMA))
    with Writer(store) as out:
        for number in range(2000):
            out.add({"body": f"oil port {number % 20} ost"})
        out.commit()
    snapshot = Snapshot(store)
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(Rung) as raised:
            snapshot.search(long_plan(), time_limit=60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    # The core gave the search up for it. After a search that ran out of its time, it would be raised on the way out.
    assert raised.value.__context__ is None
    assert snapshot.search(Query.term("body", b"oil")).total == 2000
