"""The child that runs the cases of a hunt, within limits. It tells what it does on its output, for watched.py.

python -m tools.soak.child HUNT FOLDER SEED START STOP BATCH
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any, Final

from tools.soak.hunt import Hunt, Wrong, raw
from tools.soak.hunts import HUNTS

_ADDRESS_SPACE: Final = 6 << 30  # bytes; maps and stacks of threads count, too
_MOST_HANDLES: Final = 16  # more than before


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
    name, where, *numbers = sys.argv[1:]
    _work(HUNTS[name], Path(where), *map(int, numbers))
