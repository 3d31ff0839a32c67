"""``searchkit diff``: how two copies of a story differ, sentence by sentence."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import Parser, verb_parser
from searchkit.cli.opening import add_opening, open_index


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "diff",
        "Show how two articles differ, sentence by sentence. Exit code 0: they are the same, 1: they differ.",
        ["searchkit diff 12784 12800", "searchkit diff 12784"],
    )
    p.add_argument("id", metavar="ID", help="the id of an article or its first characters")
    p.add_argument(
        "other", nargs="?", metavar="OTHER", help="the other article (default: the first other copy of the story)"
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    p.add_argument("--no-pager", action="store_true", help="do not use a pager")
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    with open_index(options) as index:
        diff = index.diff(options.id, options.other)
    if options.json:
        from searchkit.display.diff_view import diff_record
        from searchkit.display.machine_formats import dump

        print(dump(diff_record(diff)))
    else:
        from searchkit.display.color import wants_color
        from searchkit.display.console import console_for
        from searchkit.display.diff_view import DiffView
        from searchkit.display.pager import show

        console = console_for(sys.stdout, options.color)
        view = DiffView(width=console.width, colored=wants_color(sys.stdout, options.color))
        show(view.diff(diff), console, paging=not options.no_pager)
    return 0 if len(diff.pairs) == diff.count("same") else 1
