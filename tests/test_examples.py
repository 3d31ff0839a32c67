"""Every program of examples/ runs in a process of its own and prints what it says it prints."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = sorted((ROOT / "examples").glob("*.py"))
MARK = "\n# It prints:\n#\n"
INDENT = "#     "


def promised(program: Path) -> list[str]:
    """The lines that the comment at the end of a program shows."""
    _, _, shown = program.read_text(encoding="utf-8").partition(MARK)
    lines = shown.splitlines()
    assert all(line.startswith(INDENT.rstrip()) for line in lines), program
    return [line.removeprefix(INDENT) for line in lines]


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 10


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_prints_what_it_says(program: Path, tmp_path: Path) -> None:
    expected = promised(program)
    assert expected
    warnings = ("error", "ignore::SyntaxWarning", "ignore::DeprecationWarning")  # Whoosh's code is old
    done = subprocess.run(
        [sys.executable, *(f"-W{warning}" for warning in warnings), str(program)],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(ROOT)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == expected
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_begins_with_what_it_shows_and_is_listed(program: Path) -> None:
    told = ast.get_docstring(ast.parse(program.read_text(encoding="utf-8")))
    assert told
    first = told.splitlines()[0]
    assert first.endswith(".")
    listed = (ROOT / "examples" / "README.md").read_text(encoding="utf-8").splitlines()
    assert f"- [{program.name}]({program.name}): {first[0].lower()}{first[1:]}" in listed
