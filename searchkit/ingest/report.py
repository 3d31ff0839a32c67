"""What a run over files did or would do, how far it is, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from searchkit.archive.learned_home import LearnedHome
from searchkit.base.problem import Problem

Phase = Literal["reading", "committing", "merging"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files and bytes read and in total, and the articles read so far.

    ``path`` is the file that is read. After the last one it is empty, and ``phase`` says what goes on: ``committing``,
    or ``merging`` of segments, which may take minutes.
    """

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    articles: int
    path: str
    phase: Phase = "reading"


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


@dataclass(slots=True)
class FileChange:
    """What a run would change for one file, in numbers of articles, and why.

    The file is ``new``, ``changed`` or ``gone``. Or it is read ``again`` because it had failures, or is read in another
    way now. Articles are ``removed`` because the file is gone or no longer has them. ``kept`` ones were not found
    either, but the file has failures, or there are too many of them.
    """

    path: str
    reason: Literal["new", "changed", "gone", "again"]
    added: int = 0
    replaced: int = 0
    removed: int = 0
    kept: int = 0


@dataclass(slots=True)
class Report:
    """What a run did. ``problems`` holds the Problems of everything under the paths of the run.

    ``kept`` articles stay although they were not found: their file has failures, or there are too many of them.
    ``renamed`` ones got another id, because articles that ask for the same one came or went. A ``dry_run`` has the
    numbers of what a run would do, and ``changes`` has them by file. ``retried`` is the number of files that a run with
    ``retry_failed`` tried again. ``learned_home`` is the home that the index learned in this run, which read its first
    articles.
    """

    files_read: int = 0
    files_unchanged: int = 0
    files_removed: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    renamed: int = 0
    retried: int = 0
    revision: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False
    changes: list[FileChange] = field(default_factory=list)
    learned_home: LearnedHome | None = None

    @property
    def failed(self) -> list[Problem]:
        """What could not be read."""
        return [problem for problem in self.problems if problem.severity == "failed"]
