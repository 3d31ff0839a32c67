"""Whether a date may be that of an article: its year lies in a span that the user can set.

The check is the same for every date, wherever it was read: in a file, in a text, in a path or in what a program gives.
An article loses a date that fails, and a note tells the date as it was written. That a month has a day is checked where
dates are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from searchkit.archive.layout import ArchiveLayout
from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem, Severity
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged, UsageError

__all__ = [
    "DEFAULT_YEARS",
    "OnProblem",
    "Years",
    "chosen_years",
    "implausible",
    "problem_of",
    "remembered_years",
    "with_plausible_dates",
]

OnProblem = Callable[[Problem], None]

_FIRST: Final = 1450  # printing in Europe is about as old
_WRITTEN: Final = re.compile(r"\s*(\d{1,4})?\s*\.\.\s*(\d{1,4})?\s*", re.ASCII)
_KEY: Final = "years"


class Years(NamedTuple):
    """The first and the last year that a date may have. None is the default: 1450, and the next year."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def of(cls, given: object) -> Years:
        """The years of a text like ``1400..2050``, ``1400..`` or ``..2050``, or of a pair. Raises UsageError."""
        first, last = None, None
        if isinstance(given, str) and (match := _WRITTEN.fullmatch(given)):
            first, last = (int(year) if year else None for year in match.groups())
        elif isinstance(given, (tuple, list)) and len(given) == 2 and all(_is_year(year) for year in given):
            first, last = given
        else:
            raise UsageError(f"{given!r} is no span of years", hint="write FIRST..LAST, such as 1450..2030, or ..2030")
        years = cls(first, last)
        if not 1 <= years.begin <= years.end <= 9999:
            raise UsageError(f"{given!r} is no span of years", hint="the years run from 1 to 9999, the earlier first")
        return years

    @property
    def begin(self) -> int:
        """The first year."""
        return _FIRST if self.first is None else self.first

    @property
    def end(self) -> int:
        """The last year."""
        return dt.date.today().year + 1 if self.last is None else self.last

    def have(self, date: str) -> bool:
        """Whether the year of a date in ISO form is one of them."""
        year = int(date[:4])
        return self.begin <= year and (year <= (self.last or _LOADED_IN) or year <= self.end)

    def __str__(self) -> str:
        return f"{self.begin}..{self.end}"


DEFAULT_YEARS: Final = Years()
# A year that has begun, so that few dates ask the clock.
_LOADED_IN: Final = dt.date.today().year


def _is_year(year: object) -> bool:
    return year is None or (isinstance(year, int) and not isinstance(year, bool))


def implausible(article: Article, years: Years, told: Callable[..., Problem]) -> tuple[Article, Problem] | None:
    """The article without its date, and a note, if its date is not of these years. Else None.

    ``told`` makes the note. A date that the source states goes to the metadata.
    """
    date = article.date
    if date is None or years.have(date):
        return None
    provenance = dict(article.provenance)
    stated = provenance.pop("date", "metadata") == "metadata"
    written = str(article.metadata["date"]) if stated and "date" in article.metadata else _as_written(article)
    note = told(
        "date_implausible",
        f"the year of the date is not from {years}, so the article has no date: {clean_line(written)[:60]!r}",
        line=article.origin.line if article.origin is not None else None,
        hint="if it is right, give other years: --years FIRST..LAST (Python: add_files(years=...))",
        severity="note",
    )
    metadata = {"date": date, **article.metadata} if stated else article.metadata
    return article.with_changes(date=None, metadata=metadata, provenance=provenance), note


def with_plausible_dates(
    articles: Iterable[Article], years: Years, on_problem: OnProblem | None = None
) -> Iterator[Article]:
    """The articles, those without their dates whose dates are not of these years. ``on_problem`` gets the notes."""
    for article in articles:
        refused = implausible(article, years, problem_of(article))
        if refused is None:
            yield article
            continue
        if on_problem is not None:
            on_problem(refused[1])
        yield refused[0]


def _as_written(article: Article) -> str:
    """The date of an article as its text or its path has it, else in ISO form."""
    from searchkit.extract.written_date import written_date  # few dates are refused

    return written_date(article) or str(article.date)


def problem_of(article: Article) -> Callable[..., Problem]:
    """What makes problems about the source of an article: its file, or else its id."""
    path, _, member = (article.path or article.id).partition("!/")

    def told(code: str, message: str, *, line: int | None, hint: str, severity: Severity) -> Problem:
        return Problem(path, member or None, line, code, message, hint, severity)

    return told


def remembered_years(description: Mapping[str, Any]) -> Years:
    """The years that an index remembers. Raises IndexDamaged."""
    kept = description.get(_KEY)
    if kept is None:
        return DEFAULT_YEARS
    try:
        return Years.of(kept)
    except UsageError:
        raise IndexDamaged("the manifest does not say which years dates may have") from None


def chosen_years(writer: Writer, given: object) -> Years:
    """The years that a caller gives, which ``writer`` remembers from its next commit on. None: those it remembers.

    Raises UsageError or IndexDamaged.
    """
    if given is None:
        return remembered_years(writer.description)
    years = Years.of(given)
    description = _with_years(writer.description, years)
    writer.use(ArchiveLayout(description), description)
    return years


def _with_years(description: Mapping[str, Any], years: Years) -> dict[str, Any]:
    """The description of a schema with these years in it."""
    rest = {key: value for key, value in description.items() if key != _KEY}
    return rest if years == DEFAULT_YEARS else {**rest, _KEY: list(years)}
