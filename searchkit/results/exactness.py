"""How many articles have a word, the more exactly it is asked for: its case, its accents, its forms, its spelling."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal

from searchkit.article import Article
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.tree import Exact, Fuzzy, Node, Or, Regex, Word
from searchkit.results.request import Request, counting
from searchkit.results.view import View

Level = Literal["case", "exact", "accents", "forms", "fuzzy"]
_SPECIAL: Final = late_pattern(r"([^\w\s])")
# Letters of these blocks have variants with accents.
_LETTERS: Final = ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000))
_FAR: Final = 6  # longer words may have more edits, as for ~ without a number
_MOST_READ: Final = 2_000  # articles that are read to see the case of a word


@record
class Exactness:
    """How many articles have a word at one level. ``query`` finds them; None for the case, which no query asks for.

    The levels are ``case`` (as it is typed), ``exact`` (in any case), ``accents`` (with any accents or none), ``forms``
    (any inflected form) and ``fuzzy`` (a letter or two away). ``total`` is None if that would take too long to count.
    """

    level: Level
    query: str | None
    total: int | None


def exactness(view: View, request: Request, word: str) -> tuple[Exactness, ...]:
    """The counts of a word, the strictest first, under the filters and ``since`` of a request.

    Raises UsageError for several words.
    """
    fields = view.fields
    surfaces = fields.analysis.query_surfaces(word)
    if len(surfaces) != 1:
        raise UsageError(f"{word!r} is not one word", hint="give one word, without signs")
    (surface,) = surfaces
    field = fields.default

    def counted(level: Level, node: Node) -> Exactness:
        total = view.search(counting(request, node, request.filters)).total
        return Exactness(level, echo(node, field), total)

    exact = counted("exact", Exact(field, word))
    spelled = _any_accents(surface, fields.analysis.fold(surface))
    accents: Node = Or((Exact(field, word), Regex(field, spelled))) if spelled != surface else Exact(field, word)
    distance = 2 if len(surface) >= _FAR else 1
    return (
        _as_typed(view, request, word, surface, exact.total or 0),
        exact,
        counted("accents", accents),
        counted("forms", Word(field, word)),
        counted("fuzzy", Fuzzy(field, surface, distance)),
    )


def _as_typed(view: View, request: Request, word: str, surface: str, most: int) -> Exactness:
    """The articles that have the word in its case: they are read, as the index does not know."""
    if most > _MOST_READ:
        return Exactness("case", None, None)
    analysis = view.fields.analysis
    typed = unicodedata.normalize("NFC", word)

    def has(article: Article) -> bool:
        return any(
            unicodedata.normalize("NFC", text[token.start : token.end]) == typed
            for text in (article.title or "", article.body)
            for token in (analysis.tokens(text) if typed in unicodedata.normalize("NFC", text) else ())
            if token.surface == surface
        )

    asked = Request(
        Exact(view.fields.default, word),
        filters=request.filters,
        since=request.since,
        limit=None,
        time_limit=request.time_limit,
        stop=request.stop,
    )
    articles = (match.document.article for match in view.search(asked).matches)
    return Exactness("case", None, sum(article is not None and has(article) for article in articles))


def _any_accents(surface: str, bare: str) -> str:
    """A regular expression of all spellings of a word that differ in accents alone."""
    variants = _variants()
    pieces = []
    at = 0
    while at < len(bare):
        pair = bare[at : at + 2]
        long = [c for c in variants.get(pair, "") if len(pair) > 1]
        if long:
            pieces.append(f"(?:{pair}|{'|'.join(long)})")
            at += 2
            continue
        letters = bare[at] + variants.get(bare[at], "")
        pieces.append(f"[{letters}]" if len(letters) > 1 else _SPECIAL.sub(r"\\\1", letters))
        at += 1
    return "".join(pieces) if bare else surface


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    """The small letters with accents, by the letter or letters that they are without."""
    from searchkit.base.analysis import fold

    found: dict[str, str] = {}
    for first, last in _LETTERS:
        for c in map(chr, range(first, last)):
            if c.islower() and (bare := fold(c)) != c and 0 < len(bare) <= len("ss"):
                found[bare] = found.get(bare, "") + c
    return found
