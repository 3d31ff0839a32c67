"""``searchkit extract``: show what is found in files, without an index."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.article import Article
from searchkit.cli.arguments import Parser, add_columns, add_lists, verb_parser
from searchkit.errors import InputFailed

if TYPE_CHECKING:
    from searchkit.display.color import Color
    from searchkit.extract.findings import Finding


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "extract",
        "Show what searchkit finds in FILEs: each fact, where it is in the text, where it came from,\n"
        "and what else it could mean. No index is read or written.",
        ["searchkit extract seeds/000_56711f4bbeb654fe.txt", "searchkit extract news.jsonl --json"],
    )
    p.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file in any format that searchkit reads")
    add_lists(p, "")
    p.add_argument("--extractor", metavar="NAME[:ARGUMENT]", help="find names with spacy:PIPELINE or another extractor")
    add_columns(p)
    p.add_argument("--home", metavar="PLACE", help="the town where the articles appear, such as 'Paris, Texas'")
    p.add_argument(
        "--trust-empty",
        action="store_true",
        help="look for no names of a kind of which the source states an empty list",
    )
    p.add_argument(
        "--years", metavar="FIRST..LAST", help="the years that dates may have (default: 1450 to the next year)"
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.archive.chosen_extractor import given_extractor
    from searchkit.archive.plausible_date import DEFAULT_YEARS, Years, with_plausible_dates
    from searchkit.base.problem import Problem
    from searchkit.extract.completion import extract
    from searchkit.extract.findings import findings
    from searchkit.extract.home import checked_home
    from searchkit.extract.settings import Settings
    from searchkit.extract.user_lists import ListedNames
    from searchkit.ingest.column_mapping import parse_columns
    from searchkit.ingest.container import file_limits
    from searchkit.ingest.list_file import read_list
    from searchkit.ingest.reading import read_file

    records: list[dict[str, Any]] = []
    problems: list[Problem] = []
    lists, notes = zip(*map(read_list, options.lists), strict=True) if options.lists else ((), ())
    problems.extend(chain.from_iterable(notes))
    listed = ListedNames(lists)
    own = given_extractor(options.extractor) if options.extractor else None
    columns = parse_columns(options.columns or ())
    settings = Settings(
        options.trust_empty, checked_home(options.home) if options.home else None, own.kinds if own is not None else ()
    )
    years = DEFAULT_YEARS if options.years is None else Years.of(options.years)
    limits = file_limits(None, years)
    shown = False
    for path in options.files:
        for item in read_file(path, str(path), columns=columns, limits=limits):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            named = own.complete([item], settings)[0] if own is not None else item
            completed = extract(named, settings)
            (plausible,) = with_plausible_dates([completed], years, problems.append)
            article = listed.tag(plausible)
            found = findings(article, listed, settings)
            if options.json:
                records.append(_record(article, found))
            else:
                _show(article, found, options.color, first=not shown)
            shown = True
    if options.json:
        from searchkit.display.machine_formats import dump

        print(dump({"schema": "searchkit.extract/1", "articles": records}))
    if problems:
        from searchkit.display.report import problem_lines

        for line in problem_lines(problems):
            print(line, file=sys.stderr)
    if any(problem.severity == "failed" for problem in problems):
        return InputFailed.exit_code
    return 0 if shown else 1


def _record(article: Article, found: list[Finding]) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "body": article.body,
        "findings": [
            {
                "kind": finding.kind,
                "value": finding.value,
                "provenance": finding.provenance,
                "spans": [list(span) for span in finding.spans],
                "alternatives": list(finding.alternatives),
                "within": list(finding.within),
                "coordinates": list(finding.coordinates) if finding.coordinates is not None else None,
            }
            for finding in found
        ],
    }


def _show(article: Article, found: list[Finding], color: Color, *, first: bool) -> None:
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.findings_view import finding_lines

    console = console_for(sys.stdout, color)
    if not first:
        console.print()
    for line in finding_lines(article, found, colored=wants_color(sys.stdout, color)):
        console.print(line, soft_wrap=True)
