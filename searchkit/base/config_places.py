"""Where files of settings are."""

from __future__ import annotations

import os


def config_paths() -> list[tuple[str, str, bool]]:
    """The files that are read: level and path of each, and whether it must exist. Those that win come last.

    ``SEARCHKIT_CONFIG`` names the one file to read; the null device is none. Else they are those of the XDG places.
    """
    named = os.environ.get("SEARCHKIT_CONFIG")
    if named:
        return [] if named == os.devnull else [("user", os.path.abspath(named), True)]
    system = [
        os.path.join(folder, "searchkit", "config.toml")
        for folder in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        if os.path.isabs(folder)
    ]
    paths = [("system", path, False) for path in reversed(system)]
    home = os.environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(home):
        home = os.path.expanduser(os.path.join("~", ".config"))
    if os.path.isabs(home):
        paths.append(("user", os.path.join(home, "searchkit", "config.toml"), False))
    return paths
