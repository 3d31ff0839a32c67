"""Measurements that need a process of their own: its memory and its start are part of what is measured."""

from __future__ import annotations

import gc
import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Literal

from benchmarks import corpus
from benchmarks.engines import engine
from benchmarks.place import folder_size
from benchmarks.whole_process import whole_process

Source = Literal["jsonl", "dicts"]


def run(function: str, *arguments: object) -> dict[str, Any]:
    """Run a function of this module in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "result"
        program = [sys.executable, "-m", "benchmarks.children", function, *map(str, arguments)]
        whole_process(program, output)
        found: dict[str, Any] = json.loads(output.read_text().splitlines()[-1])
    return found


def index(name: str, documents: str, folder: str, threads: str, source: Source, single: str = "") -> dict[str, Any]:
    """Index into a new folder: seconds until committed and merged, peak memory, bytes on disk."""
    path = Path(folder)
    shutil.rmtree(path, ignore_errors=True)
    made = engine(name)
    given = Path(documents) if source == "jsonl" else list(corpus.read(Path(documents)))
    gc.collect()
    gc.freeze()
    started, work = time.perf_counter(), time.process_time()
    made.index(given, path, int(threads), single=bool(single))
    seconds, cpu = time.perf_counter() - started, time.process_time() - work
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    rss = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children.ru_maxrss) / 1024
    reader = made.open(path)
    return {
        "engine": name,
        "version": made.version,
        "threads": int(threads),
        "seconds": seconds,
        "cpu_seconds": cpu + children.ru_utime + children.ru_stime,
        "rss_mb": rss,
        "disk_bytes": folder_size(path),
        "segments": reader.segments,
    }


def open_once(name: str, folder: str) -> dict[str, Any]:
    """Open an index, in a process that has not opened one before."""
    made = engine(name)
    started = time.perf_counter()
    reader = made.open(Path(folder))
    elapsed = (time.perf_counter() - started) * 1000
    reader.close()
    return {"ms": elapsed if reader.open_ms is None else reader.open_ms}


def search_archive(folder: str, kind: str) -> dict[str, Any]:
    """Search an archive as people do."""
    from benchmarks import archive

    return archive.search(folder, kind)


if __name__ == "__main__":
    _function, *_arguments = sys.argv[1:]
    _known = {"index": index, "open_once": open_once, "search_archive": search_archive}
    print(json.dumps(_known[_function](*_arguments)))  # type: ignore[operator]
