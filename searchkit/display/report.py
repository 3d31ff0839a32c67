"""Reports about an index: what it holds, and which of its sources could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from searchkit.base.problem import Problem
from searchkit.display.results_view import count
from searchkit.display.safe_text import one_line, safe
from searchkit.index import Index

if TYPE_CHECKING:
    from searchkit.archive.learned_home import LearnedHome
    from searchkit.archive.lists import ListChange
    from searchkit.archive.register import Kept
    from searchkit.archive.status import Status
    from searchkit.ingest.report import Report

_REASONS = {"new": "new", "changed": "changed", "again": "read again", "gone": "gone"}
_REMOVED = {
    "new": "no longer in its file",
    "changed": "no longer in its file",
    "again": "no longer in its file",
    "gone": "its file is gone",
}
_MOST = 200
_MOST_MISTAKES = 20
_LANGUAGES = 12
_FORMATS = 6
_KEPT = {
    "damaged": "could not be read whole",
    "unreadable": "could not be read",
    "gone": "is gone, with too many others",
    "shrunk": "no longer has them, and the run did not remove them",
}


_HAS = {
    "nodate": "without a date",
    "noplace": "without a place",
    "truncated": "cut at a limit",
    "error": "from files with failures",
    "kept": "kept that their files did not show",
}


def status_lines(status: Status) -> Iterator[str]:
    """What an index holds, and the problems of its sources."""
    span = f"{status.first_date} to {status.last_date}" if status.first_date else "none known"
    yield f"index     {one_line(str(status.folder))} (revision {status.revision})"
    yield f"articles  {status.articles:,} from {count(status.files, 'file')}"
    if status.lists:
        yield f"lists     {', '.join(status.lists)}"
    yield f"dates     {span}, {count(status.undated, 'article')} without a day"
    if status.home is not None:
        told = "" if status.learned_home is None else f" (learned {_evidence(status.learned_home)})"
        yield f"home      {one_line(status.home)}{told}"
    if status.trust_empty:
        yield "names     an empty list of a source is trusted"
    yield from seen_lines(status)
    yield from kept_lines(status.kept)
    yield from problem_lines(status.problems)


def seen_lines(status: Status) -> Iterator[str]:
    """What an index has of each format, its languages, and how many articles lack something, with how to list them."""
    shown = status.formats[:_FORMATS]
    for number, each in enumerate(shown):
        told = [f"{each.remarks:,} with remarks"] if each.remarks else []
        told += [f"{count(each.failures, 'failure')}"] if each.failures else []
        line = f"{'' if number else 'formats':<9} {one_line(each.ending) or 'no ending':<10}"
        line += f"{count(each.files, 'file'):>14}{count(each.articles, 'article'):>18}  {', '.join(told)}"
        yield line.rstrip()
    if len(status.formats) > len(shown):
        yield f"{'':<9} and {len(status.formats) - len(shown):,} more formats (searchkit status --json lists all)"
    if status.languages:
        more = len(status.languages) - _LANGUAGES
        rest = f" and {more:,} more (facets '' --by lang)" if more > 0 else ""
        yield f"languages {', '.join(f'{one_line(v.value)} {v.count:,}' for v in status.languages[:_LANGUAGES])}{rest}"
    has = {each.value: each.count for each in status.has}
    lacking = [(has[value], f"{_HAS[value]} (search has:{value})") for value in _HAS if value in has]
    lacking += [(status.textless, "without a text (search words:0)")]
    lacking += [(status.personless, "without a person (search 'NOT person:*')")]
    lacking += [(status.orgless, "without an organisation (search 'NOT org:*')")]
    lacking = [(articles, what) for articles, what in lacking if articles]
    for number, (articles, what) in enumerate(lacking):
        yield f"{'' if number else 'has':<9} {count(articles, 'article')} {what}"


def home_line(
    learned: LearnedHome | None, home: str | None, *, asked: bool, at_first: LearnedHome | None = None
) -> str:
    """What a run says of the home of the collection: the one the index keeps, or the one that its articles tell.

    ``asked``: the user wants the home that the articles tell. ``at_first`` is the one that the index learned in this
    run. Empty if there is nothing to say.
    """
    if at_first is not None:
        place, evidence = one_line(at_first.place), _evidence(at_first)
        return f"home: {place}, learned {evidence} of the first articles (--home none refuses it)"
    if home is not None:
        return f"home: {one_line(home)}" + (f" ({_evidence(learned)})" if learned and learned.place == home else "")
    if learned is not None:
        return f"home: not set; {one_line(learned.place)} {_evidence(learned)} (--home learned takes it)"
    return "home: not learned: too few articles were filed from one town; name it with --home" if asked else ""


def _evidence(learned: LearnedHome) -> str:
    return f"from {learned.articles:,} of {learned.of:,} datelines"


def kept_lines(kept: Sequence[Kept]) -> Iterator[str]:
    """The files whose articles stay although they were not found in them, at most 200."""
    if kept:
        number = sum(file.articles for file in kept)
        yield f"{count(number, 'article')} kept that {count(len(kept), 'file')} did not show:"
    for file in kept[:_MOST]:
        yield f"  {one_line(file.path)}: {count(file.articles, 'article')} kept; the file {_KEPT[file.reason]}"
    if len(kept) > _MOST:
        yield f"  and {len(kept) - _MOST:,} more (searchkit status --json lists all)"


def change_lines(report: Report) -> Iterator[str]:
    """What a run would change, file by file, and why."""
    for change in report.changes:
        numbers = {
            "added": change.added,
            "replaced": change.replaced,
            f"removed ({_REMOVED[change.reason]})": change.removed,
            "kept that it does not show": change.kept,
        }
        told = ", ".join(f"{number:,} {what}" for what, number in numbers.items() if number)
        yield f"{one_line(change.path)}: {_REASONS[change.reason]}: {told}"


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


_HEADINGS = ("could not be read", "held back", "read with remarks")


def problem_lines(problems: Iterable[Problem], most: int = _MOST) -> Iterator[str]:
    """Failures and notes one by one, at most ``most`` of each. Skipped files are counted by ending and reason."""
    problems = list(problems)
    for heading in _HEADINGS:
        chosen = [problem for problem in problems if _heading(problem) == heading]
        if chosen:
            yield f"{len(chosen):,} {heading}:"
        for problem in chosen[:most]:
            yield f"  {one_line(place(problem))}: {one_line(problem.message)}"
            if problem.hint:
                yield f"    {one_line(problem.hint)}"
        if len(chosen) > most:
            lists = "searchkit status lists them" if most < _MOST else "searchkit status --json lists all"
            yield f"  and {len(chosen) - most:,} more ({lists})"
    skipped = Counter((problem.message, _ending(problem)) for problem in problems if problem.severity == "skipped")
    if skipped:
        reasons = ", ".join(f"{n:,} {one_line(ending)} ({message})" for (message, ending), n in skipped.most_common(12))
        yield f"{skipped.total():,} skipped: {reasons}"


def _heading(problem: Problem) -> str:
    if problem.code == "removals_held":
        return "held back"
    return {"failed": "could not be read", "note": "read with remarks"}.get(problem.severity, "")


def place(problem: Problem) -> str:
    """``path!/member:line``."""
    member = f"!/{problem.member}" if problem.member and "!/" not in problem.path else ""
    return f"{problem.path}{member}" + (f":{problem.line}" if problem.line is not None else "")


def _ending(problem: Problem) -> str:
    name = PurePosixPath(problem.member or problem.path)
    return name.suffix or name.name
