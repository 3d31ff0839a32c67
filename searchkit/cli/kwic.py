"""``searchkit kwic``: each place where a query matches, with the text before and after it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from searchkit.cli.arguments import Parser, add_since, count_from_zero, sort_of, verb_parser
from searchkit.cli.filtering import add_filters, filters_of
from searchkit.cli.notices import tell_warnings
from searchkit.cli.opening import add_opening, open_index

if TYPE_CHECKING:
    from searchkit.display.color import Color
    from searchkit.results.concordance import KeywordLine


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "kwic",
        "Show each place where a query matches, with the text before and after it (keyword in context).",
        [
            "searchkit kwic 'border' --order right",
            "searchkit kwic '\"hybrid threats\"' --csv > lines.csv",
            "searchkit kwic oil --filter place:Europe --order left -n 100",
        ],
    )
    p.add_argument("query", nargs="*", metavar="QUERY", help="the query, in one or more words")
    p.add_argument(
        "-n", "--limit", type=count_from_zero, default=0, metavar="N", help="lines to show, 0: all (default: 0)"
    )
    p.add_argument(
        "--width",
        type=count_from_zero,
        metavar="N",
        help="characters of context on each side (default: what fits, or 40)",
    )
    p.add_argument(
        "--order",
        choices=("found", "left", "right"),
        default="found",
        help="as found, or by the words before or after the match (default: found)",
    )
    p.add_argument("--sort", choices=("relevance", "newest", "oldest"), help="the order of the articles")
    p.add_argument("--strict", action="store_true", help="treat a warning about the query as an error (exit code 2)")
    p.add_choice(
        {"json": "print one JSON object", "jsonl": "print one line as JSON each", "csv": "print CSV"}, dest="format"
    )
    add_since(p)
    add_filters(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    query = " ".join(options.query)
    with open_index(options) as index:
        given: dict[str, Any] = {"filters": filters_of(options), "since": options.since, "sort": sort_of(options)}
        results = index.search(query, strict=options.strict, limit=1, **given)
        tell_warnings(results)
        width = options.width
        if width is None:
            width = 40 if options.format else _context(options.color)
        lines: Iterable[KeywordLine] = index.concordance(query, order=options.order, width=width, **given)
        if options.limit:
            lines = islice(lines, options.limit)
        written = _WRITERS[options.format](lines, options.color)
    return 0 if written else 1


def _context(color: Color) -> int:
    from searchkit.display.console import console_for
    from searchkit.display.kwic_view import context_width

    return context_width(console_for(sys.stdout, color).width)


def _show(lines: Iterable[KeywordLine], color: Color) -> int:
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.kwic_view import keyword_lines

    console = console_for(sys.stdout, color)
    written = 0
    for line in keyword_lines(lines, console.width, colored=wants_color(sys.stdout, color)):
        console.print(line, soft_wrap=True)
        written += 1
    return written


def _json(lines: Iterable[KeywordLine], color: Color) -> int:
    from searchkit.display.kwic_view import keyword_record
    from searchkit.display.machine_formats import dump

    records = [keyword_record(line) for line in lines]
    print(dump({"schema": "searchkit.kwic/1", "lines": records}))
    return len(records)


def _jsonl(lines: Iterable[KeywordLine], color: Color) -> int:
    from searchkit.display.kwic_view import keyword_record
    from searchkit.display.machine_formats import dump

    written = 0
    for line in lines:
        print(dump(keyword_record(line)))
        written += 1
    return written


def _csv(lines: Iterable[KeywordLine], color: Color) -> int:
    from searchkit.display.kwic_view import write_csv

    return write_csv(lines, sys.stdout.write)


_WRITERS = {None: _show, "json": _json, "jsonl": _jsonl, "csv": _csv}
