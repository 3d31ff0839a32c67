"""Maildir: a folder of mails, one per file, with the folders ``cur``, ``new`` and ``tmp``.

The files have names like ``1574762400.M5P6.host:2,S``. The part after the colon changes when a mail is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["MESSAGE_FOLDERS", "is_mail_folder", "message_name"]

# ``tmp`` holds mails that are not, or never were, completely delivered.
MESSAGE_FOLDERS: Final = frozenset({"cur", "new"})
_FOLDERS: Final = (*MESSAGE_FOLDERS, "tmp")


def is_mail_folder(folder: str | Path, names: Iterable[str] | None = None) -> bool:
    """Whether ``folder`` is a Maildir. ``names`` are its entries, if known."""
    if names is not None and not set(_FOLDERS).issubset(names):
        return False
    return all(os.path.isdir(os.path.join(folder, name)) for name in _FOLDERS)


def message_name(path: Path) -> str | None:
    """A name that leads to the mail reader and never changes. None for a file outside a Maildir."""
    if path.parent.name in MESSAGE_FOLDERS and is_mail_folder(path.parent.parent):
        return path.name.partition(":")[0] + ".eml"
    return None
