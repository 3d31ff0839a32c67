"""``searchkit upgrade``: index the stored articles again by the analysis of this version."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, index_folder, verb_parser
from searchkit.cli.interruption import interruptible
from searchkit.cli.progress import shown_progress

if TYPE_CHECKING:
    from searchkit.archive.upgrade import OnProgress


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "upgrade",
        "Index the stored articles again by the analysis of this version, in one commit. No source is read.\n"
        "You can stop it at any time (Ctrl-C). The index then stays as it was.",
        ["searchkit upgrade", "searchkit upgrade -i archive --json"],
    )
    p.add_argument("--json", action="store_true", help="one JSON object")
    p.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.archive.upgrade import upgrade

    folder = index_folder(options.index)
    with _progress(quiet=options.quiet) as on_progress, interruptible() as should_stop:
        done = upgrade(folder, on_progress=on_progress, should_stop=should_stop)
    if options.json:
        from searchkit.display.machine_formats import dump

        told = {
            "schema": "searchkit.upgrade/1",
            "index": str(folder),
            "index_revision": done.revision,
            "upgraded": done.is_changed,
            "interrupted": done.interrupted,
            "articles": done.articles,
            "languages": [
                {"written": each.written, "code": each.code, "articles": each.articles} for each in done.languages
            ],
            "analysis": {"before": done.before, "after": done.after},
            "seconds": round(done.seconds, 3),
        }
        print(dump(told))
    if done.interrupted:
        print("interrupted: the index is as it was; run the same command to begin again", file=sys.stderr)
        return should_stop.exit_code
    if not options.quiet and not options.json:
        from searchkit.display.safe_text import one_line, safe

        what = (
            f"{done.articles:,} articles indexed again, from analysis {done.before} to {done.after}, "
            f"in {done.seconds:.1f} s"
            if done.is_changed
            else f"up to date (analysis {done.after})"
        )
        print(safe(f"{folder}: {what}"))
        for each in done.languages:
            print(safe(f"language {one_line(each.written)!r} is {each.code} now: {each.articles:,} articles"))
    return 0


@contextmanager
def _progress(*, quiet: bool) -> Iterator[OnProgress | None]:
    if quiet:
        yield None
        return
    with shown_progress("upgrading", "0 of 0 articles", total=0) as show:

        def on_progress(done: int, total: int) -> None:
            show(done, total, f"{done:,} of {total:,} articles")

        yield on_progress
