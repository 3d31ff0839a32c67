"""``searchkit show``: one article."""

from __future__ import annotations

import sys

from searchkit.cli.arguments import Parser, add_hyperlinks, verb_parser
from searchkit.cli.opening import add_opening, open_index


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "show",
        "Show one article and where each of its facts came from.",
        ["searchkit show 21577 --json", "searchkit show 21577 --cite"],
    )
    p.add_argument("id", metavar="ID", help="the article's id or its first characters")
    p.add_argument(
        "--cite", action="store_true", help="print only a citation: what it is, where it stands, and a hash of its text"
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    add_hyperlinks(p)
    p.add_argument("--no-pager", action="store_true", help="do not use a pager")
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    with open_index(options) as index:
        article = index.find(options.id)
        story = index.story(article.id)
    if options.cite:
        from searchkit.display.machine_formats import dump
        from searchkit.display.safe_text import one_line
        from searchkit.results.citation import Citation

        citation = Citation.of(article)
        record = {"schema": "searchkit.citation/1"} | citation.as_dict()
        print(dump(record) if options.json else one_line(citation.text()))
        return 0
    if options.json:
        from searchkit.display.machine_formats import article_record, dump
        from searchkit.extract.coordinates import coordinates
        from searchkit.extract.other_senses import senses

        print(dump(article_record(article, story, senses(article), coordinates(article))))
        return 0
    from searchkit.display.article_view import article_lines
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.hyperlinks import wants_links
    from searchkit.display.pager import show

    links = wants_links(sys.stdout, options.hyperlinks)
    lines = article_lines(article, story=story, colored=wants_color(sys.stdout, options.color), links=links)
    show(lines, console_for(sys.stdout, options.color, links=links), paging=not options.no_pager)
    return 0
