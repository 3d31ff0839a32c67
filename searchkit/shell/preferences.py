"""How a user wants the shell to be."""

from __future__ import annotations

from searchkit.base.record import record
from searchkit.base.typing_names import Final
from searchkit.display.color import Color
from searchkit.results.request import Sort
from searchkit.shell.key_table import KEYS, Key

MOST_LINES: Final = 1000


@record(kw_only=True)
class Preferences:
    """How the shell looks and what it keeps.

    - ``plain`` asks for the classic shell, which scrolls. Pipes, small and simple terminals get it in any case.
    - ``only_ascii`` draws the full view with letters and signs of ASCII.
    - ``page`` is the number of hits of a page of the classic shell (None: as many as fit), ``sort`` and ``stories`` are
      those that the shell begins with.
    - ``vi`` edits lines with the keys of vi. ``keys`` are the keys in force. ``suggests`` shows in grey how a line that
      was typed before goes on.
    - ``history`` is the number of lines that are kept. ``private`` keeps none, and shows none of earlier sessions.
    - ``editor`` opens lines and sources (None: ``$VISUAL``, else ``$EDITOR``).
    - ``notes`` are told at the start.
    """

    color: Color = "auto"
    links: Color = "auto"
    plain: bool = False
    only_ascii: bool = False
    page: int | None = None
    sort: Sort = "relevance"
    stories: bool = False
    vi: bool = False
    keys: tuple[Key, ...] = KEYS
    suggests: bool = True
    history: int = MOST_LINES
    private: bool = False
    notes: tuple[str, ...] = ()
