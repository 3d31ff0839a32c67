"""The first and the last date of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchkit.base.partial_date import PartialDate
from searchkit.base.record import record
from searchkit.query.fields import FieldTable
from searchkit.query.tree import DateRange, Exists, Node, positive_leaves
from searchkit.results.request import Request, Sort
from searchkit.results.view import View


@record
class DateSpan:
    """The dates of the first and the last dated article, each as exact as it is known."""

    first: str
    last: str

    def reaches(self, dates: DateRange) -> bool:
        """Whether any day of a range lies in the span."""
        low, high = PartialDate.parse(self.first).first, PartialDate.parse(self.last).last
        return (dates.first is None or dates.first <= high) and (dates.last is None or dates.last >= low)


def date_span(view: View) -> DateSpan | None:
    """The span of all articles of a view. None if none has a date."""

    def end(sort: Sort) -> str | None:
        found = view.search(Request(Exists("date"), limit=1, sort=sort)).matches
        article = found[0].document.article if found else None
        return article.date if article is not None else None

    first, last = end("oldest"), end("newest")
    return DateSpan(first, last) if first and last else None


def dates_asked(nodes: Iterable[Node], fields: FieldTable) -> Iterator[DateRange]:
    """The ranges of dates of publication that articles must lie in."""
    for node in nodes:
        for leaf in positive_leaves(node):
            if isinstance(leaf, DateRange) and fields[leaf.field].kind == "date":
                yield leaf
