"""Runs the cases of a hunt in a child with limits, and watches it.

The child reports on its output before each batch. So when it dies or hangs, the parent knows the cases. It runs them
one by one, and goes on behind them.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tools.soak.hunt import ROOT, Findings, Hunt, Wrong, raw

_ADDRESS_SPACE: Final = 6 << 30  # bytes; maps and stacks of threads count, too
_SILENT_SECONDS: Final = 180.0  # a batch that has told nothing for so long hangs
_MOST_HANDLES: Final = 16  # more than before


def watch(hunt: Hunt, seed: int, number: int, seconds: float, findings: Findings) -> None:
    """Run ``number`` cases, or as many as ``seconds`` allow."""
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
            [sys.executable, "-X", "faulthandler", "-m", "tools.soak.watched", *given],
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


def _tell(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _work(hunt: Hunt, folder: Path, seed: int, start: int, stop: int, batch: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    hunt.begin(folder)
    for at in range(start, stop, batch):
        _tell(at=at)
        cases = [hunt.case(seed, n) for n in range(at, min(at + batch, stop))]
        if batch == 1:  # if this is the end of the process, the parent has the bytes
            _tell(case=base64.b64encode(cases[0]).decode())
        wrong = limited(hunt, cases)
        if wrong is not None and batch > 1:
            alone = [(case, found) for case in cases if (found := limited(hunt, [case])) is not None]
            together = [] if alone else [(b"\n---\n".join(cases), wrong)]
        else:
            alone, together = [(cases[0], wrong)] if wrong is not None else [], []
        for case, found in (*alone, *together):
            told = [found.kind, found.message[:3000], found.place]
            _tell(wrong=told, case=base64.b64encode(case).decode())
        _tell(ran=len(cases))
    _tell(at=stop, note=hunt.note(), done=True)


def limited(hunt: Hunt, cases: list[bytes]) -> Wrong | None:
    """What is wrong with cases, or with the time, memory and handles that they took."""
    handles, memory, started = _handles(), _memory(begin=True), time.process_time()
    try:
        hunt.check(cases)
    except Wrong as wrong:
        return wrong
    except Exception as error:
        return raw(error)
    took, grown = time.process_time() - started, (_memory() - memory) >> 20
    if took > hunt.seconds:
        return Wrong("over", f"took {took:.1f} s of processor time, more than {hunt.seconds}", "time")
    if grown > hunt.megabytes:
        return Wrong("over", f"took {grown} MB of memory, more than {hunt.megabytes}", "memory")
    if _handles() > handles + _MOST_HANDLES:
        return Wrong("over", f"left {_handles() - handles} files open", "handles")
    return None


def _handles() -> int:
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:  # no Linux
        return 0


def _memory(*, begin: bool = False) -> int:
    """The resident memory in bytes: now, from where its peak is counted, or else the peak since."""
    try:
        if begin:
            with open("/proc/self/clear_refs", "w") as peak:
                peak.write("5")
        with open("/proc/self/status") as status:
            told = dict(line.split(":", 1) for line in status)
        return int(told["VmRSS" if begin else "VmHWM"].split()[0]) << 10
    except (OSError, KeyError):  # no Linux
        return 0


if __name__ == "__main__":
    from tools.soak.hunts import HUNTS

    name, where, *numbers = sys.argv[1:]
    _work(HUNTS[name], Path(where), *map(int, numbers))
