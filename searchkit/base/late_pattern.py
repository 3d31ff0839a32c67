"""Regular expressions that are compiled on first use. A search for plain words uses none, and does not load ``re``."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import re

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class _LatePattern:
    """Stands for a pattern. After its first use, it has the methods of the compiled pattern."""

    def __init__(self, expression: str) -> None:
        self._expression = expression

    def __getattr__(self, name: str) -> Any:  # Python calls this only for attributes that are not set yet
        import re

        compiled = re.compile(self._expression)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late_pattern(expression: str) -> re.Pattern[str]:
    """Like ``re.compile``, but the first use loads ``re`` and raises the errors of the expression.

    Flags stand in the expression, as in ``(?s)``: their names would load ``re``.
    """
    return cast("re.Pattern[str]", _LatePattern(expression))
