"""The options that filter a search."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING
from searchkit.cli.arguments import Options, Parser

if TYPE_CHECKING:
    from searchkit.results.filters import Filters


def add_filters(parser: Parser) -> None:
    """Add the options of verbs that search."""
    parser.add_argument(
        "--filter",
        dest="filters",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only articles with this value, in these dates (date=1987-03..1987-05) or, with a colon, in this region "
        "(place:Europe); repeat it for alternatives of a field, or for more fields",
    )
    parser.add_argument(
        "--exclude",
        dest="excluded",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="no articles with this value, in these dates or in this region (repeatable)",
    )


def filters_of(options: Options) -> Filters | None:
    """The filters of a command line. None if it has none. Raises UsageError."""
    if not options.filters and not options.excluded:
        return None
    from searchkit.results.filters import Filter, Filters

    wanted = [Filter.read(text) for text in options.filters]
    return Filters.of([*wanted, *(Filter.read(text, excluded=True) for text in options.excluded)])
