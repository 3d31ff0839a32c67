"""Flipped bits and cut files: each is reported or changes no answer; verify always names the file."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.engine.manifest import MANIFEST_NAME, Manifest
from searchkit.engine.repair import damages, repair
from searchkit.errors import IndexDamaged, IndexIncompatible, IndexProblem, UsageError

WORDS = "trade talks border bank grain oil minister export treaty summit élite".split()


def build(folder: Path) -> None:
    pick = random.Random(3)
    with searchkit.create(folder) as index:
        for part in range(2):
            index.add(
                [
                    {
                        "id": f"{part}-{n}",
                        "title": " ".join(pick.choices(WORDS, k=4)),
                        "body": " ".join(pick.choices(WORDS, k=30)) if n % 9 else "x" * 40 + str(n),
                        "date": f"20{pick.randrange(10, 20)}-0{pick.randrange(1, 9)}-11",
                        "place": pick.choice(["Rome", "Paris", "Oslo"]),
                        "entities": {"person": pick.sample(["A B", "C D", "E F"], 2)},
                    }
                    for n in range(150)
                ]
            )
        index.delete("0-3")


QUERIES = ["trade", '"border bank"', "gr* -oil", "ministr~", "place:Rome date:2012", "treaty OR summit", "*"]


def answers(folder: Path) -> list[Any]:
    with searchkit.open(folder) as index:
        told: list[Any] = []
        for query in QUERIES:
            results = index.search(query, facets=["place", "person"], limit=5, sort="newest")
            told.append((results.total, [(hit.article.id, hit.article.body) for hit in results], dict(results.facets)))
            told.append(tuple(results.timeline("year")))
        told.append([index.find(f"1-{n}").title for n in range(0, 150, 30)])
        return told


def outcome(folder: Path, name: str, content: bytes, right: list[Any]) -> str:
    """What comes of a file with this content: the right answers, an error that names it, or silently others."""
    (folder / name).write_bytes(content)
    try:
        told = "right" if answers(folder) == right else "silent"
    except (IndexDamaged, IndexIncompatible) as error:
        assert name in error.message, error.message
        told = "reported"
    try:
        found = {damage.file for damage in damages(folder)}
    except IndexIncompatible as error:
        assert name in error.message
        found = {name}
    assert found == {name}
    return told


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    folder = tmp_path_factory.mktemp("damage") / "index"
    build(folder)
    return folder, answers(folder)


FLIPS = 350


def test_a_flipped_bit_is_found_by_verify_and_never_answers_wrongly(whole: tuple[Path, list[Any]]) -> None:
    """One bit is flipped at a time, in up to FLIPS places of each file of the commit.

    Verify names the file each time. A search reports each flip in a manifest or a list of deletes. Those in the
    segments are reported or change no answer. A file that was cut is always reported.
    """
    folder, right = whole
    assert damages(folder) == []
    segments = Manifest.read(folder).segments
    deletes = [segment.deletes for segment in segments if segment.deletes is not None]
    assert (len(segments), len(deletes)) == (2, 1)
    seen: Counter[tuple[str, str]] = Counter()
    for number, name in enumerate((MANIFEST_NAME, *deletes, *(segment.file for segment in segments))):
        kind = Path(name).suffix
        content = (folder / name).read_bytes()
        pick = random.Random(number)  # for the names of the files are others each time
        for place in pick.sample(range(len(content)), min(FLIPS, len(content))):
            flipped = bytearray(content)
            flipped[place] ^= 1 << pick.randrange(8)
            seen[kind, outcome(folder, name, bytes(flipped), right)] += 1
        for length in {0, 1, 15, len(content) // 2, len(content) - 1}:
            assert outcome(folder, name, content[:length], right) == "reported"
        (folder / name).write_bytes(content)
    assert answers(folder) == right
    assert seen[".json", "reported"] == FLIPS
    assert {told for kind, told in seen if kind == ".deletes"} == {"reported"}
    assert seen[".data", "right"] + seen[".data", "reported"] == 2 * FLIPS, seen
    assert seen[".data", "reported"] > FLIPS


def test_repair_goes_back_to_the_commit_before_and_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder)
    with pytest.raises(UsageError, match="nothing"):
        repair(folder)
    with searchkit.open(folder) as index:
        manifest = Manifest.read(index.folder)
        assert len(index) == 299
    with searchkit.open(folder, generation=manifest.before) as before:
        assert len(before) == 300
        with pytest.raises(UsageError, match="only be read"):
            before.add([{"body": "x"}])
    with pytest.raises(searchkit.IndexMissing, match="77"):
        searchkit.open(folder, generation=77)
    (folder / "searchkit-manifest.json").write_text("{")
    with pytest.raises(IndexProblem, match="manifest"):
        searchkit.open(folder)
    done = repair(folder)
    assert (done.generation, done.documents) == (manifest.before, 300)
    assert done.revision > manifest.revision
    with searchkit.open(folder) as index:
        assert len(index) == 300
        index.add([{"id": "new", "body": "after the repair"}])
        assert index.search("repair").total == 1
    assert damages(folder) == []


@pytest.mark.parametrize("change", ["delete", "reopen"])
def test_the_commit_before_keeps_all_that_is_its_own(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "index"
    build(folder)
    right = answers(folder)
    before = Manifest.read(folder)
    with searchkit.open(folder) as index:
        index.delete("0-4")  # its segment has a new file of what is deleted
    if change == "reopen":  # a writer tidies up when it begins
        with searchkit.open(folder) as index, index.batch():
            pass
    latest = Manifest.read(folder)
    assert latest.before == before.revision
    assert set(before.files) - set(latest.files), "the commit before has files that the latest has not"
    (folder / "searchkit-manifest.json").write_text("{")
    assert repair(folder).generation == before.revision
    assert answers(folder) == right
