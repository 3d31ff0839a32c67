"""Every command and every program shown in README and docs runs, and every verb and option is documented."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_shown_runs(page: Path, tmp_path: Path) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    if not blocks:
        assert page.name in ("query.md", "performance.md", "format.md", "queries.md")
        return
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    command = binaries / "searchkit"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m searchkit "$@"\n')
    command.chmod(0o755)
    variables = environment(PATH=f"{binaries}{os.pathsep}{os.environ['PATH']}", PYTHONPATH=str(ROOT))
    for kind, text in blocks:
        program = ["bash", "-euo", "pipefail", "-c", text] if kind == "sh" else [sys.executable, "-c", text]
        done = subprocess.run(
            program,
            cwd=tmp_path,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        assert done.stdout or "index" in text or kind == "python"


def queries_of_the_language_page() -> list[str]:
    text = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    dates = text.split("## Dates")[1].split("\n\n")[1]
    return [q for part in (*rows, dates) for q in re.findall(r"`([^`]+)`", part) if q not in "{}"]


def test_every_query_shown_is_understood_without_a_warning() -> None:
    from searchkit.archive.fields import ARCHIVE_FIELDS
    from searchkit.query.parser import parse

    queries = queries_of_the_language_page()
    assert len(queries) > 30
    for query in queries:
        if query in ARCHIVE_FIELDS.fields or query in ARCHIVE_FIELDS.aliases:
            continue
        assert parse(query, ARCHIVE_FIELDS).warnings == (), query


def test_every_field_verb_and_error_is_documented() -> None:
    from searchkit.archive.fields import ARCHIVE_FIELDS
    from searchkit.cli.main import VERBS

    language = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in language for name in ARCHIVE_FIELDS.fields)
    command_line = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert all(verb in command_line for verb in VERBS)


def test_the_seed_document_is_as_it_was_given_and_no_index_is_tracked() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    seed = (ROOT / "seeds" / "000_56711f4bbeb654fe.txt").read_bytes()
    assert seed.startswith(b" date 2019-05-31 BRUXELLES. KAZINFORM")
    assert not [name for name in tracked if name.startswith("index/") and name != "index/README.md"]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as renderers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*sorted(ROOT.glob("*.md")), *PAGES[1:]], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        other = page.parent / name if name else page
        assert other.exists(), target
        assert not anchor or anchor in anchors(other), target
