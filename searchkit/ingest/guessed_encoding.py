"""The encoding of text that has no label, by its bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["LATIN", "Guess", "guessed"]

# The encodings of unlabelled text on disks and pages, by their names for chardet.
_CANDIDATES: Final = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r koi8-u cp866 iso8859-2 iso8859-5 iso8859-7 "
    "iso8859-9 cp874 cp932 euc_jis_2004 gb18030 big5hkscs cp949".split()
)
# chardet's names -> the names that people know, and Python's codecs.
_NAMES: Final = {
    "cp932": ("Shift_JIS", "cp932"),
    "euc-jp": ("EUC-JP", "euc_jp"),
    "euc-jis-2004": ("EUC-JP", "euc_jis_2004"),
    "big5": ("Big5", "big5hkscs"),
    "big5-hkscs": ("Big5", "big5hkscs"),
    "big5hkscs": ("Big5", "big5hkscs"),
    "cp949": ("EUC-KR", "cp949"),
    "euc-kr": ("EUC-KR", "cp949"),
    "gb18030": ("GB18030", "gb18030"),
    "cp874": ("windows-874", "cp874"),
    "ibm866": ("IBM866", "cp866"),
}
_LATIN_SCRIPT: Final = ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-9")
# Below this, a few letters decide. windows-1252 is the most common then: a text in its languages has few of them.
_LEAST: Final = 0.12
# What is enough where all letters are those of the language that the words are of.
_LEAST_IN_ALPHABET: Final = 0.05
# The letters beyond ASCII of languages that windows-1252 does not have, and of Hungarian and Romanian.
_LETTERS: Final = {
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "hr": "čćđšž",
    "sr": "čćđšž",
    "sl": "čćđšž",
    "et": "äõöüšž",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "tr": "âçğıîöşûüi̇",
}
# Their letters are those of short texts in Portuguese and Spanish as well.
_LIKE_WESTERN: Final = frozenset({"et", "hu", "lt", "lv"})
# Words of one letter in Italian and French (è, à), which no language of windows-1250 has.
_WESTERN_WORD: Final = re.compile(r"(?<![^\W_])[\u010d\u010c\u0155\u0154](?![^\W_])")
# Nine of ten letters are of the language. Foreign names have others.
_FOREIGN: Final = 0.1
_SAMPLE: Final = 1 << 17
# A word with a letter that is neither Latin nor of the scripts that have no blanks between words.
_OTHER_SCRIPT: Final = re.compile(r"[^\W\d_]*[\u0370-\u07ff][^\W\d_]*")
_TAG: Final = re.compile(rb"<[^<>]{0,500}>")


class Guess(NamedTuple):
    """The ``encoding`` of a text as people call it, its ``codec``, and how sure that is (0 to 1). None: not asked."""

    encoding: str
    codec: str
    confidence: float | None = None


LATIN: Final = Guess("windows-1252", "cp1252")


def guessed(sample: bytes) -> Guess:
    """The encoding of bytes that are not UTF-8: windows-1252 unless chardet knows better.

    Where it is not sure, or is sure of what cannot be, the letters of the language decide that it sees in the words.
    """
    text = _TAG.sub(b" ", sample[:_SAMPLE])
    guess, language = _asked(text, _CANDIDATES)
    if guess.codec != LATIN.codec and _mixes_scripts(text.decode(guess.codec, "replace")):
        guess, language = _asked(text, _LATIN_SCRIPT)
    if guess.confidence is None:
        return LATIN
    foreign = _foreign(text.decode(guess.codec, "replace"), language)
    if foreign is None:
        return guess if guess.confidence >= _LEAST else LATIN
    least = _LEAST_IN_ALPHABET if foreign == 0 and language not in _LIKE_WESTERN else _LEAST
    return guess if foreign <= _FOREIGN and guess.confidence >= least else LATIN


def _asked(text: bytes, candidates: Sequence[str]) -> tuple[Guess, str]:
    """What chardet says, and the language that it sees. Without a confidence if that is windows-1252."""
    import chardet

    found = chardet.detect(text, include_encodings=candidates)
    name, confidence, language = found["encoding"], found["confidence"], found.get("language")
    if name is None or name.casefold() in ("iso-8859-1", "windows-1252"):
        return LATIN, ""
    encoding, codec = _NAMES.get(name.casefold().replace("_", "-"), (name.casefold(), name))
    try:
        text.decode(codec, "replace")
    except LookupError:  # an encoding of a later chardet
        return LATIN, ""
    return Guess(encoding, codec, confidence), language or ""


def _mixes_scripts(text: str) -> bool:
    """Whether letters of another script stand in words of Latin letters, or only alone: ``perchй`` is ``perché``."""
    mixed = pure = alone = 0
    for word in _OTHER_SCRIPT.finditer(text):
        letters = word.group()
        if any(letter.isascii() for letter in letters):
            mixed += 1
        elif len(letters) == 1:
            alone += 1
        else:
            pure += 1
    return mixed > pure or (not pure and alone > 0)


def _foreign(text: str, language: str) -> float | None:
    """The share of the letters beyond ASCII that a language does not have. None if its letters are not known."""
    known = _LETTERS.get(language)
    if _WESTERN_WORD.search(text):
        return 1.0
    letters = [letter for letter in text.lower() if letter.isalpha() and not letter.isascii()]
    if known is None or not letters or _OTHER_SCRIPT.search(text):  # Serbian has two scripts
        return None
    return sum(letter not in known for letter in letters) / len(letters)
