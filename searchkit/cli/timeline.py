"""``searchkit timeline``: count a search over calendar time."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import Parser, add_counted_query, add_since, verb_parser
from searchkit.cli.filtering import add_filters, filters_of
from searchkit.cli.notices import tell_warnings
from searchkit.cli.opening import add_opening, open_index
from searchkit.display.machine_formats import dump, timeline_record
from searchkit.results.timeline import AXES, MOST_STEPS, STEPS


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "timeline",
        "Count the articles found over calendar time, in date order, with empty steps.",
        ["searchkit timeline 'oil prices' --by quarter"],
    )
    add_counted_query(p)
    add_since(p)
    p.add_argument("--by", choices=STEPS, default="month", help="the step (default: month)")
    p.add_argument(
        "--field",
        choices=AXES,
        default="date",
        help="the articles' own date, or the dates they mention",
    )
    p.add_argument(
        "--rate",
        action="store_true",
        help="also the share of all articles of each step; ~ marks a step of few articles",
    )
    p.add_argument(
        "--all",
        dest="every",
        action="store_true",
        help=f"list all steps; else at most {MOST_STEPS:,}, without the longest empty runs or by a longer step",
    )
    add_filters(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    with open_index(options) as index:
        results = index.search(
            " ".join(options.query),
            filters=filters_of(options),
            since=options.since,
            limit=1,
            strict=options.strict,
            timelines=[(options.by, options.field)],
        )
        timeline = results.timeline(options.by, options.field, every=options.every)
        rates = results.rates(options.by, options.field, every=options.every) if options.rate else None
    if options.json:
        record = timeline_record(timeline, results)
        if rates is not None:
            record["steps"] = [step.as_dict() for step in rates.steps]
        print(dump(record))
    else:
        tell_warnings(results)
        from searchkit.display.console import console_for
        from searchkit.display.timeline_view import rate_lines, step_lines

        console = console_for(sys.stdout, options.color)
        for line in step_lines(timeline, 40) if rates is None else rate_lines(rates, 40):
            console.print(line, soft_wrap=True)
        if timeline.unplaced:
            what = "date" if options.field == "date" else "mentioned date"
            print(f"{timeline.unplaced:,} not counted: no {what} as exact as a {timeline.by}", file=sys.stderr)
    if timeline.gaps or timeline.asked:
        from searchkit.display.timeline_view import limit_line

        print(limit_line(timeline, "--all"), file=sys.stderr)
    return 0 if results.total else 1
