"""Where a source lies, relative to the index folder. So an archive and its index can move together."""

from __future__ import annotations

import os
from pathlib import Path


def key_of(path: Path | str, index_folder: Path) -> str:
    """The key of a file: its path from the index folder, with forward slashes.

    Links to folders are followed, so a file has one key. Bytes of a name that are not UTF-8 become ``\\xNN``. Such a
    key can be stored and shown, but it cannot open the file.
    """
    folder, name = os.path.split(os.path.abspath(path))
    relative = os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(index_folder))
    return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace(os.sep, "/")


def shown(key: str, index_folder: Path) -> str:
    """The path of a key as seen from the current folder, with the archive member after ``!/``, if any."""
    path = os.path.normpath(os.path.join(os.path.realpath(index_folder), key))
    relative = os.path.relpath(path)
    # A path with many .. is harder to read than the absolute one.
    return path if relative.count(".." + os.sep) > 3 else relative


def is_under(key: str, root: str) -> bool:
    """Whether a key is ``root`` or lies below it."""
    if key == root:
        return True
    above = "" if root == "." else root.rstrip("/") + "/"
    # What lies above ".." begins with "../", too.
    return key.startswith(above) and not f"{key[len(above) :]}/".startswith("../")
