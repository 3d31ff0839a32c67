"""What a word is. Indexing, queries and snippets share this tokenizer, these forms of words and these stop words.

A word is what Unicode says (UAX #29), with the exceptions that docs/query.md states. Two forms of a word are indexed at
the same position: its *surface* (case folded, NFKC) and its *term*. The term has no accents, and is stemmed with the
Snowball stemmer of its text's language (https://snowballstem.org). The native module does all of this, because an index
must not depend on what else its machine has installed.

An archive is searched by the rule that indexed it. Each rule has a number, which the archive's description states.
:data:`ANALYSES` has the rules that this version ships. The functions of this module are of the rule before, by which
the names of the gazetteer and of lists are known.
"""

from __future__ import annotations

import unicodedata

import searchkit._native as _native
from searchkit.base.light_functools import lru_cache
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.typing_names import TYPE_CHECKING, Final, Iterator

if TYPE_CHECKING:
    import re

# The languages that have a stemmer. All other texts are stemmed as English.
STEMMERS: Final = ("en", "fr", "de", "es", "ru")
_OTHER_NAMES: Final = {
    name: code
    for code, names in {
        "fr": "fra fre french français francais",
        "de": "deu ger german deutsch",
        "es": "spa spanish español espanol castellano",
        "ru": "rus russian русский",
    }.items()
    for name in names.split()
}

STOP_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "will",
        "with",
    ]
)


# A search loads this named tuple, so a call declares it. Annotations would be compiled at import, which is slow.
class Token(NamedTuple("Token", [("surface", str), ("start", int), ("end", int)])):
    """One word of a text: its surface and its place, as character offsets."""

    __slots__ = ()


def tokens(text: str) -> Iterator[Token]:
    """The words of ``text`` in order; positions are their ordinals."""
    return map(Token._make, _native.words(text))


def surfaces(text: str) -> list[str]:
    """The surfaces of the words of ``text`` in order."""
    return _native.surfaces(text)


def surface(word: str) -> str:
    """The exact form under which a word is indexed: composed (NFC) and lower-cased."""
    return _native.surface(word)


def fold(word: str) -> str:
    """A lower-cased word without accents: ``são`` becomes ``sao``."""
    return _native.fold(word)


def folded(text: str) -> str:
    """A whole name as one term: its words, folded, with one space between them."""
    return " ".join(map(_native.fold, _native.surfaces(text)))


def term(surface_form: str, language: str = "en") -> str:
    """The term of a surface form in a text with one of STEMMERS: stemmed and folded."""
    return _native.term(surface_form, language)


class Analysis:
    """One rule for words: how a text is split, and the forms by which its words are found.

    This class is the current rule. An earlier one that is still shipped is a subclass, which overrides what was
    different. ``term_form``, ``surface_form`` and ``fold_form`` name its forms for the native Builder, ``splitter`` its
    splitter.
    """

    rule = 3  # of the native core
    # Whether archives say where sentences and paragraphs begin.
    has_breaks = True
    # Whether archives have the words of title and body together in one field, by which they are ranked.
    has_combined = True
    splitter = "words"
    term_form = "stem"
    surface_form = "exact"
    fold_form = "bare"

    def __init__(self, number: int) -> None:
        self.number = number

    def tokens(self, text: str) -> Iterator[Token]:
        """The words of ``text`` in order. In scripts without spaces they overlap."""
        return map(Token._make, _native.words(text, self.rule))

    def surfaces(self, text: str) -> list[str]:
        """The surfaces of the words of ``text`` in order."""
        return _native.surfaces(text, self.rule)

    def query_surfaces(self, text: str) -> list[str]:
        """The surfaces by which ``text`` is found in other texts, in order.

        The last letter of a run without spaces is left out, as its last pair finds it.
        """
        return _native.query_surfaces(text)

    def is_part(self, form: str) -> bool:
        """Whether a form is one letter of a script without spaces. It stands in every form that it begins."""
        return not form.isascii() and _native.is_part_of_words(form)

    def written(self, text: str) -> list[str]:
        """The words of ``text`` as a reader sees them: a run without spaces is one. They are surfaces.

        A word whose surface would be several words stands as it is, such as one with a fraction.
        """
        words = [text[start:end] for start, end in self._runs(text)]
        surfaces = map(self.surface, words)
        return [
            surface if surface.isalnum() or len(self._runs(surface)) == 1 else word
            for word, surface in zip(words, surfaces, strict=True)
        ]

    def _runs(self, text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for _, start, end in self.tokens(text):
            if spans and start < spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
        return spans

    def surface(self, word: str) -> str:
        """The surface of a word."""
        return _native.surface(word, self.rule)

    def fold(self, word: str) -> str:
        """The form under which a word of a name is found."""
        return _native.fold(word, self.rule)

    def folded(self, text: str) -> str:
        """The whole of a name as one term."""
        return " ".join(map(self.fold, self.surfaces(text)))

    def term(self, surface: str, language: str = "en") -> str:
        """The form under which the surface of a word is found in a text of one of STEMMERS."""
        return _native.term(surface, language, self.rule)

    def value(self, text: str) -> str:
        """The form under which a whole value is found, and in which articles have it."""
        return text if text.isascii() else unicodedata.normalize("NFC", text)

    def text_chain(self, stemmer: str) -> str:
        """The native chain (JSON) that gives the words of a text their terms and surfaces."""
        return _TEXT_CHAINS[stemmer]

    def name_chain(self) -> str:
        """The native chain (JSON) that gives the words of a name their folded forms."""
        return _NAME_CHAIN


class WithoutCombined(Analysis):
    """The rule before: the same words. Archives have no field of title and body together."""

    has_combined = False


class RunsOfLetters(Analysis):
    """The first rule: words are runs of letters and digits, with the marks of European scripts."""

    rule = 2
    has_breaks = False
    has_combined = False
    splitter = "archive"
    term_form = "term"
    surface_form = "surface"
    fold_form = "fold"

    def query_surfaces(self, text: str) -> list[str]:
        return self.surfaces(text)

    def is_part(self, form: str) -> bool:
        return False

    def value(self, text: str) -> str:
        return text

    def text_chain(self, stemmer: str) -> str:
        if stemmer == "en":
            return '"archive"'
        return f'{{"splitter": "archive", "form": {{"term": "{stemmer}"}}}}'

    def name_chain(self) -> str:
        return '{"splitter": "archive", "form": "fold", "surface": "fold"}'


_TEXT_CHAINS: Final = {"en": '"words"'} | {
    code: f'{{"splitter":"words","form":{{"stem":"{code}"}}}}' for code in STEMMERS[1:]
}
_NAME_CHAIN: Final = '{"splitter": "words", "form": "bare", "surface": "bare"}'

# The rule by which archives are made.
CURRENT: Final = Analysis(4)
# The rules that this version can search and write by, by their numbers.
ANALYSES: Final[dict[int, Analysis]] = {
    CURRENT.number: CURRENT,
    3: WithoutCombined(3),
    2: RunsOfLetters(2),
}


@lru_cache(maxsize=256)
def stemmer_of(language: str | None) -> str:
    """Which of STEMMERS fits a text whose language is stated as this code, tag or name."""
    if language in STEMMERS:  # as mostly
        return language
    primary = (language or "").strip().lower().replace("_", "-").partition("-")[0]
    return primary if primary in STEMMERS else _OTHER_NAMES.get(primary, "en")


@lru_cache(maxsize=256)
def wildcard_pattern(pattern: str) -> re.Pattern[str]:
    """The regular expression of a wildcard: ``*`` is any run of characters, ``?`` is one."""
    import re  # few searches have a wildcard

    head, *rest = ("".join("." if c == "?" else re.escape(c) for c in piece) for piece in pattern.split("*"))
    # Each middle piece matches at its first occurrence only, so there is no backtracking in long words.
    expression = head + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + (f".*{rest[-1]}" if rest else "")
    return re.compile(expression, re.DOTALL)
