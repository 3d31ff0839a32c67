"""What a query with warnings may have been meant as, and how many articles that finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from searchkit.query.parser import QueryWarning, parse
from searchkit.results.filters import Filters
from searchkit.results.offer import Offer
from searchkit.results.request import Request, counting
from searchkit.results.view import View

_MOST: Final = 8  # each takes a search that counts
# The kind of the offer, and what changes, by the code of the warning.
_KINDS: Final = {
    "other_syntax": ("operator", "with operators of this language"),
    "unknown_field": ("field", "with a field that there is"),
    "unquoted_value": ("quotes", "with the value in quotation marks"),
    "date_beyond": ("dropped", "without the date"),
}


def readings(
    view: View, request: Request, warnings: Iterable[QueryWarning], filters: Filters, today: dt.date | None
) -> dict[str, Offer]:
    """The other readings by their query texts, in the order of the warnings. Raises what a search raises."""
    found: dict[str, Offer] = {}
    for warning in warnings:
        query = warning.instead
        if not query or query in found or len(found) == _MOST:
            continue
        tree = parse(query, view.fields, today).tree
        kind, change = _KINDS[warning.code]
        found[query] = Offer(kind, query, view.search(counting(request, tree, request.filters)).total, change, filters)
    return found
