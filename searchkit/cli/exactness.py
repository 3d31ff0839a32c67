"""``searchkit exactness``: how many articles have a word, the more exactly it is asked for."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import Parser, add_since, verb_parser
from searchkit.cli.filtering import add_filters, filters_of
from searchkit.cli.opening import add_opening, open_index


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "exactness",
        "Count the articles that have a word in its case, in any case, with any accents, in any form, and fuzzily.",
        ["searchkit exactness trading", "searchkit exactness Senat --json"],
    )
    p.add_argument("word", metavar="WORD", help="one word")
    p.add_argument("--json", action="store_true", help="print one JSON object")
    add_since(p)
    add_filters(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    with open_index(options) as index:
        levels = index.exactness(options.word, filters=filters_of(options), since=options.since)
    from searchkit.display.exactness_view import exactness_lines, exactness_record

    if options.json:
        from searchkit.display.machine_formats import dump

        print(dump(exactness_record(options.word, levels)))
    else:
        from searchkit.display.console import console_for

        console = console_for(sys.stdout, options.color)
        for line in exactness_lines(levels):
            console.print(line, soft_wrap=True)
    return 0 if any(level.total for level in levels) else 1
