"""Where the system has no thread left, the work is done on the threads that there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from command import environment

# Threads of the core would need more room for their stacks than the process may have. Those of Python are refused.
ADDING = """
import resource, sys, threading
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
def refused(self):
    raise RuntimeError("can't start new thread")
if sys.argv[2] == "none":
    threading.Thread.start = refused
import searchkit
with searchkit.create(sys.argv[1]) as index:
    for part in range(12):
        index.add([{"id": f"{part}-{n}", "title": f"Port {n % 7}", "body": "oil and trade " * 20} for n in range(40)])
    index.delete("3-3")
    print(len(index), index.search("port trade").total, index.search('"oil and trade"').total)
"""


def added(folder: Path, threads: str, stack: int) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", ADDING, folder, threads],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path), RUST_MIN_STACK=str(stack)),
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_an_index_is_written_and_read_without_any_thread(tmp_path: Path) -> None:
    told = added(tmp_path / "few", "none", 1 << 40)
    assert told == added(tmp_path / "many", "some", 1 << 21) == "479 479 479\n"
