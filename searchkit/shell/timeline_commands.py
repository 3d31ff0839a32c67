"""The commands of the full view that show a timeline and choose dates from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from searchkit.base.record import changed
from searchkit.display.timeline_view import limit_line
from searchkit.errors import UsageError
from searchkit.results.filters import Filter, Filters
from searchkit.results.timeline import STEPS, Step, Timeline, known_step
from searchkit.shell.run_beside import run_in_shell
from searchkit.shell.timeline_pane import TimelinePane
from searchkit.shell.values_pane import ValuesPane
from searchkit.shell.view_table import view_command

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView

# Unless somebody asks for a step, it is the first that makes more steps than these.
_ENOUGH: Final[dict[Step, int]] = {"year": 6, "month": 2, "day": 0}


@view_command(
    "timeline",
    "[STEP] [rate]",
    "the result over time, to choose dates from; rate: as shares; all: no gaps",
    *STEPS,
    "rate",
    "all",
)
def timeline(view: FullView, argument: str) -> None:
    """Show the timeline of the result."""
    if not {"rate", "all"}.isdisjoint(argument.lower().split()):
        run_in_shell(view, f":timeline {argument}")
    else:
        _show(view, known_step(argument.lower()) if argument else None)


def _show(view: FullView, by: Step | None, instead: TimelinePane | None = None) -> None:
    asked = view.state

    def work(stop: Stop) -> Timeline:
        steps = tuple(_ENOUGH) if by is None else (by,)
        results = view.session.answer(asked, limit=1, facets=(), timelines=steps, stop=stop)
        found = results.timeline(steps[0])
        for step in steps[1:]:
            shorter = results.timeline(step)
            if len(found) > _ENOUGH[found.by] or not shorter.steps:
                break
            found = shorter
        return found

    def done(found: Timeline) -> None:
        if view.state != asked or (instead is not None and (instead.wanted != found.by or instead not in view.above)):
            return  # a later key asked for another search or step, or left the timeline
        if not found.steps:
            view.say(f"no article in this result has a date as exact as a {found.by}")
            return
        pane = TimelinePane(view.look, found)
        if (told := limit_line(found, f":timeline {found.asked or found.by} all")) is not None:
            view.say(told)
        if instead is not None:
            view.above.remove(instead)
            pane.go_to(instead)
        view.push(pane)

    view.in_background(work, done)


def _timeline(view: FullView) -> TimelinePane:
    pane = view.pane
    if not isinstance(pane, TimelinePane):
        raise UsageError("no timeline is shown", hint="t shows it")
    return pane


@view_command("zoom", "in|out", "shorter or longer steps of the timeline", "in", "out")
def zoom(view: FullView, argument: str) -> None:
    """Show the timeline by the next shorter step, or the next longer one."""
    if argument not in ("in", "out"):
        raise UsageError(":zoom is followed by in or out")
    pane = _timeline(view)
    at = STEPS.index(pane.wanted) + (1 if argument == "in" else -1)
    if not 0 <= at < len(STEPS):
        view.say(f"no step is {'shorter' if argument == 'in' else 'longer'} than a {pane.wanted}")
        return
    pane.wanted = STEPS[at]
    _show(view, pane.wanted, pane)


@view_command("mark", "", "mark the step as one end of a range, or the value, or no longer")
def mark(view: FullView, argument: str) -> None:
    """Mark a step, or a value."""
    pane = view.pane
    if isinstance(pane, ValuesPane):
        pane.set_mark()
    else:
        _timeline(view).set_mark()


@view_command("dates", "", "filter by the step of the timeline, or by those from the mark to it")
def dates(view: FullView, argument: str) -> None:
    """Filter by what is chosen. It takes the place of other dates."""
    pane, state = _timeline(view), view.state
    others = tuple(each for each in state.filters if each.field != "date" or each.excluded)
    filters = Filters(others).adding(Filter("date", pane.dates))
    view.search.on_facets = False  # it was chosen to be read
    view.go(changed(state, query=state.query or "", filters=filters, offset=0, selected=1))
