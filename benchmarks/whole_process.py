"""A program measured from its start to its end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.place import ROOT


def whole_process(program: Sequence[str], output: str | Path = os.devnull) -> tuple[float, float]:
    """Milliseconds and peak megabytes of a program from start to end. Raises CalledProcessError if it fails.

    Python keeps its compiled modules, as it does by default. Else every start would compile searchkit again.
    """
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(output)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [*launcher, *program], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment, check=True
    )
    elapsed, kilobytes, code = done.stdout.split()
    if int(code):
        raise subprocess.CalledProcessError(int(code), list(program))
    return float(elapsed), int(kilobytes) / 1024
