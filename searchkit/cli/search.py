"""``searchkit search``: ranked hits, for people or for programs."""

from __future__ import annotations

import sys

from searchkit.base.typing_names import TYPE_CHECKING
from searchkit.cli.arguments import (
    Parser,
    add_hyperlinks,
    add_ranking,
    add_since,
    count_from_zero,
    facet_request,
    limit_of,
    sort_of,
    verb_parser,
)
from searchkit.cli.filtering import add_filters, filters_of
from searchkit.cli.notices import tell_suggestions, tell_warnings
from searchkit.cli.opening import add_opening, open_index
from searchkit.display.machine_formats import FORMATS, write_json, write_jsonl
from searchkit.results.request import FacetRequest

if TYPE_CHECKING:
    from searchkit.cli.arguments import Options
    from searchkit.results.results import Results


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "search",
        "Search an index. Exit code 0: found, 1: nothing found.",
        [
            "searchkit search border management place:Brussels",
            'searchkit search \'"hybrid threats" OR "cyber attacks"\' --sort newest',
            "searchkit search 'person:belliard date:2019-05' --facet place --json",
            "searchkit search 'oil prices' --stories --sort newest",
            "searchkit search oil --filter place=Brussels --filter place=Paris --exclude agency=AFP",
            "searchkit search -- -excluded wanted",
        ],
    )
    p.add_argument("query", nargs="*", metavar="QUERY", help="the query, in one or more words")
    p.add_argument("-n", "--limit", type=count_from_zero, metavar="N", help="hits to show, 0: all (default: 10)")
    p.add_argument("--offset", type=count_from_zero, default=0, metavar="N", help="hits to skip (default: 0)")
    p.add_argument("--sort", choices=("relevance", "newest", "oldest"), help="the order (default: relevance)")
    add_since(p)
    add_ranking(p)
    p.add_argument(
        "--facet",
        type=facet_request,
        action="append",
        default=[],
        metavar="FIELD[:N]",
        help="count the values of a field",
    )
    p.add_argument(
        "--stories",
        action="store_true",
        help="show each story once: the first matching copy and the number of other copies",
    )
    p.add_argument(
        "--strict",
        action="store_true",
        help="treat a warning about the query as an error (exit code 2); never show what is only near",
    )
    p.add_argument(
        "--without", action="append", default=[], metavar="WORD", help="a word that --expand must not add (repeatable)"
    )
    p.add_argument("--explain", action="store_true", help="show why each hit has its score")
    p.add_argument(
        "--diagnose",
        action="store_true",
        help="show what each part of the query finds, and searches that find more; a search that finds nothing does so",
    )
    p.add_argument(
        "--coordinates", action="store_true", help="with --json or --jsonl: latitude and longitude of each hit's places"
    )
    add_hyperlinks(p)
    p.add_argument("--no-pager", action="store_true", help="do not use a pager")
    p.add_choice(
        {
            "json": "print one JSON object (docs/search.schema.json)",
            "jsonl": "print one JSON object per hit",
            "csv": "print a CSV table, with a citation of each hit",
            "md": "print Markdown: passages and citations",
            "html": "print an HTML page: passages and citations",
            "paths": "print the file paths of the hits",
            "ids": "print the ids of the hits",
        },
        dest="format",
    )
    p.add_argument(
        "--null", action="store_true", help="with --paths or --ids: end each with a NUL, not a line end (-0)"
    )
    add_filters(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    # argparse would take -1915 for an option, too, if it knew -0.
    words = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser().read(["--null" if a == "-0" and at < words else a for at, a in enumerate(arguments)])
    human = options.format is None
    if options.explain and options.format in ("csv", "md", "html", "paths", "ids"):
        from searchkit.errors import UsageError

        raise UsageError(f"--explain cannot be combined with --{options.format}", hint="use --json, --jsonl or text")
    if options.diagnose and options.format not in (None, "json"):
        from searchkit.errors import UsageError

        raise UsageError(f"--diagnose cannot be combined with --{options.format}", hint="use --json or text")
    if options.coordinates and options.format not in ("json", "jsonl"):
        from searchkit.errors import UsageError

        raise UsageError("--coordinates goes with --json or --jsonl")
    if options.null and options.format not in ("paths", "ids"):
        from searchkit.errors import UsageError

        raise UsageError("--null goes with --paths or --ids")
    requested: dict[str, int] = dict(options.facet)
    with open_index(options) as index:
        if human and not requested:
            from searchkit.display.results_view import SHOWN_FACETS

            requested = dict.fromkeys((*SHOWN_FACETS, *index.lists), 5)
        results = index.search(
            " ".join(options.query),
            facets=[FacetRequest(name, limit=limit or None) for name, limit in requested.items()],
            filters=filters_of(options),
            limit=limit_of(options),
            since=options.since,
            offset=options.offset,
            sort=sort_of(options),
            weighting=options.weighting,
            expand=options.expand,
            without=options.without,
            stories=options.stories,
            strict=options.strict,
        )
        if human:
            most = max(requested.values(), default=5)
            _show(results, options, most)
        elif options.format == "json":
            shown = {"explain": options.explain, "diagnose": options.diagnose, "coordinates": options.coordinates}
            write_json(results, sys.stdout.write, **shown)
        elif options.coordinates:
            write_jsonl(results, sys.stdout.write, explain=options.explain, coordinates=True)
            tell_warnings(results)
            tell_suggestions(results)
        else:
            FORMATS[options.format](
                results,
                sys.stdout.write,
                explain=options.explain,
                exact=not sys.stdout.isatty(),
                end="\0" if options.null else "\n",
            )
            # The JSON object holds both.
            tell_warnings(results)
            tell_suggestions(results)
    return 0 if results.total else 1


def _show(results: Results, options: Options, most: int) -> None:
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.hyperlinks import wants_links
    from searchkit.display.pager import show
    from searchkit.display.results_view import ResultsView

    links = wants_links(sys.stdout, options.hyperlinks)
    console = console_for(sys.stdout, options.color, links=links)
    view = ResultsView(width=console.width, colored=wants_color(sys.stdout, options.color), links=links)
    page = view.page(results, most=most, explain=options.explain, diagnose=options.diagnose)
    show(page, console, paging=not options.no_pager)
