"""Snapshots: shared by threads and processes, read into memory, stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from whoosh.analysis import SimpleAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema

from command import environment
from searchkit._native import Deletes, Query, Stop
from searchkit.engine.snapshot import CountRequest, Found, Snapshot, SortKey
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged, SearchStopped
from searchkit.whoosh_api.column_values import sortable_column
from searchkit.whoosh_api.schema_description import describe_schema
from searchkit.whoosh_api.schema_layout import SchemaLayout

SCHEMA = Schema(id=ID(unique=True, stored=True), body=TEXT(analyzer=SimpleAnalyzer()), year=NUMERIC(sortable=True))
WORDS = ["oil", "port", "ship", "trade", "border", "coast", "mine"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store.create(tmp_path_factory.mktemp("index") / "i", describe_schema(SCHEMA), SchemaLayout(SCHEMA))
    with Writer(made, ["id"]) as out:
        for number in range(3000):
            words = [word for place, word in enumerate(WORDS) if number % (place + 2) == 0]
            out.add({"id": str(number), "body": " ".join(words) or "none", "year": number % 50})
            if number % 1000 == 999:
                out.commit()
        out.delete("id", "17")
        out.commit()
    return made


def queries() -> list[Query]:
    one, two, three = (Query.term("body", word.encode()) for word in WORDS[:3])
    return [
        one,
        Query.all([one, two]),
        Query.any([one, two, three]),
        Query.and_not(one, two),
        Query.phrase("body", [b"oil", b"port"]),
        Query.prefix("body", b"p"),
        Query.wildcard("body", "*o*"),
        Query.fuzzy("body", "port", 2),
        Query.every(),
    ]


def answers(snapshot: Snapshot) -> list[Found]:
    return [snapshot.search(query, limit=50) for query in queries()]


def test_threads_share_a_snapshot(store: Store) -> None:
    snapshot = Snapshot(store)
    expected = answers(snapshot)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: answers(snapshot), range(40)):
            assert found == expected
    snapshot.close()


def test_a_forked_process_goes_on_with_the_snapshot_of_its_parent(store: Store, tmp_path: Path) -> None:
    script = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_snapshot as here
from pathlib import Path
store = here.Store.open(Path({str(store.folder)!r}), lambda description: here.SchemaLayout(here.SCHEMA))
snapshot = here.Snapshot(store)
expected = here.answers(snapshot)
child = os.fork()
if not child:
    os._exit(0 if here.answers(snapshot) == expected else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr.decode()


@pytest.mark.damages
def test_a_snapshot_in_memory_says_the_same_and_needs_no_file(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in store.folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    mapped = Snapshot(store)
    held = Snapshot(Store(copy, store.description, store.layout, in_memory=True))
    for path in copy.glob("segment-*.data"):
        path.write_bytes(b"")  # a mapping of this file would end the process
    assert answers(held) == answers(mapped)
    assert held.stored(2500) == mapped.stored(2500)
    assert held.terms("body") == mapped.terms("body")


def test_a_search_is_stopped_before_it_begins_and_while_it_runs(store: Store) -> None:
    snapshot = Snapshot(store)
    stop = Stop()
    begun = threading.Event()
    raised: list[BaseException] = []

    def search() -> None:
        try:
            while True:
                snapshot.search(Query.any([Query.wildcard("body", "*"), Query.every()]), stop=stop)
                begun.set()
        except SearchStopped as error:
            raised.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    assert begun.wait(60)
    stop.set()
    thread.join(60)
    assert raised, "the search went on"
    with pytest.raises(SearchStopped):
        snapshot.search(Query.every(), stop=stop)
    assert snapshot.search(Query.every()).total == 2999


def test_a_search_out_of_time_says_so(store: Store) -> None:
    snapshot = Snapshot(store)
    with pytest.raises(SearchStopped):
        snapshot.search(Query.wildcard("body", "*"), time_limit=0.0)
    assert snapshot.search(Query.wildcard("body", "*o*"), time_limit=3600.0).total > 0


def test_a_snapshot_outlives_later_commits(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "i"
    made = Store.create(folder, describe_schema(SCHEMA), SchemaLayout(SCHEMA))
    with Writer(made, ["id"]) as out:
        for number in range(5):
            out.add({"id": str(number), "body": "oil"})
            out.commit()
        before = Snapshot(made)
        out.delete("body", "oil")
        out.add({"id": "x", "body": "port"})
        out.commit()
        out.optimize()
        out.add({"id": "y", "body": "port"})
        out.commit()
    assert before.search(Query.term("body", b"oil")).total == 5
    assert {before.stored(n)["id"] for n in range(5)} == set("01234")
    assert Snapshot(made).search(Query.term("body", b"port")).total == 2


def test_facets_of_a_query_of_their_own_and_with_a_limit(store: Store) -> None:
    """The year of document n is n % 50, kept from 2^31 on; "oil" is in every other document, "port" in every third."""
    snapshot = Snapshot(store)
    oil, port = Query.term("body", b"oil"), Query.term("body", b"port")
    column = sortable_column("year")
    found = snapshot.search(
        oil,
        limit=1,
        sort=[SortKey("number", column, descending=True), SortKey("doc")],
        facets=[
            CountRequest(column),
            CountRequest(column, limit=3),
            CountRequest(column, query=port, limit=2),
            CountRequest(column, query=port),
            CountRequest(column, containing="97"),
        ],
    )
    years = Counter((1 << 31) + n % 50 for n in range(0, 3000, 2))
    ports = Counter((1 << 31) + n % 50 for n in range(0, 3000, 3))
    assert [number for number, _ in found.hits] == [48]
    every, most, most_ports, all_ports, none = found.facets
    assert (every.values, every.distinct, every.missing) == (sorted(years.items()), 25, 0)
    greatest = sorted(years.items(), key=lambda item: (-item[1], item[0]))[:3]
    assert (most.values, most.distinct) == (greatest, 25)
    assert all_ports.values == sorted(ports.items())
    assert most_ports.values == sorted(ports.items(), key=lambda item: (-item[1], item[0]))[:2]
    assert (most_ports.distinct, all_ports.distinct) == (50, 50)
    assert (none.values, none.distinct) == ([], 0)
    again = snapshot.search(oil, limit=0, facets=[CountRequest(column)])
    assert again.facets == [every] and again != found
    snapshot.close()


def test_deletes_of_another_segment_are_damage(store: Store, tmp_path: Path) -> None:
    """A whole file, of the right size, that belongs to other documents."""
    folder = tmp_path / "i"
    shutil.copytree(store.folder, folder)
    record = next(segment for segment in store.manifest().segments if segment.deletes is not None)
    assert record.deletes is not None
    (folder / record.deletes).write_bytes(Deletes(record.documents - 1, [17]).to_bytes())
    with pytest.raises(IndexDamaged, match=f"{record.documents - 1} documents, not {record.documents}"):
        Snapshot(Store(folder, store.description, store.layout))
