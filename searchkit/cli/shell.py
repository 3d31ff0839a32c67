"""``searchkit shell``: the interactive search shell."""

from __future__ import annotations

from searchkit.cli.arguments import Parser, index_folder, verb_parser


def parser() -> Parser:
    """The verb's options."""
    return verb_parser("shell", "Search interactively. :help inside tells more.")


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.index import Index
    from searchkit.shell.app import run as run_shell

    with Index.open(index_folder(options.index)) as index:
        return run_shell(index, color=options.color)
