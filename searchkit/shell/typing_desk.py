"""What both faces of the shell share about typing: the lines typed before, and the keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import UsageError
from searchkit.shell.key_table import Key
from searchkit.shell.preferences import Preferences

if TYPE_CHECKING:
    from searchkit.shell.history import KeptLines

STYLES = ("emacs", "vi")


class TypingDesk:
    """The history of an index, the keys in force, and how lines are edited. Commands change it while the shell runs.

    ``given`` is text that the next line of the classic shell begins with.
    """

    def __init__(self, folder: Path, preferences: Preferences | None = None) -> None:
        preferences = preferences or Preferences()
        self._kept = (folder, preferences.history, preferences.private)
        self._history: KeptLines | None = None
        self.keys: tuple[Key, ...] = preferences.keys
        self.vi = preferences.vi
        self.suggests = preferences.suggests
        self.notes = preferences.notes
        self.given = ""

    @property
    def history(self) -> KeptLines:
        """The lines typed before."""
        if self._history is None:
            from searchkit.shell.history import open_history  # it loads prompt_toolkit, and a pipe needs no history

            folder, most, private = self._kept
            self._history = open_history(folder, most, private=private)
        return self._history

    def set_style(self, style: str) -> None:
        """Edit lines with the keys of emacs or of vi. Raises UsageError for anything else."""
        if style not in STYLES:
            raise UsageError(f"there are no keys of {style!r}", hint=f"choose from: {', '.join(STYLES)}")
        self.vi = style == "vi"

    def set_private(self, argument: str) -> str:
        """Keep no further lines (on), keep them again (off), or switch; what to say. Raises UsageError."""
        if argument not in ("", "on", "off"):
            raise UsageError(f"{argument!r} is neither on nor off")
        self.history.is_private = argument == "on" if argument else not self.history.is_private
        if self.history.is_private:
            return "private: lines are not kept from here on"
        if self.history.path is None:
            return "lines last for this session only: it began private, or there is no place for them"
        return "lines are kept for the next session"
