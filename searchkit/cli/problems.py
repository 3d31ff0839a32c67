"""What went wrong, told to people: files that could not be read, queries that were not understood as written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from searchkit.display.safe_text import one_line
from searchkit.ingest.problem import Problem
from searchkit.results.results import Results

_MOST = 200


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Failures and notes one by one (200 of each at the most), what is no article counted by ending and reason."""
    problems = list(problems)
    for severity, heading in {"failed": "could not be read", "note": "read with a reservation"}.items():
        chosen = [problem for problem in problems if problem.severity == severity]
        if chosen:
            yield f"{len(chosen):,} {heading}:"
        for problem in chosen[:_MOST]:
            yield f"  {one_line(place(problem))}: {one_line(problem.message)}"
            if problem.hint:
                yield f"    {one_line(problem.hint)}"
        if len(chosen) > _MOST:
            yield f"  and {len(chosen) - _MOST:,} more (searchkit status --json lists all)"
    skipped = Counter((problem.message, _ending(problem)) for problem in problems if problem.severity == "skipped")
    if skipped:
        reasons = ", ".join(f"{n:,} {one_line(ending)} ({message})" for (message, ending), n in skipped.most_common(12))
        yield f"{skipped.total():,} passed over: {reasons}"


def tell_warnings(results: Results) -> None:
    """On stderr: what was not understood in the query as written, for answers that have no place for it."""
    for warning in results.warnings:
        print(f"searchkit: at {warning.span.start + 1}: {one_line(warning.message)}", file=sys.stderr)
        if warning.hint:
            print(f"  {one_line(warning.hint)}", file=sys.stderr)


def place(problem: Problem) -> str:
    """``path!/member:line``."""
    member = f"!/{problem.member}" if problem.member and "!/" not in problem.path else ""
    return f"{problem.path}{member}" + (f":{problem.line}" if problem.line is not None else "")


def _ending(problem: Problem) -> str:
    name = PurePosixPath(problem.member or problem.path)
    return name.suffix or name.name
