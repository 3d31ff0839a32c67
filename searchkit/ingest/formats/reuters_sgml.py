"""The Reuters-21578 collection: SGML files of newswire articles from 1987, with their editors' tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from typing import Final

from searchkit._native import PlainArticle, reuters_article
from searchkit.article import LONGEST_TITLE, Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import decode, fallback_note
from searchkit.ingest.registry import Format
from searchkit.ingest.source import Source

_START = re.compile(r"<REUTERS\b([^<>]{0,1000})>")
_END = "</REUTERS>"
_START_BYTES = re.compile(_START.pattern.encode())
_END_BYTES = _END.encode()


def read(source: Source) -> Iterator[Article | PlainArticle | Problem]:
    """The articles of one file of the collection, in order. An incomplete article is a failed Problem."""
    data, damage = source.read_undamaged()
    decoded = decode(data, check=source.check)
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    text = decoded.text.replace("\r\n", "\n")
    ranges = _ranges(text, data)
    found = False
    line, counted = 1, 0
    start = _START.search(text)
    while start:
        found = True
        line += text.count("\n", counted, start.start())
        counted = start.start()
        following = _START.search(text, start.end())
        begins, ends = next(ranges)
        end = text.find(_END, start.end(), following.start() if following else len(text))
        if end < 0:
            yield source.problem("no_end_tag", f"an article without {_END}", line=line)
        else:
            origin = Origin(start=begins, end=ends, line=line)
            yield from _article(source, start.group(1), text[start.end() : end], origin)
        start = following
    if damage is not None:
        raise damage
    if not found:
        yield source.problem("no_reader", "no reader for this SGML", hint="only Reuters-21578 SGML can be read")


FORMAT: Final = Format("reuters-sgml", (".sgm", ".sgml"), read)


def _ranges(text: str, data: bytes) -> Iterator[tuple[int | None, int | None]]:
    """The range of bytes of each article with an end tag. Tags are ASCII, so they are the same in text and bytes.

    No range is known if the bytes have another number of tags than the text, as those of UTF-16 do.
    """
    if len(_START.findall(text)) != len(_START_BYTES.findall(data)):
        yield from repeat((None, None))
    start = _START_BYTES.search(data)
    while start:
        following = _START_BYTES.search(data, start.end())
        end = data.find(_END_BYTES, start.end(), following.start() if following else len(data))
        yield (start.start(), end + len(_END_BYTES)) if end >= 0 else (None, None)
        start = following


def _article(
    source: Source, attributes: str, markup: str, origin: Origin
) -> Iterator[Article | PlainArticle | Problem]:
    article = reuters_article(attributes, markup)
    if article is None:
        yield source.problem("no_text", "an article without <TEXT>", line=origin.line)
        return
    if article.is_empty:
        # The collection has one such article. It is kept, so that counts and splits are right.
        yield source.problem("no_text", "no title or body", line=origin.line, severity="note")
    article.origin = origin
    yield article if len(markup) <= LONGEST_TITLE else Article.of_plain(article)
