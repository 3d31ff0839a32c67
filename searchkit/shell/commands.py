"""The ``:commands`` of the shell. Dispatch, help and completion all use one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from searchkit.base.close_names import close_names
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.display.late_text import Text
from searchkit.display.results_view import count
from searchkit.display.safe_text import one_line, safe
from searchkit.display.timeline_view import rate_lines
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.tree import Like
from searchkit.results.concordance import ORDERS as KEYWORD_ORDERS
from searchkit.results.concordance import known_order
from searchkit.results.distinctive import ORDERS as VALUE_ORDERS
from searchkit.results.distinctive import in_order
from searchkit.results.filters import Filter
from searchkit.results.offer import Offer
from searchkit.results.request import SORTS
from searchkit.results.results import Results
from searchkit.results.timeline import STEPS
from searchkit.shell.help_pages import PAGES, HelpPages, help_page_name
from searchkit.shell.session import Session
from searchkit.shell.typing_desk import STYLES, TypingDesk

if TYPE_CHECKING:
    from searchkit.shell.screen import Screen


class Leave(Exception):
    """The user wants to leave."""


class ToFullView(Leave):
    """The user wants to go on in the full view."""


@dataclass
class Context:
    """What commands act on: the session, the screen, the desk, and a function to call when the index changed."""

    session: Session
    screen: Screen
    index_changed: Callable[[], None] = lambda: None
    desk: TypingDesk | None = None

    @property
    def typing(self) -> TypingDesk:
        """The desk."""
        if self.desk is None:
            self.desk = TypingDesk(self.session.index.folder)
        return self.desk


Action = Callable[[Context, str], None]


@record
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
_LINE = late_pattern(r"(?s):\s*(\S*)\s*(.*)")


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
    name, argument = command_of(line)
    found = COMMANDS.get(name)
    if found is None:
        begun = [known for known in COMMANDS if known.startswith(name)]
        close = begun or close_names(name, COMMANDS, 0.5)
        raise UsageError(
            f"there is no command :{name}", hint=f"did you mean :{close[0]}?" if close else ":help lists the commands"
        )
    if argument and not found.arguments:
        raise UsageError(f":{name} takes no argument")
    found.action(context, argument)


def command_of(line: str) -> tuple[str, str]:
    """The name and the argument of a command line."""
    matched = _LINE.match(line)
    name, argument = matched.groups() if matched else ("", "")
    return ALIASES.get(line, name.lower() or "help"), argument.strip()


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


@command("filter", "FILTER", "by place=Oslo, place:Europe, date=1987, -lang=fr")
def filter_by(context: Context, argument: str) -> None:
    """Narrow the search by a value, a region or a range."""
    context.session.filter_by(Filter.read(argument))
    context.screen.page(context.session)


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


@command("exclude", "FILTER", "leave out what :filter would keep; also FIELD VALUE")
def exclude(context: Context, argument: str) -> None:
    """Filter by the absence of a value, a region or a range."""
    name, _, value = argument.partition(" ")
    if re.match(r"-?\w+[:=]", argument):
        context.session.filter_by(Filter.read(argument, excluded=True))
    elif value.strip():
        context.session.add_filter(name, value, excluded=True)
    else:
        raise UsageError(":exclude needs a field and a value", hint="such as :exclude place New York")
    context.screen.page(context.session)


@command("undo", "", "back to the search before")
def undo(context: Context, argument: str) -> None:
    """Go one state back."""
    _show_again(context, context.session.undo())


@command("redo", "", "forward again to what was undone")
def redo(context: Context, argument: str) -> None:
    """Go one state forward."""
    _show_again(context, context.session.redo())


def _show_again(context: Context, results: Results | None) -> None:
    if results is None:
        context.screen.message("nothing is searched")
    else:
        context.screen.page(context.session)


@command("as", "cli|python", "show this search as a command line or as Python", choices=("cli", "python"))
def as_program(context: Context, argument: str) -> None:
    """Show how a program asks for the same."""
    from searchkit.shell.as_program import as_command_line, as_python

    makers = {"cli": as_command_line, "python": as_python}
    if argument.lower() not in makers:
        raise UsageError(":as is followed by cli or python")
    session = context.session
    text = makers[argument.lower()](session.state, session.index.folder)
    context.screen.lines(_plain(text.splitlines()))


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


@command(
    "timeline",
    "[STEP] [rate]",
    "count over time; rate: as shares; all: no gaps",
    choices=(*STEPS, "rate", "all"),
)
def timeline(context: Context, argument: str) -> None:
    """Show the timeline of the result, as counts or as shares of the articles of each step."""
    words = argument.lower().split()
    every = "all" in words
    step = " ".join(word for word in words if word not in ("rate", "all")) or None
    found = context.session.timeline(step, every=every)
    if "rate" not in words:
        context.screen.timeline(found)
        return
    rates = _searched(context).rates(found.by, every=every)
    context.screen.paged(rate_lines(rates, max(10, min(40, context.screen.console.width - 44))))


@command("values", "FIELD [ORDER]", "all values, by count, name or distinctive", choices=VALUE_ORDERS)
def values(context: Context, argument: str) -> None:
    """Show all values of a facet in the result, beside their counts in the archive."""
    results = _searched(context)
    name, _, order = argument.lower().partition(" ")
    order = order.strip() or VALUE_ORDERS[0]
    field = context.session.facet_name(name)
    if order not in VALUE_ORDERS:
        raise UsageError(f"there is no order {order!r}", hint=f"choose from: {', '.join(VALUE_ORDERS)}")
    context.screen.compared_values(in_order(results.compared(field), order))


@command("distinctive", "FIELD", "values more frequent here than in the archive")
def distinctive(context: Context, argument: str) -> None:
    """Show the values of a facet that set the result apart: who appears with whom."""
    found = _searched(context).distinctive(context.session.facet_name(argument), limit=None)
    context.screen.compared_values(found, "no value sets this result apart")


@command("hide", "FIELD VALUE", "hide a value, in the file of aliases")
def hide(context: Context, argument: str) -> None:
    """Hide a value of a facet from now on."""
    name, _, value = argument.partition(" ")
    if not value.strip():
        raise UsageError(":hide needs a field and a value", hint="such as :hide org Reuters")
    _edited(context, context.session.hide(name, value))


@command("unhide", "FIELD [VALUE]", "show a hidden value again; without one, list them")
def unhide(context: Context, argument: str) -> None:
    """Hide a value no longer."""
    session = context.session
    name, _, value = argument.partition(" ")
    if value.strip():
        _edited(context, session.show_again(name, value))
    else:
        hidden = sorted(session.index.aliases.hidden.get(session.facet_name(name), ()))
        context.screen.paged(_plain(hidden) or [Text("no value is hidden", style="dim")])


@command("merge", "FIELD VALUE = NAME", "count a value as another, in the file of aliases")
def merge(context: Context, argument: str) -> None:
    """Make a value another spelling of a name."""
    name, _, both = argument.partition(" ")
    value, equals, usual = both.partition(" = ")
    if not equals or not value.strip() or not usual.strip():
        raise UsageError(":merge needs a field, a value, = and a name", hint="such as :merge org EEC = EC")
    _edited(context, context.session.merge(name, value, usual))


def _edited(context: Context, results: Results | None) -> None:
    context.index_changed()
    context.screen.message(f"written to {context.session.index.aliases_file} (:undo takes it back)")
    if results is not None:
        context.screen.page(context.session)


@command("diff", "N|ID [N|ID]", "how two copies of a story differ")
def diff(context: Context, argument: str) -> None:
    """Show how an article differs from the first other copy of its story, or from another article."""
    session, screen = context.session, context.screen
    ids = [session.article(each).id for each in argument.split()]
    if len(ids) not in (1, 2):
        raise UsageError(":diff needs the number of a hit or an id, or two of them")
    from searchkit.display.diff_view import DiffView  # few sessions ask for it

    view = DiffView(width=screen.console.width, colored=screen.colored)
    screen.paged(view.diff(session.index.diff(*ids)))


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


@command("why", "N [all]", "why a hit stands there; all: with all numbers")
def why(context: Context, argument: str) -> None:
    """Tell why a hit on the screen stands where it stands, compared with the next; on request with all numbers."""
    session, screen = context.session, context.screen
    number, _, more = argument.partition(" ")
    rank = session.rank(number)
    if rank is None or more.strip().lower() not in ("", "all"):
        raise UsageError(":why needs the number of a hit on the screen")
    hit = session.shown[rank]
    screen.lines(screen.view.reasons(hit, session.shown.get(rank + 1)))
    if more or not hit.has_reasons:
        screen.paged(screen.view.explanation(hit))


@command("exactness", "WORD", "count a word as typed, in any case, form, spelling")
def show_exactness(context: Context, argument: str) -> None:
    """Show how many articles have a word, the more exactly it is asked for."""
    session = context.session
    filters = session.results.filters if session.results is not None else None
    levels = session.index.exactness(argument, filters=filters, since=session.since, stop=session.stop)
    from searchkit.display.exactness_view import exactness_lines  # few sessions ask for it

    context.screen.lines(exactness_lines(levels))


@command("cite", "N|ID", "print a citation: source, place in the file, hash")
def cite(context: Context, argument: str) -> None:
    """Print the citation of an article."""
    if not argument:
        raise UsageError(":cite needs the number of a hit or an id")
    from searchkit.results.citation import Citation  # few sessions ask for it

    citation = Citation.of(context.session.article(argument))
    context.screen.lines(_plain([one_line(citation.text())]))


@command("kwic", "[left|right]", "each match with the text around it", choices=KEYWORD_ORDERS)
def kwic(context: Context, argument: str) -> None:
    """Show keyword in context for the whole result, as found or by the words on one side."""
    from searchkit.display.kwic_view import context_width, keyword_lines  # few sessions ask for it

    results = _searched(context)
    screen = context.screen
    width = screen.console.width
    lines = context.session.index.concordance(
        results.query,
        width=context_width(width),
        order=known_order(argument.lower() or "found"),
        filters=results.filters,
        since=context.session.since,
        sort=context.session.sort,
        stop=context.session.stop,
    )
    most = screen.most_lines
    shown = lines if most is None else [*islice(lines, most + 1)]
    screen.paged(keyword_lines(islice(shown, most), width, colored=screen.colored))
    if most is not None and isinstance(shown, list) and len(shown) > most:
        screen.message(f"the first {most:,} lines are shown; searchkit kwic prints all")


@command("doctor", "", "what each part of the query finds, what finds more")
def doctor(context: Context, argument: str) -> None:
    """Show the diagnosis of the result, with a letter for each search that finds more."""
    from searchkit.display.diagnosis_view import diagnosis_lines, offer_lines  # few sessions ask for it

    results = _searched(context)
    diagnosis = results.diagnosis
    view = context.screen.view
    lines = [*diagnosis_lines(diagnosis), *offer_lines(_offers(results))]
    context.screen.lines(piece for line in lines for piece in view.wrapped(line, 0))


@command("try", "LETTER", "search for what the page or :doctor offers")
def try_offer(context: Context, argument: str) -> None:
    """Accept one of the offers of the page, or of the doctor."""
    from searchkit.display.diagnosis_view import accepted

    session = context.session
    offer = accepted(_offers(_searched(context)), argument)
    if offer is None:
        raise UsageError(":try needs the letter of a search that is offered", hint=":doctor lists them")
    session.accept(offer)
    context.screen.page(session)


def _offers(results: Results) -> tuple[Offer, ...]:
    """What the page of a result offers, and what the doctor does."""
    if results.is_diagnosed:
        return results.offers
    return tuple(dict.fromkeys((*results.offers, *results.diagnosis.offers)))


def _searched(context: Context) -> Results:
    if context.session.results is None:
        raise UsageError("you have not searched yet", hint="type words to search for, or * for all articles")
    return context.session.results


@command("export", "FILE", "write all hits: .md .html .csv .json .jsonl, or text")
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
    from searchkit.display.report import status_lines  # few sessions ask for it

    context.screen.paged(_plain([*status_lines(context.session.index.status())]))


@command("refresh", "", "see what was indexed since the shell started")
def refresh(context: Context, argument: str) -> None:
    """Move to the latest commit."""
    from searchkit.display.report import alias_lines  # few sessions ask for it

    session = context.session
    changed = session.refresh()
    context.screen.message(
        f"{'now' if changed else 'still'} at revision {session.index.revision} · {count(len(session.index), 'article')}"
    )
    context.screen.lines(_plain([*alias_lines(session.index)]))
    if changed:
        context.index_changed()
        context.screen.page(session)


@command("help", "[PAGE]", "the keys, the query language, the fields, the commands", choices=PAGES)
def show_help(context: Context, argument: str) -> None:
    """Show a page of help; without an argument, the first, which lists the others."""
    pages = HelpPages(context.session.index.fields, COMMANDS, context.typing.keys, _INTRODUCTION)
    lines = pages.page(help_page_name(argument), context.screen.console.width)
    styles = {"class:key": "cyan", "class:facet": "yellow"}
    context.screen.paged(Text.assemble(*((text, styles.get(style, "")) for style, text in line)) for line in lines)


@command("keys", "[emacs|vi]", "the keys; with emacs or vi, edit lines as these do", choices=STYLES)
def keys(context: Context, argument: str) -> None:
    """Show the keys, or change how lines are edited."""
    if not argument:
        show_help(context, "keys")
        return
    context.typing.set_style(argument.lower())
    context.screen.message(f"lines are edited as in {argument.lower()}")


@command("private", "[on|off]", "keep no further lines in the history", choices=("on", "off"))
def private(context: Context, argument: str) -> None:
    """Keep no lines from here on, or keep them again; without an argument, switch."""
    context.screen.message(context.typing.set_private(argument.lower()))


@command("edit", "", "write the query in your editor")
def edit(context: Context, argument: str) -> None:
    """Edit the latest query; the next line begins with the result."""
    from searchkit.shell.edited_text import edited

    context.typing.given = edited(context.session.query or "")


@command("full", "", "go on in the full view, which answers while you type")
def to_full_view(context: Context, argument: str) -> None:
    """Change to the full view."""
    raise ToFullView


@command("quit", "", "leave (also Ctrl-D)")
def leave(context: Context, argument: str) -> None:
    """Leave the shell."""
    raise Leave


_INTRODUCTION: Final = (
    "Type a query, or the number of a hit to read it. Tab completes, Up and Ctrl-R find earlier lines, Ctrl-C stops, "
    "Ctrl-D leaves. These pages tell more:"
)


def _plain(lines: list[str] | tuple[str, ...]) -> list[Text]:
    return [Text(safe(line)) for line in lines]
