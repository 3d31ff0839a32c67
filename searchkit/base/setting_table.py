"""What a user may set: the name of each setting, its kind, and the variable of the environment that stands above it."""

from __future__ import annotations

import os

from searchkit.base.record import record
from searchkit.base.typing_names import Any, Callable, Final

_TRUE: Final = ("1", "true", "yes", "on")
_FALSE: Final = ("0", "false", "no", "off")


@record
class Setting:
    """One setting.

    ``kind`` is ``choice`` (one of ``choices``), ``flag``, ``number`` (from ``least`` to ``most``), ``path`` or
    ``text``. ``default`` is its value where nobody sets it; None leaves it to the command, as ``told`` says.
    ``if_unclear`` is its value where a file may set it but cannot be read; None is the default. ``general`` has the
    variable that many programs follow, and the value that it gives.
    """

    name: str
    kind: str
    default: Any
    told: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    if_unclear: Any = None
    general: Callable[[], tuple[str, Any] | None] | None = None

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it."""
        return f"SEARCHKIT_{self.name.upper()}"

    def value(self, given: Any) -> Any:
        """The value that a file gives. Raises ValueError, which says what it must be."""
        if self.kind == "flag":
            if isinstance(given, bool):
                return given
            raise ValueError("it is true or false")
        if self.kind == "number":
            if isinstance(given, int) and not isinstance(given, bool) and self.least <= given <= self.most:
                return given
            raise ValueError(f"it is a number from {self.least} to {self.most}")
        if self.kind == "choice":
            if given in self.choices and isinstance(given, str):
                return given
            raise ValueError(f"choose from: {', '.join(self.choices)}")
        if isinstance(given, str) and given.strip() and "\0" not in given:
            return given
        raise ValueError("it is a text in quotation marks that is not empty")

    def from_text(self, given: str) -> Any:
        """The value that a variable of the environment gives. Raises ValueError, which says what it must be."""
        if self.kind == "flag":
            if given.lower() in _TRUE + _FALSE:
                return given.lower() in _TRUE
            raise ValueError("it is 1 or 0")
        if self.kind == "number":
            return self.value(int(given) if given.isascii() and given.isdigit() and len(given) < 10 else given)
        return self.value(given)


def _color() -> tuple[str, Any] | None:
    """What the variables say that all programs follow."""
    if os.environ.get("NO_COLOR"):
        return "NO_COLOR", "never"
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if os.environ.get(name):
            return name, "always"
    return None


def _view() -> tuple[str, Any] | None:
    return None if os.environ.get("ACCESSIBLE", "0") in ("", "0") else ("ACCESSIBLE", "plain")


WHEN: Final = ("auto", "always", "never")
SETTINGS: Final = {
    setting.name: setting
    for setting in (
        Setting("index", "path", None, "./index"),
        Setting("aliases", "path", None, "aliases.txt in the index"),
        Setting("color", "choice", "auto", "", WHEN, general=_color),
        Setting("hyperlinks", "choice", "auto", "", WHEN),
        Setting("pager", "text", None, "$PAGER, else less -FRX"),
        Setting("editor", "text", None, "$VISUAL, else $EDITOR"),
        Setting("rows", "number", None, "10; in the shell what fits", least=1, most=1000),
        Setting("sort", "choice", "relevance", "", ("relevance", "newest", "oldest")),
        Setting("stories", "flag", False, ""),
        Setting("view", "choice", "full", "", ("full", "plain"), general=_view),
        Setting("ascii", "flag", False, ""),
        Setting("keys", "choice", "emacs", "", ("emacs", "vi")),
        Setting("suggest", "flag", True, ""),
        Setting("history", "number", 1000, "", most=100_000),
        Setting("private", "flag", False, "", if_unclear=True),
    )
}
