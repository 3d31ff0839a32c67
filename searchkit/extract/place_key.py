"""The form under which the name of a place is looked up."""

from __future__ import annotations

from searchkit.base.analysis import fold
from searchkit.base.late_pattern import late_pattern
from searchkit.base.light_functools import lru_cache

_INITIALS = late_pattern(r"\b([a-z])\.\s?(?=[a-z]\b|va\b)")
_CHARACTERS = str.maketrans(
    {"'": None, "\u2019": None, "\u2018": None, "`": None, ".": " ", "-": " ", "/": " ", ",": " "}
)
_WRITTEN_OUT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_WITH_ARTICLE = frozenset(("hague", "bronx", "valley", "woodlands"))


@lru_cache(maxsize=65_536)
def place_key(name: str) -> str:
    """``name`` without case, accents, apostrophes, stops and hyphens: ``ST. JOHN'S`` and ``Saint Johns`` are one.

    Abbreviations lose their stops (``N.Y.`` is ``ny``). ``St``, ``Ft`` and ``Mt`` are written out. A leading ``the`` is
    dropped. The key of a name without letters is empty.
    """
    if name.isalpha() and name.isascii():
        return name.lower()
    if name.isascii() and name.replace(" ", "").isalpha():
        words = name.lower().split()
    else:
        words = _INITIALS.sub(r"\1", fold(name.lower())).translate(_CHARACTERS).split()
    if len(words) > 1:
        words[:-1] = [_WRITTEN_OUT.get(word, word) for word in words[:-1]]
        if words[0] == "the" and words[1] not in _WITH_ARTICLE:
            del words[0]
    return " ".join(words)
