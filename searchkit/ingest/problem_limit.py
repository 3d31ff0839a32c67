"""How many problems of one file are kept. A damaged file can have one in every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from searchkit.base.problem import MORE, Problem, Severity

__all__ = ["FewProblems"]

# How many are kept of one code and severity, and of all.
_OF_ONE_CODE: Final = 20
_OF_ALL: Final = 400
_CODES_SHOWN: Final = 10


class FewProblems:
    """Keeps the first twenty problems of each code of one file, and counts the others."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._kept: Counter[tuple[Severity, str]] = Counter()
        self._all = 0
        self._more: dict[Severity, Counter[str]] = {}
        # The line of the first problem that was not kept; None if any of them concerns the whole file.
        self._line: dict[Severity, int | None] = {}

    def keeps(self, problem: Problem) -> bool:
        """Count a problem, and say whether it is one to keep."""
        kind = problem.severity, problem.code
        if problem.code == MORE or (self._kept[kind] < _OF_ONE_CODE and self._all < _OF_ALL):
            self._kept[kind] += 1
            self._all += 1
            return True
        severity = problem.severity
        if severity not in self._more:
            self._more[severity] = Counter()
            self._line[severity] = problem.line
        elif problem.line is None:
            self._line[severity] = None
        self._more[severity][problem.code] += 1
        return False

    def rest(self) -> Iterator[Problem]:
        """One problem for all that were not kept, by severity. It has no line if one of them had none."""
        for severity, more in self._more.items():
            codes = ", ".join(f"{count:,} {code}" for code, count in more.most_common(_CODES_SHOWN))
            codes += ", ..." if len(more) > _CODES_SHOWN else ""
            message = f"{more.total():,} more like these: {codes}"
            yield Problem(self._path, None, self._line[severity], MORE, message, "", severity)
