"""``searchkit index``: make an index, or bring it up to date with its files."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from searchkit.cli.arguments import Parser, add_columns, add_lists, count_from_zero, index_folder, verb_parser
from searchkit.cli.interruption import interruptible
from searchkit.cli.progress import shown_progress
from searchkit.errors import InputFailed, UsageError

if TYPE_CHECKING:
    from searchkit.archive.lists import ListChange
    from searchkit.archive.status import Status
    from searchkit.index import Index
    from searchkit.ingest.report import OnProgress, Progress, Report

# Asks for the home that the articles tell.
LEARNED: Final = "learned"
# Problems of one sort that are told after a run, so that its report fits on a screen.
_MOST: Final = 5


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "index",
        "Index the files at and under PATHs, or bring the index up to date with new, changed and removed files.\n"
        "You may stop it at any time with Ctrl-C. The next run goes on from there.",
        [
            "searchkit index articles/",
            "searchkit index -i archive news-1987.tar.xz more.jsonl",
            "searchkit index articles/ --list boards.csv",
            "searchkit index --list boards.csv",
            "searchkit index --retry-failed",
        ],
    )
    p.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file, an archive or a folder")
    add_lists(p, " and keep it for later runs")
    p.add_argument(
        "--no-list", dest="drop", action="append", default=[], metavar="NAME", help="drop the list of this name"
    )
    p.add_argument(
        "--no-extract", action="store_true", help="keep only what the sources say; extract nothing from the text"
    )
    p.add_argument(
        "--extractor",
        metavar="NAME[:ARGUMENT]",
        help="find names with spacy:PIPELINE or another extractor, also in later runs; rules: back to searchkit's own",
    )
    add_columns(p, "; remembered for the PATHs, '' clears it")
    p.add_argument(
        "--trust-empty",
        action="store_true",
        default=None,
        help="a source that states an empty list of names has none: look for none in its text, also in later runs",
    )
    p.add_argument(
        "--no-trust-empty",
        dest="trust_empty",
        action="store_false",
        default=None,
        help="take an empty list of names for no word on them, as at first",
    )
    p.add_argument(
        "--home",
        metavar="PLACE",
        help="the town where the articles appear (Paris, Texas): of namesakes the nearer one is meant. It holds "
        "in later runs. learned: the town of most datelines; none: there is none",
    )
    p.add_argument(
        "--commit-every",
        type=count_from_zero,
        metavar="N",
        help="commit after N changed articles (default: 20000, or 30 seconds)",
    )
    p.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be added, changed and removed, and change nothing on disk",
    )
    p.add_argument(
        "--allow-removals",
        action="store_true",
        help="let the run remove all articles of a folder, or more than 20 and more than half of them",
    )
    p.add_argument(
        "--retry-failed",
        action="store_true",
        help="read only the files that have failures, at and under the PATHs or else of the whole index",
    )
    p.add_argument(
        "--file-seconds",
        type=count_from_zero,
        metavar="N",
        help="processor time that reading a file may take, beside a second for each MiB (default: 600; 0: no limit)",
    )
    p.add_argument(
        "--years",
        metavar="FIRST..LAST",
        help="the years that dates may have (default: 1450 to the next year); remembered, '..' for the default",
    )
    p.add_argument(
        "-j",
        "--jobs",
        type=count_from_zero,
        metavar="N",
        help="how many processes extract (default: as many as there are processors)",
    )
    p.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary; failures are still reported")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.ingest.column_mapping import parse_columns

    columns = None if options.columns is None else parse_columns(options.columns)
    changes_lists = bool(options.lists or options.drop)
    if options.retry_failed and (options.allow_removals or (columns is not None and not options.paths)):
        raise UsageError("--retry-failed removes nothing, and --columns needs PATHs")
    if not options.paths and not changes_lists and not options.retry_failed:
        raise UsageError("nothing to index", hint="name files or folders of articles")
    if options.extractor and (options.no_extract or options.retry_failed or not options.paths):
        raise UsageError("--extractor needs PATHs, and excludes --no-extract and --retry-failed")
    if options.home is not None and (not options.paths or options.no_extract or options.retry_failed):
        raise UsageError("--home needs PATHs, and excludes --no-extract and --retry-failed")
    if options.dry_run and options.home == LEARNED:
        raise UsageError("--dry-run changes nothing, so no home can be learned", hint="name it: --home 'Paris, Texas'")
    if options.dry_run and changes_lists:
        raise UsageError("--dry-run tells what would become of files, and excludes --list and --no-list")
    folder = index_folder(options.index)
    if options.paths and not options.no_extract and not options.extractor:
        _check_extractor(folder)
    with (
        _index(folder, options.dry_run) as index,
        _progress(quiet=options.quiet) as on_progress,
        interruptible() as should_stop,
    ):
        if changes_lists:
            change = index.use_lists(options.lists, drop=options.drop, should_stop=should_stop)
            _tell_lists(change, folder, quiet=options.quiet)
            if change.interrupted:
                return should_stop.exit_code
            if not options.paths and not options.retry_failed:
                return 0
        run_again = partial(
            index.add_files,
            options.paths,
            on_progress=on_progress,
            extract=False if options.no_extract else options.extractor or True,
            columns=columns,
            commit_every=options.commit_every or None,
            should_stop=should_stop,
            allow_removals=options.allow_removals,
            dry_run=options.dry_run,
            retry_failed=options.retry_failed,
            file_seconds=options.file_seconds,
            workers=options.jobs or _processors(),
            trust_empty=options.trust_empty,
            years=options.years,
        )
        report = run_again(home=None if options.home == LEARNED else options.home)
        at_first = report.learned_home
        home = None
        if not options.quiet and not options.dry_run and not options.no_extract and report.added + report.replaced:
            home = index.learned_home()
        if options.home == LEARNED and not report.interrupted:
            home = index.learned_home()
            if home is not None and home.place != index.status().home:
                _tell_summary(report, folder, len(index), quiet=options.quiet)
                report, at_first = run_again(home=home.place), None
        changed = report.added or report.replaced or report.removed or report.problems
        status = index.status() if changed and not options.quiet and not options.dry_run else None
        kept_home = index.status().home if home is not None or options.home is not None else None
        articles = len(index)
    from searchkit.display.report import home_line

    if options.retry_failed and not options.quiet:
        failing = len({problem.path for problem in report.failed})
        print(f"{report.retried:,} retried; {failing:,} still cannot be read whole", file=sys.stderr)
    _tell(report, folder, articles, status, quiet=options.quiet)
    line = home_line(home, kept_home, asked=options.home == LEARNED, at_first=at_first)
    if line and not options.quiet:
        print(line, file=sys.stderr)
    if report.interrupted and options.dry_run:
        print("interrupted: a run would do more than this. Nothing was changed.", file=sys.stderr)
        return should_stop.exit_code
    if report.interrupted:
        print("interrupted: what was read is committed. Run the same command to go on.", file=sys.stderr)
        return should_stop.exit_code
    return InputFailed.exit_code if report.failed else 0


def _processors() -> int:
    """How many processors this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_extractor(folder: Path) -> None:
    """Refuse an extractor that the index names and the user did not allow, before anything is changed."""
    from searchkit.archive.chosen_extractor import check_allowed
    from searchkit.engine.store import is_index

    if is_index(folder):
        check_allowed(folder)


@contextmanager
def _index(folder: Path, dry_run: bool) -> Iterator[Index]:
    """The index in a folder. If there is none, a new one; for a dry run, it lies in a folder that is removed again."""
    from searchkit.engine.store import check_ours, is_index
    from searchkit.index import Index

    if is_index(folder):
        with Index.open(folder, aliases=False) as index:
            yield index
    elif dry_run:
        from tempfile import TemporaryDirectory

        check_ours(folder)
        with TemporaryDirectory(prefix="searchkit-") as empty, Index.create(Path(empty) / "index") as index:
            yield index
    else:
        with Index.create(folder) as index:
            yield index


def _tell_lists(change: ListChange, folder: Path, *, quiet: bool) -> None:
    from searchkit.display.report import list_lines

    for line in () if quiet else list_lines(change, folder):
        print(line, file=sys.stderr)
    if change.interrupted:
        print("interrupted: the lists are as they were before", file=sys.stderr)


def _tell(report: Report, folder: Path, articles: int, status: Status | None, *, quiet: bool) -> None:
    """What a run did, the first of its problems, and with a ``status`` what the index has now."""
    from searchkit.display.report import change_lines, problem_lines, seen_lines

    for line in change_lines(report) if report.dry_run else ():
        print(line)
    problems = report.failed if quiet else report.problems
    for line in problem_lines(problems, _MOST):
        print(line, file=sys.stderr)
    _tell_summary(report, folder, articles, quiet=quiet)
    for line in () if status is None else seen_lines(status):
        print(line, file=sys.stderr)


def _tell_summary(report: Report, folder: Path, articles: int, *, quiet: bool) -> None:
    from searchkit.display.safe_text import one_line

    if not quiet:
        changes = {
            "added": report.added,
            "replaced": report.replaced,
            "removed": report.removed,
            "kept without being found": report.kept,
            "got another id": report.renamed,
            "unchanged": report.unchanged,
        }
        told = ", ".join(f"{number:,} {what}" for what, number in changes.items() if number) or "nothing changed"
        read = report.added + report.replaced + report.unchanged
        rate = f", {read / report.seconds:,.0f} articles a second" if read and report.seconds > 0 else ""
        if report.dry_run:
            told = f"a dry run, nothing was changed; a run would make this: {told}"
        print(
            f"{one_line(str(folder))}: {articles:,} articles ({told}; {report.files_read:,} files read, "
            f"{report.files_unchanged:,} unchanged, {report.files_removed:,} gone) in {report.seconds:.1f} s{rate}",
            file=sys.stderr,
        )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:,.0f} min"


@contextmanager
def _progress(*, quiet: bool) -> Iterator[OnProgress | None]:
    if quiet:
        yield None
        return
    from searchkit.display.safe_text import one_line

    with shown_progress("indexing", "0 articles") as show:
        began = time.monotonic()

        def on_progress(p: Progress) -> None:
            name = one_line(p.path.rsplit("/", 1)[-1])
            if p.phase != "reading":
                show(1, 1, f"{p.articles:,} articles", f"{p.phase}, {p.articles:,} articles", p.phase)
                return
            passed = max(time.monotonic() - began, 0.001)
            sizes = f"{p.bytes / 1e6:,.1f} of {p.bytes_total / 1e6:,.1f} MB"
            articles = f"{p.articles:,} articles, {p.articles / passed:,.0f}/s"
            left = (p.bytes_total - p.bytes) / p.bytes * passed if p.bytes else 0
            line = f"{p.files:,} of {p.files_total:,} files, {sizes}, {articles}"
            line += f", about {_duration(left)} left: {name}" if left else f": {name}"
            show(p.bytes, max(p.bytes_total, 1), f"{sizes}, {articles}", line, name)

        yield on_progress
