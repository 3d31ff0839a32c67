"""Hits as a document for people: Markdown or HTML, each with its passages and its citation."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import Final

from searchkit.display.safe_text import one_line, safe
from searchkit.results.citation import Citation
from searchkit.results.results import Hit, Results
from searchkit.results.snippets import Snippet

Write = Callable[[str], object]
_MARKUP: Final = frozenset("\\`*_[]<>&~|")


def write_markdown(results: Results, write: Write) -> None:
    """Write a heading, what was searched, and a section for each hit."""
    write(f"# {_plain(results.query or results.parsed)}\n\n")
    for line in _told(results):
        write(f"{_plain(line)}  \n")
    for hit in results:
        write(f"\n## {hit.rank}. {_plain(one_line(hit.article.headline)) or '(no text)'}\n\n")
        for snippet in _passages(hit):
            write("> " + _marked(snippet, "**", "**", _plain) + "\n\n")
        write(f"{_plain(one_line(Citation.of(hit.article).text()))}\n")


def write_html(results: Results, write: Write) -> None:
    """Write a whole page, with nothing from elsewhere."""
    title = _escape(results.query or results.parsed)
    write(
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        "<style>body{max-width:45em;margin:2em auto;padding:0 1em;font-family:serif;line-height:1.5}"
        "cite{font-style:normal;color:#555}</style>\n</head>\n<body>\n"
    )
    write(f"<h1>{title}</h1>\n<p>{'<br>'.join(map(_escape, _told(results)))}</p>\n<ol>\n")
    for hit in results:
        write(f'<li value="{hit.rank}">\n<h2>{_escape(one_line(hit.article.headline)) or "(no text)"}</h2>\n')
        for snippet in _passages(hit):
            write(f"<blockquote>{_marked(snippet, '<mark>', '</mark>', _escape)}</blockquote>\n")
        write(f"<p><cite>{_escape(one_line(Citation.of(hit.article).text()))}</cite></p>\n</li>\n")
    write("</ol>\n</body>\n</html>\n")


def _told(results: Results) -> Iterator[str]:
    """What was searched, and how much was found."""
    yield f"understood: {one_line(results.parsed)}"
    several = "article" if results.total == 1 else "articles"
    yield f"{results.total:,} {several}, {len(results):,} shown; revision {results.revision} of the index"


def _passages(hit: Hit) -> list[Snippet]:
    return [snippet for snippet in hit.snippets if snippet.field != "title"]


def _marked(snippet: Snippet, before: str, after: str, escape: Callable[[str], str]) -> str:
    """A passage on one line, with its hits marked."""
    pieces = []
    at = 0
    text = " ".join(safe(snippet.text).split("\n")).replace("\t", " ")
    for start, stop in snippet.spans:
        pieces += [escape(text[at:start]), before, escape(text[start:stop]), after]
        at = stop
    return " ".join("".join([*pieces, escape(text[at:])]).split())


def _plain(text: str) -> str:
    """A text in Markdown that shows as it is."""
    return "".join("\\" + c if c in _MARKUP else c for c in safe(text))


def _escape(text: str) -> str:
    return html.escape(safe(text), quote=True)
