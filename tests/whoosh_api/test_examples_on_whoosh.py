"""The examples that were written for Whoosh print the same on Whoosh itself. Only their import differs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# program: [(what Whoosh prints, what searchkit prints, why)]
DEVIATIONS: dict[str, list[tuple[str, str, str]]] = {
    "code_search.py": [],
    "haystack_backend.py": [],
    "mail_archive.py": [],
    "shop_catalogue.py": [],
    "static_site.py": [],
    "wiki_search.py": [],
}

IMPORT = "from searchkit.engine import"
# What searchkit.engine has, as Whoosh has it.
WHOOSHS_OWN = """
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import create_in, exists_in, open_dir
from whoosh.sorting import add_sortable
"""


def printed(program: Path, folder: Path) -> list[str]:
    # Whoosh breaks some ties by the order of sets, and keeps temporary files of one fixed name.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "TMPDIR": str(folder)}
    environment["PYTHONPATH"] = str(EXAMPLES.parent)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(program)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("program", DEVIATIONS)
def test_same_output(program: str, tmp_path: Path) -> None:
    path = EXAMPLES / program
    code = path.read_text(encoding="utf-8")
    assert code.count(IMPORT) == 1 and code.count("import searchkit") == 0
    (tmp_path / "whooshs_own.py").write_text(WHOOSHS_OWN)
    (tmp_path / "program.py").write_text(code.replace(IMPORT, "from whooshs_own import"), encoding="utf-8")
    theirs, ours = printed(tmp_path / "program.py", tmp_path), printed(path, tmp_path)
    differing = [(a, b) for a, b in zip(theirs, ours, strict=True) if a != b]
    assert differing == [(a, b) for a, b, _ in DEVIATIONS[program]], "\n".join(ours)
