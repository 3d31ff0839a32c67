"""The rooms and their arrows, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit

PACKAGE = Path(__file__).resolve().parents[1] / "searchkit"
# From the bottom up; a module imports from its own level and below only.
LEVELS = [
    {"errors"},
    {"base"},
    {"article"},
    {"engine", "query", "extract"},
    {"results"},
    {"whoosh_api"},
    {"archive", "ingest", "index"},
    {"display"},
    {"shell"},
    {"cli"},
]
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("searchkit.")}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_arrows_run_down(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    # What embedders import stays where it was: the engine's door leads to Whoosh's API over it.
    if room in ("__init__", "__main__") or path == PACKAGE / "engine/__init__.py":
        return
    for name in imports(path):
        other = name.split(".")[1]
        if other in LEVEL and other != room:
            assert LEVEL[other] <= LEVEL[room], f"{room} imports {name}"


def test_every_file_has_room() -> None:
    long = {str(p.relative_to(PACKAGE)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 600}
    assert long == {}


def test_no_test_looks_at_a_clock() -> None:
    tests = Path(__file__).parent
    waiting = {tests / "support/waiting.py", tests / "shell/pseudo_terminal.py"}
    found = {
        path
        for path in tests.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name == "time" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "time")
    }
    assert found == waiting


def loaded_by(program: str) -> set[str]:
    code = f"{program}\nimport sys; print(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    # Read from stdin: for what stands after -c Python 3.13 loads modules of its own.
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("import searchkit", {"whoosh", "rich", "prompt_toolkit", "snowballstemmer", "sqlite3"}),
        ("from searchkit.query.parser import parse; parse('a b')", {"whoosh", "rich", "prompt_toolkit"}),
        ("import searchkit.index", {"rich", "prompt_toolkit", "sqlite3"}),
        ("import searchkit.extract, searchkit.ingest.reading", {"whoosh", "rich", "prompt_toolkit"}),
        ("import searchkit.cli.search", {"whoosh", "rich", "prompt_toolkit"}),
        (
            "import searchkit, tempfile; i = searchkit.create(tempfile.mkdtemp()); i.add([{'body': 'a talk'}]);"
            "r = i.search('talk', facets=['place']); list(r)[0].snippets, r.timeline('year')",
            {"whoosh", "rich", "prompt_toolkit", "sqlite3"},
        ),
        (  # what takes longer to load than a search takes
            "import searchkit.cli.main, searchkit.cli.search, searchkit.index, searchkit.results.timeline",
            {"dataclasses", "inspect", "calendar", "locale", "shutil", "tempfile", "logging", "subprocess"},
        ),
    ],
)
def test_imports_load_only_what_they_use(program: str, unwanted: set[str]) -> None:
    assert not loaded_by(program) & unwanted


def test_a_one_shot_search_loads_only_what_it_needs(tmp_path: Path) -> None:
    """From options to output: every module more is a millisecond of each search of a script."""
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "They talk. (Reuters) -- 3 May 2019", "date": "2019-05-03"}])
    arguments = ["search", "talk", "date:2019", "--json", "--facet", "place", "-i", str(tmp_path / "i")]
    program = f"from searchkit.cli.main import main; assert main({arguments!r}) == 0"
    unwanted = """
        _bz2 _lzma ast bz2 calendar copy csv dataclasses decimal dis email hashlib heapq inspect linecache locale
        logging lzma prompt_toolkit random rich secrets shutil signal socket sqlite3 string subprocess tempfile
        textwrap tokenize traceback uuid whoosh
    """
    assert not loaded_by(program) & set(unwanted.split())


def test_what_a_search_loads_compiles_no_annotations() -> None:
    """The first compiling in a process costs milliseconds; named tuples whose fields are annotated do it."""
    program = (
        "import typing, unittest.mock as mock\n"
        "with mock.patch.object(typing.ForwardRef, '__init__', side_effect=AssertionError('compiled')):\n"
        "    import searchkit.cli.main, searchkit.cli.search, searchkit.index, searchkit.results.timeline"
    )
    loaded_by(program)
