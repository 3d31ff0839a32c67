"""The command that runs the hunts; see the package."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tools.soak
from tools.soak.child import limited
from tools.soak.hunt import ROOT, Findings, Hunt
from tools.soak.hunts import HUNTS


def main() -> int:
    """Run the hunts that were asked for; 1 if anything was found."""
    parser = argparse.ArgumentParser(
        description=tools.soak.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        prog="python -m tools.soak",
    )
    parser.add_argument("--seconds", type=float, default=1800, help="how long all hunts may take together (1800)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="what draws the cases (the time)")
    parser.add_argument("--only", nargs="+", choices=HUNTS, metavar="HUNT", help=f"which hunts: {', '.join(HUNTS)}")
    parser.add_argument("--number", type=int, help="how many cases, instead of the number of each hunt")
    parser.add_argument("--jobs", type=int, default=2, help="how many hunts run at once (2)")
    parser.add_argument("--found", type=Path, default=ROOT / "build/soak/found", help="where findings go")
    parser.add_argument("--replay", nargs="+", type=Path, metavar="FILE", help="run findings again")
    given = parser.parse_args()
    if given.replay:
        return replay(given.replay)
    chosen = [HUNTS[name] for name in given.only or HUNTS]
    whole = sum(hunt.share for hunt in chosen)
    print(f"seed {given.seed}", flush=True)

    def run(hunt: Hunt) -> Findings:
        findings, started = Findings(given.found, hunt.name), time.monotonic()
        seconds = given.seconds * given.jobs * hunt.share / whole if given.number is None else float("inf")
        hunt.run(given.seed, given.number or hunt.number, seconds, findings)
        print(f"{hunt.name}: {findings.counts} ({time.monotonic() - started:.0f} s)", flush=True)
        return findings

    with ThreadPoolExecutor(given.jobs) as pool:
        done = list(pool.map(run, chosen))
    return 1 if any(findings.counts.wrong for findings in done) else 0


def replay(files: list[Path]) -> int:
    """Run findings again, in this process; 1 if one is still wrong. The folder of a file names its hunt."""
    code = 0
    for file in files:
        hunt = HUNTS[file.resolve().parent.name]
        with tempfile.TemporaryDirectory(prefix=f"soak-{hunt.name}-") as folder:
            hunt.prepare(Path(folder))
            hunt.begin(Path(folder))
            wrong = limited(hunt, [file.read_bytes()])
        print(f"{file}: {f'{wrong.kind}: {wrong.message}' if wrong else 'nothing is wrong'}")
        code = code or int(wrong is not None)
    return code


if __name__ == "__main__":
    sys.exit(main())
