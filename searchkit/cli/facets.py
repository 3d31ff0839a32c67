"""``searchkit facets``: count the values of a field over a search."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from searchkit.base.analysis import fold
from searchkit.cli.arguments import (
    Parser,
    add_counted_query,
    add_since,
    count_from_zero,
    verb_parser,
)
from searchkit.cli.filtering import add_filters, filters_of
from searchkit.cli.notices import tell_warnings
from searchkit.cli.opening import add_opening, open_index
from searchkit.display.machine_formats import dump, filter_records, warning_records
from searchkit.results.facets import FacetValue
from searchkit.results.request import FacetRequest

if TYPE_CHECKING:
    from searchkit.results.distinctive import DistinctiveValue


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "facets",
        "Count the values of a field in the articles found, most frequent first.",
        ["searchkit facets 'oil prices' --by place", "searchkit facets '' --by person -n 0 --json"],
    )
    add_counted_query(p)
    add_since(p)
    p.add_argument(
        "--by",
        required=True,
        metavar="FIELD",
        help="place, person, org, about, event, other, agency, lang, has or a list",
    )
    p.add_argument(
        "-n", "--limit", type=count_from_zero, default=20, metavar="N", help="values to show, 0: all (default: 20)"
    )
    p.add_argument(
        "--order",
        choices=("count", "name", "distinctive"),
        default="count",
        help="by count, by name, or by how much more often than in the archive (G²; default: count)",
    )
    p.add_argument(
        "--containing",
        metavar="TEXT",
        help="only values that contain these words or parts of words, in any case, with or without accents",
    )
    add_filters(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    if options.order == "distinctive" and options.containing is not None:
        from searchkit.errors import UsageError

        raise UsageError("--containing does not go with --order distinctive")
    with open_index(options) as index:
        limit = options.limit or None
        facet = FacetRequest(options.by, options.containing, limit if options.order == "count" else None)
        results = index.search(
            " ".join(options.query),
            facets=[facet],
            filters=filters_of(options),
            since=options.since,
            limit=1,
            strict=options.strict,
        )
        shown: list[FacetValue] | list[DistinctiveValue] = results.facets[options.by]
        if options.order == "name":
            shown = sorted(results.facets[options.by], key=lambda value: (fold(value.value), value.value))[:limit]
        elif options.order == "distinctive":
            shown = results.distinctive(options.by, limit)
    if options.json:
        record = {
            "schema": "searchkit.facets/1",
            "query": results.query,
            "parsed": results.parsed,
            **filter_records(results),
            "warnings": warning_records(results),
            "by": options.by,
            "total": {"value": results.total, "exact": True},
            "distinct": results.distinct[options.by],
            "order": options.order,
            "values": [
                {"value": v.value, "count": v.count} if isinstance(v, FacetValue) else v.as_dict() for v in shown
            ],
        }
        print(dump(record))
        return 0 if results.total else 1
    tell_warnings(results)
    if shown:
        from searchkit.display.color import wants_color
        from searchkit.display.console import console_for
        from searchkit.display.results_view import bar, distinctive_line
        from searchkit.display.safe_text import one_line

        console = console_for(sys.stdout, options.color)
        colored = wants_color(sys.stdout, options.color)
        widest = max(len(f"{value.count:,}") for value in shown)
        most = max(value.count for value in shown)
        for value in shown:
            line = f"{value.count:>{widest},}  {one_line(value.value)}"
            if not isinstance(value, FacetValue):
                line = distinctive_line(value, widest)
            console.print(line + (f"  {bar(value.count, most, 20)}" if colored else ""), soft_wrap=True)
    return 0 if results.total else 1
