"""Running the command ``searchkit`` as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "SEARCHKIT_INDEX", "COLUMNS")}
    return {**kept, "PYTHONIOENCODING": "utf-8", **changes}


def searchkit(*arguments: str | Path, cwd: Path | None = None, **changes: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "searchkit", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=cwd,
        env=environment(**changes),
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
