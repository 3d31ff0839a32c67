"""Kills a writer at random moments. What it had acknowledged must be there, and all checksums right.

    python -m tools.soak.kills SEED NUMBER

The writer is a fork. It says in a log what it is about to do, and when that is done. A killed change may be there whole
or not at all.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import searchkit
from searchkit.engine.repair import damages
from searchkit.errors import SearchkitError

_LONGEST: Final = 1.5  # seconds from the first change to the kill
_WAITED: Final = 120.0  # seconds; a writer that did nothing for so long hangs
State = dict[str, str | None]


def main() -> int:
    """Kill so many writers, one after the other on one index; a line of JSON for each thing that is wrong."""
    seed, number = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pick = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="soak-kills-") as name:
        folder = Path(name)
        (folder / "press").mkdir()
        _forked(lambda: searchkit.create(folder / "i").close())
        for turn in range(number):
            told = _killed(folder, pick, turn) or _forked(lambda: _check(folder))
            if told:
                print(json.dumps({"kind": "hung" if "hangs" in told else "lost", "message": told}), flush=True)
                wrong += 1
                return 1  # what follows would only repeat it
    return int(bool(wrong))


def _killed(folder: Path, pick: random.Random, turn: int) -> str:
    """Start a writer, and kill it."""
    log = folder / "log"
    before = log.stat().st_size if log.exists() else 0
    child = os.fork()
    if child == 0:
        try:
            _write(folder, random.Random(pick.random()), turn)
        finally:
            os._exit(1)
    end = time.monotonic() + _WAITED
    while not log.exists() or log.stat().st_size == before:
        if os.waitpid(child, os.WNOHANG)[0]:
            return "the writer ended by itself"
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "the writer hangs"
        time.sleep(0.005)
    time.sleep(pick.uniform(0, _LONGEST))
    os.kill(child, signal.SIGKILL)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "" if ended == -signal.SIGKILL else f"the writer ended by itself with {ended}"


def _write(folder: Path, pick: random.Random, turn: int) -> None:
    """Change the index until killed."""
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def change(sets: State, act: Callable[[], object]) -> None:
        os.write(log, json.dumps({"begun": sets}).encode() + b"\n")
        act()
        os.write(log, b'{"done": true}\n')

    with searchkit.open(folder / "i") as index:
        for number in range(10_000):
            ids = pick.sample(range(60), pick.choice((1, 3, 20)))
            text = f"harbour {turn} {number} {'word ' * pick.choice((0, 0, 3000))}".strip()
            records = [{"id": f"a{i}", "body": text} for i in ids]
            added: State = {f"a{i}": text for i in ids}
            what = pick.choice(("add", "add", "delete", "batch", "files", "lists"))
            if what == "add":
                change(added, partial(index.add, records))
            elif what == "delete":
                change(dict.fromkeys(added), partial(index.delete, list(added)))
            elif what == "files":
                file = folder / f"press/{pick.randrange(4)}.jsonl"
                named = {f"f{file.stem}-{n}": text for n in range(len(ids))}
                new = file.with_suffix(".new")
                new.write_text("".join(json.dumps({"id": id, "body": text}) + "\n" for id in named))
                new.replace(file)
                change(_press(folder), partial(index.add_files, folder / "press", allow_removals=True))
            elif what == "lists":
                change({}, partial(index.use_lists, {"ports": ["Harbour", str(number)]}))
            else:
                change({"a1": None, **added}, partial(_batch, index, records))


def _press(folder: Path) -> State:
    """What indexing the files leads to. A writer that was killed may have changed one and not indexed it."""
    sets: State = {f"f{stem}-{n}": None for stem in range(4) for n in range(20)}
    for file in (folder / "press").glob("*.jsonl"):
        sets |= {told["id"]: told["body"] for told in map(json.loads, file.read_text().splitlines())}
    return sets


def _batch(index: searchkit.Index, records: Sequence[dict[str, str]]) -> None:
    with index.batch():
        index.delete("a1")
        index.add(records)


def _check(folder: Path) -> str:
    """What is wrong with the index after a kill."""
    state: State = {}
    pending: State = {}
    for line in (folder / "log").read_text().splitlines():
        told = json.loads(line)
        if "begun" in told:
            pending = told["begun"]
        else:
            state.update(pending)
            pending = {}
    try:
        if damage := damages(folder / "i"):
            return f"damaged: {damage}"
        with searchkit.open(folder / "i") as index:
            there = {hit.id: hit.article.body for hit in index.search("*", limit=None)}
    except SearchkitError as error:
        return f"{error.code}: {error.message}"
    after = {id: text for id, text in {**state, **pending}.items() if text is not None}
    before = {id: text for id, text in state.items() if text is not None}
    if there not in (before, after):
        return f"acknowledged {sorted(before)}, pending {pending}, there is {sorted(there)}"
    # What was pending is known now.
    with open(folder / "log", "a") as log:
        log.write(
            json.dumps({"begun": {**dict.fromkeys(after), **dict.fromkeys(before), **there}}) + '\n{"done": true}\n'
        )
    return ""


def _forked(act: Callable[[], str | None]) -> str:
    """Run something in a fork, which may start threads. Returns what it returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            told = act() or ""
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read().decode()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return told or (f"the check ended with {ended}" if ended else "")


if __name__ == "__main__":
    sys.exit(main())
