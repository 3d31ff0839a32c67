"""Regular expressions that are compiled when they are first used: a command that searches once uses few of them."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class _LatePattern:
    """Stands for a pattern; from its first use on its methods are those of the compiled one."""

    def __init__(self, expression: str, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:  # asked only for what is not set yet
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``; what is wrong with the expression is raised by the first use."""
    return cast("re.Pattern[str]", _LatePattern(expression, flags))
