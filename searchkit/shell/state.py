"""A state of the session as an immutable value, the way back through earlier states, and what a state asks for."""

from __future__ import annotations

from typing import Final

from searchkit.base.record import changed, record
from searchkit.results.filters import NO_FILTERS, Filters
from searchkit.results.request import Sort
from searchkit.shell.alias_edits import AliasEdit

_MOST_KEPT: Final = 1000


@record
class State:
    """Where a session stands. ``query`` is None before the first search. ``offset`` and ``selected`` tell what is read.

    ``selected`` is the rank of a hit, from 1. ``edits`` are those of the session that are in the file of aliases.
    """

    query: str | None = None
    filters: Filters = NO_FILTERS
    sort: Sort = "relevance"
    stories: bool = False
    expand: bool = False
    without: tuple[str, ...] = ()
    since: int | None = None
    edits: tuple[AliasEdit, ...] = ()
    offset: int = 0
    selected: int = 1

    @property
    def asks(self) -> State:
        """The state without what only tells how far it was read: two states that ask the same have the same results."""
        return changed(self, offset=0, selected=1)


class History:
    """The states of a session, in order. Undo and redo walk through them; a new state ends what could be redone."""

    def __init__(self) -> None:
        self.present = State()
        self._past: list[State] = []
        self._future: list[State] = []

    def begin(self, *, sort: Sort, stories: bool) -> None:
        """Begin with an order, and with each story once or every copy."""
        self.present = State(sort=sort, stories=stories)

    def go(self, state: State) -> None:
        """Move to a state. One that asks the same as the present takes its place, and needs no undoing."""
        if state.asks != self.present.asks:
            self._past = [*self._past[1 - _MOST_KEPT :], self.present]
            self._future = []
        self.present = state

    def replace(self, state: State) -> None:
        """Put a state in the place of the present one, for instance while a query is being typed."""
        self.present = state

    def copy(self) -> History:
        """A history that goes on from here by itself."""
        other = History()
        other.present, other._past, other._future = self.present, list(self._past), list(self._future)
        return other

    @property
    def before(self) -> State | None:
        """The state that undo goes to."""
        return self._past[-1] if self._past else None

    @property
    def after(self) -> State | None:
        """The state that redo goes to."""
        return self._future[-1] if self._future else None

    def undo(self) -> None:
        """Go one state back, if there is one."""
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()

    def redo(self) -> None:
        """Go one state forward, if there is one."""
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()


def with_edits(state: State, field: str, value: str, edits: tuple[AliasEdit, ...]) -> State:
    """The state after more edits to the file of aliases. A filter by the value that they change ends."""
    kept = (each for each in state.filters if not (each.whole and (each.field, each.value) == (field, value)))
    return changed(state, edits=(*state.edits, *edits), filters=Filters(tuple(kept)), offset=0, selected=1)


def asked(state: State) -> tuple[str, Filters]:
    """The query text and the filters that a search of a state takes."""
    return state.query or "", state.filters
