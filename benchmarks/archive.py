"""What people run: query texts against an archive of articles, with facets, timeline, and hits with snippets."""

from __future__ import annotations

import sys
import tarfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.place import Place, folder_size, shared
from benchmarks.whole_process import whole_process

# Texts as readers of a news archive type them: words, phrases, exclusions, fields, dates, wildcards, misspellings.
TEXTS: Final = (
    "oil prices",
    "border management",
    "central bank interest rates",
    "trade deficit japan",
    "wheat exports soviet union",
    "tax reform",
    "stock split dividend",
    "quarterly earnings per share",
    "coffee quotas",
    "opec production ceiling",
    "energy",
    "president",
    "gulf shipping",
    "company said",
    "the bank of japan",
    "oil OR gas",
    "gold OR silver OR platinum OR copper",
    "sugar OR cocoa OR coffee OR tea OR cotton",
    "oil -gas",
    "dollar NOT yen",
    "(takeover OR merger) shareholders",
    "(wheat OR corn) (exports OR imports) -soviet",
    '"interest rates"',
    '"prime minister"',
    '"per cent" growth',
    '"the federal reserve"',
    '"oil prices"~3',
    '="trading"',
    "=trading company",
    "petrol*",
    "econom* growth",
    "wom?n",
    "inflaton~",
    "goverment~1 debt",
    "bank date:1987",
    "trade date:1987-03..1987-06",
    "date:>=1987-10 stock market",
    "place:japan dollar",
    "place:(london OR paris) bank",
    "agency:* minister",
    "airline strike*",
    "*",
)
FACETS: Final = {"reuters": ("place", "person", "org", "about"), "corpus": ("place", "agency", "other", "lang")}
_REPEATS: Final = 7
_SECONDS: Final = 120  # for all repeats of all texts; each text is asked twice at least


def extract_reuters(place: Place) -> Path:
    """The SGML files of Reuters-21578, extracted once."""
    folder = place.folder / "reuters21578"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        with tarfile.open(shared() / "corpora" / "reuters21578" / "reuters21578-sgml.tar.xz") as tar:
            tar.extractall(unfinished, filter="data")
        for other in [path for path in unfinished.rglob("*") if path.is_file() and path.suffix != ".sgm"]:
            other.unlink()
        unfinished.rename(folder)
    return folder


def command() -> list[str]:
    """The searchkit command of this Python."""
    script = Path(sys.executable).with_name("searchkit")
    return [str(script)] if script.exists() else [sys.executable, "-m", "searchkit"]


def index(source: Path, folder: Path, *options: str) -> dict[str, Any]:
    """Index articles with the command line: seconds, peak memory, bytes on disk."""
    elapsed, rss = whole_process([*command(), "index", str(source), "--index", str(folder), "--quiet", *options])
    return {"seconds": elapsed / 1000, "rss_mb": rss, "disk_bytes": folder_size(folder)}


def search(folder: str, kind: str) -> dict[str, Any]:
    """Every text with total, four facets, timeline and ten hits with snippets: the median of each text."""
    import searchkit

    with searchkit.open(folder) as archive:
        times: dict[str, list[float]] = {text: [] for text in TEXTS}
        totals: dict[str, int] = {}
        end = time.perf_counter() + _SECONDS
        for repeat in range(_REPEATS + 1):
            for text in TEXTS:
                if repeat > 1 and time.perf_counter() > end:
                    break
                started = time.perf_counter()
                results = archive.search(text, facets=FACETS[kind])
                results.timeline("month")
                for hit in results:
                    assert hit.article.id
                    assert hit.snippets is not None
                elapsed = (time.perf_counter() - started) * 1000
                totals[text] = results.total
                if repeat:  # the first pass warms up
                    times[text].append(elapsed)
        return {"articles": len(archive), "times": times, "totals": totals}
