"""Queries made from the grammar, and mutated: each is parsed, echoed, parsed again and run with options."""

from __future__ import annotations

import dis
import json
import lzma
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

import searchkit
from searchkit.errors import QueryError, SearchkitError
from searchkit.index import Index
from searchkit.query import dates, echo, foreign_syntax, leaf_reader, lexer, parser, phrasing
from searchkit.query.fields import whoosh_fields
from searchkit.query.parser import parse
from searchkit.results.request import FacetRequest
from searchkit.results.results import Results
from searchkit.results.timeline import STEPS
from tools.soak.hunt import ROOT, Wrong
from tools.soak.watched import Watched

_FIELDS: Final = (
    "title body text date mentions person people org orgs place about event other entities agency lang language "
    "path id "
    "story country nofield DATE Person words has"
).split()
_WORDS: Final = (
    "oil the of not to and Brussels minister border ferry président Straße naïve ﬁ ıİ 日本 कि ไทย Москва e\u0301 don't "
    "U.S. A&B 3,000 2019 x mail@x.example http://x.example a-b a--b a_b senator energy bill"
).split()
_DATES: Final = (
    "2019 2019-05 2019-05-28 2005-02 2019-13 0000 9999-12-31 99999 yesterday today last-month 2019..2020 2020..2019 "
    "2019..* *..2019 .. >=2019-05 <2019 >x <=0 2019-05-28..yesterday 1e9 tr* [* [2019"
).split()
_SPOKEN: Final = (
    "last month",
    "3 weeks ago",
    "28 May 2019",
    "May 28th, 2019",
    "the last 7 days",
    "past 2 years",
    "5000 years ago",
    "monday",
    "next year",
    "this week",
    "tomorrow",
    "31 April 2019",
    ">= 2019-05",
    "<2019-05-02",
    "< 0001",
    "> 9999",
    "=2019",
    ">=2019",
    "2019 .. 2020",
    "last 0 days",
    "next day",
    "1 month ago",
    "<=last week",
    "2019-13",
    "may 2019",
    "2019 May",
    "1 2019",
)
_ODD: Final = (
    "\0", "\x1b[31m", "\ud800", "\udfff", "\u202e", "\u200b", "\u2028", "\U000e0041", "\u0301", "\u00ad", "\ufeff",
    "=", "~",
    "*", "?", "-", "+", "--", "\\", '"', "'", "\u201c", "\u00bb", ":", "::", "[", "]", "{", "}", "(", ")", "..", ">",
    "<", ">=",
    "&&", "||", "AND", "OR", "NOT", "TO", "~1", "~9", "~99999", "=*", "*:*", "date:", ";", ",", "…", "/", "//", "://",
)  # fmt: skip
_LONGEST: Final = 100_000  # characters of a text that is read whole
_SCHEMA: Final = whoosh_fields(["text", "title"], ["date", "id", "place"])
_SECONDS, _SECONDS_LONG = 3.0, 20.0  # of processor time for one query, and for one of up to a million characters
_PER_MILLION: Final = 500  # cases of a million that are very long
_SEARCHED: Final = 0.4  # the share of the cases that is also run; all are parsed
_TRACED: Final = 3000  # cases of which the reached lines are counted


class Queries(Watched):
    name = "queries"
    number = 200_000
    share = 0.2
    batch = 200
    seconds = 60.0

    def prepare(self, folder: Path) -> None:
        with searchkit.create(folder / "archive") as index:
            index.add_files(ROOT / "seeds")
            corpus = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "corpora/senate-15k.jsonl.xz"
            if corpus.is_file():
                with lzma.open(corpus, "rt", encoding="utf-8") as lines:
                    (folder / "releases.jsonl").write_text("".join(islice(lines, 400)), encoding="utf-8")
                index.add_files(folder / "releases.jsonl")
            index.add([{"id": f"odd-{n}", "title": text, "body": f"{text} word{n} {text}"} for n, text in _odd_texts()])
            index.delete("odd-1")

    def begin(self, folder: Path) -> None:
        self._index = searchkit.open(folder / "archive")
        self._reached = _Reached([parser, leaf_reader, lexer, dates, echo, phrasing, foreign_syntax])
        self._traced = 0

    def case(self, seed: int, number: int) -> bytes:
        pick = random.Random(f"{seed} queries {number}")
        text = _long(pick) if pick.randrange(1_000_000) < _PER_MILLION else _text(pick)
        searched = len(text) > 10_000 or pick.random() < _SEARCHED
        return json.dumps({"query": text, "options": _options(pick) if searched else None}).encode()

    def check(self, cases: Sequence[bytes]) -> None:
        import time

        for case in cases:
            query, options = json.loads(case).values()
            if self._traced < _TRACED and len(query) < 1000:
                self._traced += 1
                with self._reached:
                    for fields in (self._index.fields, _SCHEMA):
                        parse(query, fields).echo  # noqa: B018
            started = time.process_time()
            checked(self._index, query, options)
            most = _SECONDS if len(query) < 10_000 else _SECONDS_LONG
            if (took := time.process_time() - started) > most:
                raise Wrong(
                    "over", f"took {took:.1f} s of processor time: {query[:200]!a} {options!a}", "time of a query"
                )

    def note(self) -> str:
        return f"lines reached by {self._traced:,} of them: {self._reached}"


def checked(index: Index, query: str, options: dict[str, Any] | None) -> None:
    """Parse a query, and run it if there are options. Raises Wrong, or what searchkit raises outside its tree."""
    parsed = index.parse(query)
    for warning in parsed.warnings:
        if not 0 <= warning.span.start <= warning.span.end <= len(query):
            raise Wrong("lost", f"a warning of {query!a} has the span {warning.span}", "span")
    for fields in (index.fields, _SCHEMA):
        told = parse(query, fields)
        again = parse(told.echo, fields)
        if again.tree != told.tree and len(told.echo) <= _LONGEST:
            where = "echo" if fields is not _SCHEMA else "echo, with a schema"
            raise Wrong(
                "lost", f"{where}: {query[:500]!a} is {told.echo[:500]!a}, which is {again.echo[:500]!a}", where
            )
    if options is None:
        return
    try:
        index.search(query, strict=True, limit=1, time_limit=5)
        if parsed.warnings:
            raise Wrong("lost", f"{query[:500]!a} has warnings, and is taken strictly", "strict")
    except QueryError as error:
        if not parsed.warnings:
            raise Wrong("lost", f"{query[:500]!a} has no warning, and is refused: {error}", "strict") from None
        if error.pos is None or not 0 <= error.pos <= len(query):
            raise Wrong("lost", f"the error of {query[:500]!a} is at {error.pos}", "span") from None
    except SearchkitError:
        pass
    try:
        facets = [facet if isinstance(facet, str) else FacetRequest(*facet) for facet in options.pop("facets", [])]
        timelines = [tuple(t) if isinstance(t, list) else t for t in options.pop("timelines", [])]
        results = index.search(query, facets=facets, timelines=timelines, time_limit=5, **options)
        for hit in [*list(results)[:3], *results.nearest[:2]]:
            _ = (hit.article, hit.story, hit.copies)
            _ = hit.explain().as_dict() if len(query) < 10_000 else {}
            for snippet in hit.snippets:
                if any(not 0 <= first <= last <= len(snippet.text) for first, last in snippet.spans):
                    raise Wrong("lost", f"a mark of {query[:500]!a} lies outside its snippet", "marks")
        _ = results.suggestions
        if len(query) < 1_000:
            _understood(index, results)
        if "filters" not in options and "stories" not in options and len(parsed.echo) <= _LONGEST:
            echoed = index.search(parsed.echo, limit=1, time_limit=5)
            if echoed.total != results.total:
                both = f"{results.total} for {query[:500]!a}, {echoed.total} for {parsed.echo[:500]!a}"
                raise Wrong("lost", both, "total of the echo")
    except SearchkitError as error:
        if error.code == "internal":
            raise


def _understood(index: Index, results: Results) -> None:
    """Look at why hits are where they are, and at what is offered: each offer finds what it says."""
    for hit in results[:2]:
        _ = hit.reasons().text()
    for offer in {*results.offers, *results.diagnosis.offers}:
        found = index.search(offer.query, filters=offer.filters, limit=1, time_limit=5)
        if found.total != offer.total:
            both = f"{found.total} for {offer.query[:500]!a}, {offer.total} offered for {results.query[:500]!a}"
            raise Wrong("lost", both, "total of an offer")


def _odd_texts() -> Iterator[tuple[int, str]]:
    yield from enumerate("".join(c for c in text if not "\ud800" <= c <= "\udfff") for text in (*_WORDS, *_ODD))


def _text(pick: random.Random) -> str:
    text = _either(pick, pick.choice((0, 1, 2, 3)))
    for _ in range(pick.choice((0, 0, 0, 1, 2, 6))):
        text = pick.choice(_CHANGES)(pick, text)
    return text


_JOINS: Final = (
    " ", " OR ", " AND ", " || ", " && ", " +", " or ", "", " NEAR/5 ", " BEFORE/2 ", " NEAR/s ", " NEAR/p ", " w/5 "
)  # fmt: skip
_PREFIXES: Final = ("", "-", "NOT ", "\u2212", "- ", "FIRST/50 ", "ATLEAST/2 ")
_WEIGHTS: Final = (8, 3, 3, 1, 1, 1, 1, 1, 2, 1, 1, 0.5, 0.5)


def _either(pick: random.Random, depth: int) -> str:
    joins = pick.choices(_JOINS, _WEIGHTS)[0]
    return joins.join(_part(pick, depth) for _ in range(pick.choice((1, 1, 2, 2, 3, 5))))


def _part(pick: random.Random, depth: int) -> str:
    before = pick.choices(("", "-", "NOT ", "\u2212", "- ", "FIRST/50 ", "ATLEAST/2 "), (12, 1, 1, 0.3, 0.3, 0.5, 0.5))[
        0
    ]
    if pick.random() < 0.4:
        name = pick.choice(_FIELDS)
        before += name + pick.choice((":", ":", ":", ": ", ":="))
        if name.lower() in ("date", "mentions") and pick.random() < 0.7:
            return before + pick.choice(
                (
                    pick.choice(_DATES), pick.choice(_SPOKEN[12:18]), f'"{pick.choice(_SPOKEN)}"',
                    f'"{pick.choice((*_DATES, *_SPOKEN))}"', _range(pick, (*_DATES, *_SPOKEN)),
                )
            )  # fmt: skip
        if name == "story" and pick.random() < 0.5:
            return before + f"{pick.getrandbits(64):016x}"
    if depth and pick.random() < 0.3:
        return f"{before}({_either(pick, depth - 1)})"
    return before + _leaf(pick)


def _leaf(pick: random.Random) -> str:
    word = pick.choice(_ODD) if pick.random() < 0.08 else pick.choice(_WORDS)
    words = " ".join(pick.choices(_WORDS, k=pick.choice((1, 2, 3))))
    return pick.choice(
        (
            word, word, word, f"={word}", f"{word[:2]}*", f"*{word[1:]}", f"{word[:1]}?{word[2:]}", f"{word}~",
            f"{word}~1",
            f"{word}~{pick.randrange(1200)}", f'"{words}"', f'"{words}"~{pick.randrange(20)}', f'="{words}"',
            f"[{word}]",
            f"\u201c{words}\u201d", f"\u00ab{words}\u00bb", _range(pick, _WORDS), f"{word}..{pick.choice(_WORDS)}",
            f"/{word[:2]}.*/", f"/({word}|{word[:3]}.?)/", f'"({word} OR {words}) {word[:2]}*"', f'"{words} * {word}"',
            f"{word}?", f"{word}^2", f"{pick.randrange(300)}..{pick.randrange(900)}",
            f">={word}", f"<{word}", "*", f"{word}:{word}", f'"{words} \\"{word}\\""', f'"{word[:2]}* {words}"',
        )
    )  # fmt: skip


def _range(pick: random.Random, ends: Sequence[str]) -> str:
    low, to, high = pick.choice((*ends, "*")), pick.choice(("TO", "to", "..")), pick.choice(ends)
    return f"{pick.choice('[{')}{low} {to} {high}{pick.choice(']}')}"


def _deleted(pick: random.Random, text: str) -> str:
    place = pick.randrange(len(text) + 1)
    return text[:place] + text[place + pick.choice((1, 1, 3)) :]


def _inserted(pick: random.Random, text: str) -> str:
    place = pick.randrange(len(text) + 1)
    return text[:place] + pick.choice(_ODD) * pick.choice((1, 1, 1, 2, 50)) + text[place:]


def _doubled(pick: random.Random, text: str) -> str:
    first = pick.randrange(len(text) + 1)
    last = first + pick.choice((1, 4, 20))
    return text[:first] + text[first:last] * pick.choice((2, 3, 40)) + text[last:]


def _swapped(pick: random.Random, text: str) -> str:
    place = pick.randrange(len(text) + 1)
    return text[place:] + text[:place]


def _random_letter(pick: random.Random, text: str) -> str:
    place = pick.randrange(len(text) + 1)
    return (
        text[:place]
        + chr(pick.choice((pick.randrange(0x80), pick.randrange(0x3000), pick.randrange(0x110000))))
        + text[place:]
    )


_CHANGES: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    _deleted,
    _inserted,
    _doubled,
    _swapped,
    _random_letter,
)


def _long(pick: random.Random) -> str:
    """A query of about a million characters."""
    million = 1_000_000
    unit = pick.choice(
        (
            "(", ")", "()", "x", "x~ ", "a* ", "*", "?", '"', '\\"', "-", "NOT ", "a OR ", "[", "{", "date:",
            "nofield:x ", "~",
            "=", "\u0301", "(a OR ", "title:(", "[a] ", '"a b"~3 ', "2019..", "\ud800", "a.b", "the ", "é" * 50 + " ",
        )
    )  # fmt: skip
    ends = pick.choice(("", "~", "*", " oil", ")" * 100))
    return (unit * (million // len(unit) + 1))[:million] + ends


def _options(pick: random.Random) -> dict[str, Any]:
    options: dict[str, Any] = {}
    value = pick.choice((*_WORDS, *_ODD, "", "x" * 5000))
    if pick.random() < 0.3:
        field = pick.choice((*_FIELDS, "", "\ud800"))
        written = f"{pick.choice(('', '-'))}{field}{pick.choice('=:')}{value}"
        options["filters"] = pick.choice(
            ({field: pick.choice((value, [value, "oil"], [], [1], None, 3))}, [written], [written, "-place:Europe"])
        )
    if pick.random() < 0.3:
        name = pick.choice(
            ("place", "person", "org", "about", "agency", "lang", "entities", "title", "date", "\ud800", "")
        )
        limit = pick.choice((None, 0, 1, 5, 2**31, 2**70))
        options["facets"] = [pick.choice((name, [name, value, limit], [name, None, limit, pick.random() < 0.5]))]
    if pick.random() < 0.3:
        by = pick.choice((*STEPS, "century", "", "\ud800"))
        options["timelines"] = [pick.choice((by, [by, pick.choice(("date", "mentions", "place", "\ud800"))]))]
    if pick.random() < 0.3:
        options["sort"] = pick.choice(("relevance", "newest", "oldest", "oldest", "\ud800", "", None, 3))
    if pick.random() < 0.3:
        options["limit"] = pick.choice((None, 0, 1, 3, 1000, 2**31, 2**63, 2**70, -1, "3", 1.5))
    if pick.random() < 0.3:
        options["offset"] = pick.choice((0, 1, 100, 2**31, 2**63, 2**70, -1))
    if pick.random() < 0.2:
        options["stories"] = True
    return options


class _Reached:
    """Which lines of modules ran while this was entered."""

    def __init__(self, modules: Sequence[Any]) -> None:
        self._lines = {module.__file__: _executable(module) for module in modules}
        self._reached: dict[str, set[int]] = {name: set() for name in self._lines}

    def __enter__(self) -> None:
        sys.settrace(self._trace)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, argument: object) -> Any:
        seen = self._reached.get(frame.f_code.co_filename)
        if seen is None:
            return None
        seen.add(frame.f_lineno)

        def line(frame: FrameType, event: str, argument: object) -> Any:
            seen.add(frame.f_lineno)
            return line

        return line

    def missed(self) -> dict[str, list[int]]:
        return {Path(name).name: sorted(lines - self._reached[name]) for name, lines in self._lines.items()}

    def __str__(self) -> str:
        told = []
        for name, lines in self._lines.items():
            share = len(lines & self._reached[name]) / len(lines)
            told.append(f"{Path(name).name} {share:.1%}")
        return ", ".join(told)


def _executable(module: Any) -> set[int]:
    """The lines of a module that belong to the body of a function."""
    source = Path(module.__file__).read_text(encoding="utf-8")

    def within(code: CodeType) -> Iterator[int]:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                yield from within(inner)
                if inner.co_flags & 0x0002:  # a function, not a class
                    yield from (line for _, line in dis.findlinestarts(inner) if line != inner.co_firstlineno)

    return set(within(compile(source, module.__file__, "exec")))
