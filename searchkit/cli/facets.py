"""``searchkit facets``: count the values of a field over a search."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import (
    Parser,
    add_counted_query,
    add_generation,
    add_since,
    count_from_zero,
    verb_parser,
)
from searchkit.cli.notices import tell_warnings
from searchkit.cli.opening import add_aliases, add_in_memory, open_index
from searchkit.display.machine_formats import dump, warning_records
from searchkit.results.request import FacetRequest


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
    p.add_argument("--containing", metavar="TEXT", help="only values that contain this text, in any case")
    add_generation(p)
    add_aliases(p)
    add_in_memory(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    with open_index(options) as index:
        facet = FacetRequest(options.by, options.containing, options.limit or None)
        query, since = " ".join(options.query), options.since
        results = index.search(query, facets=[facet], since=since, limit=1, strict=options.strict)
        shown = results.facets[options.by]
    if options.json:
        record = {
            "schema": "searchkit.facets/1",
            "query": results.query,
            "parsed": results.parsed,
            "warnings": warning_records(results),
            "by": options.by,
            "total": {"value": results.total, "exact": True},
            "distinct": results.distinct[options.by],
            "values": [{"value": v.value, "count": v.count} for v in shown],
        }
        print(dump(record))
        return 0 if results.total else 1
    tell_warnings(results)
    if shown:
        from searchkit.display.color import wants_color
        from searchkit.display.console import console_for
        from searchkit.display.results_view import bar
        from searchkit.display.safe_text import one_line

        console = console_for(sys.stdout, options.color)
        colored = wants_color(sys.stdout, options.color)
        widest = max(len(f"{value.count:,}") for value in shown)
        for value in shown:
            line = f"{value.count:>{widest},}  {one_line(value.value)}"
            console.print(line + (f"  {bar(value.count, shown[0].count, 20)}" if colored else ""), soft_wrap=True)
    return 0 if results.total else 1
