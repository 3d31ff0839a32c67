"""A failure or a remark about an input."""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.base.typing_names import Final, Literal
from searchkit.errors import InputFailed

Severity = Literal["failed", "note", "skipped"]
# The code of a problem that stands for others.
MORE: Final = "more_problems"


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure or remark about one input.

    ``path`` is the file as shown to the user. ``member`` is the name inside an archive. ``line`` counts from 1.
    ``code`` is stable and meant for scripts. The severities are ``failed`` (could not be read), ``note`` (was read,
    but look at it) and ``skipped`` (is not an article, which is not an error).
    """

    path: str
    member: str | None
    line: int | None
    code: str
    message: str
    hint: str = ""
    severity: Severity = "failed"


class Unreadable(InputFailed):
    """A reader cannot go on with its source. Its caller turns this into a failed Problem with the same code."""

    def __init__(self, code: str, message: str, *, line: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.line = line
