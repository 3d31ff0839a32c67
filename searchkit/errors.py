"""The one tree of errors, shared by the API, the command line and the shell.

Every error carries a stable ``code`` (what scripts test for), the exit code the command line ends with, a ``hint``
(what to do about it) and, where one exists, the place: ``pos`` is a character offset in the query ``text``, ``where`` a
path or ``path:line``.
"""

from __future__ import annotations

from typing import Final

# The exit code of what the user interrupted.
INTERRUPTED: Final = 130


class SearchkitError(Exception):
    """Root of every error raised on purpose by searchkit."""

    code = "error"
    exit_code = 2

    def __init__(
        self, message: str, *, hint: str = "", pos: int | None = None, text: str = "", where: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.pos = pos
        self.text = text
        self.where = where

    def as_dict(self) -> dict[str, str | int | None]:
        """The error as the ``error`` object of the machine formats."""
        message = f"{self.where}: {self.message}" if self.where else self.message
        return {"code": self.code, "message": message, "pos": self.pos, "hint": self.hint or None}


class UsageError(SearchkitError):
    """The command line or a call was put together wrongly."""

    code = "usage"


class QueryError(SearchkitError):
    """A query was not understood in full and the caller asked for strictness."""

    code = "query"


class SearchStopped(SearchkitError):
    """A search was cancelled, or reached its time limit."""

    code = "stopped"


class ArticleInvalid(SearchkitError):
    """A document handed to the API cannot be stored as it is."""

    code = "article_invalid"


class ArticleTooLarge(ArticleInvalid):
    """A document is larger than an index can keep; the message tells what of it, the hint what to do."""

    code = "article_too_large"


class ArticleMissing(SearchkitError):
    """No article has the id that was asked for."""

    code = "article_missing"
    exit_code = 1


class IndexProblem(SearchkitError):
    """Root of what can be wrong with an index folder."""

    code = "index"
    exit_code = 3


class IndexMissing(IndexProblem):
    """There is no index in the folder."""

    code = "index_missing"


class IndexLocked(IndexProblem):
    """Another process is writing to the index."""

    code = "index_locked"


class IndexDamaged(IndexProblem):
    """A file of the index is not what was committed; the message names it."""

    code = "index_damaged"


class IndexIncompatible(IndexProblem):
    """The index was written in a format, or with a schema, that this version does not read."""

    code = "index_incompatible"


class FolderNotOurs(IndexProblem):
    """The folder holds something else; searchkit never writes into it."""

    code = "folder_not_ours"


class IndexUnwritable(IndexProblem):
    """Changes could not be written, and the index is as it was before them.

    The operating system refused (permissions, a full disk, a read-only medium), or something that was added cannot be
    kept as it is.
    """

    code = "index_unwritable"


class IndexTooLarge(IndexUnwritable):
    """An index, or a segment of it, would be larger than it can be; the message tells what, the hint what to do."""

    code = "index_too_large"


class InputFailed(SearchkitError):
    """Some inputs could not be read; everything else was indexed."""

    code = "input_failed"
    exit_code = 4


class InternalError(SearchkitError):
    """A mistake of searchkit itself."""

    code = "internal"
    exit_code = 70

    @classmethod
    def of(cls, error: Exception) -> InternalError:
        """What users are told of an exception that nobody foresaw."""
        kind = type(error).__name__
        return cls(
            f"an error of searchkit itself: {kind}: {error}", hint="SEARCHKIT_DEBUG=1 shows where; please report it"
        )
