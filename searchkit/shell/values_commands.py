"""The commands of the full view that list the values of a facet, and change the file of aliases by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.base.record import changed
from searchkit.errors import UsageError
from searchkit.results.distinctive import ORDERS, DistinctiveValue
from searchkit.results.filters import Filter
from searchkit.shell.alias_edits import AliasEdit, hiding, merging, showing
from searchkit.shell.run_beside import run_in_shell
from searchkit.shell.state import with_edits
from searchkit.shell.values_pane import ValuesPane
from searchkit.shell.view_table import view_command

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView


@view_command("values", "[FIELD [ORDER]]", "all values of a facet, by count, name or distinctive", *ORDERS)
def values(view: FullView, argument: str) -> None:
    """Show all values of a facet in the result: of the named one, else of the selected one."""
    name, _, order = argument.lower().partition(" ")
    order = order.strip() or ORDERS[0]
    if order not in ORDERS:
        raise UsageError(f"there is no order {order!r}", hint=f"choose from: {', '.join(ORDERS)}")
    row = view.search.row_chosen()
    field = view.session.facet_name(name or (row.field if row is not None else view.session.shown_facets[0]))
    show_values(view, ValuesPane(view.look, field, order))


def show_values(view: FullView, pane: ValuesPane) -> None:
    """Count the values of a pane, and show it. If it is shown already, it is counted again."""
    state = view.state

    def work(stop: Stop) -> list[DistinctiveValue]:
        return view.session.answer(state, limit=1, facets=(), timelines=(), stop=stop).compared(pane.field)

    def done(found: list[DistinctiveValue]) -> None:
        if view.state.asks == state.asks:
            hidden = sorted(view.session.index.aliases.hidden.get(pane.field, ()))
            pane.take(found, hidden, state.filters)
            if pane not in view.above:
                view.push(pane)

    view.in_background(work, done)


def shown_values(view: FullView) -> ValuesPane:
    """The list of values that is shown. Raises UsageError."""
    pane = view.pane
    if not isinstance(pane, ValuesPane):
        raise UsageError("no list of values is shown", hint=":values shows one")
    return pane


def filter_by_value(view: FullView, *, excluded: bool) -> None:
    """Filter by the selected value, or no longer."""
    pane, state = shown_values(view), view.state
    value = pane.chosen()
    if value is None or pane.is_hidden():
        raise UsageError("no value is selected" if value is None else "a hidden value is no filter: h shows it again")
    wanted = Filter(pane.field, value, excluded=excluded)
    filters = state.filters.without(wanted) if wanted in state.filters else state.filters.adding(wanted)
    view.go(changed(state, query=state.query or "", filters=filters, offset=0, selected=1))


@view_command("by", "[ORDER]", "the next order of the values, or this one", *ORDERS)
def order(view: FullView, argument: str) -> None:
    """Order the values."""
    pane = shown_values(view)
    if argument and argument.lower() not in ORDERS:
        raise UsageError(f"there is no order {argument!r}", hint=f"choose from: {', '.join(ORDERS)}")
    pane.put_in_order(argument.lower() or None)


@view_command("other", "next|back", "the values of the next facet, or of the one before", "next", "back")
def other_facet(view: FullView, argument: str) -> None:
    """Show the values of another facet."""
    if argument not in ("next", "back"):
        raise UsageError(":other is followed by next or back")
    pane, fields = shown_values(view), view.session.index.facet_fields
    at = fields.index(pane.field) + (1 if argument == "next" else -1)
    pane.change_field(fields[at % len(fields)])
    show_values(view, pane)


@view_command("hide", "[FIELD VALUE]", "hide the value (file of aliases), or show a hidden one again")
def hide(view: FullView, argument: str) -> None:
    """Hide the selected value, or show it again."""
    if argument:
        run_in_shell(view, f":hide {argument}")
        return
    pane, index = shown_values(view), view.session.index
    value = _selected(pane)
    made = showing(index, pane.field, value) if pane.is_hidden() else hiding(index, pane.field, value)
    _edit(view, pane, value, made, f"{value} is {'shown again' if pane.is_hidden() else 'hidden'}")


@view_command("merge", "[FIELD VALUE = NAME]", "count the value as the marked one (file of aliases)")
def merge(view: FullView, argument: str) -> None:
    """Make the selected value another spelling of the marked one."""
    if argument:
        run_in_shell(view, f":merge {argument}")
        return
    pane = shown_values(view)
    value = _selected(pane)
    if pane.marked is None or pane.is_hidden():
        raise UsageError("no value is marked", hint="Space marks the usual one; then go to another")
    made = merging(view.session.index, pane.field, value, pane.marked)
    _edit(view, pane, value, made, f"{value} counts as {pane.marked}")


def _selected(pane: ValuesPane) -> str:
    value = pane.chosen()
    if value is None:
        raise UsageError("no value is selected")
    return value


def _edit(view: FullView, pane: ValuesPane, value: str, made: tuple[AliasEdit, ...], told: str) -> None:
    state = with_edits(view.state, pane.field, value, made)
    view.session.alias_file.have(state.edits)
    view.remember_place()
    view.session.history.go(state)
    count_again(view, pane)
    view.say(f"{told}: u takes it back (written to {view.session.index.aliases_file})")


def count_again(view: FullView, pane: ValuesPane) -> None:
    """Search and count again after the file of aliases changed."""
    view.loader.reload()
    view.ask()
    show_values(view, pane)
