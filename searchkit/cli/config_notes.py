"""Tells what is wrong with what is set. A mistake in a file keeps no command from running: it has no effect."""

from __future__ import annotations

import sys

from searchkit.base.set_values import may_be_wrong
from searchkit.base.typing_names import TYPE_CHECKING, Iterable

if TYPE_CHECKING:
    from searchkit.base.config_file import Mistake


def tell_mistakes() -> None:
    """Print the mistakes to stderr, a line each."""
    if may_be_wrong():
        from searchkit.base.settings import mistakes

        tell(mistakes())


def tell(found: Iterable[Mistake]) -> None:
    """Print mistakes to stderr."""
    for mistake in found:
        from searchkit.display.safe_text import one_line

        hint = f" · {mistake.hint}" if mistake.hint else ""
        print(one_line(f"searchkit: {mistake.place}: {mistake.message}; it has no effect{hint}"), file=sys.stderr)
