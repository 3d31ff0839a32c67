"""How well a dateline below a headline is read: in front pages of 1916, and in articles of Reuters-21578."""

from __future__ import annotations

import html
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.quality.datelines import GOLD, score, table
from benchmarks.quality.score import Score
from benchmarks.real_articles import reuters_elements
from searchkit.article import Article
from searchkit.extract.completion import extract

_PAGES: Final = "corpora/chronam1916-1k.jsonl.xz"
_PARTS: Final = {name: re.compile(rf"<{name}>(.*?)</{name}>", re.S) for name in ("TITLE", "DATELINE", "BODY")}
_NUMBER: Final = re.compile(r'NEWID="(\d+)"')
# Lines of a page below the first line of the report.
_BELOW: Final = 3
HALVES: Final = ("in sight", "held out")


class Headline(NamedTuple):
    """A headline with a dateline below, labelled by hand: the columns of ``gold_headlines.tsv``."""

    source: str
    half: str
    first: str
    line: str
    place: str
    state: str
    day: str

    @property
    def year(self) -> str:
        """The year of the collection that it is in."""
        return "1916" if self.first else "1987"


def headlines(shared: Path) -> list[Score]:
    """Places and days of datelines below headlines, by half.

    Each article of Reuters is read as it was issued, and without its dateline, where to find one counts against
    precision. It is also read with its place and an ISO date in a line of their own, in three ways to print them.
    """
    gold = [Headline(*columns) for columns in table(GOLD / "gold_headlines.tsv")]
    texts = {**_pages(shared, gold), **_articles(shared, gold)}
    scores = []
    for what, form in (("a page of 1916", "page"), ("an article of Reuters", "issued"), ("an ISO line", "iso")):
        for half in HALVES:
            places, days = [], []
            for headline in gold:
                if headline.half != half or (form == "page") != bool(headline.first):
                    continue
                for text, has in _layouts(headline, texts[headline.source], form):
                    place, day = read(text, "" if form == "iso" else headline.year)
                    places.append((headline.place.casefold() if has else "", place.casefold()))
                    days.append((f"{headline.year}-{headline.day}" if has else "", day))
            scores += [score(f"place below the headline of {what}, {half}", places)]
            scores += [score(f"day below the headline of {what}, {half}", days)]
    return scores


def read(text: str, year: str) -> tuple[str, str]:
    """The place as it is written and the day that extraction reads in a dateline. Empty where there is none."""
    article = extract(Article(body=text, date=year or None))
    place = article.place_written or article.place or ""
    date = article.date or ""
    return (
        place.partition(",")[0] if article.provenance.get("place") == "dateline" else "",
        date if len(date) == len("1916-12-06") and article.provenance.get("date") in ("dateline", "metadata") else "",
    )


def _layouts(headline: Headline, text: tuple[str, ...], form: str) -> Iterator[tuple[str, bool]]:
    """The texts of a headline in a form, and whether each has a dateline."""
    if form == "page":
        yield text[0], True
        return
    title, dateline, body = text
    if form == "issued":
        yield f"{title}\n{dateline}{body}", True
        yield f"{title}\n{body}", False
        return
    date = f"{headline.year}-{headline.day}"
    place, state = headline.place, headline.state
    report = " ".join(body.split())
    yield f"{title}\n{place}{', ' if state else ''}{state} {date}\n{report}", True
    apart = f"{place}{' , ' if state else ''}{state.replace('.', ' .')} {date}"
    yield f"{title} .\n{apart}\n{report}", True
    yield f"{title.title()}\n\n{place.title()}{', ' if state else ''}{state}, {date}\n\n{report}", True


def _pages(shared: Path, gold: list[Headline]) -> dict[str, tuple[str, ...]]:
    wanted = {headline.source: headline for headline in gold if headline.first}
    found: dict[str, tuple[str, ...]] = {}
    with lzma.open(shared / _PAGES, "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            if headline := wanted.get(page["id"]):
                body = page["body"].split("\n")
                found[headline.source] = ("\n".join(body[int(headline.first) : int(headline.line) + 1 + _BELOW]),)
    return found


def _articles(shared: Path, gold: list[Headline]) -> dict[str, tuple[str, ...]]:
    wanted = {headline.source for headline in gold if not headline.first}
    found: dict[str, tuple[str, ...]] = {}
    for text in reuters_elements(shared):
        number = _NUMBER.search(text)
        if number and number[1] in wanted:
            parts = [match[1] if (match := form.search(text)) else "" for form in _PARTS.values()]
            found[number[1]] = tuple(html.unescape(part) for part in parts)
    return found
