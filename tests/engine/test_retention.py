"""How many kept generations are thinned out, and what the files of those that stay are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from article_fields import article_fields
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_files import needed_files

from searchkit.archive.layout import ArchiveLayout, description
from searchkit.base.record import changed
from searchkit.engine import manifest as manifests
from searchkit.engine import retention
from searchkit.engine.generations import choose_to_keep, generations, restore
from searchkit.engine.manifest import Manifest
from searchkit.engine.repair import damages
from searchkit.engine.retention import MOST_KEPT, Keep, Kept, retained, thinned, with_newest
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer

DAY = 24 * 3600
NOON = 1_796_000_000


def committed(store: Store, identity: str) -> int:
    with Writer(store, ["id"], threads=1) as writer:
        writer.add(article_fields(identity, title="talks", body=identity))
        return writer.commit()


@pytest.mark.parametrize("days", [1, 3])
@pytest.mark.parametrize("pause", [[DAY / 1000], [10, 10, 10, 10, DAY / 100]], ids=["even", "in bursts"])
def test_a_thousand_commits_a_day_are_kept_all_over_the_day(days: int, pause: list[float]) -> None:
    kept: tuple[Kept, ...] = ()
    made, now = 0, float(NOON)
    while now < NOON + days * DAY:
        now += pause[made % len(pause)]
        kept = with_newest(kept, Kept(made, int(now), int(now), 1, 1000, 10, {f"segment {made}": 1000}))
        kept = retained(kept, {f"segment {made + 1}": 1000}, Keep(share=1000), int(now))
        made += 1
    assert made >= (400 if len(pause) > 1 else 999) * days
    assert len(kept) == MOST_KEPT
    newest = [each.revision for each in kept[-MOST_KEPT // 2 :]]
    assert newest == list(range(made - len(newest), made)), "the newest are all there"
    times = [each.until or 0 for each in kept]
    assert times[0] <= now - DAY + 3600, "they reach back as far as the hours allow"
    assert max(later - earlier for earlier, later in pairwise(times)) < 3600, "and none of the day is left out"
    assert times == sorted(times) and times[0] > now - DAY


def test_commits_that_are_thinned_out_leave_what_the_others_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_KEPT", 12)
    clock = [NOON]
    monkeypatch.setattr(manifests, "now", lambda: clock[0])
    folder = tmp_path / "i"
    store = Store.create(folder, description(), ArchiveLayout())
    choose_to_keep(folder, share=10**6)
    for number in range(80):
        clock[0] += 60
        committed(store, f"{number % 20}")
        if number % 10 == 0:
            assert {path.name for path in folder.iterdir()} == needed_files(folder) | {"searchkit-write.lock"}
    listed = generations(folder).all
    assert len(listed) == 13 and listed[0].revision == 1
    latest = Manifest.read(folder)
    for each in listed:
        assert damages(folder, each.revision) == []
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    added = needed_files(folder) - {manifests.MANIFEST_NAME} - latest.files.keys()
    assert sum(each.adds for each in listed) == sum(sizes[name] for name in added)
    for each in (listed[0], listed[-2]):  # a restore is a commit, which may let one of those between go
        restore(folder, each.revision)
        assert damages(folder) == []


NAMES = st.sets(st.sampled_from("abcdefgh"), max_size=5)


@settings(max_examples=100)
@given(
    commits=st.lists(st.tuples(st.integers(0, 9), NAMES, st.booleans()), min_size=6, max_size=30),
    early=st.integers(0, 6),
)
def test_no_file_that_a_kept_commit_uses_is_forgotten(commits: list[tuple[int, set[str], bool]], early: int) -> None:
    """The files of each commit are chosen at random, so they also come back, as after a restore.

    The first ``early`` entries are of a searchkit that did not state since when a file is used.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "MOST_KEPT", 4)
        kept: tuple[Kept, ...] = ()
        used: dict[int, set[str]] = {}
        lasting: set[str] = set()
        now = NOON
        for number, (pause, names, is_new) in enumerate(commits):
            now += pause
            used[number] = {f"{name}{number if is_new else ''}" for name in names} | lasting
            lasting = set(sorted(used[number])[:2])
            entry = Kept(number, now, now, 1, 0, 1, dict.fromkeys(used[number], 1))
            kept = thinned(with_newest(kept, entry), now)
            if number < early:
                kept = tuple(changed(each, since=None) for each in kept)
            kept = tuple(Kept.from_json(each.as_json()) for each in kept)
            listed = [name for each in kept for name in each.files]
            assert len(listed) == len(set(listed)), "each file is named once"
            assert set(listed) >= set().union(*(used[each.revision] for each in kept))
            assert len(kept) <= 4 and kept[0].revision == 0 and kept[-1].revision == number


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=6, max_size=30))
def test_files_that_only_thinned_out_commits_used_are_let_go(commits: list[tuple[int, int]]) -> None:
    """Each commit has a file of its own, which the next few have, too, and none comes back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "MOST_KEPT", 4)
        kept: tuple[Kept, ...] = ()
        used: dict[int, set[str]] = {number: set() for number in range(len(commits) + 6)}
        now = NOON
        for number, (pause, stays) in enumerate(commits):
            now += pause
            for having in range(number, number + stays):
                used[having].add(f"file {number}")
            kept = with_newest(kept, Kept(number, now, now, 1, 0, 1, dict.fromkeys(used[number], 1)))
            kept = thinned(kept, now)
            for place, each in enumerate(kept):
                later = set().union(*(used[other.revision] for other in kept[place + 1 :]))
                assert set(each.files) == used[each.revision] - later
