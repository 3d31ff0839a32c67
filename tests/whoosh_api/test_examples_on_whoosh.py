"""The examples that were written for Whoosh print on Whoosh what they print on searchkit. Only their import differs.

``tests/test_examples.py`` runs them on searchkit, and checks that they print what they say at their end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROGRAMS = [
    "bookmarks.py",
    "chat_log.py",
    "code_search.py",
    "dictionary.py",
    "haystack_backend.py",
    "mail_archive.py",
    "recipe_box.py",
    "shop_catalogue.py",
    "static_site.py",
    "wiki_search.py",
]
IMPORT = "from searchkit.engine import"
# What searchkit.engine has, as Whoosh has it.
WHOOSHS_OWN = """
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import create_in, exists_in, open_dir
from whoosh.sorting import add_sortable
"""
RUN_ALL = """
import contextlib, io, json, pathlib, runpy, sys, traceback
sys.path.insert(0, ".")
printed = {}
for path in sorted(pathlib.Path("programs").iterdir()):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except Exception:
            traceback.print_exc(file=out)
    printed[path.name] = out.getvalue().splitlines()
json.dump(printed, sys.stdout)
"""


@pytest.fixture(scope="module")
def by_whoosh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("whoosh")
    (folder / "programs").mkdir()
    (folder / "whooshs_own.py").write_text(WHOOSHS_OWN)
    for name in PROGRAMS:
        code = (EXAMPLES / name).read_text(encoding="utf-8").replace(IMPORT, "from whooshs_own import")
        (folder / "programs" / name).write_text(code, encoding="utf-8")
    # Whoosh breaks some ties by the order of sets, and keeps temporary files of one fixed name.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "TMPDIR": str(folder)}
    command = [sys.executable, "-W", "ignore", "-c", RUN_ALL]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    printed: dict[str, list[str]] = json.loads(done.stdout)
    return printed


@pytest.mark.parametrize("program", PROGRAMS)
def test_same_output(program: str, by_whoosh: dict[str, list[str]]) -> None:
    code, _, shown = (EXAMPLES / program).read_text(encoding="utf-8").partition("\n# It prints:\n#\n")
    assert code.count(IMPORT) == 1 and code.count("import searchkit") == 0
    lines = [line.removeprefix("#     ") for line in shown.splitlines()]
    assert [line.rstrip() for line in by_whoosh[program]] == lines and lines
