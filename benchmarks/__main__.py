"""``python -m benchmarks`` with a command.

run SIZE, page SIZE, weightings SIZE, start, compare DIR SIZE, shell INDEX..., report [FILE]

BENCH_DIR=DIR      where to work (build/bench)
SHARED=DIR         the corpora and tools (../shared)
PEERS="A B"        further engines to measure beside tantivy: lucene (always from a million documents on), fts5
FRESH=1            measure everything again; FRESH=searchkit what concerns that engine
BENCH_SECONDS=S    for each engine and class of queries (0.5; 1.5 from a million documents on)
BENCH_ARCHIVES=..  which archives to search: reuters, corpus (reuters; both from a million documents on)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks import report
from benchmarks.engines import BASELINE, PEERS
from benchmarks.place import Missing, Place, parse_size
from benchmarks.run import Run, forget


def main(arguments: list[str]) -> int:
    """Run what the arguments say."""
    place = Place.from_environment()
    try:
        match arguments:
            case ["run", size]:
                _run(place, parse_size(size))
                print(report.tables(place))
            case ["compare", other, size]:
                from benchmarks.compare import compare

                print(compare(place, Path(other), parse_size(size)))
            case ["page", size]:
                from benchmarks.page import page as page_of

                print(page_of(place, parse_size(size)))
            case ["start"]:
                from benchmarks.start import start

                print(start(place))
            case ["shell", *folders] if folders:
                from benchmarks.shell import shell

                print(shell(place, [Path(folder) for folder in folders]))
            case ["weightings", size]:
                from benchmarks.weightings import weightings

                print(weightings(place, parse_size(size)))
            case ["report"]:
                print(report.tables(place))
            case ["report", page]:
                report.write(place, Path(page))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Missing, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(place: Place, size: int) -> None:
    large = size >= 1_000_000
    peers = os.environ.get("PEERS", "").replace(",", " ").split()
    unknown = set(peers) - set(PEERS)
    if unknown:
        raise ValueError(f"there is no peer {min(unknown)!r}: choose from {', '.join(PEERS)}")
    if large and "lucene" not in peers:
        peers.insert(0, "lucene")
    if fresh := os.environ.get("FRESH", ""):
        forget(place, fresh)
    seconds = float(os.environ.get("BENCH_SECONDS") or (1.5 if large else 0.5))
    archives = os.environ.get("BENCH_ARCHIVES", "reuters corpus" if large else "reuters").split()
    Run(place, size, [BASELINE, "searchkit", *peers], seconds).all(archives)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
