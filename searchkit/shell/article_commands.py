"""The commands of the full view that open, read and cite an article."""

from __future__ import annotations

import asyncio
import subprocess
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from searchkit.article import Article
from searchkit.base.record import changed
from searchkit.display.safe_text import one_line
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.tree import Like
from searchkit.results.citation import Citation
from searchkit.shell.article_pane import ArticlePane
from searchkit.shell.source_file import Opening, opening
from searchkit.shell.text_pane import TextPane
from searchkit.shell.view_table import view_command

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView

_FIRST_THE_TEXT: Final = 0.05  # seconds


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
    """Open the source of an article, at the selected match if the source has pages."""
    article = _article(view)
    at = view.pane.place if isinstance(view.pane, ArticlePane) else None

    def start(how: Opening) -> None:
        from prompt_toolkit.application import run_in_terminal

        if how.takes_terminal:
            run_in_terminal(lambda: _run(view, how.command))
        else:
            quiet = subprocess.DEVNULL
            subprocess.Popen(how.command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
            view.say(f"opened {how.path}" + (f", which has the text on page {how.page:,}" if how.page else ""))

    view.in_background(lambda stop: opening(article, at), start)


def _run(view: FullView, command: list[str]) -> None:
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        view.show_error(error)
