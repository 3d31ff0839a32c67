"""Flipped bits and cut files: the right answer or an error that names the file, and verify always names it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.engine.manifest import Manifest
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


def check(folder: Path, name: str, content: bytes, right: list[Any]) -> str:
    (folder / name).write_bytes(content)
    try:
        assert answers(folder) == right or "postings and columns are read unchecked"
        how = "answered"
    except (IndexDamaged, IndexIncompatible) as error:
        assert name in error.message, error.message
        how = "reported"
    try:
        found = {damage.file for damage in damages(folder)}
    except IndexIncompatible as error:
        assert name in error.message
        found = {name}
    assert found == {name}
    return how


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    folder = tmp_path_factory.mktemp("damage") / "index"
    build(folder)
    return folder, answers(folder)


def test_a_flipped_bit_is_reported_or_harmless_and_always_found_by_verify(whole: tuple[Path, list[Any]]) -> None:
    folder, right = whole
    assert damages(folder) == []
    pick = random.Random(4)
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".data", ".deletes"))
    names.append("searchkit-manifest.json")
    with searchkit.open(folder) as index:
        named = {*Manifest.read(index.folder).files, "searchkit-manifest.json"}
    assert len(named) >= 4
    reported = 0
    for name in (n for n in names if n in named):
        content = (folder / name).read_bytes()
        places = range(len(content)) if len(content) < 400 else sorted(pick.sample(range(len(content)), 350))
        for place in places:
            flipped = bytearray(content)
            flipped[place] ^= 1 << pick.randrange(8)
            reported += check(folder, name, bytes(flipped), right) == "reported"
        for length in {0, 1, 15, len(content) // 2, len(content) - 1}:
            assert check(folder, name, content[:length], right) == "reported"
        (folder / name).write_bytes(content)
    assert reported > 300
    assert answers(folder) == right


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
