"""The hunts: a few cases of each, what they once found, and that they find what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import searchkit
from tools.soak.child import limited
from tools.soak.documents import Documents
from tools.soak.hunt import Findings, Hunt, Wrong
from tools.soak.index_files import IndexFiles
from tools.soak.queries import Queries
from tools.soak.watched import Watched

FOUND = Path(__file__).resolve().parents[1] / "fixtures" / "found"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hunt]:
    hunts: list[Hunt] = [Queries(), Documents(), IndexFiles()]
    for hunt in hunts:
        folder = tmp_path_factory.mktemp(hunt.name)
        hunt.prepare(folder)
        hunt.begin(folder)
    return {hunt.name: hunt for hunt in hunts}


@pytest.mark.parametrize("case", sorted(FOUND.glob("*/*.case")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_is_mended(begun: dict[str, Hunt], case: Path) -> None:
    begun[case.parent.name].check([case.read_bytes()])


@pytest.mark.parametrize(("name", "number"), [("queries", 150), ("documents", 30), ("index-files", 6)])
def test_a_few_cases(begun: dict[str, Hunt], name: str, number: int) -> None:
    hunt = begun[name]
    cases = [hunt.case(1, n) for n in range(number)]
    assert cases == [hunt.case(1, n) for n in range(number)], "a case is its seed and number"
    hunt.check(cases)


class Faulty(Watched):
    """Finds what its one case says."""

    name = "faulty"
    seconds = 0.0

    def prepare(self, folder: Path) -> None: ...

    def case(self, seed: int, number: int) -> bytes:
        return b""

    def check(self, cases: Sequence[bytes]) -> None:
        match cases:
            case [b"raw"]:
                raise KeyError("x")
            case [b"memory"]:
                raise MemoryError
            case [b"lost"]:
                raise Wrong("lost", "an article")


@pytest.mark.parametrize(("case", "kind"), [("raw", "raw"), ("memory", "over"), ("lost", "lost"), ("slow", "over")])
def test_what_is_wrong_is_told_by_kind(case: str, kind: str) -> None:
    wrong = limited(Faulty(), [case.encode()])
    assert wrong is not None and wrong.kind == kind


def test_findings_are_written_with_what_replays_them(tmp_path: Path) -> None:
    findings = Findings(tmp_path, "queries")
    for number in range(10):
        findings.add(Wrong("lost", "an article", "there"), str(number).encode())
    assert str(findings.counts) == "run 0, lost 10, raw 0, hung 0, over 0"
    cases = sorted(tmp_path.glob("queries/*.case"))
    assert len(cases) == 3, "more of one place tell nothing new"
    assert f"--replay {cases[0]}" in cases[0].with_suffix(".txt").read_text()


def test_documents_that_are_lost_are_found(begun: dict[str, Hunt], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.reading._read", lambda source, *_: iter(()))
    with pytest.raises(Wrong, match="not found"):
        begun["documents"].check([b".txt\0A ferry."])


def test_an_answer_that_differs_is_found(begun: dict[str, Hunt], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searchkit.Index, "parse", lambda self, text: searchkit.Index.__base__.parse(self, "oil"))  # type: ignore[union-attr]
    with pytest.raises(Wrong):
        begun["queries"].check([b'{"query": "oil ~", "options": {}}', b'{"query": ")) person:", "options": {}}'])


def test_a_change_that_a_kill_lost_is_found(tmp_path: Path) -> None:
    from tools.soak.kills import _check

    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a1", "body": "A ferry."}])
    log = tmp_path / "log"
    log.write_text('{"begun": {"a1": "A ferry."}}\n{"done": true}\n{"begun": {"a2": "Another."}}\n')
    assert _check(tmp_path) == "", "what was pending may be missing"
    log.write_text('{"begun": {"a1": "A ferry."}}\n{"done": true}\n{"begun": {"a2": "Another."}}\n{"done": true}\n')
    assert "acknowledged ['a1', 'a2']" in _check(tmp_path)
