"""The commands of the full view: what its keys do, and those of the shell, whose output becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from searchkit.base.close_names import close_names
from searchkit.base.record import changed
from searchkit.errors import UsageError
from searchkit.results.filters import NO_FILTERS, Filter
from searchkit.results.request import SORTS
from searchkit.shell import article_commands, timeline_commands, values_commands  # noqa: F401  # their commands enter the table
from searchkit.shell.article_pane import ArticlePane
from searchkit.shell.commands import ALIASES, COMMANDS, Leave, command_of
from searchkit.shell.help_pages import PAGES, Explained, HelpPages, help_page_name
from searchkit.shell.help_pane import HelpPane
from searchkit.shell.run_beside import run_in_shell
from searchkit.shell.styled_line import Line
from searchkit.shell.task_keys import task_rows
from searchkit.shell.text_pane import TextPane
from searchkit.shell.typing_desk import STYLES
from searchkit.shell.values_commands import count_again, filter_by_value
from searchkit.shell.values_pane import ValuesPane
from searchkit.shell.view_table import VIEW_COMMANDS as VIEW_COMMANDS
from searchkit.shell.view_table import view_command

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView
    from searchkit.shell.state import State


def run_in_view(view: FullView, line: str) -> None:
    """Run a command line without its colon. Raises UsageError, Leave, or what the command raises."""
    name, argument = command_of(line if line.startswith(":") or line in ALIASES else f":{line}")
    found = VIEW_COMMANDS.get(name)
    if found is not None:
        if argument and not found.arguments:
            raise UsageError(f":{name} takes no argument")
        found.action(view, argument)
    elif name in COMMANDS:
        run_in_shell(view, f":{name} {argument}")
    else:
        known = [*VIEW_COMMANDS, *COMMANDS]
        close = [each for each in known if each.startswith(name)] or close_names(name, known, 0.5)
        hint = f"did you mean :{close[0]}?" if close else ":help lists the commands"
        raise UsageError(f"there is no command :{name}", hint=hint)


# The query line


@view_command("accept", "", "take what is typed and go to the hits")
def accept(view: FullView, argument: str) -> None:
    """Enter in the query line."""
    was_trying = view.line.chosen is not None
    line = view.line.accept()
    if line is not None:
        view.line.show(":")  # a command; leaving the line brings the query back
        view.leave_line()
        view.press(line)
    elif not was_trying:
        view.leave_line()


@view_command("complete", "[back]", "try the next completion, or the one before")
def complete(view: FullView, argument: str) -> None:
    """Tab in the query line."""
    if not view.line.complete(-1 if argument else 1) and not view.line.is_command:
        view.leave_line()


@view_command("below", "", "leave the query line for the hits")
def below(view: FullView, argument: str) -> None:
    """Down in the query line: the line typed after this one, else the hits."""
    buffer = view.line.buffer
    if buffer.working_index < len(buffer._working_lines) - 1:
        buffer.history_forward()
    elif not view.line.is_command:
        view.leave_line()


@view_command("earlier", "", "the line typed before that begins with what is typed")
def earlier(view: FullView, argument: str) -> None:
    """Up in the query line."""
    view.line.buffer.history_backward()


@view_command("suggested", "", "take the line that is suggested in grey; else one sign on")
def suggested(view: FullView, argument: str) -> None:
    """Right in the query line."""
    buffer = view.line.buffer
    if buffer.suggestion is not None and buffer.document.is_cursor_at_the_end:
        buffer.insert_text(buffer.suggestion.text)
    else:
        buffer.cursor_right()


@view_command("history", "", "search the lines typed before")
def search_history(view: FullView, argument: str) -> None:
    """Begin to search the history; what is typed then is what a line has in it."""
    if not view.line.is_focused:
        view.enter_line()
    view.seek_history()


@view_command("edit", "", "write the query in your editor")
def edit_outside(view: FullView, argument: str) -> None:
    """Edit the line in an editor."""
    if not view.line.is_focused:
        view.enter_line()
    view.edit_line()


@view_command("line", "", "edit the query")
def edit(view: FullView, argument: str) -> None:
    """Go to the query line."""
    view.enter_line()


@view_command("type", "[COMMAND]", "type a command")
def type_command(view: FullView, argument: str) -> None:
    """Begin a command."""
    view.line.start_command(f":{argument} " if argument else ":")


# Lists


@view_command("hits", "", "go to the hits")
def to_hits(view: FullView, argument: str) -> None:
    """Go to the hits."""
    view.above.clear()
    view.leave_line()
    view.search.on_facets = False


@view_command("facets", "", "go to the facets")
def to_facets(view: FullView, argument: str) -> None:
    """Go to the facets."""
    view.above.clear()
    view.leave_line()
    view.search.on_facets = True


@view_command("down", "", "one down")
def down(view: FullView, argument: str) -> None:
    """One line or entry down."""
    view.pane.move(1)
    view.ask()


@view_command("up", "", "one up; above the first hit is the query line")
def up(view: FullView, argument: str) -> None:
    """One line or entry up."""
    search = view.search
    if view.pane is search and not search.on_facets and search.selected == 1:
        view.enter_line()
    else:
        view.pane.move(-1)
        view.ask()


@view_command("forward", "", "a page down")
def forward(view: FullView, argument: str) -> None:
    """One page down."""
    view.pane.turn(1)
    view.ask()


@view_command("backward", "", "a page up")
def backward(view: FullView, argument: str) -> None:
    """One page up."""
    view.pane.turn(-1)
    view.ask()


@view_command("first", "", "to the beginning")
def first(view: FullView, argument: str) -> None:
    """To the first."""
    view.pane.first()
    view.ask()


@view_command("last", "", "to the end")
def last(view: FullView, argument: str) -> None:
    """To the last."""
    view.pane.last()
    view.ask()


# Facets and filters


@view_command("choose", "", "filter by the selected value, or not; on a name, list all its values")
def choose(view: FullView, argument: str) -> None:
    """Filter by the selected value."""
    _filter(view, excluded=False)


@view_command("exclude", "[FIELD VALUE]", "leave out the articles with the selected value, or with this one")
def exclude(view: FullView, argument: str) -> None:
    """Exclude the selected value."""
    if argument:
        run_in_shell(view, f":exclude {argument}")
    else:
        _filter(view, excluded=True)


def _filter(view: FullView, *, excluded: bool) -> None:
    if isinstance(view.pane, ValuesPane):
        filter_by_value(view, excluded=excluded)
        return
    row = view.search.row_chosen()
    if row is None:
        raise UsageError("no value is selected", hint="Tab goes to the facets")
    if row.value is None:
        view.search.opened ^= {row.field}
        view.search.found.counted = None
        view.ask()
        return
    wanted = Filter(row.field, row.value.value, excluded=excluded)
    state = view.state
    filters = state.filters.without(wanted) if wanted in state.filters else state.filters.adding(wanted)
    view.go(changed(state, query=state.query or "", filters=filters, offset=0, selected=1))


@view_command("find", "[TEXT]", "list only the facet values that have a text; without one, all")
def find(view: FullView, argument: str) -> None:
    """Search within the values of the facets, or of the facet whose list is shown."""
    if isinstance(view.pane, ValuesPane):
        view.leave_line()
        view.pane.seek(argument)
        return
    to_facets(view, "")
    view.search.seek(argument)
    view.ask()


@view_command("drop", "[N]", "remove the last filter, or the Nth")
def drop(view: FullView, argument: str) -> None:
    """Remove a filter."""
    filters = view.state.filters
    if not filters:
        raise UsageError("no filter is active")
    if argument and not (argument.isascii() and argument.isdigit() and 1 <= int(argument[:6]) <= len(filters)):
        raise UsageError(f"there is no filter {argument}", hint=f"filters are 1 to {len(filters)}")
    at = int(argument) if argument else len(filters)
    view.go(changed(view.state, filters=filters.without(filters.chosen[at - 1]), offset=0, selected=1))


@view_command("clear", "", "remove all filters")
def clear(view: FullView, argument: str) -> None:
    """Remove all filters."""
    if not view.state.filters:
        raise UsageError("no filter is active")
    view.go(changed(view.state, filters=NO_FILTERS, offset=0, selected=1))


@view_command("order", "", "the next order of the hits")
def order(view: FullView, argument: str) -> None:
    """Cycle through the orders."""
    state = view.state
    sort = SORTS[(SORTS.index(state.sort) + 1) % len(SORTS)]
    view.go(changed(state, query=state.query or "", sort=sort, offset=0, selected=1))
    view.say(f"sorted by {sort}")


@view_command("stories", "[on|off]", "show each story once, or every copy of it", "on", "off")
def stories(view: FullView, argument: str) -> None:
    """Show each story once, or every copy."""
    if argument not in ("", "on", "off"):
        raise UsageError(f"{argument!r} is neither on nor off")
    once = argument == "on" if argument else not view.state.stories
    view.go(changed(view.state, query=view.state.query or "", stories=once, offset=0, selected=1))
    view.say("each story is shown once" if once else "every copy is shown")


@view_command("undo", "", "back to the search before")
def undo(view: FullView, argument: str) -> None:
    """Go one state back."""
    history = view.session.history
    _walk(view, "undo", history.before, history.undo)


@view_command("redo", "", "forward again to what was undone")
def redo(view: FullView, argument: str) -> None:
    """Go one state forward."""
    history = view.session.history
    _walk(view, "redo", history.after, history.redo)


def _walk(view: FullView, name: str, state: State | None, move: Callable[[], object]) -> None:
    """Show another state of the history, if there is one."""
    if state is None:
        raise UsageError(f"there is nothing to {name}")
    view.leave_line()
    view.session.alias_file.have(state.edits)
    view.remember_place()
    before = view.state
    move()
    pane = view.pane
    if isinstance(pane, ValuesPane) and changed(state, edits=before.edits).asks == before.asks:
        count_again(view, pane)
    else:
        view.show_state()


# Pages about the article and the result


@view_command("diff", "[N|ID [N|ID]]", "how an article differs from another copy of its story")
def diff(view: FullView, argument: str) -> None:
    """Compare the article that is read with the selected copy, else with the first other one."""
    pane = view.pane
    if argument or not isinstance(pane, ArticlePane):
        run_in_shell(view, f":diff {argument}")
        return
    link = pane.links[pane.link - 1] if pane.link else None
    id, other = pane.article.id, link.id if link is not None else None
    width, colored = max(view.width, 60), view.look.colored

    def work(stop: Stop) -> list[Line]:
        from searchkit.display.diff_view import DiffView
        from searchkit.shell.page_screen import PageScreen  # it is slow to load

        screen = PageScreen(width, colored=colored)
        screen.lines(DiffView(width=width, colored=colored).diff(view.session.index.diff(id, other)))
        return screen.taken()

    view.in_background(work, lambda lines: view.push(TextPane(view.look, "two copies of a story", lines)))


# The rest


@view_command("warnings", "", "all that was not understood as it was written")
def warnings(view: FullView, argument: str) -> None:
    """Show all warnings of the query."""
    from searchkit.shell.search_pane import warning_texts

    told = list(warning_texts(view.search.found))
    if not told:
        view.say("all of the query was understood")
        return
    view.push(TextPane(view.look, "warnings", [[("class:warning", view.look.line(text))] for text in told]))


@view_command("help", "[PAGE]", "the keys, the query language, the fields, the commands", *PAGES)
def show_help(view: FullView, argument: str) -> None:
    """Show a page of help."""
    present = view.pane
    name = help_page_name(argument, present.name if isinstance(present, HelpPane) else "")
    if isinstance(present, HelpPane):
        view.above.pop()
    keys = view.desk.keys
    commands: dict[str, Explained] = {**COMMANDS, **VIEW_COMMANDS}
    pages = HelpPages(view.session.index.fields, commands, keys, _INTRODUCTION, task_rows(keys))
    view.push(HelpPane(view.look, pages, name))


_INTRODUCTION: Final = (
    "Type words: hits follow each key. Enter goes to the hits, / back to the query. q or Esc goes one level back. "
    "Here, a number leads to a page, Tab to the next, Space turns."
)


@view_command("keys", "[emacs|vi]", "the keys; with emacs or vi, edit lines as these do", *STYLES)
def show_keys(view: FullView, argument: str) -> None:
    """Show the keys, or change how lines are edited."""
    if not argument:
        show_help(view, "keys")
        return
    view.desk.set_style(argument.lower())
    view.say(f"lines are edited as in {argument.lower()}")


@view_command("back", "", "one level back; the last one leaves")
def back(view: FullView, argument: str) -> None:
    """Go one level back."""
    line = view.line
    if line.is_focused:
        if line.give_back():
            return
        if not line.text and not view.above:
            raise Leave
        view.leave_line()
    elif view.above:
        view.above.pop()
    elif view.search.on_facets:
        view.search.on_facets = False
    else:
        raise Leave


@view_command("stop", "", "stop the search or the command that runs")
def stop(view: FullView, argument: str) -> None:
    """Stop what runs."""
    view.interrupt()


@view_command("redraw", "", "draw the screen again")
def redraw(view: FullView, argument: str) -> None:
    """Draw everything again."""
    if view.app is not None:
        view.app.renderer.clear()


@view_command("full", "", "go on in the full view: this is it")
def full(view: FullView, argument: str) -> None:
    """Stay."""
    view.say("this is the full view: :plain goes on in the classic shell")


@view_command("plain", "", "go on in the classic shell, which scrolls")
def plain(view: FullView, argument: str) -> None:
    """Change to the classic shell."""
    view.leave_line()
    view.leave("plain")
