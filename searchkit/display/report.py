"""Reports about an index: what it holds, and which of its sources could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from searchkit.archive.status import Status
from searchkit.base.problem import Problem
from searchkit.display.results_view import count
from searchkit.display.safe_text import one_line, safe
from searchkit.index import Index

if TYPE_CHECKING:
    from searchkit.archive.lists import ListChange

_MOST = 200
_MOST_MISTAKES = 20
_LANGUAGES = 12


def status_lines(status: Status) -> Iterator[str]:
    """What an index holds, and the problems of its sources."""
    span = f"{status.first_date} to {status.last_date}" if status.first_date else "none known"
    yield f"index     {one_line(str(status.folder))} (revision {status.revision})"
    yield f"articles  {status.articles:,} from {count(status.files, 'file')}"
    if status.lists:
        yield f"lists     {', '.join(status.lists)}"
    yield f"dates     {span}, {count(status.undated, 'article')} without a day"
    if status.languages:
        yield f"languages {', '.join(f'{one_line(v.value)} {v.count:,}' for v in status.languages[:_LANGUAGES])}"
    yield from problem_lines(status.problems)


def alias_lines(index: Index) -> Iterator[str]:
    """The mistakes in an index's aliases file, each with its line and a caret."""
    where = one_line(str(index.aliases_file))
    for mistake in index.aliases.mistakes[:_MOST_MISTAKES]:
        begin = max(0, mistake.column - 60)
        yield f"{where}:{mistake.line}: {one_line(mistake.message)}"
        yield f"  {safe(mistake.text[begin : begin + 100]).replace(chr(9), ' ')}"
        yield f"  {' ' * (mistake.column - begin)}^"
    if len(index.aliases.mistakes) > _MOST_MISTAKES:
        yield f"{where}: and {len(index.aliases.mistakes) - _MOST_MISTAKES:,} more lines that could not be read"


def list_lines(change: ListChange, folder: Path) -> Iterator[str]:
    """What a change of lists did, and the remarks on their files."""
    yield from problem_lines(change.problems)
    told = ", ".join(f"{name} ({count(number, 'name')})" for name, number in change.names.items()) or "none"
    yield f"{one_line(str(folder))}: lists: {told}; {count(change.changed, 'article')} changed"


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Failures and notes one by one, at most 200 of each. Skipped files are counted by ending and reason."""
    problems = list(problems)
    for severity, heading in {"failed": "could not be read", "note": "read with remarks"}.items():
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
        yield f"{skipped.total():,} skipped: {reasons}"


def place(problem: Problem) -> str:
    """``path!/member:line``."""
    member = f"!/{problem.member}" if problem.member and "!/" not in problem.path else ""
    return f"{problem.path}{member}" + (f":{problem.line}" if problem.line is not None else "")


def _ending(problem: Problem) -> str:
    name = PurePosixPath(problem.member or problem.path)
    return name.suffix or name.name
