"""Words and their forms in plain Python: what the native analysis must equal, for every text.

Python does the work by the version of Unicode that it has; ``aged`` makes this the project's one.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from unicode_version import aged

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"((?:[^\W_])(?:[^\W_]|[{_MARKS}])*)(?:['\u2019\u02bc][sS](?!\w))?")
# Letters that Unicode does not decompose, though readers type them without the stroke or ligature.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t"}
)


class Token(NamedTuple):
    """One word of a text: its surface and its place, as character offsets."""

    surface: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of ``text`` in order; positions are their ordinals."""
    for match in _WORD.finditer(aged(text)[0]):  # younger characters are in no word
        yield Token(surface(match.group(1)), match.start(1), match.end(1))


def surfaces(text: str) -> list[str]:
    """The surfaces of the words of ``text`` in order."""
    return [token.surface for token in tokens(text)]


def surface(word: str) -> str:
    """The exact form under which a word is indexed: composed (NFC) and lower-cased."""
    if word.isascii():
        return word.lower()
    old, younger = aged(word)
    return unicodedata.normalize("NFC", old).lower().translate(younger)


@lru_cache(maxsize=262_144)
def fold(word: str) -> str:
    """A lower-cased word without accents: ``são`` and ``sao`` are the same."""
    if word.isascii():
        return word.lower()
    old, younger = aged(word)
    return _bare(old.lower().translate(_UNDECOMPOSED)).translate(younger) or word


@lru_cache(maxsize=262_144)
def term(surface_form: str, language: str = "en") -> str:
    """The term under which a surface form is found: English and Russian folded, then stemmed, others the reverse."""
    if language == "en":
        return _stem(fold(surface_form), "english")
    exact = surface(surface_form)
    if language == "ru":  # its \u0439 is a letter of its own
        old, younger = aged(exact)
        letters = old.lower().translate(_UNDECOMPOSED)
        folded = "".join(c if c == "\u0439" else _bare(c) for c in letters).translate(younger)
        return _stem(folded or exact, "russian")
    stemmed = _stem(exact.replace("\u0153", "oe"), {"fr": "french", "de": "german", "es": "spanish"}[language])
    return stemmed if stemmed.isascii() else fold(stemmed)


def whoosh_tokens(analyzer: Any, text: str) -> list[tuple[str, int, int, int]]:
    """What an analyzer of Whoosh makes of a text: (text, position, start, end) of each token."""
    old, younger = aged(text)
    found = analyzer(old, positions=True, chars=True)
    return [(t.text.translate(younger), t.pos, t.startchar, t.endchar) for t in found]


def _bare(letters: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))


def _stem(word: str, algorithm: str) -> str:
    """By the stemmer in plain Python, whatever else is installed; very long words are none."""
    if len(word.encode(errors="surrogatepass")) > 200:
        return word
    return str(_stemmer(algorithm).stemWord(word))


@lru_cache(maxsize=8)
def _stemmer(algorithm: str) -> Any:
    module = importlib.import_module(f"snowballstemmer.{algorithm}_stemmer")
    return getattr(module, f"{algorithm.capitalize()}Stemmer")()


@lru_cache(maxsize=256)
def wildcard_pattern(pattern: str) -> re.Pattern[str]:
    """The regular expression of a wildcard: ``*`` is any run of characters, ``?`` is one."""
    head, *rest = ("".join("." if c == "?" else re.escape(c) for c in piece) for piece in pattern.split("*"))
    # Each middle piece is taken where it first occurs and never again: no backtracking, however long the word.
    expression = head + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + (f".*{rest[-1]}" if rest else "")
    return re.compile(expression, re.DOTALL)
