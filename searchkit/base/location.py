"""Where a source lies, relative to the index folder. So an archive and its index can move together."""

from __future__ import annotations

import os

from searchkit.base.light_functools import lru_cache
from searchkit.base.typing_names import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def as_utf8(name: str) -> str:
    """A path as it is stored and shown. Bytes that are not UTF-8 become ``\\xNN``, so it may not open the file."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def key_of(path: Path | str, index_folder: Path) -> str:
    """The key of a file: its path from the index folder, with forward slashes.

    Links to folders are followed, so a file has one key. See :func:`as_utf8` for names that are not UTF-8.
    """
    folder, name = os.path.split(os.path.abspath(path))
    relative = os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(index_folder))
    return as_utf8(relative).replace(os.sep, "/")


def shown(key: str, index_folder: Path) -> str:
    """The path of a key as seen from the current folder, with the archive member after ``!/``, if any."""
    return SeenFrom(index_folder).shown(key)


class SeenFrom:
    """Shows keys as :func:`shown`. It asks once for the current folder."""

    def __init__(self, index_folder: Path) -> None:
        self._folder = str(index_folder)
        self._current: str | None = None

    def shown(self, key: str) -> str:
        """The path of a key as seen from the folder that was the current one at the first call."""
        if self._current is None:
            self._current = os.getcwd()
        return _seen_from(self._current, key, self._folder)


# The articles of a page often come from one file.
@lru_cache(maxsize=256)
def _seen_from(current: str, key: str, index_folder: str) -> str:
    path = os.path.normpath(os.path.join(_real(current, index_folder), key))
    relative = os.path.relpath(path, current)
    # A path with many .. is harder to read than the absolute one.
    return path if relative.count(".." + os.sep) > 3 else relative


@lru_cache(maxsize=16)
def _real(current: str, folder: str) -> str:
    return os.path.realpath(os.path.join(current, folder))


def is_under(key: str, root: str) -> bool:
    """Whether a key is ``root`` or lies below it."""
    if key == root:
        return True
    above = "" if root == "." else root.rstrip("/") + "/"
    # What lies above ".." begins with "../", too.
    return key.startswith(above) and not f"{key[len(above) :]}/".startswith("../")
