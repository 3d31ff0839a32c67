"""From paths that a user gives to the files there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchkit.base.problem import Problem, Severity
from searchkit.engine.manifest import MANIFEST_NAME
from searchkit.ingest.maildir import MESSAGE_FOLDERS, is_mail_folder
from searchkit.ingest.source import printable


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file. ``root`` is the folder in which it was found; for a file that the user named, its own folder."""

    path: Path
    root: Path


def walk(paths: Sequence[Path]) -> Iterator[Found | Problem]:
    """The files at and under ``paths``, folder by folder in order of their names; every file once.

    A path that the user names is read even if it is hidden or a link. Below it, hidden files, links to folders, index
    folders and what is not a file are ``skipped``. In a Maildir, so is all but delivered mail. What is missing or
    unreadable is ``failed``. Never raises OSError.
    """
    seen: set[str] = set()
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield _missing(path, error)
            continue
        if not stat.S_ISDIR(mode):
            yield from _file(path, path.parent, mode, os.path.realpath(path), seen)
            continue
        yield from _folder(path, seen)


def _folder(root: Path, seen: set[str]) -> Iterator[Found | Problem]:
    # An explicit stack, because folders can be nested deeper than Python calls.
    pending: list[Iterator[os.DirEntry[str]]] = []
    real: list[str] = []
    mail: list[bool] = []

    def enter(folder: str, real_folder: str) -> Problem | None:
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

    problem = enter(str(root), os.path.realpath(root))
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
            linked = entry.is_symlink()
            if mail[-1] and not _is_of_mail(entry):
                yield _problem(entry.path, "not_an_article", "not a delivered mail", "skipped")
            elif entry.name.startswith(".") and not mail[-1]:
                yield _problem(entry.path, "hidden", "hidden", "skipped")
            elif entry.is_dir(follow_symlinks=False):
                problem = enter(entry.path, os.path.join(real[-1], entry.name))
                if problem:
                    yield problem
            elif linked and entry.is_dir():
                yield _problem(entry.path, "linked_folder", "a link to a folder, not followed", "skipped")
            else:
                mode = entry.stat().st_mode
                target = os.path.realpath(entry.path) if linked else os.path.join(real[-1], entry.name)
                yield from _file(Path(entry.path), root, mode, target, seen)
        except OSError as error:
            yield _missing(Path(entry.path), error)


def _is_of_mail(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a Maildir holds mails: its own, or those of a hidden subfolder."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return entry.name in MESSAGE_FOLDERS or is_mail_folder(entry.path)


def _file(path: Path, root: Path, mode: int, real: str, seen: set[str]) -> Iterator[Found | Problem]:
    if not stat.S_ISREG(mode):
        yield _problem(str(path), "not_a_file", "not a regular file", "skipped")
    elif real not in seen:
        seen.add(real)
        yield Found(path, root)


def _missing(path: Path, error: OSError | ValueError) -> Problem:
    if path.is_symlink():
        return _problem(str(path), "broken_link", f"a broken link: {_reason(error)}")
    if isinstance(error, FileNotFoundError):
        return _problem(str(path), "missing", "no such file or folder")
    return _problem(str(path), "unreadable", _reason(error))


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return text or str(error)


def _problem(path: str, code: str, message: str, severity: Severity = "failed") -> Problem:
    return Problem(printable(path), None, None, code, message, "", severity)
