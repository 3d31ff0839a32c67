"""The keys that a user has bound, from the tables ``keys`` of the files of settings.

A key in ``[keys]`` is bound in all places where it can be. One in ``[keys.hits]`` is bound in the list of hits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from searchkit.base.close_names import close_names
from searchkit.base.config_file import ConfigFile, Mistake
from searchkit.base.setting_table import Setting
from searchkit.base.settings import Chosen, config_files
from searchkit.shell.key_names import check_place, key_name
from searchkit.shell.key_table import LINE_COMMANDS, LISTS, PLACES, Binding

_STYLE: Final = "style"


def bindings() -> list[Binding]:
    """What is bound, in the order in which it holds."""
    return [found for file in config_files() for each in _read(file) for found in each[2]]


def key_mistakes() -> list[Mistake]:
    """What is wrong in these tables."""
    return [found for file in config_files() for found in (*_wrong_places(file), *(m for *_, m in _read(file) if m))]


def chosen_keys() -> list[Chosen]:
    """What is bound, as if each key were a setting of its own."""
    found: dict[tuple[str, ...], Chosen] = {}
    for file in config_files():
        for path, command, _, mistake in _read(file):
            if mistake is None:
                setting = Setting(".".join(path), "key", None, "")
                found[path] = Chosen(setting, command, file.level, file.path, file, path)
    return [found[path] for path in sorted(found, key=lambda path: path[:-1])]


Read = tuple[tuple[str, ...], object, list[Binding], Mistake | None]


def _tables(file: ConfigFile) -> Iterator[tuple[str, str, object]]:
    """The place (empty: all), the key and its command, as they stand there."""
    table = file.values.get("keys")
    if not isinstance(table, dict):
        return
    for name, given in table.items():
        if not isinstance(given, dict):
            if name != _STYLE:
                yield "", name, given
        elif name in PLACES:
            for inner, command in given.items():
                yield name, inner, command


def _wrong_places(file: ConfigFile) -> Iterator[Mistake]:
    table = file.values.get("keys")
    for name, given in table.items() if isinstance(table, dict) else ():
        if isinstance(given, dict) and name not in PLACES:
            close = close_names(name, PLACES, 0.5)
            hint = f"did you mean keys.{close[0]}?" if close else f"places are {', '.join(PLACES)}"
            yield Mistake(file.path, file.line("keys", name), f"there is no place {name!r} for keys", hint, "keys")


def _read(file: ConfigFile) -> Iterator[Read]:
    """Each entry: its path in the file, its command, what it binds, and what is wrong with it."""
    for place, given, command in _tables(file):
        path = ("keys", *((place,) if place else ()), given)
        try:
            name = key_name(given)
            line = _command(command)
            yield path, command, list(_places(place, name, line)), None
        except ValueError as error:
            message = f"the key {given!r} cannot be bound"
            yield path, command, [], Mistake(file.path, file.line(*path), message, str(error), "keys")


def _places(place: str, name: str, command: str) -> Iterator[Binding]:
    """Where a key is bound. Raises ValueError if it cannot be."""
    first = command.split()[0] if command else ""
    of_classic, of_view = _known()
    if place:
        check_place(name, place)
        known = of_classic if place == "prompt" else of_view
        if first and first not in known:
            raise ValueError(_no_command(first, known, place))
        yield Binding(place, name, command)
        return
    if first and first not in of_view:
        raise ValueError(_no_command(first, of_view, ""))
    check_place(name, LISTS[0])
    for where in PLACES:
        try:
            check_place(name, where)
        except ValueError:
            continue
        if where != "prompt" or not first or first in of_classic:
            yield Binding(where, name, command)


def _command(given: object) -> str:
    """The command without its colon. Raises ValueError."""
    if given == "":
        return ""
    if not isinstance(given, str) or not given.startswith(":") or not given[1:].strip() or not given.isprintable():
        raise ValueError('a key has a command such as ":doctor", or "" to do nothing')
    return given[1:].strip()


def _no_command(name: str, known: frozenset[str], place: str) -> str:
    close = close_names(name, sorted(known), 0.5)
    hint = f"did you mean :{close[0]}?" if close else ":help commands lists them"
    return f"there is no command :{name}{f' {PLACES[place]}' if place else ''}: {hint}"


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The names of commands in the classic shell, and in the full view."""
    from searchkit.shell.commands import COMMANDS  # slow to load
    from searchkit.shell.view_commands import VIEW_COMMANDS

    return frozenset((*COMMANDS, *LINE_COMMANDS)), frozenset(COMMANDS) | frozenset(VIEW_COMMANDS)
