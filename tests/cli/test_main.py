"""Which verb a command line runs, wherever its options stand, and what a refusing system makes of it."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import environment, searchkit
from searchkit.cli.main import _WITH_VALUE, VERBS, _verb


def options() -> Iterator[tuple[str, str, argparse.Action]]:
    """Every spelling of every option of every verb."""
    for verb in VERBS:
        for action in importlib.import_module(f"searchkit.cli.{verb}").parser().full()._actions:
            yield from ((verb, spelling, action) for spelling in action.option_strings)


OPTIONS = list(options())


@pytest.mark.parametrize(("verb", "option", "action"), OPTIONS, ids=[f"{verb} {option}" for verb, option, _ in OPTIONS])
def test_any_option_may_stand_before_its_verb(verb: str, option: str, action: argparse.Action) -> None:
    assert action.nargs in (None, 0), "an option takes one value or none"
    # The value is spelled like a verb: it is none.
    given = [option] if action.nargs == 0 else [option, "search" if verb == "index" else "index"]
    assert _verb([*given, verb, "x"]) == (verb, [*given, "x"])
    assert _verb([verb, *given, "x"]) == (verb, [*given, "x"])
    if action.nargs == 0:
        return
    joined = option + ("=index" if option.startswith("--") else "index")
    assert _verb([joined, verb, "x"]) == (verb, [joined, "x"])
    if not option.startswith("--"):
        assert _verb([f"-q{option[1]}", "search", verb, "x"]) == (verb, [f"-q{option[1]}", "search", "x"])


def test_an_option_takes_a_value_for_all_verbs_or_for_none() -> None:
    with_value = {option for _, option, action in OPTIONS if action.nargs is None}
    without = {option for _, option, action in OPTIONS if action.nargs == 0}
    assert not with_value & without
    assert set(_WITH_VALUE) == with_value


def test_words_that_are_no_verb_are_a_search() -> None:
    for given in (["oil", "index"], ["-n", "5", "oil"], ["--json", "oil", "status"], ["--", "index"], ["-", "index"]):
        assert _verb(given) == ("search", given)


def test_options_before_the_verb_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "body": "x", "entities": {"person": ["Bell", "Ford"]}}\n')
    assert searchkit("-qi", tmp_path / "i", "index", tmp_path / "a.jsonl").err == ""
    ran = searchkit("-i", tmp_path / "i", "--containing", "BELL", "facets", "", "--by", "person")
    assert (ran.code, ran.out) == (0, "1  Bell\n"), ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_under_the_output_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "body": "x"}\n')
    assert searchkit("index", tmp_path / "a.jsonl", "-i", tmp_path / "i").code == 0
    for arguments in (["--help"], ["x", "-i", str(tmp_path / "i")], ["x", "--json", "-i", str(tmp_path / "i")]):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "searchkit", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                text=True,
                check=False,
            )
        assert done.returncode == 3
        assert "the system refused: No space left on device" in done.stderr
        assert "report it" not in done.stderr and "Exception ignored" not in done.stderr
