"""What is told on stderr beside an answer."""

from __future__ import annotations

import sys

from searchkit.display.safe_text import one_line
from searchkit.results.results import Results


def tell_warnings(results: Results) -> None:
    """On stderr: what was not understood in the query as written, for answers that have no place for it."""
    for warning in results.warnings:
        print(f"searchkit: at {warning.span.start + 1}: {one_line(warning.message)}", file=sys.stderr)
        if warning.hint:
            print(f"  {one_line(warning.hint)}", file=sys.stderr)


def tell_suggestions(results: Results) -> None:
    """On stderr: words near those that no article has, where nothing was found."""
    if results.suggestions:
        from searchkit.display.results_view import suggestion_lines

        for line in suggestion_lines(results):
            print(f"searchkit: {line}", file=sys.stderr)
