"""What the argument parsers of the verbs share."""

from __future__ import annotations

from searchkit.base.late_path import real_path
from searchkit.base.set_values import set_value
from searchkit.base.typing_names import TYPE_CHECKING, Any, Mapping, Sequence
from searchkit.cli.argument import Argument
from searchkit.display.color import COLORS

if TYPE_CHECKING:
    from pathlib import Path

    from searchkit.cli.full_parser import FullParser

DEFAULT_INDEX = "index"


class Options:
    """The options of a command line, as attributes."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Parser:
    """What a verb takes. Most command lines are read as they stand. argparse reads the others, and makes the help.

    To load argparse and to tell it all options of a verb takes longer than a search.
    """

    def __init__(self, verb: str, summary: str, examples: Sequence[str]) -> None:
        self._told = (verb, summary, examples)
        self._arguments: list[Argument] = []
        self._groups = 0

    def add_argument(self, *names: str, **how: Any) -> None:
        """Add an option or the words, as argparse's method of this name does."""
        self._arguments.append(Argument(names, how, None))

    def add_choice(self, options: Mapping[str, str], dest: str) -> None:
        """Add options, with their summaries, of which at most one may be given. ``dest`` gets its name."""
        self._groups += 1
        for name, summary in options.items():
            how = {"dest": dest, "action": "store_const", "const": name, "help": summary}
            self._arguments.append(Argument((f"--{name}",), how, self._groups))

    def read(self, arguments: Sequence[str]) -> Options:
        """The options of a command line, in any order among the words. Everything after ``--`` is a word."""
        try:
            return Options(self.plain(arguments))
        except (ValueError, LookupError):
            return Options(self.full().read(arguments))

    def full(self) -> FullParser:
        """The parser of argparse that takes the same."""
        from searchkit.cli.full_parser import FullParser

        return FullParser(*self._told, self._arguments)

    def plain(self, arguments: Sequence[str]) -> dict[str, Any]:
        """The options of a line that has no error and is written the usual way. Raises ValueError or LookupError."""
        options = {name: each for each in self._arguments if each.is_option for name in each.names}
        values = {each.place: each.default() for each in self._arguments}
        words: list[str] = []
        given: set[Argument] = set()
        rest = iter(arguments)
        for text in rest:
            if text == "--":
                words.extend(rest)
            elif not text.startswith("-"):
                words.append(text)
            else:
                name, equals, value = text.partition("=")
                option = options[name]
                given.add(option)
                if option.action in ("store_true", "store_false", "store_const"):
                    if equals:
                        raise ValueError
                    values[option.place] = option.how.get("const", option.action == "store_true")
                    continue
                if not equals:
                    value = next(rest, "-")
                if value.startswith("-") or (equals and not name.startswith("--")):
                    raise ValueError
                read = option.value(value)
                values[option.place] = [*(values[option.place] or ()), read] if option.action == "append" else read
        if any(each.how.get("required") and each not in given for each in self._arguments):
            raise ValueError
        groups = [each.group for each in given if each.group is not None]
        if len(groups) > len(set(groups)):
            raise ValueError
        self._take_words(words, values)
        return values

    def _take_words(self, words: list[str], values: dict[str, Any]) -> None:
        taking = [each for each in self._arguments if not each.is_option]
        if len(taking) > 1 or (words and not taking):
            raise ValueError
        for argument in taking:
            many = argument.how.get("nargs")
            if many in ("*", "+"):
                if not words and (many == "+" or "default" in argument.how):
                    raise ValueError
                values[argument.place] = [argument.value(word) for word in words]
            elif len(words) == 1:
                values[argument.place] = argument.value(words[0])
            elif words or many != "?":
                raise ValueError


def verb_parser(verb: str, summary: str, examples: Sequence[str] = ()) -> Parser:
    """The parser of a verb, with the options of every verb."""
    parser = Parser(verb, summary, examples)
    parser.add_argument(
        "-i",
        "--index",
        metavar="DIR",
        help="the index folder (default: $SEARCHKIT_INDEX, else that of your config, ./index)",
    )
    parser.add_argument(
        "--color", choices=COLORS, default=set_value("color", "auto"), help="colour the output (default: auto)"
    )
    return parser


def add_hyperlinks(parser: Parser) -> None:
    """Add the option of verbs that show where results come from."""
    parser.add_argument(
        "--hyperlinks",
        choices=COLORS,
        default=set_value("hyperlinks", "auto"),
        help="link results to their files, on terminals that show links (default: auto)",
    )


def add_counted_query(parser: Parser) -> None:
    """Add the query of a counting verb, and its options."""
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="the query; leave it out or write * to count all articles"
    )
    parser.add_argument(
        "--strict", action="store_true", help="treat a warning about the query as an error (exit code 2)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def index_name(given: str | None) -> str:
    """The index folder as it was named: the option, else what is set, else ./index."""
    return given or set_value("index") or DEFAULT_INDEX


def index_folder(given: str | None) -> Path:
    """The index folder, for verbs that may write there. Raises ConfigInvalid if a file that may name it is unclear."""
    if not given:
        from searchkit.base.settings import unclear_file  # few verbs write

        path = unclear_file("index")
        if path is not None:
            from searchkit.errors import ConfigInvalid

            raise ConfigInvalid(
                "this file may name the index, and cannot be read",
                hint="searchkit config check tells why; -i DIR names the index meanwhile",
                where=path,
            )
    return real_path(index_name(given))


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


def add_since(parser: Parser) -> None:
    """Add the option of verbs that search for what is new."""
    parser.add_argument(
        "--since",
        type=count_from_zero,
        metavar="REVISION",
        help="only articles that were added or changed after this commit",
    )


def add_lists(parser: Parser, more: str) -> None:
    """Add the option that names list files; ``more`` goes into its help."""
    parser.add_argument(
        "--list",
        dest="lists",
        action="append",
        default=[],
        type=real_path,
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


def limit_of(options: Options) -> int:
    """How many hits a search shows. What is set counts only for people: a program's answer depends on no file."""
    if options.limit is not None:
        return int(options.limit)
    return (set_value("rows") if options.format is None else None) or 10


def sort_of(options: Options) -> Any:
    """The order of a search. What is set counts only for people, as for :func:`limit_of`."""
    return options.sort or (set_value("sort", "relevance") if options.format is None else "relevance")
