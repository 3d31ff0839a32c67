"""Errors as people read them: a message, and a hint what to do."""

from __future__ import annotations

from searchkit.errors import SearchkitError


def told(error: Exception) -> tuple[str, str]:
    """The message and the hint of an error."""
    if isinstance(error, SearchkitError):
        return (f"{error.where}: {error.message}" if error.where else error.message), error.hint
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename is not None else ""
        return f"{place}{error.strerror or error}", ""
    return f"{type(error).__name__}: {error}", "this is a bug in searchkit; the session goes on"
