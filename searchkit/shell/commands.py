"""The ``:commands`` of the shell. Dispatch, help and completion all use one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from rich.text import Text

from searchkit.display.report import alias_lines, status_lines
from searchkit.display.results_view import count
from searchkit.display.safe_text import safe
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.tree import Like
from searchkit.results.request import SORTS
from searchkit.results.timeline import STEPS
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session


class Leave(Exception):
    """The user wants to leave."""


@dataclass
class Context:
    """What commands act on: the session, the screen, and a function to call when the index changed."""

    session: Session
    screen: Screen
    index_changed: Callable[[], None] = lambda: None


Action = Callable[[Context, str], None]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. ``arguments`` shows how to write its argument (empty: none); ``choices`` are its possible values."""

    name: str
    arguments: str
    help: str
    action: Action
    choices: tuple[str, ...] = ()


COMMANDS: Final[dict[str, Command]] = {}
# Whole lines that mean a command, as in other programs.
ALIASES: Final = {
    ":q": "quit",
    "quit": "quit",
    "exit": "quit",
    ":exit": "quit",
    r"\q": "quit",
    "?": "help",
    ":?": "help",
}
_LINE = re.compile(r":\s*(\S*)\s*(.*)", re.DOTALL)


def command(name: str, arguments: str, help: str, *, choices: tuple[str, ...] = ()) -> Callable[[Action], Action]:
    """Register a function in the table."""

    def enter(action: Action) -> Action:
        COMMANDS[name] = Command(name, arguments, help, action, choices)
        return action

    return enter


def is_command(line: str) -> bool:
    """Whether a line is a command, not a query."""
    return line.startswith(":") or line in ALIASES


def run_command(context: Context, line: str) -> None:
    """Run a command line. Raises UsageError for an unknown command, Leave, or what the command raises."""
    matched = _LINE.match(line)
    name, argument = matched.groups() if matched else ("", "")
    name = ALIASES.get(line, name.lower() or "help")
    found = COMMANDS.get(name)
    if found is None:
        begun = [known for known in COMMANDS if known.startswith(name)]
        close = begun or get_close_matches(name, COMMANDS, 1, 0.5)
        raise UsageError(
            f"there is no command :{name}", hint=f"did you mean :{close[0]}?" if close else ":help lists the commands"
        )
    argument = argument.strip()
    if argument and not found.arguments:
        raise UsageError(f":{name} takes no argument")
    found.action(context, argument)


@command("facet", "[FIELD [VALUE]]", "list values; with VALUE, keep only its articles")
def facet(context: Context, argument: str) -> None:
    """Show all facets or all values of one, or filter by a value."""
    session = context.session
    name, _, value = argument.partition(" ")
    if not name:
        context.screen.facets(session.facet_values(*session.index.facet_fields))
    elif not value.strip():
        context.screen.facet_values(session.facet_values(name)[session.facet_name(name)])
    else:
        session.add_filter(name, value)
        context.screen.page(session)


@command("drop", "[N]", "remove the last filter, or the Nth")
def drop(context: Context, argument: str) -> None:
    """Remove one filter."""
    if argument and not re.fullmatch("[0-9]{1,4}", argument):
        raise UsageError(f"{argument!r} is not a filter number")
    context.session.drop_filter(int(argument) if argument else None)
    context.screen.page(context.session)


@command("clear", "", "remove all filters")
def clear(context: Context, argument: str) -> None:
    """Remove all filters."""
    context.session.clear_filters()
    context.screen.page(context.session)


@command("more", "", "show the next page of hits")
def more(context: Context, argument: str) -> None:
    """Show the next page."""
    context.session.more()
    context.screen.next_page(context.session)


@command("sort", "[ORDER]", "order by relevance, newest or oldest", choices=SORTS)
def sort(context: Context, argument: str) -> None:
    """Change the order; without an argument, show it."""
    if not argument:
        context.screen.message(f"sorted by {context.session.sort} (of {', '.join(SORTS)})")
    elif context.session.set_sort(argument.lower()) is None:
        context.screen.message(f"sorted by {context.session.sort}")
    else:
        context.screen.page(context.session)


@command("stories", "[on|off]", "show each story once, or every copy of it", choices=("on", "off"))
def stories(context: Context, argument: str) -> None:
    """Show each story once, or every copy; without an argument, switch."""
    session = context.session
    if argument.lower() not in ("", "on", "off"):
        raise UsageError(f"{argument!r} is neither on nor off")
    once = argument.lower() == "on" if argument else not session.stories
    if session.show_stories(once) is None:
        context.screen.message("each story is shown once" if once else "every copy is shown")
    else:
        context.screen.page(session)


@command("since", "[REVISION|off]", "keep only articles added after a revision")
def since(context: Context, argument: str) -> None:
    """Keep only what a later commit than the one with a number added; without an argument, show the number."""
    session = context.session
    if not argument:
        told = "all articles" if session.since is None else f"articles added after revision {session.since}"
        context.screen.message(f"{told} · now at revision {session.index.revision}")
        return
    if argument.lower() != "off" and not re.fullmatch("[0-9]{1,18}", argument):
        raise UsageError(f"{argument!r} is no revision", hint="write the number of a commit, or :since off")
    revision = None if argument.lower() == "off" else int(argument)
    if session.only_since(revision) is None:
        context.screen.message("all articles" if revision is None else f"articles added after revision {revision}")
    else:
        context.screen.page(session)


@command("expand", "[off|-WORD]", "add words of the best hits; -WORD takes one out", choices=("on", "off"))
def expand(context: Context, argument: str) -> None:
    """Add words to queries, take some of them out, or add none; without an argument, switch."""
    session = context.session
    given = argument.lower().split()
    out = tuple(word[1:] for word in given if word.startswith("-") and len(word) > 1)
    if given not in ([], ["on"], ["off"]) and len(out) < len(given):
        raise UsageError(f"{argument!r} is no word to take out", hint="write :expand off, or :expand -WORD")
    on = not session.expand if not given else given != ["off"]
    if session.add_words(on, (*session.without, *out) if out else ()) is None:
        context.screen.message("words are added to queries" if on else "no words are added to queries")
    else:
        context.screen.page(session)


@command("timeline", "[STEP]", "count the result over calendar time", choices=STEPS)
def timeline(context: Context, argument: str) -> None:
    """Show the whole timeline of the result."""
    context.screen.timeline(context.session.timeline(argument.lower() or None))


@command("open", "N|ID", "read an article (or just type the number)")
def open_article(context: Context, argument: str) -> None:
    """Show an article by rank or id."""
    if not argument:
        raise UsageError(":open needs the number of a hit or an id")
    context.screen.article(context.session.article(argument), context.session)


@command("like", "N|ID", "search for articles about the same")
def like(context: Context, argument: str) -> None:
    """Search for articles about the same as one, within the filters."""
    if not argument:
        raise UsageError(":like needs the number of a hit or an id")
    context.session.search(echo(Like("like", context.session.article(argument).id)))
    context.screen.page(context.session)


@command("quotes", "N|ID", "list articles that share runs of words")
def quotes(context: Context, argument: str) -> None:
    """Show who quotes an article, or whom it quotes."""
    if not argument:
        raise UsageError(":quotes needs the number of a hit or an id")
    session = context.session
    context.screen.quotes(session.index.quotes(id=session.article(argument).id))


@command("why", "N", "show why a hit has its score")
def why(context: Context, argument: str) -> None:
    """Explain the score of a hit on the screen."""
    rank = context.session.rank(argument)
    if rank is None:
        raise UsageError(":why needs the number of a hit on the screen")
    context.screen.paged(context.screen.view.explanation(context.session.shown[rank]))


@command("export", "FILE", "write all hits: .json, .jsonl, .csv, else text")
def export(context: Context, argument: str) -> None:
    """Write all hits to a new file."""
    _export(context, argument, overwrite=False)


@command("export!", "FILE", "the same, and overwrite an existing file")
def export_over(context: Context, argument: str) -> None:
    """Write all hits to a file, even if it exists."""
    _export(context, argument, overwrite=True)


def _export(context: Context, argument: str, *, overwrite: bool) -> None:
    if len(argument) > 1 and argument[0] == argument[-1] and argument[0] in "\"'":
        argument = argument[1:-1]
    if not argument:
        raise UsageError(":export needs a file name", hint="the ending sets the format: .json .jsonl .csv .txt")
    written = context.session.export(argument, overwrite=overwrite)
    context.screen.message(f"{count(written, 'article')} written to {argument}")


@command("status", "", "show what the index holds and what could not be read")
def status(context: Context, argument: str) -> None:
    """Show the index and its problems."""
    context.screen.paged(_plain([*status_lines(context.session.index.status())]))


@command("refresh", "", "see what was indexed since the shell started")
def refresh(context: Context, argument: str) -> None:
    """Move to the latest commit."""
    session = context.session
    changed = session.refresh()
    context.screen.message(
        f"{'now' if changed else 'still'} at revision {session.index.revision} · {count(len(session.index), 'article')}"
    )
    context.screen.lines(_plain([*alias_lines(session.index)]))
    if changed:
        context.index_changed()
        context.screen.page(session)


@command("help", "", "show this help")
def show_help(context: Context, argument: str) -> None:
    """Show the commands and a short guide to queries."""
    width = max(len(f"{c.name} {c.arguments}") for c in COMMANDS.values())
    table = [
        Text.assemble((f":{f'{c.name} {c.arguments}':<{width}}", "cyan"), f"  {c.help}") for c in COMMANDS.values()
    ]
    context.screen.paged([*table, *_plain(_QUERIES)])


@command("quit", "", "leave (also Ctrl-D)")
def leave(context: Context, argument: str) -> None:
    """Leave the shell."""
    raise Leave


_QUERIES: Final = (
    "",
    "Any other line is a query. Type the number of a hit to open it.",
    '  port strike   "border police"   strik*   strike~   =striking   a OR b   -not',
    '  place:Brussels   person:="Jean Moreau"   title:oil   date:2019-05..2019-08',
    "Tab completes. Ctrl-R searches earlier lines. Ctrl-C stops.",
)


def _plain(lines: list[str] | tuple[str, ...]) -> list[Text]:
    return [Text(safe(line)) for line in lines]
