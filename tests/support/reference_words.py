"""The current rule for words in plain Python: what the native analysis must equal, for every text.

Each character becomes the letter of its class, and regular expressions over the classes find the words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import reference_analysis as earlier
from reference_analysis import Token
from unicode_version import aged

# The blocks of Unicode with letters of scripts without spaces.
_BLOCKS = (
    "0E00-0EFF 1000-109F 1100-11FF 1780-17FF 1950-19FF 1A20-1AAF 2E80-2FDF 3005-3007 3031-3035 3038-303C 3041-318F "
    "31A0-31BF 31F0-31FF 3400-4DBF 4E00-9FFF A960-A97F A9E0-A9FF AA60-AADF AC00-D7FF F900-FAFF FF66-FF9F FFA0-FFDC "
    "1AFF0-1B16F 20000-2FA1F 30000-3134A"
)
_RUNNING = re.compile("[" + "".join(f"\\U{a:0>8}-\\U{b:0>8}" for a, b in (x.split("-") for x in _BLOCKS.split())) + "]")
_JOINED = re.compile("[\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")
_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u0640\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
_PLAIN = {"'": "'", ",": ",", "\u2019": "q", "\u00a0": "b", "\u202f": "c", "\u2009": "e", ".": ".", "+": "+", "#": "#"}
_OTHER_WORDS = frozenset(
    "ad all am an and are as at be by can do go has he if in is it me my no of on or so to up us we who".split()
)


@lru_cache(maxsize=4096)
def _class(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    if _IGNORED.match(char):
        return "t" if char == "\u0640" else "i"
    if re.match(r"[^\W_]", char):
        kind = unicodedata.category(char)[0]
        if _RUNNING.match(char) and (kind != "N" or char == "\u3007"):
            return "j" if _JOINED.match(char) else "a" if char == "\u0e32" else "r"
        if char.isascii():
            return "S" if char in "sS" else "A" if char.isalpha() else "z" if char == "0" else "d"
        return "n" if kind == "N" else "l"
    if char == "\u0e4d":
        return "w"
    if unicodedata.category(char) in ("Mn", "Mc", "Me"):
        return "m"
    return "_" if char == "_" else " "


_WORD = "[lASzdn]"
_MARK = "[mitw]"
_MORE = "[lASzdnrjamw]"  # what a word goes on with
_ONE = f"[lAS]{_MARK}*+"
_RULES = re.compile(
    rf"""
    (?P<initials> {_ONE} (?: \. {_ONE} (?!{_MORE}) )+ (?: \. (?!{_MORE}) )? )
    | (?P<number> (?<![zd][,.]) d[zd]{{0,2}} (?P<mark>[,'qbce]) [zd]{{3}} (?: (?P=mark) [zd]{{3}} )*
        (?! [zd] ) (?! (?P=mark) [zd] ) (?!{_MORE}) )
    | (?P<language> [AS] (?: \+\+ (?![+#]) | \# (?![+#]) (?!{_MORE}) ) )
    | (?P<run> [raj] (?: [raj] | {_MARK} )* )
    | (?P<word> {_WORD} (?: {_WORD} | {_MARK} )* )
    """,
    re.VERBOSE,
)
_UNIT = re.compile(rf"[raj](?:j|{_MARK}|(?<=w)a)*+")
_POSSESSIVE = re.compile(r"['q]S(?![lASzdnrjat_])")


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in order; positions are their ordinals."""
    classes = "".join(map(_class, aged(text)[0]))  # younger characters are in no word
    found: list[tuple[int, int]] = []
    at = 0
    while match := _RULES.search(classes, at):
        at = match.end()
        if match["run"]:
            units = [unit.span() for unit in _UNIT.finditer(classes, match.start(), at)]
            found += [(a, d) for (a, _), (_, d) in pairwise(units)]
            found.append(units[-1])
            continue
        found.append(match.span())
        if possessive := _POSSESSIVE.match(classes, at):
            at = possessive.end()
    return [Token(surface(text[start:end]), start, end) for start, end in found]


def query_surfaces(text: str) -> list[str]:
    """The surfaces by which a text is found: without the last letter of a run of several that ends it."""
    found = tokens(text)
    if len(found) > 1 and found[-2].start < found[-1].start < found[-2].end:
        found.pop()
    return [token.surface for token in found]


def surface(word: str) -> str:
    """The exact form: NFKC case folded, without what is ignored, full stops of initials, marks between digits."""
    old, younger = aged(word)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", _IGNORED.sub("", old)).casefold())
    exact = _joined(unicodedata.normalize("NFKC", _IGNORED.sub("", folded).casefold())).translate(younger)
    if re.fullmatch(r"[0-9][0-9,'\u2019 ]*", exact):
        return re.sub(r"\D", "", exact)
    if "." in exact and not exact[0].isdigit() and not set("*?") & set(exact):
        letters = exact.replace(".", "")
        return exact.rstrip(".") if letters in _OTHER_WORDS else letters
    return exact


def fold(word: str, kept: str = "") -> str:
    """The exact form without accents. Marks that make another letter stay."""
    exact = surface(word)
    return _bare(exact, kept)


def term(word: str, language: str = "en") -> str:
    """The term: the exact form stemmed and without accents; English and Russian lose accents first."""
    exact = surface(word)
    names = {"en": "english", "fr": "french", "de": "german", "es": "spanish", "ru": "russian"}
    stemmed = earlier._stem if not set(".+#") & set(exact) else lambda word, algorithm: word
    if language in ("en", "ru"):
        return str(stemmed(_bare(exact, "\u0439" if language == "ru" else ""), names[language]))
    return _bare(str(stemmed(exact.replace("\u0153", "oe"), names[language])))


def _bare(exact: str, kept: str = "") -> str:
    old, younger = aged(exact)
    letters = "".join(
        c if c == kept else "".join(filter(_is_no_accent, unicodedata.normalize("NFKD", c)))
        for c in "".join(c if c == kept else c.translate(earlier._UNDECOMPOSED) for c in old)
    )
    return _joined(unicodedata.normalize("NFC", letters)).translate(younger) or exact


def _is_no_accent(char: str) -> bool:
    order = unicodedata.combining(char)
    return order == 0 or (order != 1 and not 10 <= order <= 36 and order < 200)


def _joined(text: str) -> str:
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
