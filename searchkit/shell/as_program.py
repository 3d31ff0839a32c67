"""A state of the session as a command line and as Python: both give the same answer."""

from __future__ import annotations

import shlex
from pathlib import Path

from searchkit.base.record import changed
from searchkit.base.settings import chosen_value
from searchkit.shell.state import State, asked


def as_command_line(state: State, folder: Path) -> str:
    """The command that searches as the state does."""
    query, filters = asked(state)
    options = ["searchkit", "search", "-i", str(folder)]
    for each in filters:
        options += ["--exclude" if each.excluded else "--filter", str(changed(each, excluded=False))]
    if state.sort != chosen_value("sort"):
        options += ["--sort", state.sort]
    if state.stories:
        options.append("--stories")
    if state.since is not None:
        options += ["--since", str(state.since)]
    if state.expand:
        options.append("--expand")
        for word in state.without:
            options += ["--without", word]
    return shlex.join([*options, "--", query if query.strip() else "*"])


def as_python(state: State, folder: Path) -> str:
    """A program that searches as the state does."""
    query, filters = asked(state)
    arguments = [repr(query if query.strip() else "*")]
    if filters:
        arguments.append(f"filters={[str(each) for each in filters]!r}")
    if state.sort != "relevance":
        arguments.append(f"sort={state.sort!r}")
    if state.stories:
        arguments.append("stories=True")
    if state.since is not None:
        arguments.append(f"since={state.since}")
    if state.expand:
        arguments.append("expand=True")
        if state.without:
            arguments.append(f"without={list(state.without)!r}")
    return "\n".join(
        (
            "import searchkit",
            "",
            f"with searchkit.open({str(folder)!r}) as index:",
            f"    results = index.search({', '.join(arguments)})",
            "    print(results.total)",
        )
    )
