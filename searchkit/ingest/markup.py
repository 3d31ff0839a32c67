"""HTML where a source should have plain text: as text. What only looks like markup (``AT&T``, ``a < b``) stays."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any, Final

from searchkit._native import html_elements
from searchkit.ingest.html_text import html_text

__all__ = ["html_of_feed", "text_in", "without_markup"]

# A reference to a character. One without its semicolon may be part of an address (``?a=1&copy=2``).
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30}+)
        (?P<attributes>(?:\s++[A-Za-z_:][\w:.-]{0,60}+(?:\s{0,9}+=\s{0,9}+(?:"[^"]{0,5000}+"|'[^']{0,5000}+'
        |[^\s"'=<>`]{1,2000}+))?+){0,40}+)\s{0,9}+/?>
      | <!--""",
    re.VERBOSE,
)
_HTML: Final = frozenset(html_elements())
# They need no end, or often have none.
_ALONE: Final = frozenset("br hr p li img wbr td tr dt dd".split())
_BLOCKS: Final = re.compile(r"</?(?:p|div|br|li|h[1-6]|tr|blockquote|pre|section|article|table|ul|ol)\b", re.IGNORECASE)
# Elements over several lines, whose content is no text or has lines of its own.
_LONG: Final = re.compile(r"<(?:script|style|pre|svg|template|head|select|object|iframe)\b", re.IGNORECASE)
# How an article about HTML names a tag.
_NAMED_AFTER: Final = re.compile(r"""\s{0,3}(?:tag|element)s?\b|["'`\u2019\u201d]""", re.IGNORECASE)
_NAMED_BEFORE: Final = frozenset("\"'`\u2018\u201c")
# How often markup may have been escaped over again.
_ROUNDS: Final = 3
_DEEPEST: Final = 4
# Members of an object whose text is HTML. Others read that.
_IS_HTML: Final = frozenset({"html", "xhtml", "rendered"})


def without_markup(text: str) -> str:
    """A text that should be plain, without tags and references of HTML, if it has some. Else as it is."""
    text = _unescaped(text)
    if not _has_tags(text):
        return text
    return "\n".join(map(html_text, text.split("\n"))) if _has_own_lines(text) else html_text(text)


def _has_own_lines(text: str) -> bool:
    """Whether the lines of a text with tags are those of the text. Lines of HTML mean nothing."""
    lines = text.count("\n")
    if not lines or _LONG.search(text):
        return False
    blocks = sum(1 for _ in _BLOCKS.finditer(text))
    return not blocks or (lines >= 2 * blocks and not text.lstrip().startswith("<"))


def html_of_feed(text: str) -> str:
    """HTML as it was before it was escaped too often. Plain text that was is escaped once."""
    before = _unescaped(text)
    return text if before == text else before if _has_tags(before) else escape(before, quote=False)


def _unescaped(text: str) -> str:
    """A text without tags whose references are resolved. Those of a text with tags are left to :func:`html_text`."""
    for _ in range(_ROUNDS):
        if "&" not in text or _has_tags(text):
            break
        before, text = text, _REFERENCE.sub(lambda reference: unescape(reference.group()), text)
        if text == before:
            break
    return text


def text_in(value: Any, depth: int = 0) -> Any:
    """A value of JSON whose texts have no markup. Texts that its keys call HTML stay, for their reader."""
    if isinstance(value, str):
        return without_markup(value)
    if depth < _DEEPEST and isinstance(value, list):
        return [text_in(item, depth + 1) for item in value]
    if depth < _DEEPEST and isinstance(value, dict):
        return {key: item if key in _IS_HTML else text_in(item, depth + 1) for key, item in value.items()}
    return value


def _has_tags(text: str) -> bool:
    """Whether a text has tags of HTML: with an attribute, with an end, or such that need none."""
    if "<" not in text:
        return False
    opened: set[str] = set()
    last_end = text.rfind("-->")
    for tag in _TAG.finditer(text):
        if tag["name"] is None:
            if last_end >= tag.end():
                return True
            continue
        name = tag["name"].lower()
        if _is_named(text, tag):
            continue
        known = name in _HTML
        if tag["end"]:
            if (known and len(name) > 1) or name in opened or name == "p":
                return True
        elif known and ("=" in tag["attributes"] or (name in _ALONE and not tag["attributes"].strip())):
            return True
        elif not tag["attributes"].strip() or "=" in tag["attributes"]:
            opened.add(name)
    return False


def _is_named(text: str, tag: re.Match[str]) -> bool:
    """Whether a text speaks about a tag."""
    if _NAMED_AFTER.match(text, tag.end()) is None:
        return False
    return text[tag.end() : tag.end() + 1].isspace() or text[tag.start() - 1 : tag.start()] in _NAMED_BEFORE
