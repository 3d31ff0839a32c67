"""The table of the commands of the full view. Dispatch, keys, help and completion all use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from searchkit.shell.full_view import FullView

Action = Callable[["FullView", str], None]


class ViewCommand(NamedTuple):
    """A command of the full view. ``arguments`` shows how to write its argument (empty: none)."""

    name: str
    arguments: str
    help: str
    action: Action
    choices: tuple[str, ...] = ()


VIEW_COMMANDS: Final[dict[str, ViewCommand]] = {}


def view_command(name: str, arguments: str, help: str, *choices: str) -> Callable[[Action], Action]:
    """Register a function in the table."""

    def enter(action: Action) -> Action:
        VIEW_COMMANDS[name] = ViewCommand(name, arguments, help, action, choices)
        return action

    return enter
