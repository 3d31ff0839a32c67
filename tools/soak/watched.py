"""Runs the cases of a hunt in a child with limits, and watches it.

The child reports on its output before each batch. So when it dies or hangs, the parent knows the cases. It runs them
one by one, and goes on behind them.
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tools.soak.hunt import ROOT, Findings, Hunt, Wrong

_SILENT_SECONDS: Final = 180.0  # a batch that has told nothing for so long hangs


class Watched(Hunt):
    """A hunt whose cases run in children that are watched."""

    def run(self, seed: int, number: int, seconds: float, findings: Findings) -> None:
        _watch(self, seed, number, seconds, findings)


def _watch(hunt: Hunt, seed: int, number: int, seconds: float, findings: Findings) -> None:
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix=f"soak-{hunt.name}-") as folder:
        hunt.prepare(Path(folder))
        at, alone_until = 0, 0
        while at < number and time.monotonic() < end:
            alone = at < alone_until
            stop = alone_until if alone else number
            reached, died, case = _child(hunt, Path(folder), seed, at, stop, 1 if alone else hunt.batch, end, findings)
            if died is None:
                at = reached
            elif alone or hunt.batch == 1:
                findings.add(died, case or hunt.case(seed, reached))
                findings.counts.run += 1
                at = reached + 1
            else:
                at, alone_until = reached, min(reached + hunt.batch, number)


def _child(
    hunt: Hunt, folder: Path, seed: int, start: int, stop: int, batch: int, end: float, findings: Findings
) -> tuple[int, Wrong | None, bytes]:
    """Run cases in one child. Returns where it came to, what ended it, and the case that it ran alone."""
    given = [hunt.name, str(folder), str(seed), str(start), str(stop), str(batch)]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tools.soak.child", *given],
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        at, pending, done = start, b"", False
        hung, case = False, b""
        try:
            while True:
                if not select.select([child.stdout], [], [], _SILENT_SECONDS)[0]:
                    hung = True
                    break
                chunk = os.read(child.stdout.fileno(), 1 << 20)
                if not chunk:
                    break
                *lines, pending = (pending + chunk).split(b"\n")
                for line in lines:
                    told = json.loads(line)
                    at = told.get("at", at)
                    case = base64.b64decode(told.get("case", "")) or case
                    findings.counts.run += told.get("ran", 0)
                    findings.counts.note = told.get("note") or findings.counts.note
                    done = done or "done" in told
                    if "wrong" in told:
                        findings.add(Wrong(*told["wrong"]), base64.b64decode(told["case"]))
                if time.monotonic() > end:
                    return at, None, case
        finally:
            if hung or time.monotonic() > end:
                child.kill()
            child.wait()
            child.stdout.close()
        if hung:
            return at, Wrong("hung", f"told nothing for {_SILENT_SECONDS:.0f} s"), case
        if done:
            return at, None, case
        said.seek(0)
        last = said.read()[-2000:].decode("utf-8", "replace")
    return at, Wrong("over", f"the process ended with {child.returncode}:\n{last}", f"ended {last[:80]}"), case
