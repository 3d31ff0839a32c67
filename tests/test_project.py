"""What stands around the code agrees with it: make's targets, versions, metadata, what contributors are shown."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import searchkit

ROOT = Path(__file__).resolve().parents[1]
# What the walk-throughs make.
TO_COME = {"tests/ingest/formats/test_subtitles.py", "tests/cli/test_count.py"}


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_make_alone_tells_of_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {name for line in re.findall(r"^\.PHONY: (.*)$", makefile, re.M) for name in line.split()}
    shown = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [re.fullmatch(r"make ([a-z-]+) +(\S.*)", line) for line in shown.stdout.splitlines()]
    assert all(lines)
    assert {line[1] for line in lines if line} == targets


def test_every_requirement_is_pinned_to_a_version_that_it_accepts(settings: dict[str, Any]) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {canonicalize_name(name): version for name, version in pins.items()}
    project = settings["project"]
    extras = [item for name, items in project["optional-dependencies"].items() if name != "spacy" for item in items]
    for text in [*settings["build-system"]["requires"], *project["dependencies"], *extras]:
        wanted = Requirement(text)
        if wanted.name != project["name"]:
            assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), text


def test_this_python_is_among_those_that_are_named(settings: dict[str, Any]) -> None:
    named = settings["project"]["classifiers"]
    assert f"Programming Language :: Python :: {sys.version_info.major}.{sys.version_info.minor}" in named


def test_the_core_has_the_version_of_the_package() -> None:
    cargo = tomllib.loads((ROOT / "searchkit/native/Cargo.toml").read_text(encoding="utf-8"))
    assert cargo["workspace"]["package"]["version"] == searchkit.__version__


def changes_shown() -> list[tuple[str, str]]:
    """The files that CONTRIBUTING.md changes, each with the lines that the change replaces or stands beside."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"^```diff\n(.*?)^```", text, re.S | re.M):
        for part in block.split("--- a/")[1:]:
            name, _, rest = part.partition("\n")
            for hunk in rest.split("@@\n")[1:]:
                lines = [line[1:] for line in hunk.splitlines() if not line.startswith("+")]
                found.append((name, "".join(f"{line}\n" for line in lines)))
    return found


def test_the_changes_that_contributors_are_shown_fit_the_code() -> None:
    shown = changes_shown()
    assert len(shown) > 5
    for name, lines in shown:
        assert (ROOT / name).read_text(encoding="utf-8").count(lines) == 1, f"{name} has not, once:\n{lines}"


def test_files_and_pages_that_are_named_are_there() -> None:
    for page in ("CONTRIBUTING.md", "SECURITY.md", "RELEASE.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = {target.partition("#")[0] for target in re.findall(r"\]\(([^)#:]+)\)", text)}
        named |= set(re.findall(r"`((?:searchkit|tests|docs|examples|tools)/[\w./-]*\w)`", text))
        missing = {name for name in named if not (ROOT / name).exists()} - TO_COME
        assert not missing, page
