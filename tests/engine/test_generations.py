"""Which generations an index keeps, what they need on disk, and going back to one of them."""

from __future__ import annotations

import errno
import itertools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from article_fields import article_fields
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_files import needed_files
from simulated_disk import SimulatedFolder, put

import searchkit
from searchkit._native import Query
from searchkit.archive.layout import ArchiveLayout, description
from searchkit.engine import manifest as manifests
from searchkit.engine import retention, segment_merges
from searchkit.engine.folder import Folder
from searchkit.engine.generations import choose_to_keep, generations, restore
from searchkit.engine.manifest import MANIFEST_NAME, Manifest, kept_name
from searchkit.engine.repair import damages, repair
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged, IndexMissing, IndexUnwritable, UsageError

DAY = 24 * 3600
NOON = 1_796_000_000


class Clock:
    """The clock that commits read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = NOON
        monkeypatch.setattr(manifests, "now", lambda: self.time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def article(identity: str, words: int = 1) -> dict[str, object]:
    body = " ".join(f"{identity}w{number * 7919 % 10007}" for number in range(words))
    return article_fields(identity, title="talks", body=body)


def held(folder: Path, generation: int | None = None) -> set[str]:
    """The ids that a generation holds."""
    snapshot = Snapshot(Store.open(folder, ArchiveLayout, generation))
    try:
        return {t.term for t in snapshot.terms("id") if snapshot.search(Query.term("id", t.term.encode())).total}
    finally:
        snapshot.close()


def made(folder: Path) -> Store:
    return Store.create(folder, description(), ArchiveLayout())


def kept(folder: Path) -> list[int]:
    """The earlier generations that are listed."""
    return [each.revision for each in generations(folder).all if not each.is_latest]


def change(store: Store, add: str = "", delete: str = "", words: int = 1, door: Folder | None = None) -> int:
    with Writer(store, ["id"], threads=1, folder=door) as writer:
        for identity in add:
            writer.add(article(identity, words))
        for identity in delete:
            writer.delete("id", identity)
        return writer.commit()


def optimize(store: Store) -> int:
    with Writer(store, ["id"], threads=1) as writer:
        return writer.optimize()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from("abcdefgh"), st.sampled_from([1, 300])),
        st.tuples(st.just("delete"), st.sampled_from("abcdefgh"), st.just(0)),
        st.tuples(st.just("optimize"), st.just(""), st.just(0)),
        st.tuples(st.just("restore"), st.just(""), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.just(""), st.sampled_from([3600, 10 * 3600, DAY])),
        st.tuples(st.just("keep"), st.just(""), st.sampled_from([0, 5, 48])),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=20)
@given(steps=STEPS, share=st.sampled_from([0.3, 1.0, 4.0]))
def test_what_is_kept_is_what_the_rule_says_and_stays_whole(steps: list[tuple[str, str, int]], share: float) -> None:
    """The rule is worked out here after each step, from the names of all files and their sizes on disk."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        clock = Clock(patch)
        folder = Path(place, "i")
        store = made(folder)
        hours = 24
        choose_to_keep(folder, share=share)
        right: dict[int, set[str]] = {1: set()}  # what each revision holds
        files: dict[int, set[str]] = {}  # of each kept generation, without its manifest
        replaced: dict[int, int] = {}  # when each was
        sizes: dict[str, int] = {}
        for step, name, number in steps:
            before = Manifest.read(folder)
            content = right[before.revision]
            if step == "wait":
                clock.time += number
            elif step == "keep":
                hours = number
                choose_to_keep(folder, hours)
            elif step == "optimize":
                optimize(store)
            elif step == "restore" and files:
                chosen = sorted(files)[number % len(files)]
                content = right[chosen]
                done = restore(folder, chosen)
                assert (done.generation, done.before) == (chosen, before.revision)
            elif step in ("add", "delete"):
                content = content | {name} if step == "add" else content - {name}
                change(store, **{step: name}, words=number)  # type: ignore[arg-type]
            latest = Manifest.read(folder)
            right[latest.revision] = content
            sizes |= {path.name: path.stat().st_size for path in folder.iterdir()}
            committed = latest.revision > before.revision
            if committed and step in ("add", "delete", "restore"):
                files[before.revision], replaced[before.revision] = set(before.files), clock.time
            while committed and step in ("add", "delete", "keep") and len(files) > 1:
                needed = set().union(*files.values()) - latest.files.keys() | set(map(kept_name, files))
                own = max(sum(sizes[name] for name in names) for names in (latest.files, *files.values()))
                is_old = clock.time - replaced[min(files)] >= hours * 3600
                if not is_old and sum(sizes[name] for name in needed) <= share * own:
                    break
                del files[min(files)]
            assert kept(folder) == sorted(files)
            assert {path.name for path in folder.iterdir()} == needed_files(folder) | {"searchkit-write.lock"}
            for generation in (*kept(folder), latest.revision):
                assert held(folder, generation) == right[generation]
            added = needed_files(folder) - {MANIFEST_NAME} - latest.files.keys()
            assert sum(each.adds for each in generations(folder).all) == sum(sizes[name] for name in added)


def test_a_day_is_kept_and_the_last_one_always(tmp_path: Path, clock: Clock) -> None:
    store = made(tmp_path / "i")
    for identity in "abc":
        clock.time += DAY // 3
        change(store, identity)
    assert kept(tmp_path / "i") == [0, 1, 2]
    clock.time += DAY // 3 - 1
    change(store, "d")
    assert kept(tmp_path / "i") == [0, 1, 2, 3]
    clock.time += 1  # the first was replaced a day ago
    change(store, "e")
    assert kept(tmp_path / "i") == [1, 2, 3, 4]
    clock.time += 10 * DAY
    assert kept(tmp_path / "i") == [1, 2, 3, 4]  # only a commit lets one go
    change(store, "f")
    assert kept(tmp_path / "i") == [5]
    assert held(tmp_path / "i", 5) == set("abcde")


@pytest.mark.parametrize("wrong", [-20 * 365 * DAY, -NOON, 20 * 365 * DAY])
def test_a_clock_that_is_wrong_for_a_while_removes_nothing_that_is_recent(
    tmp_path: Path, clock: Clock, wrong: int
) -> None:
    store = made(tmp_path / "i")
    change(store, "a")
    change(store, "b")
    clock.time += wrong
    if wrong < 0:
        change(store, "c")
        change(store, "d")
        assert kept(tmp_path / "i") == [0, 1, 2, 3]
    else:
        choose_to_keep(tmp_path / "i", hours=10**6)
        change(store, "c")
        choose_to_keep(tmp_path / "i", hours=24)
        assert kept(tmp_path / "i")[-1] == 3
    clock.time = NOON + 60
    before = kept(tmp_path / "i")
    change(store, "e")
    assert set(before) <= set(kept(tmp_path / "i"))
    clock.time = NOON + 120 + DAY
    change(store, "f")
    change(store, "g")
    assert len(kept(tmp_path / "i")) <= 2  # and nothing stays for ever


def test_an_archive_that_was_emptied_by_mistake_can_be_brought_back_for_a_day(tmp_path: Path) -> None:
    store = made(tmp_path / "i")
    choose_to_keep(tmp_path / "i", share=2)
    everything = "abcdefghij"
    full = change(store, everything, words=500)
    change(store, delete=everything)
    for identity in "xyz":
        change(store, identity)
    restore(tmp_path / "i", full)
    assert held(tmp_path / "i") == set(everything)


def test_the_number_of_generations_and_the_manifest_stay_small_and_a_commit_reads_one_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(tmp_path / "i")
    choose_to_keep(tmp_path / "i", hours=10**6, share=10**6)
    read: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(retention, "MOST_KEPT", 20)
        for number in range(30):
            change(store, chr(97 + number % 26))
        size = (tmp_path / "i" / MANIFEST_NAME).stat().st_size
        for number in range(12):
            change(store, chr(97 + number))
        opened = os.open
        patch.setattr(os, "open", lambda path, *given: read.append(Path(path).name) or opened(path, *given))  # type: ignore[func-returns-value]
        change(store, "z")
    assert len(kept(tmp_path / "i")) == 20
    # What is opened besides is synced: the new manifest, and the one that it replaces.
    assert {name for name in read if "manifest" in name} == {
        MANIFEST_NAME,
        f"{MANIFEST_NAME}.new",
        kept_name(kept(tmp_path / "i")[-1]),
    }
    assert max(size, (tmp_path / "i" / MANIFEST_NAME).stat().st_size) < 2000 + 20 * 400


def test_restores_without_end_keep_a_bounded_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    change(store, "a")
    monkeypatch.setattr(retention, "MOST_KEPT", 3)
    for _ in range(5):
        done = restore(folder, kept(folder)[-1])
    assert kept(folder) == [0, done.before - 1, done.before]
    assert {path.name for path in folder.iterdir()} == needed_files(folder) | {"searchkit-write.lock"}


@pytest.mark.parametrize("finish", ["optimize", "close"])
def test_a_merge_lets_no_generation_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finish: str) -> None:
    monkeypatch.setattr(segment_merges, "_AT_ONCE", 0)  # every merge runs in the background
    folder = tmp_path / "i"
    store = made(folder)
    choose_to_keep(folder, share=0.2 if finish == "close" else 100)
    ids = "abcdefgh"
    right = {1: set[str]()}
    for n in range(len(ids)):
        right[change(store, ids[n], words=50)] = set(ids[: n + 1])
    before = kept(folder)
    if finish == "optimize":
        optimize(store)
    assert len(Manifest.read(folder).segments) == 1
    assert kept(folder) == before
    for generation in kept(folder):
        assert held(folder, generation) == right[generation]
        assert damages(folder, generation) == []
    added = needed_files(folder) - {MANIFEST_NAME} - Manifest.read(folder).files.keys()
    assert sum(each.adds for each in generations(folder).all) == sum((folder / n).stat().st_size for n in added)
    restore(folder, before[0])
    assert held(folder) == right[before[0]]


def test_a_restore_is_a_commit_and_can_be_undone(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    change(store, "ab")
    change(store, "c", delete="a")
    done = restore(folder, 1)
    assert (done.generation, done.before, done.revision, done.documents) == (1, 2, 3, 2)
    assert held(folder) == {"a", "b"}
    change(store, "d")
    undone = restore(folder, done.before)
    assert held(folder) == {"b", "c"}
    assert held(folder, undone.before) == {"a", "b", "d"}
    assert [each.revision for each in generations(folder).all] == [0, 1, 2, 3, 4, 5]
    assert damages(folder) == []
    with pytest.raises(UsageError, match="is the latest"):
        restore(folder, 5)
    with pytest.raises(UsageError, match="number"):
        restore(folder, "1")  # type: ignore[arg-type]
    with pytest.raises(IndexMissing, match="77") as caught:
        restore(folder, 77)
    assert "0-5" in caught.value.hint
    with pytest.raises(IndexMissing):
        restore(tmp_path / "none", 0)
    assert not (tmp_path / "none").exists()


def test_a_generation_that_is_damaged_is_not_restored(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    change(store, "ab", words=200)
    (segment,) = Manifest.read(folder).files
    change(store, "c", delete="ab")
    content = bytearray((folder / segment).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / segment).write_bytes(content)
    with pytest.raises(IndexDamaged, match=segment):
        restore(folder, 1)
    assert Manifest.read(folder).revision == 2
    assert held(folder) == {"c"}


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "24"])
def test_what_is_to_be_kept_is_a_number(tmp_path: Path, value: float) -> None:
    made(tmp_path / "i")
    with pytest.raises(UsageError):
        choose_to_keep(tmp_path / "i", hours=value)
    with pytest.raises(UsageError):
        choose_to_keep(tmp_path / "i", share=value)


def test_what_the_user_chose_to_keep_stays_chosen(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    change(store, "a")
    assert choose_to_keep(folder, hours=0).keep == retention.Keep(0, 1)
    assert choose_to_keep(folder, share=0.5).keep == retention.Keep(0, 0.5)
    change(store, "b")
    optimize(store)
    restore(folder, kept(folder)[-1])
    assert generations(folder).keep == retention.Keep(0, 0.5)
    change(store, "c")
    assert len(kept(folder)) == 1
    choose_to_keep(folder, share=0.25)
    restore(folder, kept(folder)[-1])  # of before the choice
    assert generations(folder).keep == retention.Keep(0, 0.25)
    choose_to_keep(folder, share=0.5)
    change(store, "d")
    (folder / MANIFEST_NAME).write_text("{")
    repair(folder)
    assert generations(folder).keep == retention.Keep(0, 0.5)


def test_repair_goes_back_to_the_newest_whole_one_and_keeps_those_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    right = {0: set[str]()} | {change(store, each): set("abcde"[: n + 1]) for n, each in enumerate("abcde")}
    own = {g: set(Manifest.read(folder, g).files) - set(Manifest.read(folder, g - 1).files) for g in (4, 5)}
    for generation in (4, 5):
        (name,) = own[generation]
        (folder / name).write_bytes(b"damaged")
    done = repair(folder)
    assert done.generation == 3
    assert held(folder) == right[3]
    assert kept(folder) == [0, 1, 2]
    assert {g: held(folder, g) for g in kept(folder)} == {g: right[g] for g in (0, 1, 2)}
    aside = {path.name for path in (folder / done.set_aside).iterdir()}
    assert aside == {MANIFEST_NAME, kept_name(4), *own[4], *own[5]}
    change(store, "z")
    assert kept(folder) == [0, 1, 2, done.revision]
    restore(folder, 2)
    assert held(folder) == right[2]


def test_repair_sets_aside_an_older_generation_that_lacks_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    choose_to_keep(folder, share=100)
    first = change(store, "a")
    change(store, "b", delete="a")  # the segment of a goes
    change(store, "c")
    (segment,) = Manifest.read(folder, first).files
    (folder / segment).unlink()
    (folder / MANIFEST_NAME).write_text("{")
    done = repair(folder)
    assert done.generation == first + 1
    assert kept(folder) == [first - 1]
    assert (folder / done.set_aside / kept_name(first)).exists()


def test_the_hint_for_a_generation_that_is_not_kept_names_ranges(tmp_path: Path) -> None:
    assert retention.ranges([7, 3, 4, 5, 9, 10]) == "3-5, 7, 9-10"
    folder = tmp_path / "i"
    store = made(folder)
    change(store, "a", words=500)
    for identity in "bcdef":
        change(store, identity)
    with pytest.raises(IndexMissing) as caught:
        searchkit.open(folder, generation=99)
    assert caught.value.hint == "these generations can be opened: 0-6"
    (folder / kept_name(4)).unlink()
    with pytest.raises(IndexMissing) as caught:
        searchkit.open(folder, generation=4)
    assert "0-3, 5-6" in caught.value.hint


def crashing(place: Path, clock: Clock) -> tuple[SimulatedFolder, dict[int, set[str]]]:
    """Commits, a merge, two restores and commits that let generations go. Returns what each revision holds."""
    door = SimulatedFolder(place)
    right: dict[int, set[str]] = {}

    def step(run: Callable[[], int], content: str) -> None:
        expected = Manifest.read(place).revision + 1 if (place / MANIFEST_NAME).exists() else 0
        right[expected] = set(content)
        door.begin(expected)
        assert run() == expected
        door.done()

    def begun() -> int:
        Store.create(place, description(), ArchiveLayout(), door)
        return 0

    step(begun, "")
    store = Store.open(place, ArchiveLayout)
    step(lambda: change(store, "ab", door=door), "ab")
    step(lambda: change(store, "c", delete="a", door=door), "bc")
    step(lambda: restore(place, 1, door=door).revision, "ab")
    clock.time += DAY
    step(lambda: change(store, "d", door=door), "abd")
    step(lambda: change(store, "e", door=door), "abde")
    with Writer(store, ["id"], threads=1, folder=door) as writer:
        step(writer.optimize, "abde")
    step(lambda: restore(place, 4, door=door).revision, "abd")
    clock.time += 2 * DAY
    step(lambda: change(store, delete="b", door=door), "ad")
    return door, right


def test_after_a_power_failure_every_generation_that_is_listed_is_whole(tmp_path: Path, clock: Clock) -> None:
    door, right = crashing(tmp_path / "index", clock)
    states, most = 0, 0
    whole: set[tuple[object, ...]] = set()
    for moment, state, allowed in door.crashes():
        left = put(state, tmp_path / "left")
        try:
            latest = Manifest.read(left)
        except IndexMissing:
            assert moment < 8, "the index vanished"
            continue
        may_be = set(allowed)
        assert latest.revision in may_be, f"{latest.revision} at operation {moment}, where {may_be} are right"
        for generation in (*latest.generations, latest.revision):
            files = [(name, state.get(name)) for name in sorted(Manifest.read(left, generation).files)]
            if (generation, *files) not in whole:  # else these bytes were read in an earlier state
                assert held(left, generation) == right[generation], f"generation {generation} at operation {moment}"
                whole.add((generation, *files))
        states, most = states + 1, max(most, len(latest.generations))
        if states % 40 == 0:
            restore(left, latest.generations[0]) if latest.generations else change(Store.open(left, ArchiveLayout), "z")
            assert {p.name for p in left.iterdir()} == needed_files(left) | {"searchkit-write.lock"}
    assert states > 200
    assert most > 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_any_one_operation_of_a_restore_loses_nothing(tmp_path: Path, code: int) -> None:
    for number in itertools.count(1):
        folder = tmp_path / f"i{number}"
        store = made(folder)
        change(store, "ab")
        change(store, "c", delete="a")
        door = SimulatedFolder(folder)
        door.fail(number, code, lasting=code == errno.ENOSPC)
        allowed = [{"a", "b"}]
        try:
            restore(folder, 1, door=door)
        except IndexUnwritable as error:
            allowed = [{"b", "c"}, *([{"a", "b"}] if "may hold" in error.message else [])]
        assert held(folder) in allowed, f"at operation {number}"
        for generation, right in {1: {"a", "b"}, 2: {"b", "c"}}.items():
            if generation in (*kept(folder), Manifest.read(folder).revision):
                assert held(folder, generation) == right
        if held(folder) == {"b", "c"}:
            restore(folder, 1)
        assert held(folder) == {"a", "b"}
        if door.operations < number:
            break
    assert number > 8
