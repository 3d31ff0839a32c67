"""The one tree of errors, shared by the API, the command line and the shell.

Every error has a stable ``code`` that scripts can test, the exit code of the command line, and a ``hint`` that says
what to do. If it has a place, ``pos`` is a character offset in the query ``text``, and ``where`` is a path or
``path:line``.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take a variable of this name for true; typing itself is slow to load

if TYPE_CHECKING:
    from typing import Final

# The exit codes after the user interrupts, and after the system asks the command to end (SIGTERM).
INTERRUPTED: Final = 130
TERMINATED: Final = 143


class SearchkitError(Exception):
    """The root of every error that searchkit raises on purpose."""

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
    """A command line or a call is wrong."""

    code = "usage"


class ConfigInvalid(UsageError):
    """A file of settings cannot be read, and a command cannot do without what it may say."""

    code = "config_invalid"


class ExtractorNotAllowed(UsageError):
    """An index names an extractor, which is code, and this user has not allowed it for this index. Nothing was changed.

    The index may be somebody else's. Naming the extractor in a call allows it.
    """

    code = "extractor_not_allowed"


class QueryError(SearchkitError):
    """A query was not fully understood, and the caller asked for strictness."""

    code = "query"


class SearchStopped(SearchkitError):
    """A search was cancelled, or reached its time limit."""

    code = "stopped"


class ArticleInvalid(SearchkitError):
    """A document cannot be stored as it is."""

    code = "article_invalid"


class ArticleTooLarge(ArticleInvalid):
    """A document is larger than an index can keep; the message tells what of it, the hint what to do."""

    code = "article_too_large"


class ArticleMissing(SearchkitError):
    """No article has this id."""

    code = "article_missing"
    exit_code = 1


class IndexProblem(SearchkitError):
    """The root of errors about an index folder."""

    code = "index"
    exit_code = 3


class IndexMissing(IndexProblem):
    """There is no index in the folder."""

    code = "index_missing"


class IndexLocked(IndexProblem):
    """Another process is writing to the index."""

    code = "index_locked"


class IndexDamaged(IndexProblem):
    """A file of the index differs from what was committed. The message names it."""

    code = "index_damaged"


class IndexUnreadable(IndexProblem):
    """The operating system refused to read a file of the index, so nobody knows whether it is damaged.

    The message names the file and the reason: permissions, a failing disk, too many open files.
    """

    code = "index_unreadable"


class IndexIncompatible(IndexProblem):
    """This version cannot read the format or the schema of the index."""

    code = "index_incompatible"


class FolderNotOurs(IndexProblem):
    """The folder holds something else. searchkit never writes into it."""

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


class OutOfResources(SearchkitError):
    """The system had no memory or no thread left."""

    code = "out_of_resources"


class InputFailed(SearchkitError):
    """Some inputs could not be read. Everything else was indexed."""

    code = "input_failed"
    exit_code = 4


class SystemRefused(SearchkitError):
    """The operating system refused something that the command line needs, such as writing its output to a full disk."""

    code = "system_refused"
    exit_code = 3

    @classmethod
    def of(cls, error: OSError) -> SystemRefused:
        """The error that users see for one of the system."""
        return cls(
            f"the system refused: {error.strerror or error}",
            hint="free some space, or check the permissions and the disk",
            where="" if error.filename is None else str(error.filename),
        )


class InternalError(SearchkitError):
    """A bug in searchkit."""

    code = "internal"
    exit_code = 70

    @classmethod
    def of(cls, error: Exception) -> InternalError:
        """The error that users see for an unforeseen exception."""
        kind = type(error).__name__
        return cls(
            f"a bug in searchkit: {kind}: {error}",
            hint="run again with SEARCHKIT_DEBUG=1 to see where, and please report it",
        )
