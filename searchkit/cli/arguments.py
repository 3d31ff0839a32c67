"""What the argument parsers of the verbs share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from searchkit.base.typing_names import Any, NoReturn, Sequence
from searchkit.display.color import COLORS
from searchkit.errors import UsageError

DEFAULT_INDEX = "index"
_WORD_MARK = "\0"


# The help is English. Looking for translations of argparse's own words would load the locale module.
setattr(argparse, "_", str)  # noqa: B010  # which argparse does not publish


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Finds its width without shutil, which argparse would load for every option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):  # no terminal
        return 80


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of leaving the program."""

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options of a command line, in any order among the words. Everything after ``--`` is a word."""
        arguments = list(arguments)
        if "--" in arguments:
            # argparse forgets what stood after "--" in an intermixed line. A NUL hides the dash from it. Arguments of a
            # process never hold a NUL.
            at = arguments.index("--")
            arguments[at:] = [_WORD_MARK + word for word in arguments[at + 1 :]]
        if not {"-h", "--help"}.intersection(arguments):
            self.usage = ""  # building it for messages that are never shown would load half a library
        options = self.parse_intermixed_args(arguments)
        for name, value in vars(options).items():
            setattr(options, name, _unmarked(value))
        return options

    def error(self, message: str) -> NoReturn:
        hint = f"try {self.prog} --help"
        if message.startswith("unrecognized arguments: -"):
            hint = f"write -- before a query that begins with -, as in: {self.prog} -- -word"
        raise UsageError(message, hint=hint)


def verb_parser(verb: str, summary: str, examples: Sequence[str] = ()) -> Parser:
    """The parser of a verb, with the options of every verb."""
    epilog = "examples:\n" + "\n".join(f"  {example}" for example in examples) if examples else None
    parser = Parser(
        prog=f"searchkit {verb}",
        description=summary,
        epilog=epilog,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "-i", "--index", type=Path, metavar="DIR", help="the index folder (default: $SEARCHKIT_INDEX, else ./index)"
    )
    parser.add_argument("--color", choices=COLORS, default="auto", help="colour the output (default: auto)")
    return parser


def add_counted_query(parser: Parser) -> None:
    """Add the query of a counting verb, and its options."""
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="the query; leave it out or write * to count all articles"
    )
    parser.add_argument(
        "--strict", action="store_true", help="treat a warning about the query as an error (exit code 2)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def index_folder(given: Path | None) -> Path:
    """The index folder: the option, else SEARCHKIT_INDEX, else ./index."""
    return given or Path(os.environ.get("SEARCHKIT_INDEX") or DEFAULT_INDEX)


def count_from_zero(text: str) -> int:
    """An argument type: a whole number, 0 or more."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


count_from_zero.__name__ = "number"


def seconds_from_zero(text: str) -> float:
    """An argument type: a number of seconds, 0 or more."""
    seconds = float(text)
    if not seconds >= 0:
        raise ValueError
    return seconds


seconds_from_zero.__name__ = "number"


def add_generation(parser: Parser) -> None:
    """Add the option of verbs that can read an earlier commit."""
    parser.add_argument(
        "--generation",
        type=count_from_zero,
        metavar="N",
        help="read the commit with this revision instead of the latest",
    )


def add_lists(parser: Parser, more: str) -> None:
    """Add the option that names list files; ``more`` goes into its help."""
    parser.add_argument(
        "--list",
        dest="lists",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=f"find the names in this list (text or CSV){more}; may be repeated",
    )


def add_columns(parser: Parser, more: str = "") -> None:
    """Add the option that says which columns of tables hold which fields."""
    parser.add_argument(
        "--columns",
        action="append",
        metavar="FIELD=COLUMN,...",
        help=f"which columns of CSV and TSV files hold which fields{more}",
    )


def facet_request(text: str) -> tuple[str, int]:
    """An argument type: ``FIELD`` or ``FIELD:N``."""
    name, _, number = text.partition(":")
    return name, count_from_zero(number) if number else 10


facet_request.__name__ = "FIELD[:N]"


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(item) for item in value]
    if isinstance(value, (str, Path)) and str(value).startswith(_WORD_MARK):
        return type(value)(str(value)[1:])
    return value


def add_ranking(parser: Parser) -> None:
    """The options of how articles are ranked."""
    parser.add_argument(
        "--weighting",
        choices=("combined", "bm25"),
        default="combined",
        help="rank title and body as one text, or each by itself (default: combined)",
    )
    parser.add_argument(
        "--expand", action="store_true", help="add words that the best articles have in common; the answer shows them"
    )
