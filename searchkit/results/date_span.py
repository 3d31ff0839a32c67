"""The first and the last date of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchkit.base.partial_date import PartialDate
from searchkit.base.record import record
from searchkit.query.fields import FieldTable
from searchkit.query.tree import DateRange, Everything, Node, positive_leaves
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
    """The span of all articles of a view. None if none has a date.

    Months are counted, which is cheaper than putting all articles in order. Then one month is put in order.
    """
    years, months = view.search(Request(Everything(), timelines=(("year", "date"), ("month", "date")))).timelines
    if not years.steps:
        return None

    def end(at: int, sort: Sort) -> str:
        year = years.steps[at].date
        month = months.steps[at].date if months.steps else ""
        if not month.startswith(year):
            return year  # no article of that year says more
        days = PartialDate.parse(month)
        found = view.search(Request(DateRange("date", days.first, days.last), limit=1, sort=sort)).matches
        article = found[0].document.article if found else None
        return (article.date if article is not None else None) or month

    return DateSpan(end(0, "oldest"), end(-1, "newest"))


def dates_asked(nodes: Iterable[Node], fields: FieldTable) -> Iterator[DateRange]:
    """The ranges of dates of publication that articles must lie in."""
    for node in nodes:
        for leaf in positive_leaves(node):
            if isinstance(leaf, DateRange) and fields[leaf.field].kind == "date":
                yield leaf
