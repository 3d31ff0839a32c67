"""What an index holds, and which of its sources could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from searchkit.archive.extraction_settings import remembered_home, remembered_settings
from searchkit.archive.fields import WORDS
from searchkit.archive.format_counts import FormatCount, format_counts
from searchkit.archive.learned_home import LearnedHome
from searchkit.archive.register import Kept, Register
from searchkit.base.location import shown
from searchkit.base.problem import Problem
from searchkit.base.record import record
from searchkit.query.tree import Everything, WordCount
from searchkit.results.facets import FacetValue
from searchkit.results.request import FacetRequest, Request
from searchkit.results.view import View


@record
class Status:
    """What an index holds: its commit, articles, sources and their problems, lists of the user, languages.

    ``revision`` is the number of the commit. ``first_date``, ``last_date`` and ``undated`` go by dates to the day.
    ``kept`` has the files whose articles stay, although the latest run did not find them there. ``has`` counts the
    articles with each value of the field ``has``. ``home`` is the town where they appear, if the index was told or
    learned it. Then ``learned_home`` has the evidence.
    ``formats`` has the numbers of each format of the sources. ``textless``, ``personless`` and
    ``orgless`` count the articles without a body, a person and an organisation.
    """

    folder: Path
    revision: int
    articles: int
    files: int
    first_date: str | None
    last_date: str | None
    undated: int
    problems: tuple[Problem, ...]
    lists: tuple[str, ...]
    languages: tuple[FacetValue, ...]
    kept: tuple[Kept, ...] = ()
    has: tuple[FacetValue, ...] = ()
    home: str | None = None
    trust_empty: bool = False
    formats: tuple[FormatCount, ...] = ()
    textless: int = 0
    personless: int = 0
    orgless: int = 0
    learned_home: LearnedHome | None = None


def status_of(view: View, folder: Path) -> Status:
    """The status of the index in a folder, as a view sees it. ``undated`` counts articles without a date to the day."""
    register = Register(folder, readonly=True)
    try:
        articles = register.articles_by_file()
        own_problems = register.problems()
        problems = tuple(replace(p, path=shown(p.path, folder)) for p in own_problems)
        kept = tuple(replace(k, path=shown(k.path, folder)) for k in register.kept())
    finally:
        register.close()
    first, last, undated = None, None, 0
    settings = remembered_settings(view.description)
    languages: tuple[FacetValue, ...] = ()
    has: tuple[FacetValue, ...] = ()
    textless = personless = orgless = 0
    if view.has_articles:
        textless = view.search(Request(WordCount(WORDS, None, 0))).total
        names = (FacetRequest("person", limit=0), FacetRequest("org", limit=0))
        facets = (FacetRequest("lang"), FacetRequest("has"), *names)
        answer = view.search(Request(Everything(), facets=facets, timelines=(("day", "date"),)))
        (days,), (langs, shortcomings, persons, orgs) = answer.timelines, answer.facets
        languages, has = tuple(langs.values), tuple(shortcomings.values)
        personless, orgless = persons.missing, orgs.missing
        undated = days.unplaced
        if days.steps:
            first, last = days.steps[0].date, days.steps[-1].date
    return Status(
        folder=folder,
        revision=view.revision,
        articles=len(view),
        files=len(articles),
        first_date=first,
        last_date=last,
        undated=undated,
        problems=problems,
        lists=view.lists,
        languages=languages,
        kept=kept,
        has=has,
        home=settings.home,
        trust_empty=settings.trust_empty,
        formats=format_counts(articles, own_problems),
        textless=textless,
        personless=personless,
        orgless=orgless,
        learned_home=remembered_home(view.description),
    )
