"""The names of keys as people write them, and which keys can be bound where."""

from __future__ import annotations

from typing import Final

from searchkit.base.close_names import close_names
from searchkit.shell.key_table import LINES, shown_key

# As people write them, in small letters, and as prompt_toolkit does.
_NAMES: Final = {
    "space": " ",
    "enter": "enter",
    "return": "enter",
    "tab": "tab",
    "esc": "escape",
    "escape": "escape",
    "backspace": "backspace",
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "home": "home",
    "end": "end",
    "pgup": "pageup",
    "pageup": "pageup",
    "pgdn": "pagedown",
    "pagedown": "pagedown",
    "insert": "insert",
    "delete": "delete",
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
}
# What the terminal sends for these is the other key.
_SAME: Final = {"c-i": "tab", "c-m": "enter", "c-j": "enter", "c-h": "backspace", "c-[": "escape"}
_WAYS_OUT: Final = ("enter", "escape", "c-c", "c-d")


def key_name(given: str) -> str:
    """The key of a name such as ``F5``, ``Ctrl-O``, ``Shift-Left``, ``x`` or ``Ctrl-X Ctrl-O``.

    Raises ValueError, which says why there is none.
    """
    if given == " " or len(given) == 1:
        if not given.isprintable():
            raise ValueError("a key has a name that can be read, such as Ctrl-O or F5")
        return given
    parts = given.split()
    if len(parts) == 2:
        first, second = map(_one, parts)
        if first != "c-x":
            raise ValueError("only Ctrl-X may have another key after it")
        return f"{first} {second}"
    if len(parts) != 1:
        raise ValueError("a key is one name, or Ctrl-X and another")
    return _one(parts[0])


def _one(given: str) -> str:
    if len(given) == 1:
        return given
    name = given.lower()
    held, dash, rest = name.rpartition("-")
    if not dash and name in _NAMES:
        return _NAMES[name]
    kinds = {"ctrl": "c", "control": "c", "c": "c", "shift": "s", "s": "s"}
    if held in ("alt", "meta", "m", "a"):
        raise ValueError("Alt cannot be bound: terminals send it as Esc, which leads back at once")
    if held in kinds:
        key = f"{kinds[held]}-{_NAMES.get(rest, rest)}"
        key = _SAME.get(key, key)
        if _is_known(key):
            return key
    known = [*_NAMES, *(f"ctrl-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    close = close_names(name, known)
    names = "names are F1 to F24, Ctrl-A to Ctrl-Z, Space, Tab, PgUp, Home, and letters"
    raise ValueError(f"no key has this name: {f'did you mean {close[0].title()}?' if close else names}")


def _is_known(key: str) -> bool:
    from prompt_toolkit.keys import Keys

    return key in {each.value for each in Keys} or key in ("tab", "enter", "backspace", "escape")


def check_place(name: str, where: str) -> None:
    """Raise ValueError if a key cannot be bound in a place."""
    if name in _WAYS_OUT:
        raise ValueError(f"{shown_key(name)} cannot be bound: it always leads in or out")
    if where in LINES and (len(name) == 1 or name == "backspace"):
        raise ValueError(f"{shown_key(name)} cannot be bound where you type: there it is a part of the text")
