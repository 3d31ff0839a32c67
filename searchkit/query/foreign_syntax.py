"""What reads like the syntax of another tool, or like an operator, and what to write instead."""

from __future__ import annotations

from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.base.typing_names import Final, Sequence

# Operators as people write them elsewhere: w/5, pre/5, near/5, NEAR5, /s.
_NEARNESS: Final = ("w", "wn", "near", "n", "adj", "within", "pre", "before", "onear")
_BOOST: Final = late_pattern(r"(.*\w)\^[\d.]+\Z")
_DISTANCE: Final = late_pattern(r"~\d{4,}\Z|\w~\d*\.\d+\Z")
_QUANTITIES: Final = ("atleast", "first")
_SMALL: Final = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/10", "before": "BEFORE/10"}
_SIGNS: Final = {"&&": "AND", "||": "OR"}


@record
class Foreign:
    """What was written, and the spelling that works here. ``instead`` may take its place; it is empty if none may."""

    message: str
    hint: str
    instead: str = ""


def foreign_word(text: str, before: bool, after: bool, *, own_words: bool = False) -> Foreign | None:
    """What a word may be meant as. ``before`` and ``after`` say whether a word stands beside it.

    ``own_words``: what is part of a word is known only to the analyzers of a schema.
    """
    if before and after:
        if text in _SMALL:
            operator = _SMALL[text]
            hint = f"write {operator} to join what stands beside it"
            return Foreign(f"{text} is searched as a word here", hint, operator)
        if text in ("NEAR", "BEFORE", "ADJ", "SAME", "WITHIN"):
            operator = "BEFORE/10" if text == "BEFORE" else "NEAR/10"
            return Foreign(f"{text} alone is searched as a word", "write NEAR/10 or NEAR/s", operator)
        if found := _operator(text, _NEARNESS, ("s", "p", "sent", "para")):
            operator = _nearness("BEFORE" if found[0] in ("pre", "before", "onear") else "NEAR", found[1])
            return Foreign(f"{text} is searched as words here", f"write {operator}", operator)
        if text[:1] == "/" and (found := _operator(text, ("",), ("s", "p"))):
            operator = _nearness("NEAR", found[1])
            return Foreign(f"{text} is searched as a word here", f"write {operator}", operator)
        if text in ("ANDNOT", "BUTNOT"):
            return Foreign(f"{text} is searched as a word here", "write NOT", "NOT")
    if after and (found := _operator(text, _QUANTITIES, ())):
        operator = f"{found[0].upper()}/{_number(found[1])}"
        return Foreign(f"{text} is searched as words here", f"write {operator} before a word", operator)
    if own_words:
        return None
    if len(text) > 1 and text[0] == "!" and text[1].isalnum():
        hint = f"write -{text[1:]} to leave it out"
        return Foreign(f"! means nothing here; {text[1:]} is searched as a word", hint, f"-{text[1:]}")
    if "^" in text and (match := _BOOST.match(text)):
        hint = f"write {match[1]}; all words count alike"
        return Foreign(f"{text} is searched as words; ^ and a number mean nothing here", hint, match[1])
    if "~" in text and _DISTANCE.search(text):
        hint = "write ~1 or ~2 after a word, ~5 after a phrase"
        return Foreign(f"the number in {text!r} means nothing here; searched as words", hint)
    return None


def _operator(text: str, names: Sequence[str], units: tuple[str, ...]) -> tuple[str, str] | None:
    """The name and the number or unit of ``near/5``, ``NEAR5`` or ``w/s``, where it is one of these; else None."""
    written = text.lower()
    if not written[-1:].isdecimal() and not written.endswith(units):
        return None
    for name in names:
        unit = written.removeprefix(name).removeprefix("/")
        if written.startswith(name) and (unit.isdecimal() or unit in units):
            return name, unit
    return None


def _nearness(name: str, unit: str) -> str:
    """The operator that works. Only NEAR has sentences and paragraphs."""
    return f"{name}/{_number(unit)}" if unit.isdigit() else f"NEAR/{unit[0].lower()}"


def _number(digits: str) -> str:
    """A number that works, from 1 on."""
    return str(min(max(int(digits[:12]), 1), 999_999_999))


def foreign_sign(text: str) -> Foreign | None:
    """An operator that is understood, but has another spelling here."""
    if text in _SIGNS:
        return Foreign(f"{text} is read as {_SIGNS[text]}", f"write {_SIGNS[text]}")
    if text == "+":
        return Foreign("+ is ignored, as all words are required", "leave it out")
    return None
