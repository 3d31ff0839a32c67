"""What is set, for commands that search once: mostly nothing is, and then nothing is loaded to find out."""

from __future__ import annotations

import os

from searchkit.base.config_places import config_paths
from searchkit.base.typing_names import Any, Final

# Settings that any text is right for. A variable that sets one of the others may be wrong.
_TEXTS: Final = ("index", "aliases", "pager", "editor")
_OTHERS: Final = (
    "color",
    "hyperlinks",
    "rows",
    "sort",
    "stories",
    "view",
    "ascii",
    "keys",
    "suggest",
    "history",
    "private",
)
# What all programs follow.
_GENERAL: Final = {"color": ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"), "view": ("ACCESSIBLE",)}


def set_value(name: str, default: Any = None) -> Any:
    """The value of a setting that a file or the environment sets, else the default that is given."""
    if not _has_files():
        if name in _TEXTS:
            return os.environ.get(_variable(name)) or default
        if not any(os.environ.get(variable) for variable in (_variable(name), *_GENERAL.get(name, ()))):
            return default
    from searchkit.base.settings import chosen_value

    return chosen_value(name)


def may_be_wrong() -> bool:
    """Whether there is anything that could be a mistake."""
    return _has_files() or any(os.environ.get(_variable(name)) for name in _OTHERS)


def _has_files() -> bool:
    return any(must_exist or os.path.lexists(path) for _, path, must_exist in config_paths())


def _variable(name: str) -> str:
    return f"SEARCHKIT_{name.upper()}"
