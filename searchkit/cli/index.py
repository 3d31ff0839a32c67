"""``searchkit index``: makes an index, or brings it up to date with its files."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, count_from_zero, index_folder, verb_parser
from searchkit.errors import InputFailed

if TYPE_CHECKING:
    from searchkit.ingest.update import OnProgress, Progress, Report, ShouldStop

_LINE_EVERY = 5.0  # seconds, where there is no terminal to draw a bar on


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "index",
        "Index the files at and under PATHs, or bring the index up to date with them: new, changed and removed ones.\n"
        "It may be stopped at any time (Ctrl-C); the next run goes on from there.",
        ["searchkit index articles/", "searchkit index -i archive news-1987.tar.xz more.jsonl"],
    )
    p.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, an archive or a folder")
    p.add_argument(
        "--no-extract", action="store_true", help="take only what the sources say; extract nothing from the text"
    )
    p.add_argument(
        "--commit-every", type=count_from_zero, metavar="N", help="commit after N changed articles (default: 5000)"
    )
    p.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary; failures are still told")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.engine.store import is_index
    from searchkit.index import Index

    folder = index_folder(options.index)
    index = Index.open(folder) if is_index(folder) else Index.create(folder)
    with index, _progress(quiet=options.quiet) as on_progress, _interruptible() as should_stop:
        report = index.add_files(
            options.paths,
            on_progress=on_progress,
            extract=not options.no_extract,
            commit_every=options.commit_every or None,
            should_stop=should_stop,
        )
        articles = len(index)
    _tell(report, folder, articles, quiet=options.quiet)
    if report.interrupted:
        print("interrupted: what was read is committed; run the same command to go on", file=sys.stderr)
        return 130
    return InputFailed.exit_code if report.failed else 0


def _tell(report: Report, folder: Path, articles: int, *, quiet: bool) -> None:
    from searchkit.display.report import problem_lines

    problems = report.failed if quiet else report.problems
    for line in problem_lines(problems):
        print(line, file=sys.stderr)
    if not quiet:
        changes = {
            "added": report.added,
            "replaced": report.replaced,
            "removed": report.removed,
            "unchanged": report.unchanged,
        }
        told = ", ".join(f"{number:,} {what}" for what, number in changes.items() if number) or "nothing changed"
        print(
            f"{folder}: {articles:,} articles ({told}; {report.files_read:,} files read, "
            f"{report.files_unchanged:,} unchanged, {report.files_removed:,} gone) in {report.seconds:.1f} s",
            file=sys.stderr,
        )


@contextmanager
def _interruptible() -> Iterator[ShouldStop]:
    """Ctrl-C is taken as a request to stop between two articles; a second one stops at once, without a commit."""
    asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[OnProgress | None]:
    """A bar on a terminal, a line every five seconds elsewhere."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("indexing"),
            BarColumn(),
            TextColumn("{task.fields[articles]:,} articles"),
            TimeRemainingColumn(),
        )
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("indexing", total=None, articles=0)

            def draw(p: Progress) -> None:
                # How far one file is read is not known; the bar then only shows that work goes on.
                total = max(p.bytes_total, 1) if p.files_total > 1 or p.files else None
                bar.update(task, total=total, completed=p.bytes, articles=p.articles)

            yield draw
    else:
        last = time.monotonic()

        def line(p: Progress) -> None:
            nonlocal last
            if time.monotonic() - last >= _LINE_EVERY:
                last = time.monotonic()
                print(f"indexing: {p.files:,} of {p.files_total:,} files, {p.articles:,} articles", file=sys.stderr)

        yield line
