"""Lucene in a Java process of its own, which takes the times itself: nothing of Python is in them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.corpus import Document
from benchmarks.engines.base import Answer, Engine, Operation, Reader
from benchmarks.place import Missing, Place, say
from benchmarks.queries import Spec

# Lucene 10 needs Java 21; the last of Lucene 9 is measured with an older one.
_LUCENE = {21: "10.6.0", 17: "9.12.3"}
# Where Debian and others install a Java beside the one on the PATH.
_MACHINES = Path("/usr/lib/jvm")
_SOURCE = Path(__file__).with_name("lucene_java")
_WARM_SECONDS = 2.0


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise Missing(f"Lucene needs {name}, which is not on the PATH")
    return found


@cache
def _java() -> tuple[Path, int, str]:
    """The home of the newest Java there is, the version to compile for, and the Lucene that goes with it."""
    homes = [os.environ["JAVA_HOME"]] if os.environ.get("JAVA_HOME") else []
    if not homes:
        on_path = shutil.which("java")
        homes = [*map(str, _MACHINES.glob("*")), *([str(Path(on_path).resolve().parents[1])] if on_path else [])]
    known = [(_version(Path(home) / "bin" / "java"), home) for home in homes]
    version, home = max(known, default=(0, ""))
    for needed, lucene in _LUCENE.items():
        if version >= needed:
            return Path(home), needed, lucene
    raise Missing(f"Lucene needs Java 17, or 21 for Lucene 10; {f'this is {version}' if version else 'there is none'}")


def _version(java: Path) -> int:
    if not (java.exists() and (java.parent / "javac").exists()):
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


@cache
def _jars() -> str:
    """The class path, built with Maven once."""
    home, release, lucene = _java()
    folder = Place.from_environment().folder / f"lucene-{lucene}"
    if not (folder / "built").exists():
        maven = _program("mvn")
        say(f"building the driver of Lucene {lucene} with Maven ...")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_SOURCE, folder)
        options = [f"-Dlucene.version={lucene}", f"-Dmaven.compiler.release={release}"]
        goals = ["compile", "dependency:copy-dependencies", "-DoutputDirectory=target/jars"]
        done = subprocess.run(
            [maven, "-q", "-B", *options, *goals],
            cwd=folder,
            env={**os.environ, "JAVA_HOME": str(home)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            raise Missing(f"Maven could not build the driver of Lucene: {done.stdout.strip()[:400]}")
        (folder / "built").touch()
    return os.pathsep.join([str(folder / "target" / "classes"), str(folder / "target" / "jars" / "*")])


def _command(*arguments: str) -> list[str]:
    options = ["-Xmx4g", "--add-modules", "jdk.incubator.vector"]
    return [str(_java()[0] / "bin" / "java"), *options, "-cp", _jars(), "LuceneBench", *arguments]


class LuceneReader(Reader):
    """A Java process with an open index."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            _command("serve", str(folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._warm: set[tuple[Operation, int]] = set()
        hello = self._answer()
        self._segments: int = hello["segments"]
        self.open_ms = hello["open_ms"]

    @property
    def segments(self) -> int:
        return self._segments

    def build(self, spec: Spec) -> Any:
        return asdict(spec)

    def top(self, query: Any) -> list[tuple[int, float]]:
        return self._tops(self._ask("top", [query], 60.0, 0.0)["answers"])[0]

    def count(self, query: Any) -> int:
        found: int = self._ask("count", [query], 60.0, 0.0)["answers"][0]
        return found

    def timed(self, operation: Operation, queries: Sequence[Any], seconds: float) -> tuple[list[float], list[Answer]]:
        if not queries:
            return [], []
        first = (operation, queries[0]["number"])
        warm = 0.0 if first in self._warm else _WARM_SECONDS
        self._warm.add(first)
        found = self._ask(operation, queries, min(seconds, 3600.0), warm)
        return found["ms"], self._tops(found["answers"]) if operation == "top" else found["answers"]

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, operation: Operation, queries: Sequence[Any], seconds: float, warm: float) -> dict[str, Any]:
        assert self._process.stdin
        request = {"operation": operation, "queries": list(queries), "seconds": seconds, "warm": warm}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Lucene's process ended")
        found: dict[str, Any] = json.loads(line)
        return found

    def _tops(self, answers: Sequence[Any]) -> list[list[tuple[int, float]]]:
        return [[(int(number), score) for number, score in answer] for answer in answers]


class LuceneEngine(Engine):
    """Lucene; its scores leave out the factor k1 + 1."""

    name = "lucene"
    lengths = "byte"
    factor = 2.2
    takes_dicts = False

    def __init__(self) -> None:
        _jars()

    @property
    def version(self) -> str:
        return f"Lucene {_java()[2]}"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        assert isinstance(corpus, Path)
        program = _command("index", str(corpus), str(folder), str(threads), "single" if single else "")
        subprocess.run(program, stderr=subprocess.DEVNULL, check=True)

    def open(self, folder: Path) -> LuceneReader:
        return LuceneReader(folder)


ENGINE = LuceneEngine
