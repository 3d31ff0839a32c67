"""Regular expressions that are compiled on first use. A command that searches once uses few of them."""

from __future__ import annotations

import re

from searchkit.base.typing_names import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class _LatePattern:
    """Stands for a pattern. After its first use, it has the methods of the compiled pattern."""

    def __init__(self, expression: str, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:  # Python calls this only for attributes that are not set yet
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Like ``re.compile``, but the first use raises the errors of the expression."""
    return cast("re.Pattern[str]", _LatePattern(expression, flags))
