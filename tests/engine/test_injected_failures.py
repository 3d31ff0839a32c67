"""Failing system calls under Python, the native core and SQLite: no raw error, nothing lost, nothing hangs.

This is a sample of the hunt in ``tests/support/failing_calls.py``.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from failing_calls import SIGNALS, Fault, Finding, Injector, compiler, faults_of
from fault_scenarios import SCENARIOS

pytestmark = [
    pytest.mark.skipif(compiler() is None, reason="calls are made to fail by a C library, on Linux with glibc"),
    pytest.mark.xdist_group("injected failures"),
]
# Of each kind of calls, every so manieth fails. A change of SEED tries others.
EVERY, SEED = 20, 7


@pytest.fixture(scope="module")
def injector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Injector]:
    with Injector(tmp_path_factory.mktemp("faults")) as made:
        yield made


def injected(injector: Injector, faults: list[Fault]) -> None:
    print(f"seed {SEED}: {len(faults)} faults")
    findings: list[Finding] = []
    for fault in faults:
        _, found = injector.inject(fault)
        findings += found
    assert not findings, "\n".join(map(str, findings))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_call_that_fails_loses_nothing_and_is_told(injector: Injector, scenario: str) -> None:
    faults = list(faults_of(injector.calls(scenario), scenario, EVERY, SEED))
    injected(injector, faults[::2])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_calls_that_fail_from_now_on_lose_nothing_and_are_told(injector: Injector, scenario: str) -> None:
    faults = list(faults_of(injector.calls(scenario), scenario, EVERY, SEED, lasts=True))
    injected(injector, faults[1::2])


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(-number).name)
@pytest.mark.parametrize("scenario", ["index, new", "index, update", "search", "merges", "repair", "upgrade"])
def test_a_signal_at_any_call_ends_the_command_and_leaves_the_index_whole(
    injector: Injector, scenario: str, number: int
) -> None:
    counts = injector.calls(scenario)
    kind = "write" if counts["write"] else "read"
    injected(injector, [Fault(scenario, kind, 1 + (counts[kind] - 1) * 2 // 3, number)])


def test_the_judge_sees_what_is_lost(injector: Injector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above can fail: what an action says it did has to be there."""
    counts = injector.calls("changes")
    fault = Fault("changes", "write", counts["write"], 5, lasts=True)
    real = injector._checked

    def without_one(scenario: str, root: Path) -> dict[str, object]:
        found = real(scenario, root)
        found["state"].pop("a3")
        return found

    monkeypatch.setattr(injector, "_checked", without_one)
    _, findings = injector.inject(fault)
    assert [finding.what for finding in findings] == ["lost"] and "a3 is None" in findings[0].told
