"""The keys of the shell, in one table: bindings, help, and the hints at the bottom all come from it.

A user may bind keys otherwise. Then :func:`keys_in_force` makes the table that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from searchkit.shell.help_lines import OFFER_KEYS

# Where keys work: while a query is typed, in the list of hits, of facets, in an article, on a page of text; and in the
# line of the classic shell.
PLACES: Final = {
    "line": "while you type a query",
    "hits": "in the list of hits",
    "facets": "in the list of facets",
    "article": "in an article",
    "values": "in the list of all values of a facet",
    "timeline": "on the timeline",
    "page": "on a page of text",
    "help": "on a page of help",
    "doctor": "on the page of :doctor",
    "prompt": "in the classic shell",
}
LISTS: Final = ("hits", "facets", "values", "article", "timeline", "page", "help", "doctor")
LINES: Final = ("line", "prompt")
_PAGES: Final = ("page", "help", "doctor")
# Commands about the line of the classic shell. They do not end it.
LINE_COMMANDS: Final = ("earlier", "suggested", "history", "edit")
_DIGITS: Final = tuple("123456789")
# The letters of :doctor, as capitals.
DOCTOR_KEYS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Key(NamedTuple):
    """Keys (as prompt_toolkit names them), the command that they run, and a word for the hints at the bottom.

    Keys that are pressed one after the other have a blank between them. In ``command``, ``{rank}`` is the selected hit
    and ``{key}`` the key. Commands are explained where they are made. ``remapped``: the user has bound it.
    """

    keys: tuple[str, ...]
    where: tuple[str, ...]
    command: str
    hint: str = ""
    help: str = ""
    remapped: bool = False


class Binding(NamedTuple):
    """What a user has bound a key to in one place. Without a ``command``, the key does nothing there."""

    where: str
    name: str
    command: str


KEYS: Final = (
    Key(("enter",), ("line",), "accept", "to the hits", "take what is typed and go to the hits"),
    Key(("tab",), ("line",), "complete", "complete", "complete the word; without a completion, go to the hits"),
    Key(("s-tab",), ("line",), "complete back", "", "the completion before"),
    Key(("down",), ("line",), "below", "", "go to the hits"),
    Key(("up",), LINES, "earlier", "", "the line typed before; after some letters, one that begins so"),
    Key(("right",), LINES, "suggested", "", "take the line that is suggested in grey; else one sign on"),
    Key(("f1",), LINES, "help", "help", "these pages"),
    Key(("c-r",), ("line", "prompt", *LISTS), "history", "", "search the lines typed before"),
    Key(("c-x c-e",), LINES, "edit", "", "write the line in your editor"),
    Key(("enter",), ("prompt",), "accept", "", "run the line"),
    Key(("tab",), ("prompt",), "complete", "", "complete the word"),
    Key(("c-c",), ("prompt",), "stop", "", "stop what runs; else empty the line"),
    Key(("c-d",), ("prompt",), "back", "", "with an empty line, leave"),
    Key(("enter",), ("hits",), "open {rank}", "open", "read the article"),
    Key(("enter", " "), ("facets",), "choose", "choose", "filter by the value; on a name, list all its values"),
    Key(("enter",), ("values",), "choose", "choose", "filter by the value"),
    Key(("enter",), ("article",), "follow", "follow", "search for the selected name, or open the copy"),
    Key(("enter",), ("timeline",), "dates", "choose", "filter by the step, or by the steps from the mark to here"),
    Key(("?", "f1"), LISTS, "help", "help", "these pages"),
    Key(("a",), ("facets",), "values", "all", "all values of the facet, with their counts in the archive"),
    Key(("p",), ("hits", "facets"), "values person distinctive", "", "who appears with whom: persons of this result"),
    Key(("s",), ("values",), "by", "sort", "the next order: by count, by name, by how far over the archive"),
    Key(("tab",), ("values",), "other next", "next facet", "the values of the next facet"),
    Key(("s-tab",), ("values",), "other back", "", "the values of the facet before"),
    Key(("-",), ("facets", "values"), "exclude", "exclude", "leave out the articles with the value"),
    Key(("f",), ("facets", "values"), "type find", "find", "list only the values that have a text"),
    Key(("h",), ("values",), "hide", "hide", "hide the value in the file of aliases, or show a hidden one again"),
    Key((" ",), ("values",), "mark", "mark", "mark the value that others are to be counted as, or no longer"),
    Key(("m",), ("values",), "merge", "merge", "count the value as the marked one, in the file of aliases"),
    Key(("n",), ("article",), "next", "next hit", "the next match in the text"),
    Key(("N",), ("article",), "previous", "", "the match before"),
    Key(("]",), ("article",), "article next", "next article", "the next article of the result"),
    Key(("[",), ("article",), "article back", "", "the article before"),
    Key(("tab",), ("article",), "link next", "", "select the next name or copy"),
    Key(("s-tab",), ("article",), "link back", "", "select the one before"),
    Key(_DIGITS, ("article",), "follow {key}", "", "follow the name or copy with this number"),
    Key(("i",), ("article",), "facts", "facts", "where each fact comes from"),
    Key(("e",), ("article",), "names", "", "mark names, or do not"),
    Key(("d",), ("article",), "diff", "diff", "how it differs from the selected copy of the story, or the first"),
    Key(("left",), ("timeline",), "up", "", "the step before"),
    Key(("right",), ("timeline",), "down", "", "the next step"),
    Key((" ",), ("timeline",), "mark", "mark", "mark the step as one end of a range, or no longer"),
    Key(("+",), ("timeline",), "zoom in", "shorter", "shorter steps"),
    Key(("-",), ("timeline",), "zoom out", "longer", "longer steps"),
    Key(("tab",), ("hits",), "facets", "facets", "to the facets"),
    Key(("tab",), ("facets",), "hits", "hits", "to the hits"),
    Key(_DIGITS, ("hits",), "open {key}", "", "read the hit with this number"),
    Key(tuple(OFFER_KEYS), ("hits",), "try {key}", "", "search for what is offered with this letter"),
    Key(tuple(DOCTOR_KEYS), ("doctor",), "try {key}", "take the offer", "search for what is offered with this letter"),
    Key(("f2",), ("line", "hits", "doctor"), "try a", "", "search for the first that is offered"),
    Key(("1", "2", "3", "4"), ("help",), "help {key}", "", "the page of help with this number"),
    Key(("tab",), ("help",), "help next", "next page", "the next page of help"),
    Key(("v",), ("hits", "article"), "kwic", "in context", "each match of the result with the text around it"),
    Key(("j", "down"), LISTS, "down", "", "down"),
    Key(("k", "up"), LISTS, "up", "", "up; above the first hit is the query line"),
    Key((" ", "pagedown"), ("hits", "article", *_PAGES), "forward", "", "a page down"),
    Key(("b", "pageup"), ("hits", "article", *_PAGES), "backward", "", "a page up"),
    Key(("pagedown",), ("facets", "values", "timeline"), "forward", "", "a page down"),
    Key(("pageup",), ("facets", "values", "timeline"), "backward", "", "a page up"),
    Key(("g", "home"), LISTS, "first", "", "to the beginning"),
    Key(("G", "end"), tuple(place for place in LISTS if place != "doctor"), "last", "", "to the end"),
    Key(("end",), ("doctor",), "last", "", "to the end"),
    Key(("/",), LISTS, "line", "query", "edit the query"),
    Key(("w",), ("hits", "article"), "why {rank}", "", "why the hit has its score"),
    Key(("~",), ("hits", "article"), "like {rank}", "", "articles about the same"),
    Key(("=",), ("hits",), "stories", "", "show each story once, or every copy"),
    Key(("y",), ("hits", "article"), "copy", "cite", "copy a citation, and show it"),
    Key(("o",), ("hits", "article"), "source", "source", "open the file that the article comes from"),
    Key(("s",), ("hits", "facets"), "order", "sort", "another order of the hits"),
    Key(("t",), ("hits", "facets"), "timeline", "", "the timeline, to choose dates from"),
    Key(("u",), LISTS, "undo", "undo", "back to the search before"),
    Key(("r",), LISTS, "redo", "", "forward again"),
    Key(("backspace",), ("hits", "facets"), "drop", "", "remove the last filter"),
    Key(("c",), ("hits", "facets"), "clear", "", "remove all filters"),
    Key((":",), LISTS, "type", "", "type a command"),
    Key(("q", "escape", "c-d"), LISTS, "back", "back", "one level back; the last one leaves"),
    Key(("escape", "c-d"), ("line",), "back", "", "to the hits; with an empty line, leave"),
    Key(("c-c",), ("line", *LISTS), "stop", "", "stop the search"),
    Key(("c-l",), ("line", *LISTS), "redraw", "", "draw the screen again"),
)
_SHOWN: Final = {
    "enter": "Enter",
    "tab": "Tab",
    "s-tab": "Shift-Tab",
    "down": "Down",
    "up": "Up",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "escape": "Esc",
    "backspace": "Backspace",
    "f1": "F1",
    "f2": "F2",
    "left": "Left",
    "right": "Right",
    " ": "Space",
}


def shown_keys(key: Key) -> str:
    """The keys as people call them."""
    for several in (_DIGITS, tuple(OFFER_KEYS), tuple(DOCTOR_KEYS), _DIGITS[:4]):
        if key.keys == several:
            return f"{several[0]}-{several[-1]}"
    return " ".join(shown_key(name) for name in key.keys)


def shown_key(name: str) -> str:
    """One key as people call it."""
    return " ".join(map(_shown, pressed(name)))


def pressed(name: str) -> tuple[str, ...]:
    """The keys to press, one after the other."""
    return (name,) if name == " " else tuple(name.split(" "))


def keys_of(where: str, keys: Iterable[Key] = KEYS) -> Iterator[Key]:
    """The keys that work in a place."""
    return (key for key in keys if where in key.where)


def hints(where: str, keys: Iterable[Key] = KEYS) -> Iterator[tuple[str, str]]:
    """A key and a word for each that is worth a hint, the most important first."""
    for key in keys_of(where, keys):
        if key.hint:
            yield shown_key(key.keys[0]), key.hint


def keys_in_force(bindings: Iterable[Binding]) -> tuple[Key, ...]:
    """The table with what a user has bound. Of two bindings of a key in a place, the later one holds."""
    bound = {(each.where, each.name): each.command for each in bindings}
    if not bound:
        return KEYS
    table: list[Key] = []
    for key in KEYS:
        left: dict[tuple[str, ...], list[str]] = {}
        for where in key.where:
            names = tuple(name for name in key.keys if (where, name) not in bound)
            left.setdefault(names, []).append(where)
        table += [key._replace(keys=names, where=tuple(places)) for names, places in left.items() if names]
    places: dict[tuple[str, str], list[str]] = {}
    for (where, name), command in bound.items():
        if command:
            places.setdefault((name, command), []).append(where)
    return (*table, *(Key((name,), tuple(where), command, remapped=True) for (name, command), where in places.items()))


def _shown(name: str) -> str:
    if name.startswith("c-") and len(name) > 2:
        return f"Ctrl-{_SHOWN.get(name[2:], name[2:].upper())}"
    if name.startswith("s-") and len(name) > 2:
        return f"Shift-{_SHOWN.get(name[2:], name[2:])}"
    return _SHOWN.get(name, name.upper() if name[0] == "f" and name[1:].isdigit() else name)
