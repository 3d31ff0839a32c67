"""The Whoosh analyzers that the native module can replace: those that are exactly Whoosh's own.

An analyzer with any difference (a subclass, another value, one more attribute) runs in Python.
"""

from __future__ import annotations

import re
from typing import Any, Final

from whoosh.analysis import CompositeAnalyzer, LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.lang.porter import stem

_EXPRESSION: Final = re.compile(r"\w+(\.?\w+)*", re.UNICODE)
_LARGEST: Final = 2**31 - 1


def chain_of(analyzer: Any) -> dict[str, Any] | None:
    """The native chain (see ``_native.pyi``) that gives exactly the tokens of ``analyzer``, or None.

    The tokens are those of a plain call with positions and characters: words are stemmed, and removed stop words leave
    no trace. This holds for any text.
    """
    if type(analyzer) is not CompositeAnalyzer or set(vars(analyzer)) != {"items"}:
        return None
    tokenizer, *filters = analyzer.items
    if not _is_default(tokenizer):
        return None
    match [type(part) for part in filters]:
        case [first] if first is LowercaseFilter:
            stopping: dict[str, Any] | None = {}
            stemming: dict[str, Any] | None = {}
        case [first, second] if (first, second) == (LowercaseFilter, StopFilter):
            stopping, stemming = _stopping(filters[1]), {}
        case [first, second] if (first, second) == (LowercaseFilter, StemFilter):
            stopping, stemming = {"stop": [], "min": 0, "max": None}, _stemming(filters[1])
        case [first, second, third] if (first, second, third) == (LowercaseFilter, StopFilter, StemFilter):
            stopping, stemming = _stopping(filters[1]), _stemming(filters[2])
        case _:
            return None
    if vars(filters[0]) or stopping is None or stemming is None:
        return None
    form: str | dict[str, Any] = "lower"
    if stemming:
        form = {"stemming": stopping | stemming}
    elif stopping:
        form = {"standard": stopping}
    return {"splitter": "whoosh", "form": form}


def _is_default(tokenizer: Any) -> bool:
    if type(tokenizer) is not RegexTokenizer or set(vars(tokenizer)) != {"expression", "gaps"}:
        return False
    return tokenizer.gaps is False and bool(tokenizer.expression == _EXPRESSION)


def _stopping(part: StopFilter) -> dict[str, Any] | None:
    if set(vars(part)) != {"stops", "min", "max", "renumber"} or part.renumber is not True:
        return None
    stop = _words(part.stops)
    if stop is None or not _is_size(part.min) or not (part.max is None or _is_size(part.max)):
        return None
    return {"stop": stop, "min": part.min, "max": part.max}


def _stemming(part: StemFilter) -> dict[str, Any] | None:
    if set(vars(part)) != {"stemfn", "lang", "ignore", "cachesize", "_stem"} or part.lang is not None:
        return None
    if part.stemfn is not stem or getattr(part._stem, "__wrapped__", part._stem) is not stem:
        return None
    ignore = _words(part.ignore)
    return None if ignore is None else {"ignore": ignore}


def _words(given: Any) -> list[str] | None:
    """The words of a set, sorted. None if it has anything else, or a lone surrogate, which has no UTF-8."""
    if type(given) is not frozenset or not all(type(word) is str for word in given):
        return None
    words: list[str] = sorted(given)
    return None if any("\ud800" <= letter <= "\udfff" for word in words for letter in word) else words


def _is_size(given: Any) -> bool:
    return type(given) is int and 0 <= given <= _LARGEST
