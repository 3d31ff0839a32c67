"""Running the command ``searchkit`` as a user does: in a process of its own.

The process is forked from one that has loaded everything, where the system can do that. Loading takes longer than most
commands. What users start is tested by ``tests/test_documentation.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forked_commands import ForkedCommands


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "SEARCHKIT_INDEX", "COLUMNS")}
    return {**kept, "PYTHONIOENCODING": "utf-8", **changes}


def searchkit(*arguments: str | Path, cwd: Path | None = None, **changes: str) -> Ran:
    """Run one command in the folder ``cwd``. ``changes`` are variables of its environment."""
    # Python reads its own variables when it starts. Only the path can be changed later.
    if not hasattr(os, "fork") or any(name.startswith("PYTHON") and name != "PYTHONPATH" for name in changes):
        return started(*arguments, cwd=cwd, **changes)
    ran = _forking().run([*map(str, arguments)], cwd=cwd or Path.cwd(), variables=environment(**changes))
    return Ran(ran.code, ran.out.decode(), ran.err.decode())


@cache
def _forking() -> ForkedCommands:
    """The process that forks. It ends with this one."""
    from forked_commands import ForkedCommands

    return ForkedCommands(Path.cwd())


def started(*arguments: str | Path, cwd: Path | None = None, **changes: str) -> Ran:
    """As :func:`searchkit`, in a process that starts with nothing loaded."""
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
