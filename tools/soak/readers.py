"""Eight readers beside one writer: each answer is of one commit, and memory and handles stay as they are.

    python -m tools.soak.readers SEED SECONDS

Each commit adds a whole batch of articles and deletes an old one. So in each there are whole batches, one after the
other, and nothing else.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import searchkit

_BATCH: Final = 7  # articles
_KEPT: Final = 20  # batches
_PROCESSES, _THREADS = 4, 2  # of readers
_MOST: Final = {"memory": 64 << 20, "handles": 8, "maps": 64}  # more at the end than after a third of the time
_PLACES: Final = ("Oslo", "Rome", "Paris")


def main() -> int:
    """Run for so many seconds; a line of JSON for each thing that is wrong."""
    seed, seconds = int(sys.argv[1]), float(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="soak-readers-") as name:
        folder = Path(name) / "i"
        if _fork(lambda: searchkit.create(folder).close(), wait=True):
            return 1
        writer = _fork(lambda: _write(folder, random.Random(seed)))
        readers = [_fork(partial(_read, folder, seconds, seed + n)) for n in range(_PROCESSES)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1]) for reader in readers]
        if os.waitpid(writer, os.WNOHANG)[0]:
            _tell("lost", "the writer ended by itself")
            return 1
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
    return int(any(codes))


def _write(folder: Path, pick: random.Random) -> None:
    with searchkit.open(folder) as index:
        for number in range(1 << 30):
            with index.batch():
                index.add(
                    {
                        "id": f"{number}-{n}",
                        "body": f"batch{number} ferry {'word ' * pick.randrange(50)}",
                        "place": place,
                    }
                    for n, place in enumerate(pick.choices(_PLACES, k=_BATCH))
                )
                index.delete([f"{number - _KEPT}-{n}" for n in range(_BATCH)])


def _read(folder: Path, seconds: float, seed: int) -> None:
    end = time.monotonic() + seconds
    wrong: list[str] = []
    index = searchkit.open(folder)

    def read(pick: random.Random) -> None:
        while time.monotonic() < end and not wrong:
            try:
                index.refresh()
                if told := _inconsistent(index, pick):
                    wrong.append(told)
                time.sleep(0.01)
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=read, args=(random.Random(seed * 8 + n),)) for n in range(_THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 3)
    before = _held()
    for thread in threads:
        thread.join(seconds + 120)
        if thread.is_alive():
            _tell("hung", "a reader did not end")
            os._exit(1)
    for told in wrong:
        _tell("lost", told)
    after = _held()
    for what, most in _MOST.items():
        if after.get(what, 0) > before.get(what, 0) + most:
            _tell("over", f"{what} of a reader grew from {before[what]:,} to {after[what]:,}")
            wrong.append(what)
    os._exit(int(bool(wrong)))


def _inconsistent(index: searchkit.Index, pick: random.Random) -> str:
    """What is not of one commit in an answer."""
    query = pick.choice(("*", "ferry", "batch*"))
    results = index.search(query, facets=["place"], limit=None, sort=pick.choice(("relevance", "newest")))
    batches = Counter(int(hit.id.partition("-")[0]) for hit in results)
    if any(count != _BATCH for count in batches.values()) or results.total != len(results):
        return f"{query} finds {dict(batches)}, of {results.total}"
    if batches and max(batches) - min(batches) + 1 != min(len(batches), _KEPT):
        return f"{query} finds the batches {sorted(batches)}"
    if sum(value.count for value in results.facets["place"]) != results.total:
        return f"{query} finds {results.total}, its facets count {results.facets['place']}"
    for hit in pick.sample(list(results), min(3, len(results))):
        if hit.article.id != hit.id or f"batch{hit.id.partition('-')[0]} " not in hit.article.body:
            return f"{hit.id} has another text"
    return ""


def _held() -> dict[str, int]:
    """The memory in bytes, open files and maps of this process."""
    try:
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        maps = Path("/proc/self/maps").read_text().count("\n")
        return {
            "memory": int(status["VmRSS"].split()[0]) << 10,
            "handles": len(os.listdir("/proc/self/fd")),
            "maps": maps,
        }
    except OSError:  # no Linux
        return {}


def _fork(act: Callable[[], object], *, wait: bool = False) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:
            _tell("raw", f"{type(error).__name__}: {error}")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if wait else child


def _tell(kind: str, message: str) -> None:
    os.write(1, json.dumps({"kind": kind, "message": message}).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
