"""What stands around the code agrees with it: the targets of make, the pinned versions, the public metadata."""

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

ROOT = Path(__file__).resolve().parents[1]


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
