"""An oracle: what a query tree matches and scores, found by looking at every word of every article in a plain loop.

It shares no code with the index: words are runs of letters and digits (its articles are written in ASCII), stems come
from the stemmer package itself.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from snowballstemmer.english_stemmer import EnglishStemmer

from searchkit.query import tree as t

_STEMMER = EnglishStemmer()
TEXT_FIELDS = {"text": ("title", "body"), "title": ("title",), "body": ("body",)}
WEIGHTS = {"title": 2.0, "body": 1.0}


@cache
def stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def words(text: str | None) -> list[str]:
    return re.findall("[a-z0-9]+", (text or "").lower())


@cache
def distance(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    return min(
        distance(a[1:], b) + 1, distance(a, b[1:]) + 1, distance(a[1:], b[1:]) + (a[0] != b[0])
    )  # the definition, as it stands


def values(article: dict[str, Any], field: str) -> list[str]:
    if field in ("place", "agency"):
        return [article[field]] if article.get(field) else []
    if field == "lang":
        return [article["language"]] if article.get("language") else []
    if field == "has":
        lacks = [word for name, word in (("date", "nodate"), ("place", "noplace")) if not article.get(name)]
        return [*article.get("flags", []), *lacks]
    kinds = {kind: [kind] for kind in ("person", "org", "event", "other")} | {
        "about": ["place"],
        "entities": ["person", "org", "place", "event", "other"],
    }
    return [name for kind in kinds[field] for name in article.get("entities", {}).get(kind, [])]


def matches(node: t.Node, article: dict[str, Any]) -> bool:
    match node:
        case t.And(parts):
            return all(matches(p, article) for p in parts if not isinstance(p, t.Optional))
        case t.Or(parts):
            return any(matches(p, article) for p in parts)
        case t.Not(part):
            return not matches(part, article)
        case t.Optional(part):
            return matches(part, article)
        case t.Everything():
            return True
        case t.DateRange(_, first, last):
            if not article.get("date"):
                return False
            days = _days(article["date"])
            return (first or dt.date.min) <= days[0] and days[-1] <= (last or dt.date.max)
        case t.Exists("date"):
            return bool(article.get("date"))
        case _:
            return _leaf(node, article)


def runs(field: str, article: dict[str, Any]) -> list[list[str]]:
    """The words of each text or name that a field has."""
    texts = [article.get(name) for name in TEXT_FIELDS[field]] if field in TEXT_FIELDS else values(article, field)
    return [words(text) for text in texts]


def step_of(date: str, by: str) -> str | None:
    """The step of a timeline that holds a date in ISO form. None if the date is less exact."""
    if len(date) < {"decade": 4, "year": 4, "quarter": 7, "month": 7, "week": 10, "day": 10}[by]:
        return None
    match by:
        case "decade":
            return f"{date[:3]}0s"
        case "quarter":
            return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"
        case "week":
            return dt.date.fromisoformat(date).strftime("%G-W%V")
        case _:
            return date[: {"year": 4, "month": 7, "day": 10}[by]]


def steps(dates: Iterable[str], by: str) -> list[str]:
    """All steps of a timeline from the earliest of ``dates`` to the latest, day after day."""
    ends = sorted(dt.date.fromisoformat((date + "-01-01")[:10]) for date in dates)
    if not ends:
        return []
    days = (ends[0] + dt.timedelta(number) for number in range((ends[-1] - ends[0]).days + 1))
    return list(dict.fromkeys(str(step_of(day.isoformat(), by)) for day in days))


def _leaf(node: Any, article: dict[str, Any]) -> bool:
    found = runs(node.field, article)
    form: Callable[[str], str] = stem if node.field in TEXT_FIELDS else str
    match node:
        case t.Exists():
            return any(found)
        case t.Word(_, text):
            return any(form(text.lower()) in map(form, run) for run in found)
        case t.Phrase(_, text, slop):
            return any(in_order([form(w) for w in words(text)], [form(w) for w in run], slop) for run in found)
        case t.Exact(field, text) if field in TEXT_FIELDS:
            return any(in_order(words(text), run, 0) for run in found)
        case t.Exact(field, text):
            return text in values(article, field)
        case t.Wildcard(_, pattern):
            regex = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern))
            return any(regex.fullmatch(word) for run in found for word in run)
        case t.Fuzzy(_, text, most):
            return any(distance(text, word) <= most for run in found for word in run)
    raise AssertionError(node)


def _days(date: str) -> list[dt.date]:
    """The days of a year, a month or a day."""
    day = dt.date.fromisoformat((date + "-01-01")[:10])
    days = [day + dt.timedelta(n) for n in range(366)]
    return [day for day in days if day.isoformat().startswith(date)]


def in_order(wanted: Sequence[str], run: Sequence[str], slop: int) -> bool:
    """Whether ``wanted`` stands in ``run`` in this order, at most ``slop`` other words between neighbours."""

    def follows(position: int, rest: Sequence[str]) -> bool:
        if not rest:
            return True
        ahead = range(position + 1, min(position + slop + 2, len(run)))
        return any(run[p] == rest[0] and follows(p, rest[1:]) for p in ahead)

    if not wanted:
        return False
    return any(word == wanted[0] and follows(p, wanted[1:]) for p, word in enumerate(run))


def likeness(id: str, articles: Sequence[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """The telling terms of an article, each with its frequency there and what it weighs, in ten-thousandths."""
    (article,) = [a for a in articles if a["id"] == id]
    frequency = Counter([stem(w) for w in words(article.get("title")) * 2 + words(article["body"])])
    value = {}
    for term in frequency:
        df = sum(any(term in map(stem, words(a.get(name))) for name in ("title", "body")) for a in articles)
        if len(term) > 1 and not term.isdecimal() and 2 <= df <= max(2, len(articles) // 4):
            value[term] = frequency[term] * math.log(1 + len(articles) / df)
    best = sorted(value, key=lambda term: (-value[term], term))[:25]
    whole = sum(value[term] for term in best)
    return {term: (frequency[term], round(10_000 * value[term] / whole)) for term in best}


def shared(telling: dict[str, tuple[int, int]], article: dict[str, Any]) -> list[str]:
    """Which of the telling terms of another article this one has, if they are enough: a quarter of all."""
    own = {stem(word) for name in ("title", "body") for word in words(article.get(name))}
    found = [term for term in telling if term in own]
    return found if 4 * sum(telling[t][1] for t in found) >= sum(weight for _, weight in telling.values()) else []


def score(node: t.Node, article: dict[str, Any], articles: Sequence[dict[str, Any]]) -> float:
    """The score of a tree of words, phrases, exact words, And, Or and Not."""
    match node:
        case t.And(parts) | t.Or(parts):
            return sum(score(p, article, articles) for p in parts if matches(p, article))
        case t.Word("text", text) | t.Phrase("text", text) | t.Exact("text", text):
            return sum(combined(stem(word.lower()), article, articles) for word in re.findall(r"\w+", text))
        case t.Word(field, text) if field in TEXT_FIELDS:
            return bm25(stem(text.lower()), field, article, articles)
        case t.Word(field, text):
            return bm25(text.lower(), field, article, articles)
        case _:
            return 0.0


def combined(term: str, article: dict[str, Any], articles: Sequence[dict[str, Any]]) -> float:
    """The score of a term in title and body as one text, in which a word of the title counts as often as it weighs."""

    def words(article: dict[str, Any]) -> list[str]:
        weighed = ((int(weight), run) for field, weight in WEIGHTS.items() for run in runs(field, article))
        return [stem(word) for weight, run in weighed for word in run for _ in range(weight)]

    texts = [words(each) for each in articles]
    own = Counter(words(article))
    if not own[term]:
        return 0.0
    documents = sum(term in text for text in texts)
    times = sum(text.count(term) for text in texts)
    average = sum(map(len, texts)) / len(texts)
    idf = math.log(1 + (len(texts) - documents + 0.5) / (documents + 0.5))
    burst = 1 + math.log(times / documents)
    return idf * burst * own[term] * 2.2 / (own[term] + 1.2 * (0.25 + 0.75 * own.total() / average))


def bm25(term: str, field: str, article: dict[str, Any], articles: Sequence[dict[str, Any]]) -> float:
    form: Callable[[str], str] = stem if field in TEXT_FIELDS else str
    all_runs = [[form(w) for run in runs(field, a) for w in run] for a in articles]
    own = [form(w) for run in runs(field, article) for w in run]
    frequency = Counter(own)[term]
    if not frequency:
        return 0.0
    documents = sum(term in run for run in all_runs)
    average = sum(map(len, all_runs)) / len(all_runs)
    idf = math.log(1 + (len(all_runs) - documents + 0.5) / (documents + 0.5))
    return idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(own) / average))
