"""Opens the index that a command line names, with the user's aliases."""

from __future__ import annotations

import sys

from searchkit.base.late_path import late_path
from searchkit.base.set_values import set_value
from searchkit.base.typing_names import TYPE_CHECKING
from searchkit.cli.arguments import Options, Parser, add_generation, index_name

if TYPE_CHECKING:
    from searchkit.index import Index


def add_aliases(parser: Parser) -> None:
    """Add the option of verbs that show or count names."""
    parser.add_argument(
        "--aliases",
        type=late_path,
        metavar="FILE",
        help="a file of aliases and hidden names (default: $SEARCHKIT_ALIASES, else aliases.txt in the index)",
    )


def add_in_memory(parser: Parser) -> None:
    """Add the option of verbs that read an index."""
    parser.add_argument(
        "--in-memory",
        action="store_true",
        help="read the index into memory first, for a network share or a stick that may go away",
    )


def add_opening(parser: Parser) -> None:
    """Add the options of verbs that read an index: which commit, by which names, and from where."""
    add_generation(parser)
    add_aliases(parser)
    add_in_memory(parser)


def open_index(options: Options) -> Index:
    """The index that the options name. Prints mistakes in the aliases file to stderr."""
    from searchkit.index import Index

    aliases = options.aliases or set_value("aliases")
    index = Index.open(
        index_name(options.index),
        generation=getattr(options, "generation", None),
        aliases=aliases,
        in_memory=options.in_memory,
    )
    if index.aliases.mistakes:
        from searchkit.display.report import alias_lines

        for line in alias_lines(index):
            print(line, file=sys.stderr)
    return index
