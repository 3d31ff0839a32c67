"""The pages of help of both faces, made from the tables of keys, commands and fields."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable
from searchkit.shell.key_table import PLACES, Key, keys_of, shown_keys
from searchkit.shell.styled_line import Line
from searchkit.shell.vocabulary import KINDS

PAGES: Final = ("keys", "query", "fields", "commands")
_TOLD: Final = {
    "keys": "what each key does",
    "query": "how to write a query",
    "fields": "the fields, and their other names",
    "commands": "all commands",
}
# Cells of a screen that has room for what people want.
_ROOM: Final = 72
# Cells of the left column, at most. What is longer has a line of its own.
_WIDEST: Final = 30
_QUERY: Final = (
    ("port strike", "both words; a word finds its forms, too: striking, strikes"),
    ('"border police"', "these words side by side"),
    ("oil OR gas", "either; OR, AND and NOT are written in capitals"),
    ("oil -gas", "without a word"),
    ("(oil OR gas) price", "parentheses group"),
    ("strik*", "the beginning of a word"),
    ("strike~", "also words that differ in a letter or two"),
    ("=striking", "exactly this form"),
    ("oil NEAR/5 price", "at most five words apart; BEFORE/5: in this order"),
    ("title:oil", "a word in one field"),
    ('place:="New York"', "a whole value of a field"),
    ("date:1987-03", "a month; date:1987, date:1987-03-02, date:1987-03..1987-05"),
)


class Explained(Protocol):
    """A command with its explanation."""

    @property
    def arguments(self) -> str: ...

    @property
    def help(self) -> str: ...


class HelpPages:
    """The pages of one face of the shell: with its ``commands``, the fields of the index, and the keys in force.

    ``tasks`` are what people want, each with the keys for it.
    """

    def __init__(
        self,
        fields: FieldTable,
        commands: Mapping[str, Explained],
        keys: Iterable[Key],
        intro: str,
        tasks: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._fields = fields
        self._commands = commands
        self._keys = tuple(keys)
        self._intro = intro
        self._tasks = tasks

    def page(self, name: str, width: int) -> list[Line]:
        """The lines of a page, of at most ``width`` cells; without a name, of the first page, which lists all."""
        if not name:
            return self._first(width)
        makers: dict[str, Callable[[int], Iterable[Line]]] = {
            "keys": self._of_keys,
            "query": lambda width: _table(_QUERY, width),
            "fields": self._of_fields,
            "commands": self._of_commands,
        }
        return list(makers[name](width))

    def _first(self, width: int) -> list[Line]:
        lines: list[Line] = [[("", line)] for line in textwrap.wrap(self._intro, width)]
        if self._tasks and width >= _ROOM:
            pages = ", ".join(f"{number} :help {page}" for number, page in enumerate(PAGES, 1))
            lines += [[("class:dim", line)] for line in textwrap.wrap(f"Pages: {pages}.", width)]
            return [*lines, *_table(self._tasks, width)]
        rows = [(f"{number}  :help {page}", _TOLD[page]) for number, page in enumerate(PAGES, 1)]
        return [*lines, [], *_table(rows, width)]

    def _of_keys(self, width: int) -> Iterator[Line]:
        for where, told in PLACES.items():
            yield [("class:facet", told)]
            yield from _table((self._row(key) for key in keys_of(where, self._keys)), width)

    def _row(self, key: Key) -> tuple[str, str]:
        command = self._commands.get(key.command.split()[0])
        told = key.help or (command.help if command is not None else "")
        return shown_keys(key), f":{key.command} · {told}" + (" · remapped" if key.remapped else "")

    def _of_fields(self, width: int) -> Iterator[Line]:
        names: dict[str, list[str]] = {}
        for other, name in self._fields.aliases.items():
            names.setdefault(name, []).append(other)
        yield from _table(
            (
                (f"{name}:", KINDS.get(field.kind, "") + (f"; also {', '.join(names[name])}" if name in names else ""))
                for name, field in self._fields.fields.items()
                if name.isidentifier()
            ),
            width,
        )

    def _of_commands(self, width: int) -> Iterator[Line]:
        yield from _table(
            ((f":{name} {each.arguments}".strip(), each.help) for name, each in sorted(self._commands.items())), width
        )


def help_page_name(given: str, present: str = "") -> str:
    """The page that is asked for by its name, its number, or ``next``; empty: the first. Raises UsageError."""
    given = given.lower()
    if given == "next":
        every = ("", *PAGES)
        return every[(every.index(present) + 1) % len(every)]
    if given in ("1", "2", "3", "4"):
        return PAGES[int(given) - 1]
    if given and given not in PAGES:
        raise UsageError(f"there is no page {given!r} of help", hint=f"choose from: {', '.join(PAGES)}")
    return given


def _table(rows: Iterable[tuple[str, str]], width: int) -> list[Line]:
    """Two columns. The right one is broken between words, and goes on under its beginning."""
    rows = list(rows)
    column = max((len(key) for key, _ in rows if len(key) <= min(_WIDEST, width // 2)), default=0)
    lines: list[Line] = []
    for key, told in rows:
        first, *more = textwrap.wrap(told, max(width - column - 4, 10)) or [""]
        if len(key) > column:
            lines += [[("class:key", f"  {part}")] for part in textwrap.wrap(key, max(width - 2, 10))]
            more, key = [first, *more], ""
        else:
            lines.append([("class:key", f"  {key:<{column}}"), ("", f"  {first}")])
        lines += [[("", f"{'':<{column + 4}}{part}")] for part in more]
    return lines
