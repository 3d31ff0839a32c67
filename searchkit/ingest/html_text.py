"""The text of a piece of HTML, as in feeds: without tags, with paragraphs kept apart."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.time_limit import seldom

__all__ = ["html_line", "html_text"]

# Every part is bounded, so markup that never closes costs no more than its length.
_TAG: Final = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30}+)
        (?:[^<>"']{1,500}+|"[^"]{0,5000}+"|'[^']{0,5000}+'){0,60}+>
      | <[!?][A-Za-z\[][^<>]{0,5000}+>""",
    re.VERBOSE,
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html main nav ol p pre section summary table ul".split()
)
_ITEMS: Final = frozenset({"li", "tr"})
_CELLS: Final = frozenset({"td", "th"})
# Their content is not text of the article.
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "iframe", "head", "svg", "object", "select"})
_BLANKS: Final = re.compile(r"[ \t\n\r\f\v\xa0]+")
_ENDS_OF_LINES: Final = re.compile(r"[ \t]+\n|\n[ \t]+(?=\n)")
_GAPS: Final = re.compile(r"\n{3,}")


def html_text(markup: str, check: Check = proceed) -> str:
    """The text of ``markup``. Blocks are a blank line apart; lines and items end with a line break.

    White space is folded except within ``pre``. References (``&eacute;``) are resolved once. Never fails: what is not
    a tag is text. ``check`` is asked while it is read.
    """
    ask = seldom(check)
    markup = _without_comments(markup)
    parts: list[str] = []
    preformatted = 0
    at = 0
    for tag in _TAG.finditer(markup):
        ask()
        if tag.start() < at:  # inside an unseen element
            continue
        _append(parts, markup[at : tag.start()], bool(preformatted))
        at = tag.end()
        name = (tag["name"] or "").lower()
        if name in _UNSEEN and not tag["end"]:
            at = _end_of(name, markup, at)
        elif name in _BLOCKS:
            parts.append("\n\n")
            if name == "pre":
                preformatted = max(0, preformatted + (-1 if tag["end"] else 1))
        elif name == "br":
            parts.append("" if tag["end"] else "\n")
        elif name in _ITEMS and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        elif name in _CELLS and tag["end"]:
            parts.append("\t")
    _append(parts, markup[at:], bool(preformatted))
    text = _ENDS_OF_LINES.sub("\n", "".join(parts))
    return _GAPS.sub("\n\n", text).strip()


def html_line(markup: str) -> str:
    """The text of ``markup`` on one line, for titles and names."""
    return " ".join(html_text(markup).split()) if "<" in markup or "&" in markup else " ".join(markup.split())


def _append(parts: list[str], markup: str, preformatted: bool) -> None:
    if not markup:
        return
    text = unescape(markup)
    if preformatted:
        parts.append(text)
        return
    text = _BLANKS.sub(" ", text)
    if not parts or parts[-1][-1:] in ("\n", "\t", " "):
        text = text.removeprefix(" ")
    if text:
        parts.append(text)


def _without_comments(markup: str) -> str:
    parts: list[str] = []
    at = 0
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        while (start := markup.find(opening, at)) >= 0:
            end = markup.find(closing, start + len(opening))
            if end < 0:  # never closed: the rest is text, as in a browser
                break
            parts.append(markup[at:start])
            if opening != "<!--":
                parts.append(markup[start + len(opening) : end])
            at = end + len(closing)
        markup, parts, at = "".join((*parts, markup[at:])), [], 0
    return markup


def _end_of(name: str, markup: str, start: int) -> int:
    """Where the element that begins before ``start`` ends. The end of the markup if it is never closed."""
    end = re.compile(rf"</{name}\s{{0,10}}>", re.IGNORECASE).search(markup, start)
    return end.end() if end else len(markup)
