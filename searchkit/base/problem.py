"""What went wrong with an input, or is worth knowing about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from searchkit.errors import InputFailed

Severity = Literal["failed", "note", "skipped"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark about one input.

    ``path`` is the file as shown to the user, ``member`` the name inside an archive, ``line`` counts from 1.
    ``code`` is stable and meant for scripts. Severities: ``failed`` could not be read; ``note`` was read, with a
    reservation; ``skipped`` is no article, which is not an error.
    """

    path: str
    member: str | None
    line: int | None
    code: str
    message: str
    hint: str = ""
    severity: Severity = "failed"


class Unreadable(InputFailed):
    """A reader cannot go on with its source; the reading room turns it into a failed Problem with the same code."""

    def __init__(self, code: str, message: str, *, line: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.line = line
