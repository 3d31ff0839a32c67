"""What is set: the values of files and of the environment, which of them holds, and where it comes from.

The order is: the default, the files of the system, the file of the user, the environment. Options of a command line
stand above all of these, where they are read. What is wrong is a :class:`~searchkit.base.config_file.Mistake`, and has
no effect. Nothing is read before it is asked for.
"""

from __future__ import annotations

import os

from searchkit.base.close_names import close_names
from searchkit.base.config_file import ConfigFile, Mistake, read_config
from searchkit.base.config_places import config_paths
from searchkit.base.record import record
from searchkit.base.setting_table import SETTINGS, Setting
from searchkit.base.typing_names import Any, Final, Iterator

# ``keys`` may be a table, too: keys and their commands. This key of it has the style of the keys.
_STYLE: Final = "style"
_read: dict[tuple[tuple[str, str, bool], ...], tuple[ConfigFile, ...]] = {}


@record
class Chosen:
    """The value of a setting. ``level`` is ``default``, ``system``, ``user`` or ``environment``.

    ``where`` is the file, or the name of the variable. A value None leaves it to the command. ``path`` is the path of
    its key in the ``file``.
    """

    setting: Setting
    value: Any
    level: str
    where: str = ""
    file: ConfigFile | None = None
    path: tuple[str, ...] = ()

    @property
    def line(self) -> int | None:
        """The line in the file (from 1)."""
        return None if self.file is None else self.file.line(*self.path)


def config_files() -> tuple[ConfigFile, ...]:
    """The files that are there, in the order of :func:`config_paths`. They are read once."""
    paths = tuple(config_paths())
    if paths not in _read:
        found = (read_config(path, level, must_exist=must_exist) for level, path, must_exist in paths)
        _read[paths] = tuple(file for file in found if file is not None)
    return _read[paths]


def chosen(name: str) -> Chosen:
    """The value of a setting that holds, and where it comes from."""
    setting = SETTINGS[name]
    held = Chosen(setting, setting.default, "default")
    for file in config_files():
        given = _given(file, setting)
        if given is not None:
            held = given
        elif is_unclear_in(file, name) and setting.if_unclear is not None:
            held = Chosen(setting, setting.if_unclear, file.level, file.path)
    from_environment = _of_environment(setting)
    if isinstance(from_environment, Chosen):
        return from_environment
    if from_environment is not None and setting.if_unclear is not None:
        return Chosen(setting, setting.if_unclear, "environment", setting.variable)
    return held


def chosen_value(name: str) -> Any:
    """The value of a setting."""
    return chosen(name).value


def unclear_file(name: str) -> str | None:
    """The path of a file that may set something and could not be read, unless the environment sets it."""
    if chosen(name).level == "environment":
        return None
    return next((file.path for file in config_files() if is_unclear_in(file, name)), None)


def is_unclear_in(file: ConfigFile, name: str) -> bool:
    """Whether a file may set something that could not be read."""
    return any(mistake.setting in (None, name) for mistake in mistakes_of(file))


def mistakes() -> list[Mistake]:
    """What is wrong in the files and in the environment. The commands of keys are not looked at."""
    found = [mistake for file in config_files() for mistake in mistakes_of(file)]
    for setting in SETTINGS.values():
        wrong = _of_environment(setting)
        if isinstance(wrong, Mistake):
            found.append(wrong)
    return found


def mistakes_of(file: ConfigFile) -> Iterator[Mistake]:
    """What is wrong in a file."""
    yield from file.mistakes
    for name, given in file.values.items():
        setting = SETTINGS.get(name)
        if setting is None:
            yield Mistake(file.path, file.line(name), f"there is no setting {name!r}", _near(name, SETTINGS), name)
            continue
        path: tuple[str, ...] = (name,)
        if name == "keys" and isinstance(given, dict):
            path = (name, _STYLE)
            if _STYLE not in given:
                continue
            given = given[_STYLE]
        try:
            setting.value(given)
        except ValueError as error:
            yield Mistake(file.path, file.line(*path), f"the value of {'.'.join(path)} is wrong", str(error), name)


def _near(name: str, known: Any) -> str:
    close = close_names(name, known, 0.5)
    return f"did you mean {close[0]}?" if close else "searchkit config list shows all settings"


def _given(file: ConfigFile, setting: Setting) -> Chosen | None:
    """What a file sets, if it is right."""
    path: tuple[str, ...] = (setting.name,)
    given = file.values.get(setting.name)
    if setting.name == "keys" and isinstance(given, dict):
        path = (*path, _STYLE)
        given = given.get(_STYLE)
    if given is None:
        return None
    try:
        value = setting.value(given)
    except ValueError:
        return None
    if setting.kind == "path":
        # Of a relative path, the folder of the file is the beginning: it means the same wherever one stands.
        value = os.path.join(os.path.dirname(file.path), os.path.expanduser(value))
    return Chosen(setting, value, file.level, file.path, file, path)


def _of_environment(setting: Setting) -> Chosen | Mistake | None:
    """What a variable sets. An empty one sets nothing."""
    text = os.environ.get(setting.variable)
    if text:
        try:
            return Chosen(setting, setting.from_text(text), "environment", setting.variable)
        except ValueError as error:
            return Mistake(setting.variable, None, f"the value {text!r} is wrong", str(error), setting.name)
    general = setting.general() if setting.general is not None else None
    return None if general is None else Chosen(setting, general[1], "environment", general[0])
