"""What a query matches in the title and the body of an article: its words, and the names that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from searchkit.article import Article
from searchkit.base.analysis import Analysis, stemmer_of
from searchkit.base.partial_date import PartialDate
from searchkit.errors import ArticleMissing
from searchkit.query.aliases import Aliases
from searchkit.query.fields import FieldTable, QueryField, article_values
from searchkit.query.found_values import found_values
from searchkit.query.placement import ONE_SENTENCE
from searchkit.query.tree import Added, DateRange, Everything, Exact, Leaf, Like
from searchkit.results.highlights import Highlight, archive_text, highlights

if TYPE_CHECKING:
    from searchkit._native import NativeLeaf
    from searchkit.results.likeness import Likeness

# A shorter surname is as often an ordinary word.
_SHORTEST_SURNAME = 4


def article_marks(
    article: Article,
    leaves: Sequence[Leaf],
    fields: FieldTable,
    aliases: Aliases,
    likeness: Callable[[str], Likeness] | None = None,
) -> tuple[list[Highlight], list[Highlight]]:
    """The matches of the leaves in the title and in the body, in order, each with the number of its leaf.

    ``fields`` are the archive's query fields, ``aliases`` the user's. A leaf in a field of names (``person:belliard``)
    marks the names that it finds, in every spelling that the text uses. For a person, it also marks the surname alone.
    A place that was found by its region is not marked. A range of mentioned dates marks the dates in it. ``likeness``
    tells the terms that a leaf like another article marks; each of them counts as a leaf of its own.
    """
    named = [
        (Exact(fields.default, form), number)
        for number, leaf in enumerate(leaves)
        if not isinstance(leaf, Everything) and (field := fields[leaf.field]).kind == "names"
        for form in _written(leaf, field, article, aliases, fields.analysis)
    ]

    terms = _shared_terms(article, leaves, likeness) if likeness is not None else []
    shared: list[tuple[Leaf | NativeLeaf, int]] = [
        (("terms", [term], 0), number) for number, term in enumerate(terms, len(leaves))
    ]

    def marks(field: str, text: str) -> list[Highlight]:
        own = [(leaf, number) for number, leaf in enumerate(leaves) if searches(leaf, field, fields)]
        here: list[tuple[Leaf | NativeLeaf, int]] = [*own, *named, *shared]
        if not here or not text:
            return []
        given = archive_text(text, article.language, fields.analysis, ONE_SENTENCE if field == "title" else None)
        found = highlights([leaf for leaf, _ in here], given)
        return [Highlight(mark.start, mark.end, here[mark.leaf][1]) for mark in found]

    dates = [(leaf, number) for number, leaf in enumerate(leaves) if isinstance(leaf, DateRange)]
    dates = [(leaf, number) for leaf, number in dates if fields[leaf.field].kind == "mentions"]
    in_body = marks("body", article.body)
    if dates:
        in_body = _apart([*in_body, *_mentions(article, dates)])
    return marks("title", article.title or ""), in_body


def _shared_terms(article: Article, leaves: Sequence[Leaf], likeness: Callable[[str], Likeness]) -> list[str]:
    """The terms by which an article may be like those that leaves name, and those that were added to the query."""
    terms: dict[str, None] = {}
    for leaf in leaves:
        if isinstance(leaf, Like):
            with suppress(ArticleMissing):
                like = likeness(leaf.id)
                if like.stemmer == stemmer_of(article.language):
                    terms.update(dict.fromkeys(each.term for each in like.terms))
        elif isinstance(leaf, Added):
            stemmer = stemmer_of(article.language)
            terms.update(dict.fromkeys(word.term for word in leaf.words if word.stemmer == stemmer))
    return list(terms)


def _mentions(article: Article, leaves: Sequence[tuple[DateRange, int]]) -> Iterator[Highlight]:
    """The mentions in the body of dates that a range finds."""
    from searchkit.base.mention_steps import mention_steps
    from searchkit.extract.mentioned_dates import mentioned_dates
    from searchkit.extract.opening import body_start  # slow to load, and few queries need it

    published = PartialDate.parse(article.date) if article.date else None
    for date in mentioned_dates(article.body, published, body_start(article.body)):
        for leaf, number in leaves:
            steps = [PartialDate.parse(text) for _, text in mention_steps(date.iso)]
            if any((leaf.first or s.first) <= s.first and s.last <= (leaf.last or s.last) for s in steps):
                yield Highlight(date.start, date.end, number)
                break


def _apart(marks: list[Highlight]) -> list[Highlight]:
    """The marks in order, without overlaps: the first one stays, and the shorter of two that begin together."""
    apart: list[Highlight] = []
    for mark in sorted(marks):
        if not apart or apart[-1].end <= mark.start:
            apart.append(mark)
    return apart


def searches(leaf: Leaf, name: str, fields: FieldTable) -> bool:
    """Whether a leaf is looked up in the words of an index field."""
    return not isinstance(leaf, Everything) and any(field == name for field, _ in fields[leaf.field].words)


def _written(leaf: Leaf, field: QueryField, article: Article, aliases: Aliases, analysis: Analysis) -> list[str]:
    """The names in a field that a leaf finds, in every spelling that the article may use."""
    forms: dict[str, None] = {}
    for each in field.parts or (field,):
        groups = (
            [group for group in aliases.groups(each.name) if found_values(leaf, group, analysis)] if aliases else ()
        )
        for value in article_values(each, article):
            # A name is also found by its other names in the text: BOMCA.
            spelled = (value, *article.also_written.get(value, ()))
            if found_values(leaf, spelled, analysis) or any(value in group for group in groups):
                forms.update(dict.fromkeys(_forms(each, value, article)))
    return list(forms)


def _forms(field: QueryField, value: str, article: Article) -> Iterator[str]:
    yield value
    if field.within:  # a place
        yield value.split(",", 1)[0]  # Springfield, Illinois
    if "place" in field.attributes and value == article.place and article.place_written:
        yield article.place_written
    yield from article.also_written.get(value, ())
    surname = value.rsplit(" ", 1)[-1]
    if field.entity == "person" and len(surname) >= _SHORTEST_SURNAME:
        yield surname
