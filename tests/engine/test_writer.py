"""The writer against a dictionary of documents: whatever is added, replaced, deleted, taken back and merged."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.analysis import SimpleAnalyzer
from whoosh.fields import ID, TEXT, Schema

from command import environment
from searchkit._native import Query, Stop
from searchkit.engine import merging, segment_merges
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import SchemaLayout

SCHEMA = Schema(id=ID(unique=True, stored=True), body=TEXT(analyzer=SimpleAnalyzer(), stored=True))
WORDS = ["oil", "port", "ship", "trade", "border"]
Model = dict[str, str]

bodies = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
ids = st.integers(0, 11).map(str)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.dictionaries(ids, bodies, min_size=1, max_size=4)),
        st.tuples(st.just("delete"), ids),
        st.tuples(st.just("delete word"), st.sampled_from(WORDS)),
        st.tuples(st.just("delete matching"), st.sampled_from(WORDS)),
        st.tuples(st.just("flush"), st.none()),
        st.tuples(st.just("commit"), st.none()),
        st.tuples(st.just("cancel"), st.none()),
        st.tuples(st.just("optimize"), st.none()),
        st.tuples(st.just("reopen"), st.none()),
    ),
    max_size=25,
)


@pytest.fixture
def eager_merges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge as soon as two segments are of like size, and always beside the writer's other work."""
    monkeypatch.setattr(segment_merges, "_AT_ONCE", 0)
    monkeypatch.setattr(merging, "_WIDTH", 2)
    monkeypatch.setattr(merging, "_SMALLEST_TIER", 2)


class Plain:
    """A layout of documents with an id and a body."""

    version = 0
    slots = json.dumps(
        [
            {"kind": "terms", "field": "id", "column": None},
            {"kind": "text", "splitter": "archive", "fields": [["body", "surface"]]},
            {"kind": "stored"},
        ]
    )

    def document(self, fields: Mapping[str, Any], /) -> tuple[Any, ...]:
        return fields["id"], fields["body"], json.dumps(fields).encode()

    def term(self, field: str, value: Any, /) -> bytes:
        return str(value).encode()

    def stored(self, data: bytes, /) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(data)
        return found


def made(folder: Path) -> Store:
    return Store.create(folder, describe_schema(SCHEMA), SchemaLayout(SCHEMA))


def store_at(folder: Path) -> Store:
    return Store.open(folder, lambda description: SchemaLayout(schema_from(description)))


def held(store: Store) -> Model:
    """What an index opened anew holds, everything of it verified."""
    snapshot = Snapshot(store)
    try:
        assert [problem for segment, _ in snapshot.commit.leaves for problem in segment.verify()] == []
        documents = [snapshot.stored(number) for number, _ in snapshot.search(Query.every(), limit=None).hits]
        found = {document["id"]: document["body"] for document in documents}
        assert len(found) == len(documents) == len(snapshot)
        for word in WORDS:
            hits = snapshot.search(Query.term("body", word.encode()), limit=None).hits
            assert sorted(snapshot.stored(number)["id"] for number, _ in hits) == sorted(
                identity for identity, body in found.items() if word in body.split()
            )
        return found
    finally:
        snapshot.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_steps=steps)
def test_any_course_of_changes_leaves_what_a_dictionary_holds(
    given_steps: Sequence[tuple[str, Any]], eager_merges: None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "i", {"kind": "test"}, Plain())
        now: Model = {}
        committed: Model = {}
        out = Writer(store, ["id"], threads=1)
        try:
            for step, value in given_steps:
                match step:
                    case "add":
                        for identity, body in value.items():
                            out.add({"id": identity, "body": body})
                        now.update(value)
                    case "delete":
                        out.delete("id", value)
                        now.pop(value, None)
                    case "delete word":
                        out.flush()  # of what is gathered only the unique fields are known
                        out.delete("body", value)
                        now = {identity: body for identity, body in now.items() if value not in body.split()}
                    case "delete matching":
                        count = out.delete_matching(Query.term("body", value.encode()))
                        assert count == sum(value in body.split() for body in now.values())
                        now = {identity: body for identity, body in now.items() if value not in body.split()}
                    case "flush":
                        out.flush()
                    case "commit":
                        out.commit()
                        committed = dict(now)
                    case "cancel":
                        out.cancel()
                        now = dict(committed)
                    case "optimize":
                        out.optimize()
                        committed = dict(now)
                    case "reopen":
                        out.close()
                        now = dict(committed)
                        out = Writer(store, ["id"], threads=1)
                if step in ("commit", "optimize", "cancel", "reopen"):
                    assert held(store) == committed
        finally:
            out.close()
        assert held(store) == committed


@settings(max_examples=25)
@given(st.dictionaries(ids, bodies, min_size=1), st.lists(ids, max_size=5), st.integers(1, 4))
def test_scores_are_the_formula_in_double_precision(documents: Model, gone: list[str], part: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = made(Path(folder) / "i")
        with Writer(store, ["id"], threads=1) as out:
            for number, (identity, body) in enumerate(documents.items()):
                out.add({"id": identity, "body": body})
                if number % part == 0:
                    out.commit()
            for identity in gone:
                out.delete("id", identity)
            out.optimize()  # a deleted document counts in the statistics until its segment is merged
        left = {identity: body.split() for identity, body in documents.items() if identity not in gone}
        snapshot = Snapshot(store)
        for word in WORDS:
            found = snapshot.search(Query.term("body", word.encode()), limit=None).hits
            expected = {identity: bm25(word, words, left) for identity, words in left.items() if word in words}
            assert {snapshot.stored(n)["id"]: score for n, score in found} == pytest.approx(expected, rel=1e-5)
        snapshot.close()


def bm25(word: str, words: list[str], documents: dict[str, list[str]]) -> float:
    with_word = sum(word in other for other in documents.values())
    average = sum(map(len, documents.values())) / len(documents)
    idf = math.log(1 + (len(documents) - with_word + 0.5) / (with_word + 0.5))
    frequency = Counter(words)[word]
    return idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(words) / average))


def test_commits_and_deletes_beside_a_running_merge(
    tmp_path: Path, eager_merges: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, go_on = threading.Event(), threading.Event()

    def slow(sources: Any, path: Path, stop: Stop) -> merging.Merged:
        merged = native_merge(sources, path, stop)
        written.set()
        assert go_on.wait(60)
        return merged

    native_merge = merging.merge_to
    monkeypatch.setattr(merging, "merge_to", slow)
    store = made(tmp_path / "i")
    left = {"aa": "oil", "b": "oil", "bb": "oil", "c": "port", "d": "port"}
    with Writer(store, ["id"], threads=1) as out:
        for identity in "ab":
            out.add({"id": identity, "body": "oil"})
            out.add({"id": identity * 2, "body": "oil"})
            out.commit()
        assert written.wait(60), "no merge has begun"
        for identity in "cd":  # the file of the merge is no orphan of these commits
            out.add({"id": identity, "body": "port"})
            out.commit()
        out.delete("id", "a")
        out.commit()
        assert held(store) == left
        go_on.set()
    assert held(store) == left
    assert len(store.manifest().segments) < 4, "the merge was not taken"


def documents(count: int) -> Iterator[dict[str, str]]:
    """Documents of 400 words."""
    vocabulary = [f"w{number * 7919 % 50_021}" for number in range(50_021)]
    for number in range(count):
        start = number * 977 % (len(vocabulary) - 400)
        yield {"id": str(number), "body": " ".join(vocabulary[start : start + 400])}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what memory is a process's own")
@pytest.mark.parametrize(("budget", "count"), [(64 << 20, 32_000), (128 << 20, 60_000)])
def test_memory_stays_within_the_budget(tmp_path: Path, budget: int, count: int) -> None:
    """Flushes and merges included, in a process of its own; pages of mapped files are the system's to take back."""
    script = f"""
import sys, threading, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_writer as here
from pathlib import Path

def own():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) << 10

def watch():
    while not done.wait(0.002):
        sizes.append(own())

store = here.made(Path({str(tmp_path / "i")!r}))
done, sizes = threading.Event(), [own()]
watcher = threading.Thread(target=watch)
watcher.start()
with here.Writer(store, budget={budget}) as out:
    for number, document in enumerate(here.documents({count})):
        out.add(document)
        if number % {count // 2} == {count // 2 - 1}:
            out.commit()
done.set()
watcher.join()
print(max(sizes) - sizes[0])
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    # The writer counts what it holds; the allocator keeps some of what it gave back.
    assert int(ran.stdout) < 1.2 * budget, f"{int(ran.stdout) >> 20} MiB"
    assert len(Snapshot(store_at(tmp_path / "i"))) == count


def test_a_deleted_document_can_come_back_while_another_goes(tmp_path: Path) -> None:
    store = made(tmp_path / "i")
    with Writer(store, ["id"], threads=1) as out:
        for identity in "abc":
            out.add({"id": identity, "body": "oil"})
        out.delete("id", "a")
        out.commit()
        out.delete_doc(0, False)
        out.delete_doc(1)
        out.commit()
        assert held(store) == {"a": "oil", "c": "oil"}
        out.delete_doc(1, False)
        out.commit()
        assert held(store) == {"a": "oil", "b": "oil", "c": "oil"}
        revision = out.revision
        out.delete_doc(1, False)  # changes nothing
        assert not out.changed and out.commit() == revision
