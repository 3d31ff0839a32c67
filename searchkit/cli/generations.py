"""``searchkit generations``: list the commits that an index keeps, and choose how much it keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, index_folder, verb_parser

if TYPE_CHECKING:
    from searchkit.engine.generations import Generations


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "generations",
        "List the generations that the index keeps: its earlier commits, and the latest.\n"
        "--generation N opens one with the reading verbs; searchkit restore goes back to one.",
        ["searchkit generations", "searchkit generations --keep-hours 72 --keep-share 0.5"],
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    p.add_argument(
        "--keep-hours",
        type=_measure,
        metavar="HOURS",
        help="from now on, keep a generation for so long after it was replaced (24 unless set; 0: only the last)",
    )
    p.add_argument(
        "--keep-share",
        type=_measure,
        metavar="SHARE",
        help="from now on, let all of them add this multiple of the archive's own size (1 unless set)",
    )
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.engine.generations import choose_to_keep, generations

    folder = index_folder(options.index)
    if options.keep_hours is None and options.keep_share is None:
        found = generations(folder)
    else:
        found = choose_to_keep(folder, options.keep_hours, options.keep_share)
    if options.json:
        from searchkit.display.machine_formats import dump

        told = {
            "schema": "searchkit.generations/1",
            "index": str(folder),
            "keep": {"hours": found.keep.hours, "share": found.keep.share},
            "bytes": sum(each.adds for each in found.all),
            "generations": [
                {
                    "revision": each.revision,
                    "time": _utc(each.time),
                    "articles": each.documents,
                    "bytes": each.adds,
                    "latest": each.is_latest,
                }
                for each in found.all
            ],
        }
        print(dump(told))
    else:
        for line in _lines(found):
            print(line)
    return 0


def _lines(found: Generations) -> Iterator[str]:
    yield f"{'generation':>10}  {'written':<19}  {'articles':>12}  {'adds bytes':>15}"
    for each in found.all:
        adds = "(latest)" if each.is_latest else f"{each.adds:,}"
        yield f"{each.revision:>10}  {_local(each.time):<19}  {each.documents:>12,}  {adds:>15}"
    total = sum(each.adds for each in found.all)
    yield f"earlier ones add {total:,} bytes"
    yield f"kept for {found.keep.hours:g} hours, up to {found.keep.share:g} times the archive's own size"


def _local(time: int | None) -> str:
    try:
        return "" if time is None else dt.datetime.fromtimestamp(time).isoformat(" ")
    except (OverflowError, ValueError, OSError):  # no clock says this
        return ""


def _utc(time: int | None) -> str | None:
    try:
        return None if time is None else f"{dt.datetime.fromtimestamp(time, dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (OverflowError, ValueError, OSError):
        return None


def _measure(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError
    return int(number) if number.is_integer() else number


_measure.__name__ = "number"
