"""Small programs, after the topics of Whoosh's documentation, print the same over searchkit's engine as over Whoosh's.

Each is run twice; the one line that differs is the import. Where Whoosh 2.7.4 does not do what it says, the table
below has the line that it prints and the line that searchkit prints.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "programs"
PROGRAMS = sorted(path.name for path in FOLDER.glob("*.py"))
IMPORT = "from searchkit.engine import"

_SWAPPED = "two swapped letters are one edit only if the index has several segments"
# program: [(what Whoosh prints, what searchkit prints, why)]
DEVIATIONS: dict[str, list[tuple[str, str, str]]] = {
    "nested.py": [
        (
            "['city', 'harbour'] ['city', 'last', 'neon', 'night', 'rain']",
            "['city', 'harbour'] ['last', 'neon', 'night', 'rain']",
            "NestedChildren takes the next parent for a child of one that has none",
        ),
    ],
    "query_language.py": [
        ("['1']", "['3']", "Require gives the documents that lack what it requires"),
    ],
    "searching.py": [
        ("22 5 False 22", "22 5 True 22", "a native search always knows how many match"),
        (
            "empty set: " + repr([f"{n:02}" for n in range(30) if n % 4]),
            "empty set: []",
            "an empty filter is taken for none",
        ),
        ("['16', '04']", "['01', '02']", "Require gives the documents that lack what it requires"),
    ],
    "sorting_facets.py": [
        (
            "['2', '3', '4', '6'] [('London', 1)]",
            "['2', '3', '4', '6'] [('London', 1), ('Paris', 1)]",
            "a document that a better one of its key replaces is not counted as left out",
        ),
    ],
    "spelling.py": [
        ("specail ['special'] []", "specail ['special'] ['special']", _SWAPPED),
        (
            "shaed ['shade', 'shape', 'shaped'] ['shaped']",
            "shaed ['shade', 'shape', 'shaped'] ['shade', 'shaped']",
            _SWAPPED,
        ),
    ],
}

_RUN_ALL = """
import contextlib, io, json, pathlib, runpy, sys, tempfile, traceback
module, folder = sys.argv[1:]
printed = {}
for path in sorted(pathlib.Path(folder).glob("*.py")):
    code = path.read_text(encoding="utf-8").replace("from searchkit.engine import", f"from {module} import")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), tempfile.TemporaryDirectory() as scratch:
        tempfile.tempdir = scratch
        try:
            exec(compile(code, str(path), "exec"), {"__name__": "__main__"})
        except Exception:
            traceback.print_exc(file=out)
        tempfile.tempdir = None
    printed[path.name] = out.getvalue()
json.dump(printed, sys.stdout)
"""


def run_all(module: str) -> dict[str, str]:
    command = [sys.executable, "-W", "ignore", "-c", _RUN_ALL, module, str(FOLDER)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # Whoosh breaks some ties by the order of sets
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER.parents[1], env=environment, check=False)
    assert done.returncode == 0, done.stderr
    printed: dict[str, str] = json.loads(done.stdout)
    return printed


@pytest.fixture(scope="module")
def by_whoosh() -> dict[str, str]:
    return run_all("whoosh.index")


@pytest.fixture(scope="module")
def by_searchkit() -> dict[str, str]:
    return run_all("searchkit.engine")


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_differs_in_its_import_only(program: str) -> None:
    assert (FOLDER / program).read_text(encoding="utf-8").count(IMPORT) == 1


@pytest.mark.parametrize("program", PROGRAMS)
def test_same_output(program: str, by_whoosh: dict[str, str], by_searchkit: dict[str, str]) -> None:
    assert "Traceback" not in by_whoosh[program], by_whoosh[program]
    theirs = by_whoosh[program].splitlines()
    ours = by_searchkit[program].splitlines()
    deviations = [(theirs_, ours_) for theirs_, ours_, _ in DEVIATIONS.get(program, [])]
    differing = [(a, b) for a, b in zip(theirs, ours, strict=False) if a != b]
    assert differing == deviations, "\n".join(ours)
    assert len(ours) == len(theirs), "\n".join(ours)
