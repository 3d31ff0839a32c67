"""Reads a file of settings, which is TOML: its values, the line of each, and what is wrong with it. It runs nothing."""

from __future__ import annotations

from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.base.regular_file import read_file
from searchkit.base.typing_names import Any, Final, Iterator

# A file of settings is short. What is longer is none.
_MOST_BYTES: Final = 1 << 20
# A statement of more lines is given none: to find its end takes ever longer.
_MOST_LINES: Final = 300
_PLACE = late_pattern(r" \(at line (\d+), column \d+\)$")


@record
class Mistake:
    """Something in a file or the environment that is wrong, and so has no effect.

    ``where`` is the path, or the variable. ``line`` counts from 1. ``setting`` is what it may have set; None: any.
    """

    where: str
    line: int | None
    message: str
    hint: str = ""
    setting: str | None = None

    @property
    def place(self) -> str:
        """The path and the line."""
        return self.where if self.line is None else f"{self.where}:{self.line}"


@record
class ConfigFile:
    """The content of a file. ``values`` are its tables, ``text`` is what stands there."""

    path: str
    level: str
    values: dict[str, Any]
    text: str = ""
    mistakes: tuple[Mistake, ...] = ()

    def line(self, *path: str) -> int | None:
        """The line of a key, by its path in the tables. It takes a while: few commands ask for it."""
        return next((line for key, line in _lines(self.text) if key == path), None)


def read_config(path: str, level: str, *, must_exist: bool) -> ConfigFile | None:
    """The file, or None if it is missing and may be. What cannot be read has no values, and a mistake."""
    try:
        content = read_file(path, _MOST_BYTES)
    except OSError as error:
        if isinstance(error, (FileNotFoundError, NotADirectoryError)) and not must_exist:
            return None
        return _unread(path, level, None, error.strerror or str(error), "mend it, or take the file away")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _unread(path, level, line, "this is no UTF-8", "store the file as UTF-8")
    import tomllib  # slow to load, and most users have no such file

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = str(error)
        found = _PLACE.search(message)
        place = int(found.group(1)) if found else None
        told = message[: found.start()] if found else message or "it is nested too deeply"
        return _unread(path, level, place, f"this is no TOML: {told}", 'a setting is a line like: sort = "newest"')
    return ConfigFile(path, level, values, text)


def _unread(path: str, level: str, line: int | None, message: str, hint: str) -> ConfigFile:
    return ConfigFile(
        path, level, {}, "", (Mistake(path, line, message, f"{hint}. Nothing of the file is used", None),)
    )


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each key of a text that is TOML, and its line.

    The parser tells no lines. So it is given one statement after the other: as many lines as it takes to be one.
    """
    import tomllib

    table: tuple[str, ...] = ()
    first, piece = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        if not piece:
            first = number
        elif number - first > _MOST_LINES:
            return
        piece += line + "\n"
        try:
            found = tomllib.loads(piece)
        except ValueError:
            continue
        is_header, piece = piece.lstrip().startswith("["), ""
        for path in _paths(found):
            if is_header:
                table = path
            yield (path if is_header else table + path), first


def _paths(values: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The path of each key that holds no further ones."""
    for name, value in values.items():
        yield (name,)
        if isinstance(value, dict):
            for path in _paths(value):
                yield (name, *path)
