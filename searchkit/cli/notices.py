"""What goes to stderr beside an answer."""

from __future__ import annotations

import sys

from searchkit.display.safe_text import one_line
from searchkit.results.results import Results


def tell_warnings(results: Results, of: str = "") -> None:
    """Print to stderr which parts of the query were not understood. For formats that have no place for it.

    ``of`` names the query where there are several, with what separates it from the place.
    """
    for warning in results.warnings:
        print(
            f"searchkit: {one_line(of)}{' ' if of else ''}at {warning.span.start + 1}: {one_line(warning.message)}",
            file=sys.stderr,
        )
        if warning.hint:
            print(f"  {one_line(warning.hint)}", file=sys.stderr)


def tell_suggestions(results: Results) -> None:
    """If nothing was found, print words near those that no article has to stderr."""
    if results.suggestions:
        from searchkit.display.results_view import suggestion_lines

        for line in suggestion_lines(results):
            print(f"searchkit: {line}", file=sys.stderr)
