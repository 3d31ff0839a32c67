"""The commands of the full view: what its keys do, and those of the shell, whose output becomes a page."""

from __future__ import annotations

import asyncio
import subprocess
from base64 import b64encode
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

from searchkit.article import Article
from searchkit.base.record import changed
from searchkit.display.safe_text import one_line
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.tree import Like
from searchkit.results.citation import Citation
from searchkit.results.filters import NO_FILTERS, Filter
from searchkit.results.request import SORTS
from searchkit.shell.article_pane import ArticlePane
from searchkit.shell.commands import ALIASES, COMMANDS, Context, Leave, command_of, run_command
from searchkit.shell.session import Session
from searchkit.shell.source_file import Opening, opening
from searchkit.shell.styled_line import cells
from searchkit.shell.text_pane import TextPane
from searchkit.shell.view_help import PAGES, help_page

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView

_FIRST_THE_TEXT: Final = 0.05  # seconds
Action = Callable[["FullView", str], None]


class ViewCommand(NamedTuple):
    """A command of the full view. ``arguments`` shows how to write its argument (empty: none)."""

    name: str
    arguments: str
    help: str
    action: Action
    choices: tuple[str, ...] = ()


VIEW_COMMANDS: Final[dict[str, ViewCommand]] = {}


def view_command(name: str, arguments: str, help: str, *choices: str) -> Callable[[Action], Action]:
    """Register a function in the table."""

    def enter(action: Action) -> Action:
        VIEW_COMMANDS[name] = ViewCommand(name, arguments, help, action, choices)
        return action

    return enter


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
        close = [each for each in known if each.startswith(name)] or get_close_matches(name, known, 1, 0.5)
        hint = f"did you mean :{close[0]}?" if close else ":help lists the commands"
        raise UsageError(f"there is no command :{name}", hint=hint)


def run_in_shell(view: FullView, line: str) -> None:
    """Run a command of the shell beside the view. What it prints becomes a page, what it searches becomes the state."""
    from searchkit.shell.page_screen import PageScreen  # it is slow to load

    view.remember_place()
    beside = Session(view.session.index, view.session.page)
    beside.history = view.session.history.copy()
    beside.results = view.search.found.results if view.search.found.state == view.state.asks else None
    beside.shown = dict(view.search.found.shown())
    revision = view.session.index.revision
    before = view.state
    screen = PageScreen(max(view.width, 60), colored=view.look.colored)

    def work(stop: Stop) -> Session:
        beside.stop = stop
        run_command(Context(beside, screen, view.loader.reload), line)
        beside.stop = None
        return beside

    def done(after: Session) -> None:
        if after.state.asks != before.asks and view.state.asks == before.asks:
            view.session.history = after.history
            view.show_state()
        if view.session.index.revision != revision:
            view.search.found.results = None
            view.ask()
        if screen.article_shown is not None:
            show_article(view, screen.article_shown, 0)
            return
        lines = screen.taken()
        if len(lines) == 1 and cells(lines[0]) <= view.width:
            view.message = lines[0]
        elif lines:
            view.push(TextPane(view.look, line.strip(), lines))

    view.in_background(work, done)


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


@view_command("earlier", "", "the line typed before")
def earlier(view: FullView, argument: str) -> None:
    """Up in the query line."""
    view.line.buffer.history_backward()


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


@view_command("choose", "", "filter by the selected value, or no longer; on a name, list all its values")
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
    """Search within the values of the facets."""
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
    if view.session.history.before is None:
        raise UsageError("there is nothing to undo")
    view.leave_line()
    view.remember_place()
    view.session.history.undo()
    view.show_state()


@view_command("redo", "", "forward again to what was undone")
def redo(view: FullView, argument: str) -> None:
    """Go one state forward."""
    if view.session.history.after is None:
        raise UsageError("there is nothing to redo")
    view.leave_line()
    view.remember_place()
    view.session.history.redo()
    view.show_state()


# Articles


@view_command("open", "N|ID", "read an article")
def open_article(view: FullView, argument: str) -> None:
    """Show an article by its rank or id."""
    found = view.search.found
    if argument.isascii() and argument.isdigit() and len(argument) < 10:
        rank = int(argument)
        hit = found.shown().get(rank)
        if hit is not None:
            view.leave_line()
            view.search.selected = rank
            show_article(view, hit.article, rank)
            return
        if 1 <= rank <= found.total:
            view.search.selected = rank
            view.later.append(f"open {rank}")
            view.ask()
            return
    if not argument:
        raise UsageError(":open needs the number of a hit or an id")
    view.in_background(lambda stop: view.session.index.find(argument), lambda article: show_article(view, article, 0))


def show_article(view: FullView, article: Article, rank: int) -> None:
    """Show an article. Its facts are looked up meanwhile, for that takes longer."""
    results = view.search.found.results
    from searchkit.shell.session import Marks

    is_marked = bool(view.state.query) and results is not None
    marks = Marks(*results.marks(article)) if is_marked and results is not None else Marks((), ())
    pane = ArticlePane(view.look, article, marks, rank)
    view.push(pane)

    def look_up(stop: Stop) -> None:
        from searchkit.display.article_view import fact_lines

        index = view.session.index
        story = index.story(article.id) if index.get(article.id) is not None else None
        lines = [line.plain for line in fact_lines(article, story)]
        view.post(lambda: pane.add_facts(lines, story))

    # The text is drawn first: what is looked up takes the processor away from it.
    asyncio.get_running_loop().call_later(_FIRST_THE_TEXT, view.in_background, look_up, lambda nothing: None)


def _article(view: FullView) -> Article:
    """The article that is read, or the selected hit."""
    pane = view.pane
    if isinstance(pane, ArticlePane):
        return pane.article
    hit = view.search.hit()
    if hit is None:
        raise UsageError("no article is selected")
    return hit.article


def _reading(view: FullView) -> ArticlePane:
    pane = view.pane
    if not isinstance(pane, ArticlePane):
        raise UsageError("no article is open", hint="Enter opens the selected hit")
    return pane


@view_command("next", "", "the next match in the article")
def next_hit(view: FullView, argument: str) -> None:
    """Go to the next match."""
    pane = _reading(view)
    if not pane.next_hit(1):
        view.say("this is the last match: ] goes to the next article" if pane.hits else "nothing is marked here")


@view_command("previous", "", "the match before")
def previous_hit(view: FullView, argument: str) -> None:
    """Go to the match before."""
    pane = _reading(view)
    if not pane.next_hit(-1):
        view.say("this is the first match" if pane.hits else "nothing is marked here")


@view_command("article", "next|back", "the next article of the result, or the one before", "next", "back")
def next_article(view: FullView, argument: str) -> None:
    """Open the next article of the result."""
    if argument not in ("next", "back"):
        raise UsageError(":article is followed by next or back")
    pane = _reading(view)
    step = 1 if argument == "next" else -1
    rank = (pane.rank or view.search.selected) + step
    last = view.search.found.total or len(view.search.found.shown())
    if not 1 <= rank <= last:
        view.say("this is the last article" if step > 0 else "this is the first article")
        return
    view.above.remove(pane)
    open_article(view, str(rank))


@view_command("link", "next|back", "select the next name or copy, or the one before", "next", "back")
def next_link(view: FullView, argument: str) -> None:
    """Select the next link."""
    if argument not in ("next", "back"):
        raise UsageError(":link is followed by next or back")
    _reading(view).next_link(1 if argument == "next" else -1)


@view_command("follow", "[N]", "search for the selected name, or open the copy")
def follow(view: FullView, argument: str) -> None:
    """Follow a link of the article."""
    pane = _reading(view)
    number = int(argument) if argument.isascii() and argument.isdigit() and len(argument) < 6 else pane.link
    if not 1 <= number <= len(pane.links):
        raise UsageError("nothing is selected" if not argument else f"there is no {argument}", hint="Tab selects")
    link = pane.links[number - 1]
    if link.query is not None:
        view.go(changed(view.state, query=link.query, offset=0, selected=1))
    elif link.id is not None:
        open_article(view, link.id)


@view_command("facts", "", "where each fact of the article comes from")
def facts(view: FullView, argument: str) -> None:
    """Show the facts."""
    _reading(view).show_facts()


@view_command("names", "", "mark names in the article, or do not")
def names(view: FullView, argument: str) -> None:
    """Switch the marks of names."""
    pane = _reading(view)
    pane.show_names(not pane.shows_names)


@view_command("like", "N|ID", "search for articles about the same")
def like(view: FullView, argument: str) -> None:
    """Search for what is about the same as an article."""
    hit = view.search.found.shown().get(int(argument)) if argument.isdigit() and len(argument) < 10 else None
    pane = view.pane
    id = pane.article.id if isinstance(pane, ArticlePane) else hit.article.id if hit else argument
    if not id:
        raise UsageError(":like needs the number of a hit or an id")
    view.go(changed(view.state, query=echo(Like("like", id)), offset=0, selected=1))


@view_command("copy", "", "copy a citation of the article, and show it")
def copy(view: FullView, argument: str) -> None:
    """Copy a citation to the clipboard of the terminal (OSC 52), and show it."""
    text = one_line(Citation.of(_article(view)).text())
    if view.app is not None and view.look.colored:
        view.app.output.write_raw(f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode()}\x07")
        view.app.output.flush()
    view.push(TextPane(view.look, "citation (copied, if the terminal takes copies)", [[("", text)]]))


@view_command("source", "", "open the file that the article comes from")
def source(view: FullView, argument: str) -> None:
    """Open the source of an article."""
    article = _article(view)

    def start(how: Opening) -> None:
        from prompt_toolkit.application import run_in_terminal

        if how.takes_terminal:
            run_in_terminal(lambda: _run(view, how.command))
        else:
            quiet = subprocess.DEVNULL
            subprocess.Popen(how.command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
            view.say(f"opened {how.command[-1]}")

    view.in_background(lambda stop: opening(article), start)


def _run(view: FullView, command: list[str]) -> None:
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        view.show_error(error)


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
    title, lines = help_page(argument.lower(), view.session.index.fields, VIEW_COMMANDS)
    view.push(TextPane(view.look, title, lines))


@view_command("keys", "", "the keys")
def show_keys(view: FullView, argument: str) -> None:
    """Show the keys."""
    show_help(view, "keys")


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
