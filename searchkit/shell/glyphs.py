"""The signs that the full view draws with, and their stand-ins for terminals that only know ASCII."""

from __future__ import annotations

import locale
import os
import sys
import unicodedata
from typing import Final

from searchkit.base.record import record


@record
class Glyphs:
    """Signs by what they mean. ``sparks`` and ``bars`` go from the smallest to the largest."""

    cut: str
    selected: str
    sparks: str
    bars: str
    rule: str
    side: str
    between: str
    chosen: str
    excluded: str
    chip: tuple[str, str]
    name: tuple[str, str]
    kinds: dict[str, str]
    prefix: str
    only_ascii: bool

    def shown(self, text: str) -> str:
        """A text in letters that the terminal has; others become their base letter, else a question mark."""
        if not self.only_ascii or text.isascii():
            return text
        return "".join(c if c.isascii() else _plain(c) for c in text)


_KINDS: Final = {"person": "P", "org": "O", "place": "L", "event": "E", "other": "X"}
UNICODE: Final = Glyphs(
    cut="…",
    selected="▸",
    sparks="▁▂▃▄▅▆▇█",
    bars="▏▎▍▌▋▊▉█",
    rule="─",
    side="│",
    between=" · ",
    chosen="☑",
    excluded="☒",
    chip=("⟨", "⟩"),
    name=("⟦", "⟧"),
    kinds={"person": "ᴾ", "org": "ᴼ", "place": "ᴸ", "event": "ᴱ", "other": "ˣ"},
    prefix="…",
    only_ascii=False,
)
ASCII: Final = Glyphs(
    cut="...",
    selected=">",
    sparks=".:-=+*#@",
    bars="#",
    rule="-",
    side="|",
    between=" | ",
    chosen="[x]",
    excluded="[-]",
    chip=("<", ">"),
    name=("{", "}"),
    kinds=_KINDS,
    prefix="...",
    only_ascii=True,
)
_SPELLED: Final = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "·": "|", "«": '"', "»": '"', "×": "x"}
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "\u00a0": " "}
)


def glyphs_for(*, only_ascii: bool) -> Glyphs:
    """The signs for a terminal."""
    return ASCII if only_ascii else UNICODE


def knows_only_ascii() -> bool:
    """Whether the terminal is said to know nothing but ASCII: by its locale, or by the encoding of the output.

    Python takes a C locale for UTF-8 where nobody says otherwise, so the variables of the locale are asked first.
    """
    said = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if said in ("C", "POSIX"):
        return True
    encoding = getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(do_setlocale=False)
    try:
        UNICODE.selected.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def _plain(char: str) -> str:
    spelled = char.translate(_SPELLED)
    if spelled.isascii():
        return spelled
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return base if base.isascii() and (base or unicodedata.combining(char)) else "?"
