"""Makes constraints.txt, the exact versions that CI and the Makefile install: ``python tools/make_constraints.py``.

Run it with the oldest Python that is supported (``make constraints`` takes the Python of .venv). It asks pip which
versions it would install today for searchkit with its extras, and for building it. Nothing is installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = ROOT / "constraints.txt"
EXTRAS: Final = ("test", "lint", "coverage")
HEAD: Final = """\
# The exact versions that CI and the Makefile install; they serve every Python that searchkit supports.
# "make constraints" renews them. What "pip install searchkit-engine" accepts stands in pyproject.toml.
"""


def requirements(project: dict[str, Any], extra: str) -> Iterator[str]:
    """What an extra asks for, with what the extras that it names ask for."""
    for item in project["optional-dependencies"][extra]:
        own = re.fullmatch(rf"{re.escape(project['name'])}\[([\w,]+)\]", item)
        if own:
            for name in own[1].split(","):
                yield from requirements(project, name)
        else:
            yield item


def wanted() -> list[str]:
    """All that is installed on the way from a checkout to a run of the tests."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    extras = [item for extra in EXTRAS for item in requirements(project, extra)]
    return ["pip", *settings["build-system"]["requires"], *project["dependencies"], *extras]


def main() -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--dry-run", "--ignore-installed", "--report", "-", *wanted()]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    found = (item["metadata"] for item in report["install"])
    lines = sorted((f"{package['name']}=={package['version']}" for package in found), key=str.lower)
    TARGET.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
