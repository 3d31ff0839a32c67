"""``searchkit shell``: the interactive search shell."""

from __future__ import annotations

from searchkit.cli.arguments import Parser, verb_parser
from searchkit.cli.opening import add_aliases, add_in_memory, open_index


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser("shell", "Search interactively. Type :help inside for the commands.")
    add_aliases(p)
    add_in_memory(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.shell.app import run as run_shell

    with open_index(options) as index:
        return run_shell(index, color=options.color)
