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
