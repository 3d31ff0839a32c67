"""Words and their forms in plain Python: what the native analysis must equal, for every text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

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
    for match in _WORD.finditer(text):
        yield Token(surface(match.group(1)), match.start(1), match.end(1))


def surfaces(text: str) -> list[str]:
    """The surfaces of the words of ``text`` in order."""
    return [surface(word) for word in _WORD.findall(text)]


def surface(word: str) -> str:
    """The exact form under which a word is indexed: composed (NFC) and lower-cased."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word).lower()


@lru_cache(maxsize=262_144)
def fold(word: str) -> str:
    """A lower-cased word without accents: ``são`` and ``sao`` are the same."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or word


@lru_cache(maxsize=262_144)
def term(surface_form: str) -> str:
    """The term under which a surface form is found: folded and stemmed."""
    return _stemmer()(fold(surface_form))


@lru_cache(maxsize=1)
def _stemmer() -> _Stem:
    return _Stem()


class _Stem:
    """The pure Python Snowball stemmer, whatever else is installed: an index must not depend on its machine."""

    def __init__(self) -> None:
        from snowballstemmer.english_stemmer import EnglishStemmer

        self._stem = EnglishStemmer().stemWord

    def __call__(self, word: str) -> str:
        return str(self._stem(word))


@lru_cache(maxsize=256)
def wildcard_pattern(pattern: str) -> re.Pattern[str]:
    """The regular expression of a wildcard: ``*`` is any run of characters, ``?`` is one."""
    head, *rest = ("".join("." if c == "?" else re.escape(c) for c in piece) for piece in pattern.split("*"))
    # Each middle piece is taken where it first occurs and never again: no backtracking, however long the word.
    expression = head + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + (f".*{rest[-1]}" if rest else "")
    return re.compile(expression, re.DOTALL)
