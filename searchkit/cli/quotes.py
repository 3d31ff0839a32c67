"""``searchkit quotes``: which articles share runs of words with a passage."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, add_generation, count_from_zero, seconds_from_zero, verb_parser
from searchkit.cli.opening import add_aliases, add_in_memory, open_index

if TYPE_CHECKING:
    from searchkit.display.color import Color
    from searchkit.results.quotes import Quotes

_HEAD = 4096  # bytes that tell binary data


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "quotes",
        "Find the articles that share runs of words with a passage. Exit code 0: found, 1: nothing found.",
        [
            "searchkit quotes speech.txt",
            "searchkit quotes --article 21577 --min-words 12",
            "pdftotext report.pdf - | searchkit quotes - --json",
        ],
    )
    p.add_argument("file", nargs="?", metavar="FILE", help="a plain text with the passage; - is standard input")
    p.add_argument("--article", metavar="ID", help="take the text of this article instead of a file")
    p.add_argument(
        "--min-words",
        type=count_from_zero,
        default=8,
        metavar="N",
        help="words in a row that an article must share (default: 8, at least 3)",
    )
    p.add_argument(
        "-n", "--limit", type=count_from_zero, default=10, metavar="N", help="articles to show, 0: all (default: 10)"
    )
    p.add_argument("--time-limit", type=seconds_from_zero, metavar="SECONDS", help="give up after so many seconds")
    p.add_choice(
        {
            "json": "print one JSON object (docs/quotes.schema.json)",
            "jsonl": "print one article per line as JSON",
            "ids": "print only the ids",
        },
        dest="format",
    )
    p.add_argument("--no-pager", action="store_true", help="never send long output through a pager")
    add_aliases(p)
    add_generation(p)
    add_in_memory(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    text = _passage(options.file, options.article)
    with open_index(options) as index:
        quotes = index.quotes(
            text,
            id=options.article,
            min_words=options.min_words,
            limit=options.limit,
            time_limit=options.time_limit,
        )
        if options.format is None:
            _show(quotes, options.color, paging=not options.no_pager)
        else:
            from searchkit.display.quotes_records import QUOTES_FORMATS
            from searchkit.display.quotes_view import notices

            QUOTES_FORMATS[options.format](quotes, sys.stdout.write, exact=not sys.stdout.isatty())
            for line in notices(quotes):
                print(f"searchkit: {line}", file=sys.stderr)
    return 0 if quotes.total else 1


def _passage(file: str | None, article: str | None) -> str | None:
    """The text of a file or of standard input. None for an article of the archive."""
    from searchkit.errors import InputFailed, UsageError
    from searchkit.ingest.encoding import decode
    from searchkit.ingest.wide_text import looks_binary
    from searchkit.results.quotes import MOST_CHARACTERS

    if (file is None) == (article is None):
        raise UsageError("name a FILE, - for standard input, or an article with --article ID, one of them")
    if file is None:
        return None
    # A character has at most four bytes, so more than are looked for are read where there are more.
    most = 4 * MOST_CHARACTERS + 8
    if file == "-":
        data = sys.stdin.buffer.read(most)
    else:
        try:
            with Path(file).open("rb") as given:
                data = given.read(most)
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise InputFailed(f"the passage cannot be read: {reason}", where=file) from error
    if looks_binary(data[:_HEAD]):
        raise UsageError("the passage is binary data, not plain text", where="" if file == "-" else file)
    if len(data) == most:
        data = data[: data.rfind(b"\n", most // 2) + 1 or most]  # half a character would look like another encoding
    return decode(data).text


def _show(quotes: Quotes, color: Color, *, paging: bool) -> None:
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.pager import show
    from searchkit.display.quotes_view import QuotesView

    console = console_for(sys.stdout, color)
    view = QuotesView(width=console.width, colored=wants_color(sys.stdout, color))
    show(view.quotes(quotes), console, paging=paging)
