"""Makes system calls fail under Python, the native core and SQLite, and judges what that did to an index.

    python tests/support/failing_calls.py [FAULTS [SEED [KIND...]]]

injects so many faults at random into all scenarios and prints what went wrong. A process that has loaded searchkit and
the library of ``failing_calls.c`` forks a child for each fault, so a fault costs little more than its action.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import faulthandler
import gc
import hashlib
import importlib
import json
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
# The kinds of calls, in the order of failing_calls.c, and how each may fail. 0 is half of what was asked.
KINDS: Final[dict[str, tuple[int, ...]]] = {
    "open": (errno.EIO, errno.EMFILE, errno.EACCES, errno.ENOSPC, errno.ENOMEM, errno.EINTR),
    "read": (errno.EIO, errno.EINTR, 0),
    "write": (errno.ENOSPC, errno.EIO, errno.EINTR, 0),
    "sync": (errno.EIO, errno.ENOSPC),
    "rename": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "map": (errno.ENOMEM, errno.EACCES),
    "cut": (errno.EIO, errno.EINTR),
    "remove": (errno.EIO, errno.EACCES),
    "ask": (errno.EIO, errno.EACCES, errno.ENOMEM),
    "list": (errno.EIO, errno.EMFILE, errno.EACCES),
    "make": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "lock": (errno.EIO, errno.ENOLCK, errno.EINTR),
    "thread": (errno.EAGAIN,),
}
# These are no failures: a program has to go on as if nothing had happened.
HARMLESS: Final = (0, errno.EINTR)
# A negative number is a signal that comes at the call. The call itself succeeds.
SIGNALS: Final = (-signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL)
_FOREVER: Final = 1 << 60
# Only a hang takes so long, in seconds.
LIMIT: Final = 120


@dataclass(frozen=True)
class Fault:
    """The call number ``first`` of a kind fails, or from then on all do if it ``lasts``."""

    scenario: str
    kind: str
    first: int
    error: int
    lasts: bool = False

    def __str__(self) -> str:
        error = "half" if not self.error else errno.errorcode.get(self.error) or signal.Signals(-self.error).name
        return f"{self.scenario}: {self.kind} {self.first}{' and later' if self.lasts else ''}: {error}"


@dataclass
class Finding:
    """What a fault did that it should not: data ``lost``, a ``raw`` exception, a process that ``hung``, a ``wrong``
    answer."""

    fault: Fault
    what: str
    told: str

    def __str__(self) -> str:
        return f"{self.what}: {self.fault}\n    {self.told}"


@dataclass
class Hunt:
    """What a hunt found, with the number of faults that took place."""

    run: int = 0
    hit: int = 0
    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        counted = Counter(finding.what for finding in self.findings)
        found = ", ".join(f"{what} {counted[what]}" for what in ("lost", "raw", "hung", "wrong"))
        return f"{self.run} faults, {self.hit} took place: {found}"


def compiler() -> str | None:
    """The C compiler, if faults can be injected here: on Linux with glibc."""
    if not sys.platform.startswith("linux") or not os.confstr("CS_GNU_LIBC_VERSION"):
        return None
    return shutil.which("cc")


def compiled(folder: Path) -> Path:
    """The library of failing calls, made in a folder."""
    library = folder / "failing_calls.so"
    cc = compiler()
    assert cc is not None
    options = ["-shared", "-fPIC", "-O1", "-U_FORTIFY_SOURCE", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([cc, *options, "-o", library, HERE / "failing_calls.c", "-ldl"], check=True)
    return library


class Injector:
    """Runs scenarios with faults. It is a context manager, and owns a process and a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)
        self._number = 0
        environment = {**os.environ, "LD_PRELOAD": str(compiled(folder)), "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "failing_calls.py"), "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._counts: dict[str, dict[str, int]] = {}
        self._before: dict[str, Any] = {}

    def __enter__(self) -> Injector:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def calls(self, scenario: str) -> dict[str, int]:
        """How many calls of each kind a scenario makes without faults. What it does then must be right."""
        if scenario not in self._counts:
            self._folder.joinpath("before").mkdir(exist_ok=True)
            root = self._template(scenario)
            ran = self._child(scenario, "prepare", root)
            assert ran["exit"] == 0, ran["err"]
            copy = self._copy(root)
            self._before[scenario] = self._checked(scenario, copy)
            shutil.rmtree(copy)
            fault = Fault(scenario, "open", 0, 0)
            findings, ran = self._run(fault)
            assert not findings, "\n".join(map(str, findings))
            self._counts[scenario] = dict(zip(KINDS, ran["counted"], strict=True))
        return self._counts[scenario]

    def inject(self, fault: Fault) -> tuple[bool, list[Finding]]:
        """Run the action of a scenario with a fault. Returns whether it took place, and what went wrong."""
        self.calls(fault.scenario)
        findings, ran = self._run(fault)
        return ran["failed"] > 0, findings

    # Inside

    def _template(self, scenario: str) -> Path:
        return self._folder / "before" / scenario.replace(" ", "-")

    def _copy(self, root: Path) -> Path:
        self._number += 1
        copy = self._folder / f"trial-{self._number}"
        shutil.copytree(root, copy, symlinks=True)
        return copy

    def _run(self, fault: Fault) -> tuple[list[Finding], dict[str, Any]]:
        from fault_scenarios import SCENARIOS

        scenario = SCENARIOS[fault.scenario]
        # All trials of a scenario run at one place, because what they print names it.
        place = self._folder / "trial"
        copy = self._copy(self._template(fault.scenario))
        shutil.rmtree(place, ignore_errors=True)
        copy.rename(place)
        bytes_before = _digests(place)
        findings: list[Finding] = []

        def found(what: str, told: str) -> None:
            findings.append(Finding(fault, what, told))

        ran = self._child(fault.scenario, "act", place, fault)
        notes = ran["notes"]
        if ran["exit"] is None:
            found("hung", ran["err"])
            return findings, ran
        if (ran["exit"] < 0 and ran["exit"] != fault.error) or any(
            word in ran["err"] for word in ("Traceback", "Exception ignored", "report it")
        ):
            found("raw", f"exit {ran['exit']}: {ran['err']}")
        for note in notes:
            if note["outcome"] == "begun" and fault.error < 0:
                continue  # the signal ended it
            if note["outcome"] in ("raw", "begun"):
                found("raw", f"{note['what']}: {note['said'] or 'it did not end'}")
            elif fault.error in HARMLESS and note["outcome"] != "done":
                found("raw", f"{note['what']} failed: {note['said']}")
        usual = self._usual(fault.scenario, notes)
        for note, expected in zip(notes, usual, strict=False):
            done = note["outcome"] == expected["outcome"] == "done"
            if done and (note["code"], _timeless(note["out"])) != (expected["code"], _timeless(expected["out"])):
                found("wrong", f"{note['what']} printed {note['out']!r}, not {expected['out']!r}; {note['said']}")
        bytes_after = _digests(place)
        after = self._checked(fault.scenario, place)
        before = self._before[fault.scenario]
        for told in _lost(before, notes, after):
            found("lost", told)
        for path in sorted(bytes_before):
            ours = path.startswith("index/") and not path.endswith(".txt")
            if not ours and bytes_after.get(path) != bytes_before[path]:
                found("lost", f"{path} is the user's, and was changed")
        if scenario.keeps_all:
            lost = set(bytes_before.values()) - set(bytes_after.values()) - {hashlib.sha256().hexdigest()}
            # The commit that a repair goes back to gets a manifest of its own, with a new number.
            names = [path for path, digest in bytes_before.items() if digest in lost and not _is_replaced(path)]
            if names:
                found("lost", f"the bytes of {', '.join(names)}")
        if scenario.again and not findings:
            for told in self._again(fault.scenario, place):
                found("lost", f"afterwards, without faults: {told}")
        return findings, ran

    def _usual(self, scenario: str, notes: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """The notes of the run without faults, which is the first one."""
        before = self._before[scenario]
        usual: Sequence[dict[str, Any]] = before.setdefault("notes", notes)
        return usual

    def _again(self, scenario: str, place: Path) -> Iterator[str]:
        """Do it again without faults: then all of it has to be done."""
        ran = self._child(scenario, "act", place)
        after = self._checked(scenario, place)
        wanted = _after_all(self._before[scenario]["state"] or {}, self._before[scenario]["notes"])
        if scenario == "repair":
            if after["damages"]:
                yield f"it is still damaged: {after['damages']}, {ran['notes']}"
        elif after["state"] != wanted:
            yield f"{_difference(wanted, after['state'] or {})}; {ran['notes']}"

    def _checked(self, scenario: str, root: Path) -> dict[str, Any]:
        ran = self._child(scenario, "held", root)
        if ran["exit"] != 0:
            return {"damages": [], "state": None, "failed": f"reading it without faults: {ran['err']}"}
        checked: dict[str, Any] = ran["notes"]
        return checked

    def _child(self, scenario: str, what: str, root: Path, fault: Fault | None = None) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        job: dict[str, Any] = {
            "scenario": scenario,
            "what": what,
            "root": str(root),
            "work": str(self._folder),
            "fault": None,
        }
        if fault is not None:
            last = fault.first if not fault.lasts else _FOREVER
            job["fault"] = [list(KINDS).index(fault.kind), fault.first, last, fault.error]
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def _timeless(printed: str) -> str:
    return re.sub(r'"(took_ms|seconds)": [\d.]+|\d+ ms', "", printed)


def _is_replaced(path: str) -> bool:
    return path.endswith(".lock") or bool(re.fullmatch(r"index/searchkit-manifest-\d+\.json", path))


def _after_all(state: dict[str, str], notes: Iterable[dict[str, Any]]) -> dict[str, str]:
    for note in notes:
        state = {k: v for k, v in {**state, **note["put"]}.items() if k not in note["drop"]}
    return state


def _difference(wanted: dict[str, str], got: dict[str, str]) -> str:
    wrong = {identity for identity in wanted.keys() | got.keys() if wanted.get(identity) != got.get(identity)}
    return f"articles that are not as they should be: {sorted(wrong)}"


def _lost(before: dict[str, Any], notes: Sequence[dict[str, Any]], after: dict[str, Any]) -> Iterator[str]:
    """What the index does not hold that it must, or holds that it must not."""
    from fault_scenarios import COMMITTED, NOT_COMMITTED

    from searchkit.errors import INTERRUPTED, TERMINATED

    if "failed" in after:
        yield after["failed"]
        return
    if before["damages"]:  # a repair: all of it, or nothing
        # What was moved aside may not have come back. No byte is lost, and the next repair works: both are checked.
        if after["damages"] and any(note["outcome"] == "done" for note in notes):
            yield f"it is still damaged: {after['damages']}"
        elif not after["damages"] and (after["state"] or {}).keys() != {f"a{n}" for n in range(6)}:
            yield f"it holds {after['state']}"
        return
    if after["damages"]:
        yield f"damage: {after['damages']}"
        return
    # Each article may have any of these texts (None: it is not there).
    may: dict[str, set[str | None]] = {k: {v} for k, v in (before["state"] or {}).items()}
    wholes: list[dict[str, str | None]] = []
    for note in notes:
        changes: dict[str, str | None] = {**note["put"], **dict.fromkeys(note["drop"])}
        said = note["said"]
        # An interrupted command says that what it read is committed.
        holds = note["outcome"] == "done" or (
            note["code"] not in (INTERRUPTED, TERMINATED) and any(words in said for words in COMMITTED)
        )
        holds_not = note["outcome"] != "done" and not holds and any(words in said for words in NOT_COMMITTED)
        if "may hold all the same" in said:
            holds = holds_not = False
        if note["partial"] and not holds:
            holds_not = False
        if holds_not:
            continue
        for identity, text in changes.items():
            may[identity] = {text} if holds else may.get(identity, {None}) | {text}
        if not holds and not note["partial"] and changes:
            wholes.append({k: t for k, t in changes.items() if may[k] != {t}})
    state = after["state"] or {}
    for identity in sorted(may.keys() | state.keys()):
        if state.get(identity) not in may.get(identity, {None}):
            told = [f"{note['what']} {note['outcome']}: {note['said']}" for note in notes]
            yield f"{identity} is {state.get(identity)!r}, and may be {may.get(identity, {None})}; {told}"
            return
    for changes in wholes:
        took_place = {state.get(identity) == text for identity, text in changes.items() if may[identity] != {text}}
        later = {i for other in wholes if other is not changes for i in other}
        if len(took_place) > 1 and not later & changes.keys():
            yield f"half of a change: {changes}, {state}"


def faults_of(
    counts: dict[str, int], scenario: str, every: int, start: int = 0, *, lasts: bool = False
) -> Iterator[Fault]:
    """Every so manieth call of each kind, with the errors of its kind in turn."""
    number = start
    for kind, errors in KINDS.items():
        for first in range(1 + start % every, counts[kind] + 1, every):
            error = errors[number % len(errors)]
            yield Fault(scenario, kind, first, error, lasts and error not in HARMLESS)
            number += 1


def hunt(folder: Path, faults: int, seed: int, *, kinds: Sequence[str] = tuple(KINDS), show: bool = False) -> Hunt:
    """Inject so many faults of these kinds, chosen at random, into all scenarios.

    A ``folder`` in memory makes it faster.
    """
    from fault_scenarios import SCENARIOS

    pick = random.Random(seed)
    done = Hunt()
    print(f"injected failures: {faults} with seed {seed}", flush=True)
    with Injector(folder) as injector:
        counts = {name: injector.calls(name) for name in SCENARIOS}
        if show:
            for name, counted in counts.items():
                print(f"  {name}: {counted}", flush=True)
        places = [(name, kind) for name, counted in counts.items() for kind in kinds if counted[kind]]
        for _ in range(faults):
            name, kind = pick.choice(places)
            # One in ten is a signal.
            error = pick.choice(KINDS[kind] if pick.random() < 0.9 else SIGNALS)
            first = pick.randint(1, counts[name][kind])
            fault = Fault(name, kind, first, error, error > 0 and error not in HARMLESS and pick.random() < 0.3)
            hit, findings = injector.inject(fault)
            done.run += 1
            done.hit += hit
            done.findings += findings
            for finding in findings if show else ():
                print(finding, flush=True)
            if show and done.run % 100 == 0:
                print(f"-- {done}", flush=True)
    return done


# The process that forks a child for each action


def serve() -> None:
    """Answer jobs, one a line. In each child this returns by SystemExit, so that it ends as any process does."""
    library = ctypes.CDLL(None)
    begin, counted, failed = (getattr(library, f"failing_calls_{name}") for name in ("begin", "counted", "failed"))
    begin.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_long, ctypes.c_int]
    counted.argtypes, counted.restype, failed.restype = [ctypes.c_int], ctypes.c_long, ctypes.c_long
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import fault_scenarios

    from searchkit.errors import INTERRUPTED

    fault_scenarios.do_all_once()
    gc.collect()
    gc.freeze()  # else each child copies all of that
    loaded: set[str] = set()
    for line in sys.stdin.buffer:
        job = json.loads(line)
        work = Path(job["work"])
        paths = {name: work / f"child.{name}" for name in ("notes", "err", "trace", "counts", "modules")}
        for path in paths.values():
            path.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            code = 70
            with open(paths["err"], "wb", buffering=0) as err, open(paths["trace"], "w") as trace:
                os.dup2(err.fileno(), 2)
                os.dup2(err.fileno(), 1)
                faulthandler.enable(trace)
                faulthandler.register(signal.SIGUSR1, trace, all_threads=True)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                if job["fault"] is not None:
                    begin(os.path.realpath(job["root"]).encode(), *job["fault"])
                try:
                    code = fault_scenarios.run_command_of_a_child(
                        job["scenario"], Path(job["root"]), paths["notes"], job["what"]
                    )
                except KeyboardInterrupt:
                    code = INTERRUPTED
                except Exception:
                    traceback.print_exc()
                numbers = [counted(kind) for kind in range(len(KINDS))]
                paths["counts"].write_text(json.dumps([numbers, failed()]))
                paths["modules"].write_text(json.dumps(fault_scenarios.modules_of_searchkit()))
                faulthandler.disable()
                faulthandler.unregister(signal.SIGUSR1)
            if job["what"] != "act":
                os._exit(code)  # what is tested is how an action ends
            sys.exit(code)
        code_of_child = _waited(child)
        answer: dict[str, Any] = {"exit": code_of_child, "notes": [], "counted": [], "failed": 1, "err": ""}
        with contextlib.suppress(FileNotFoundError, ValueError):
            answer["notes"] = json.loads(paths["notes"].read_text())
        for name in ("err", "trace"):
            with contextlib.suppress(FileNotFoundError):
                answer["err"] += paths[name].read_text(errors="replace")
        with contextlib.suppress(FileNotFoundError, ValueError):
            answer["counted"], answer["failed"] = json.loads(paths["counts"].read_text())
        out.write(json.dumps(answer) + "\n")
        out.flush()
        # The next children find the modules loaded that this one had to load.
        if job["fault"] is None or not loaded:
            with contextlib.suppress(FileNotFoundError, ValueError):
                for name in json.loads(paths["modules"].read_text()):
                    if name not in loaded and name not in sys.modules:
                        with contextlib.suppress(Exception):
                            importlib.import_module(name)
                    loaded.add(name)


def _waited(child: int) -> int | None:
    """The exit code of a child, negative for a signal. None if it did not end and had to be killed."""
    ended = os.pidfd_open(child)
    try:
        if not select.select([ended], [], [], LIMIT)[0]:
            os.kill(child, signal.SIGUSR1)  # where it hangs
            select.select([ended], [], [], 2)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
    finally:
        os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        numbers = [int(n) for n in sys.argv[1:3]]
        with tempfile.TemporaryDirectory(prefix="searchkit-faults-") as made:
            asked = (numbers + [3000, 1][len(numbers) :])[:2]
            result = hunt(Path(made), *asked, kinds=sys.argv[3:] or tuple(KINDS), show=True)
        print(result)
        sys.exit(bool(result.findings))
