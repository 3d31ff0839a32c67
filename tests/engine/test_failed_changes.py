"""Changes that fail: either all that was taken is committed, or the caller has an error and the last commit stands."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from searchkit import _native
from searchkit._native import Query
from searchkit.engine import pending, writer
from searchkit.engine.manifest import Manifest
from searchkit.engine.merging import BackgroundMerge
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import (
    ArticleInvalid,
    ArticleTooLarge,
    IndexTooLarge,
    IndexUnwritable,
    InternalError,
    SearchkitError,
    UsageError,
)


class Breakable:
    """Documents with an id that may hold what only their writing finds to be wrong."""

    version = 0
    slots = json.dumps(
        [
            {"kind": "terms", "field": "id"},
            {"kind": "postings", "field": "marks", "positions": True},
            {"kind": "panic"},
            {"kind": "stored"},
        ]
    )

    def document(self, fields: Mapping[str, Any], /) -> tuple[Any, ...]:
        marks = [(b"mark", 2, 1.0, fields["marks"], b"")] if "marks" in fields else None
        stored = fields.get("stored", json.dumps({"id": fields["id"]}).encode())
        return [fields["id"]], marks, fields.get("panic"), stored

    def term(self, field: str, value: Any, /) -> bytes:
        return str(value).encode()

    def stored(self, data: bytes, /) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(data)
        return found


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One with the document "kept" in it."""
    made = Store.create(tmp_path / "i", {"kind": "test"}, Breakable())
    with Writer(made, ["id"], threads=1) as out:
        out.add({"id": "kept"})
        out.commit()
    return made


def held(store: Store) -> list[str]:
    snapshot = Snapshot(store)
    numbers = [number for number, _ in snapshot.search(Query.every(), limit=None).hits]
    found = sorted(snapshot.stored(number)["id"] for number in numbers)
    snapshot.close()
    return found


def one_more_works(out: Writer, store: Store) -> None:
    """Whether a writer that went back is as good as a new one: nothing pending is left, nor thought to be there."""
    assert not out.changed
    assert not out.awaits("id", "accepted")
    assert out.find("id", "kept") == [0]
    out.add({"id": "later"})
    out.add({"id": "kept"})
    out.commit()
    assert held(store) == ["kept", "later"]


MALFORMED = {"id": "accepted too", "marks": [1]}  # one position for two occurrences
PANICKING = {"id": "accepted too", "panic": "made for it"}
ENDS: list[Callable[[Writer], object]] = [
    Writer.commit,
    Writer.flush,
    Writer.optimize,
    lambda out: out.delete_matching(Query.nothing()),
]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (MALFORMED, IndexUnwritable, "the index is as it was before: field marks"),
        (PANICKING, InternalError, r"made for it \(core/src/builder/partial\.rs:\d+:\d+\)"),
    ],
)
def test_what_was_taken_before_a_failure_is_not_committed_without_a_word(
    store: Store, end: Callable[[Writer], object], wrong: dict[str, Any], error: type[SearchkitError], message: str
) -> None:
    with Writer(store, ["id"], threads=1) as out:
        out.delete("id", "kept")
        out.add({"id": "accepted"})
        out.add(wrong)
        with pytest.raises(error, match=message):
            end(out)
        assert out.commit() == 1, "something was left of it"
        assert held(store) == ["kept"]
        one_more_works(out, store)


def test_a_failure_while_documents_are_added_takes_back_those_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a batch that does not fit its slots, although the layout made it, nobody knows which document is wrong."""
    monkeypatch.setattr(pending, "_BATCH", 3)
    with Writer(store, ["id"], threads=1) as out:
        out.add({"id": "accepted"})
        out.add_values(("x", None, None, 5))
        with pytest.raises(IndexUnwritable, match="the index is as it was before"):
            out.add({"id": "third"})
        one_more_works(out, store)


def test_an_interrupt_takes_the_writer_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with Writer(store, ["id"], threads=1) as out:
        out.add({"id": "accepted"})
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Manifest, "commit", interrupted)
            out.commit()
        one_more_works(out, store)


def test_a_worker_that_panicked_is_told_whoever_finds_it(store: Store) -> None:
    """More is added after the panic than may wait in a queue: whichever call finds nobody to take it tells of it."""

    def fill(out: Writer) -> None:
        out.add(PANICKING)
        for number in range(400):
            out.add({"id": str(number), "stored": b"x" * 100_000})
        out.commit()

    with Writer(store, ["id"], threads=1, budget=1 << 26) as out:
        with pytest.raises(InternalError, match=r"made for it \(core/src/builder/partial\.rs"):
            fill(out)
        one_more_works(out, store)


def test_a_background_merge_that_fails_is_told_by_the_commit_that_finds_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(self: BackgroundMerge, _: object) -> None:
        raise _native.InternalError("a merge panicked (merge.rs:1)")

    with Writer(store, ["id"], threads=1) as out:
        merge = out._merges._running = BackgroundMerge(out.segments, store.folder, "0" * 16)
        merge.start()
        merge._thread.join()
        out.add({"id": "accepted"})
        with monkeypatch.context() as patch, pytest.raises(InternalError, match=r"merge\.rs:1"):
            patch.setattr(BackgroundMerge, "result", failed)
            out.commit()
        one_more_works(out, store)


def test_a_writer_that_cannot_go_back_says_so_until_it_can(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "no")

    with Writer(store, ["id"], threads=1) as out:
        out.add({"id": "accepted"})
        with monkeypatch.context() as patch:
            patch.setattr(writer, "recover", refused)
            patch.setattr(Manifest, "commit", refused)
            with pytest.raises(IndexUnwritable, match="cannot write"):
                out.commit()
            uses: list[Callable[[], object]] = [
                out.commit,
                out.flush,
                out.optimize,
                lambda: out.segments,
                lambda: out.find("id", "kept"),
                lambda: out.add({"id": "x"}),
                lambda: out.delete("id", "kept"),
                lambda: out.delete_doc(0),
            ]
            for use in uses:
                with pytest.raises(IndexUnwritable, match="so did going back"):
                    use()
        out.cancel()
        one_more_works(out, store)


def test_a_closed_writer_changes_nothing(store: Store) -> None:
    """It has no lock any more, and knows nothing of the segments."""
    out = Writer(store, ["id"], threads=1)
    out.close()
    out.close()
    for use in (out.commit, out.flush, out.cancel, lambda: out.add({"id": "x"}), lambda: out.delete("id", "kept")):
        with pytest.raises(UsageError, match="closed"):
            use()
    assert held(store) == ["kept"]


def test_a_document_that_is_too_large_is_refused_and_nothing_else_is_lost(store: Store) -> None:
    with Writer(store, ["id"], threads=1) as out:
        out.add({"id": "accepted"})
        with pytest.raises(ArticleTooLarge, match="512 MB") as caught:
            out.add({"id": "kept", "stored": bytes((512 << 20) + 1)})
        assert isinstance(caught.value, ArticleInvalid) and caught.value.code == "article_too_large"
        assert caught.value.hint == "cut the document into several"
        out.commit()
    assert held(store) == ["accepted", "kept"]


def test_an_index_of_too_many_documents_is_not_committed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MOST_DOCUMENTS", 2)
    with Writer(store, ["id"], threads=1) as out:
        out.add({"id": "second"})
        out.commit()
        out.add({"id": "accepted"})
        with pytest.raises(IndexTooLarge, match="no more than 2 documents") as caught:
            out.commit()
        assert isinstance(caught.value, IndexUnwritable) and caught.value.exit_code == 3 and caught.value.hint
    assert held(store) == ["kept", "second"]
