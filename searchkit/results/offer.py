"""Another search that somebody may have meant, and how many articles it finds."""

from __future__ import annotations

from searchkit.base.record import record
from searchkit.results.filters import NO_FILTERS, Filters


@record
class Offer:
    """Another search: the ``query`` within the ``filters`` finds ``total`` articles.

    ``kind`` says how it differs: "spelling", "operator", "field", "quotes" (other readings of what was typed); "forms",
    "fuzzy", "apart", "text", "region", "years" (a part that asks for less), "dropped" (without a part) or "unfiltered"
    (without a filter). ``change`` says it in words.
    """

    kind: str
    query: str
    total: int
    change: str
    filters: Filters = NO_FILTERS
