"""The pages of help of the full view, made from the tables of keys, commands and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Protocol

from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable
from searchkit.shell.commands import COMMANDS
from searchkit.shell.completer import KINDS
from searchkit.shell.key_table import PLACES, keys_of, shown_keys
from searchkit.shell.styled_line import Line
from searchkit.shell.task_keys import task_rows

PAGES: Final = ("keys", "query", "fields", "commands")
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


def help_page(name: str, fields: FieldTable, of_view: Mapping[str, Explained]) -> tuple[str, list[Line]]:
    """The title and the lines of a page; without a name, of all. Raises UsageError for an unknown one.

    ``of_view`` are the commands of the full view.
    """
    if name and name not in PAGES:
        raise UsageError(f"there is no page {name!r} of help", hint=f"choose from: {', '.join(PAGES)}")
    makers: dict[str, Callable[[], Iterable[Line]]] = {
        "keys": lambda: _keys(of_view),
        "query": lambda: _table(_QUERY),
        "fields": lambda: _fields(fields),
        "commands": lambda: _commands(of_view),
    }
    lines: list[Line] = []
    if not name:
        lines += [
            [("", "Type words: the hits follow each key. Enter goes to the hits, / back to the")],
            [("", "query. q always goes one level back. Then:")],
            *_table(task_rows()),
            [("class:dim", f"Space turns to all keys, the query language, fields, commands. :help {PAGES[0]}, ...")],
            [],
        ]
    for page in (name,) if name else PAGES:
        if not name:
            lines.append([("class:total", page.upper())])
        lines += makers[page]()
        lines.append([])
    return f"help {name}".strip(), lines[:-1]


def _keys(of_view: Mapping[str, Explained]) -> Iterator[Line]:
    for where, told in PLACES.items():
        yield [("class:facet", told)]
        yield from _table((shown_keys(key), key.help or of_view[key.command.split()[0]].help) for key in keys_of(where))


def _fields(fields: FieldTable) -> Iterator[Line]:
    names: dict[str, list[str]] = {}
    for other, name in fields.aliases.items():
        names.setdefault(name, []).append(other)
    yield from _table(
        (f"{name}:", KINDS.get(field.kind, "") + (f"; also {', '.join(names[name])}" if name in names else ""))
        for name, field in fields.fields.items()
        if name.isidentifier()
    )


def _commands(of_view: Mapping[str, Explained]) -> Iterator[Line]:
    both = {name: (command.arguments, command.help) for name, command in COMMANDS.items()}
    both |= {name: (command.arguments, command.help) for name, command in of_view.items()}
    yield from _table((f":{name} {arguments}".strip(), told) for name, (arguments, told) in sorted(both.items()))


def _table(rows: Iterable[tuple[str, str]]) -> list[Line]:
    rows = list(rows)
    width = max((len(key) for key, _ in rows), default=0)
    return [[("class:key", f"  {key:<{width}}"), ("", f"  {told}")] for key, told in rows]
