"""From paths that a user gives to the files there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from searchkit.base.problem import Problem, Severity
from searchkit.engine.manifest import MANIFEST_NAME
from searchkit.ingest.maildir import MESSAGE_FOLDERS, is_mail_folder
from searchkit.ingest.regular_file import is_special
from searchkit.ingest.source import printable


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file. ``root`` is the folder in which it was found; for a file that the user named, its own folder."""

    path: Path
    root: Path


def walk(paths: Sequence[Path]) -> Iterator[Found | Problem]:
    """The files at and under ``paths``, folder by folder in order of their names; every file once.

    A path that the user names is read even if it is hidden or a link. Below it, hidden files, index folders and what is
    not a file are ``skipped``. In a Maildir, so is all but delivered mail. A link is followed only to a file or folder
    at or under one of ``paths``; others are ``skipped``. What has a name of its own there is read under that name, so
    what only links lead to comes last. What is missing or unreadable is ``failed``. Never raises OSError.
    """
    yield from _Walk(paths).run()


class _Link(NamedTuple):
    path: str
    root: Path
    target: str


class _Walk:
    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._named: list[str] = []  # the real paths of what the user named
        self._seen: set[str] = set()  # the real paths of files
        self._entered: set[str] = set()  # the real paths of folders
        self._links: list[_Link] = []

    def run(self) -> Iterator[Found | Problem]:
        found: list[tuple[Path, os.stat_result] | Problem] = []
        for path in self._paths:
            try:
                found.append((path, path.stat()))
                self._named.append(os.path.realpath(path))
            except (OSError, ValueError) as error:
                found.append(_missing(path, error))
        for item in found:
            if isinstance(item, Problem):
                yield item
                continue
            path, status = item
            if stat.S_ISDIR(status.st_mode):
                yield from self._folder(path, path)
            else:
                yield from self._file(path, path.parent, status, os.path.realpath(path))
        # A folder behind a link may hold links, too.
        while self._links:
            links, self._links = self._links, []
            for link in links:
                yield from self._linked(link)

    def _linked(self, link: _Link) -> Iterator[Found | Problem]:
        path = Path(link.path)
        try:
            status = path.stat()
        except OSError as error:
            yield _missing(path, error)
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path, link.root)
        else:
            yield from self._file(path, link.root, status, link.target)

    def _folder(self, folder: Path, root: Path) -> Iterator[Found | Problem]:
        # An explicit stack, because folders can be nested deeper than Python calls.
        pending: list[Iterator[os.DirEntry[str]]] = []
        real: list[str] = []
        mail: list[bool] = []

        def enter(folder: str, real_folder: str) -> Problem | None:
            if real_folder in self._entered:
                return None
            self._entered.add(real_folder)
            try:
                with os.scandir(folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError as error:
                return _problem(folder, "unreadable", f"cannot read the folder: {_reason(error)}")
            if any(entry.name == MANIFEST_NAME for entry in entries):
                return _problem(folder, "index_folder", "a searchkit index", "skipped")
            pending.append(iter(entries))
            real.append(real_folder)
            mail.append(is_mail_folder(folder, (entry.name for entry in entries)))
            return None

        problem = enter(str(folder), os.path.realpath(folder))
        if problem:
            yield problem
        while pending:
            entry = next(pending[-1], None)
            if entry is None:
                pending.pop()
                real.pop()
                mail.pop()
                continue
            try:
                if mail[-1] and not _is_of_mail(entry):
                    yield _problem(entry.path, "not_an_article", "not a delivered mail", "skipped")
                elif entry.name.startswith(".") and not mail[-1]:
                    yield _problem(entry.path, "hidden", "hidden", "skipped")
                elif entry.is_symlink():
                    problem = self._put_off(entry, root)
                    if problem:
                        yield problem
                elif entry.is_dir():
                    problem = enter(entry.path, os.path.join(real[-1], entry.name))
                    if problem:
                        yield problem
                else:
                    yield from self._file(Path(entry.path), root, entry.stat(), os.path.join(real[-1], entry.name))
            except OSError as error:
                yield _missing(Path(entry.path), error)

    def _put_off(self, entry: os.DirEntry[str], root: Path) -> Problem | None:
        """Keep a link for later, or say why it is not followed. Raises OSError for a broken link."""
        kind = "folder" if stat.S_ISDIR(entry.stat().st_mode) else "file"
        target = os.path.realpath(entry.path)
        if not any(_is_within(target, named) for named in self._named):
            message = f"a link to a {kind} outside the paths that you named, not followed"
            return _problem(entry.path, "link_not_followed", message, "skipped")
        self._links.append(_Link(entry.path, root, target))
        return None

    def _file(self, path: Path, root: Path, status: os.stat_result, real: str) -> Iterator[Found | Problem]:
        if is_special(status):
            yield _problem(str(path), "special_file", "not a regular file", "skipped")
        elif real not in self._seen:
            self._seen.add(real)
            yield Found(path, root)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def _is_of_mail(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a Maildir holds mails: its own, or those of a hidden subfolder."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return entry.name in MESSAGE_FOLDERS or is_mail_folder(entry.path)


def _missing(path: Path, error: OSError | ValueError) -> Problem:
    if os.path.islink(path):
        return _problem(str(path), "broken_link", f"a broken link: {_reason(error)}")
    if isinstance(error, FileNotFoundError):
        return _problem(str(path), "missing", "no such file or folder")
    return _problem(str(path), "unreadable", _reason(error))


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return text or str(error)


def _problem(path: str, code: str, message: str, severity: Severity = "failed") -> Problem:
    return Problem(printable(path), None, None, code, message, "", severity)
