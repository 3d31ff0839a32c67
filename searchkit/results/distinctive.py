"""The values of a facet that a result has more often than the archive: who appears with whom."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from typing import Any, Final

from searchkit.base.analysis import fold
from searchkit.base.record import changed, record
from searchkit.query.tree import Everything
from searchkit.results.request import FacetRequest, Request
from searchkit.results.view import View

# How values may be ordered: by their count here, by their text, or by how much more often than elsewhere.
ORDERS: Final = ("count", "name", "distinctive")
# A value in fewer articles of the result says little, however seldom it is elsewhere.
FEW: Final = 5


@record
class DistinctiveValue:
    """A value in ``count`` articles of the result and in ``archive`` articles of all.

    ``g2`` is the log-likelihood ratio G² of the two counts, from 0: how sure one may be that the result has the value
    more often than all other articles have it. ``is_few`` marks a small count.
    """

    value: str
    count: int
    archive: int
    g2: float

    @property
    def is_few(self) -> bool:
        """Whether the value is in too few articles of the result to say much."""
        return self.count < FEW

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"value": self.value, "count": self.count, "archive": self.archive, "g2": round(self.g2, 3)}


def distinctive(view: View, request: Request, field: str, total: int, limit: int | None) -> list[DistinctiveValue]:
    """The values of a field that the ``total`` matches of a request have more often than all other articles.

    Those that set the matches apart most come first. Ties go by value.
    """
    found = [each for each in compared(view, request, field, total) if each.g2 > 0]
    return in_order(found, "distinctive")[:limit]


def in_order(values: Iterable[DistinctiveValue], order: str) -> list[DistinctiveValue]:
    """Values in one of the orders. Those that are not more frequent here than elsewhere follow by their count."""
    if order == "name":
        return sorted(values, key=lambda each: (fold(each.value), each.value))
    if order == "distinctive":
        return sorted(values, key=lambda each: (-each.g2, -each.count if not each.g2 else 0, each.value))
    return sorted(values, key=lambda each: (-each.count, each.value))


def compared(view: View, request: Request, field: str, total: int) -> list[DistinctiveValue]:
    """All values of a field that the ``total`` matches of a request have, the most frequent first."""
    facet = FacetRequest(field, own_filter=True)
    asked = changed(request, limit=0, offset=0, facets=(facet,), timelines=(), stories=False, parts=())
    here = view.search(asked).facets[0].values
    everything = changed(asked, query=Everything(), filters=())
    whole = view.search(everything)
    archive = dict(whole.facets[0].values)
    found = []
    for value, count in here:
        everywhere = archive.get(value, count)
        score = log_likelihood(count, total, everywhere - count, whole.total - total)
        found.append(DistinctiveValue(value, count, everywhere, score))
    return found


def log_likelihood(count: int, total: int, other: int, other_total: int) -> float:
    """G² of ``count`` of ``total`` against ``other`` of ``other_total``; 0 if the first share is not the greater one.

    It is twice the sum of o * ln(o / e) over the four cells of the table, with the counts e that one share would give.
    """
    everything = total + other_total
    if not total or not other_total or count * other_total <= other * total:
        return 0.0
    having = count + other
    cells = (
        (count, having * total),
        (other, having * other_total),
        (total - count, (everything - having) * total),
        (other_total - other, (everything - having) * other_total),
    )
    return 2 * sum(seen * log(seen * everything / product) for seen, product in cells if seen)
