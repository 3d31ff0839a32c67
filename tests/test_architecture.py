"""The rooms and their arrows, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit

PACKAGE = Path(__file__).resolve().parents[1] / "searchkit"
# From the bottom up; a module imports from its own room and from lower levels only.
LEVELS = [
    {"errors"},
    {"base"},
    {"article"},
    {"engine", "query", "extract"},
    {"results"},
    {"whoosh_api"},
    {"archive"},
    {"ingest"},
    {"index"},
    {"display"},
    {"shell"},
    {"cli"},
]
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}
# Doors to the outside lead to what stands above them: what users import stays where they import it.
DOORS = {"searchkit", "searchkit.__main__", "searchkit.engine"}
# How large the house is; it may shrink.
MOST_ROOMS, MOST_LEVELS, MOST_IMPORTS = 21, 13, 99


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(module: str) -> set[str]:
    """The modules of searchkit that a module imports, anywhere in it; those for types alone, too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in {*MODULES, "searchkit._native"} else str(node.module) for name in whole]
        else:
            continue
        found |= {name for name in names if name in MODULES and name != module}
    return found


def room_of(module: str) -> str:
    """The package of a module, or the module where it stands at the top."""
    path = MODULES[module].relative_to(PACKAGE)
    return ".".join(path.parts[:-1]) or path.stem


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one node (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            component = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


IMPORTS = {module: imports(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_no_import_runs_up(module: str) -> None:
    if module in DOORS:
        return
    room = module.split(".")[1]
    for other in IMPORTS[module]:
        assert other != "searchkit", f"{module} imports the public API, which stands above it"
        below = other.split(".")[1]
        if below != room:
            assert LEVEL[below] < LEVEL[room], f"{module} imports {other}"


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles({module: set() if module in DOORS else found for module, found in IMPORTS.items()}) == []


def test_the_house_stays_small() -> None:
    rooms = {room_of(module) for module in MODULES}
    between = {
        (room_of(module), room_of(other))
        for module, found in IMPORTS.items()
        for other in found
        if module not in DOORS and room_of(module) != room_of(other)
    }
    below = {room: {other for here, other in between if here == room} for room in rooms}

    def height(room: str, seen: tuple[str, ...] = ()) -> int:
        return 1 + max((height(other, (*seen, room)) for other in below[room] if other not in seen), default=0)

    levels = max(height(room) for room in rooms)
    print(f"{len(rooms)} packages and top-level modules on {levels} import levels, {len(between)} imports between them")
    assert len(rooms) <= MOST_ROOMS
    assert levels <= MOST_LEVELS
    assert len(between) <= MOST_IMPORTS


@pytest.mark.parametrize("module", MODULES)
def test_every_file_has_room(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 600


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
        (
            "from searchkit.archive.fields import ARCHIVE_FIELDS\n"
            "from searchkit.query.parser import parse; parse('a b', ARCHIVE_FIELDS)",
            {"whoosh", "rich", "prompt_toolkit"},
        ),
        ("import searchkit.index", {"rich", "prompt_toolkit", "sqlite3"}),
        ("import searchkit.extract, searchkit.ingest.reading", {"whoosh", "rich", "prompt_toolkit"}),
        ("import searchkit.cli.search", {"whoosh", "rich", "prompt_toolkit"}),
        (  # the shell reads keys before it draws with rich
            "import searchkit.shell.app, searchkit.shell.prompt, searchkit.shell.screen, searchkit.shell.full_screen",
            {"whoosh", "rich", "difflib", "ctypes", "sqlite3"},
        ),
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


# What takes long to load, and what a search for words needs none of: re and typing load a dozen others.
SLOW = """
    _bz2 _lzma argparse ast bz2 calendar copy csv dataclasses datetime decimal dis email fcntl hashlib heapq importlib
    inspect ipaddress json linecache locale logging lzma pathlib prompt_toolkit random rich secrets shutil signal socket
    sqlite3 string subprocess tempfile textwrap threading tokenize traceback typing urllib uuid warnings whoosh
"""
SLOW_WITH_PATTERNS = "collections contextlib enum functools re types"


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["talk", "they", "place:Oslo"], f"{SLOW} {SLOW_WITH_PATTERNS}"),
        (["talk", '"they talk"', "NOT", "war", "date:2019"], SLOW),
    ],
)
def test_a_one_shot_search_loads_only_what_it_needs(tmp_path: Path, words: list[str], unwanted: str) -> None:
    """From options to output: every module more is a part of a millisecond of each search of a script."""
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "They talk. (Reuters) -- 3 May 2019", "date": "2019-05-03", "place": "Oslo"}])
    arguments = ["search", *words, "--json", "--facet", "place", "-i", str(tmp_path / "i")]
    program = f"from searchkit.cli.main import main; assert main({arguments!r}) == 0"
    assert not loaded_by(program) & set(unwanted.split())


def test_an_article_is_shown_to_programs_without_what_is_slow_to_load(tmp_path: Path) -> None:
    """What else its places could mean, and where they lie, is looked up in the gazetteer."""
    article = {"id": "a", "body": "They talk. (Reuters) -- 3 May 2019", "place": "Paris", "about": ["Oslo"]}
    with searchkit.create(tmp_path / "i") as index:
        index.add([article])
    arguments = ["show", "a", "--json", "-i", str(tmp_path / "i")]
    program = f"from searchkit.cli.main import main; assert main({arguments!r}) == 0"
    assert not loaded_by(program) & set(f"{SLOW} {SLOW_WITH_PATTERNS}".split())


def test_what_a_search_loads_compiles_no_annotations() -> None:
    """The first compiling in a process costs milliseconds; named tuples whose fields are annotated do it."""
    program = (
        "import typing, unittest.mock as mock\n"
        "with mock.patch.object(typing.ForwardRef, '__init__', side_effect=AssertionError('compiled')):\n"
        "    import searchkit.cli.main, searchkit.cli.search, searchkit.index, searchkit.results.timeline"
    )
    loaded_by(program)
