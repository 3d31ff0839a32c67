"""A state of the session as a command line and as Python: both give the same answer."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from searchkit.shell.state import Filter, State, asked


def query_text(state: State, canonical: Callable[[str], str]) -> str:
    """The query of a state with its filters, as one text."""
    query, filters = asked(state, canonical)
    further = [Filter(field, value).text for field, values in filters.items() for value in values]
    if further and query == (state.query or "") and query.strip():
        query = canonical(query)
    return " ".join([query, *further] if query.strip() else further) or "*"


def as_command_line(state: State, folder: Path, canonical: Callable[[str], str]) -> str:
    """The command that searches as the state does."""
    options = ["searchkit", "search", "-i", str(folder)]
    if state.sort != "relevance":
        options += ["--sort", state.sort]
    if state.stories:
        options.append("--stories")
    if state.since is not None:
        options += ["--since", str(state.since)]
    if state.expand:
        options.append("--expand")
        for word in state.without:
            options += ["--without", word]
    return shlex.join([*options, "--", query_text(state, canonical)])


def as_python(state: State, folder: Path, canonical: Callable[[str], str]) -> str:
    """A program that searches as the state does."""
    arguments = [repr(query_text(state, canonical))]
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
