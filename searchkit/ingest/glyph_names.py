"""Text of a PDF that is no text: the fonts of the page name their glyphs, but do not say which letters these are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["hides_letters", "without_glyph_names"]

# A glyph by its name in the font ("/g12", "/cid00012"), or by its number, as other programs write it.
_GLYPH: Final = re.compile(r"/([A-Za-z_.]{0,12})(?:\d{1,6}|(?<=[A-Za-z])[0-9A-F]{2,6})(?![A-Za-z0-9])|\(cid:\d{1,6}\)")
_SHORT_NAME: Final = re.compile(r"/[A-Za-z]{1,5}(?![A-Za-z0-9])")
# Characters that mean nothing outside their font, the box for what is no glyph, and bytes that are no characters.
_NOBODYS: Final = re.compile("[\u25a1\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANK: Final = re.compile(r"\s+")
# So many glyphs in a row are no path of an address.
_FEW: Final = 3
_MANY: Final = 20
# One control character in so many tells that the numbers of glyphs were taken for letters.
_ODD: Final = 50


def without_glyph_names(page: str, hides: bool = False) -> tuple[str, bool]:
    """The text of a page without the lines that are only glyphs, and whether there were any.

    ``hides`` says whether a font of the page does not tell its letters (:func:`hides_letters`).
    """
    if hides and len(_CONTROL.findall(page)) * _ODD >= len(page):
        return "", bool(page.strip())
    # Most pages have none of them.
    if "/" not in page and "(cid:" not in page and not _NOBODYS.search(page):
        return page, False
    if _is_glyphs(page, _MANY, numbers=True) or _no_letters(page):
        return "", True
    lines = page.split("\n")
    if not any(_is_glyphs(line, _FEW) for line in lines):
        return page, False
    return "\n".join(line for line in lines if not line.strip() or not _is_glyphs(line, 1)), True


def hides_letters(font: Mapping[str, Any]) -> bool:
    """Whether a font has numbers of glyphs alone, and no table that says which letters these are."""
    if font.get("/Subtype") != "/Type0" or "/ToUnicode" in font:
        return False
    return font.get("/Encoding") in ("/Identity-H", "/Identity-V")


def _is_glyphs(text: str, least: int, numbers: bool = False) -> bool:
    """Whether two thirds of a text are glyphs, ``least`` of them at least.

    ``numbers`` also takes names that are only digits or letters. In a line alone, these may be a date or a path.
    """
    size = len(_BLANK.sub("", text))
    glyphs = [match for match in _GLYPH.finditer(text) if numbers or match.group(1) != ""]
    count, covered = len(glyphs), sum(len(match.group()) for match in glyphs)
    if not numbers and len({match.group(1) for match in glyphs}) > 2:
        return False
    if numbers:
        short = _SHORT_NAME.findall(text)
        count, covered = count + len(short), covered + sum(map(len, short))
    odd = len(_NOBODYS.findall(text))
    if numbers and count + odd >= _FEW and covered + odd == size:
        return True
    return count + odd >= least and 3 * (covered + odd) >= 2 * size


def _no_letters(text: str) -> bool:
    return bool(_NOBODYS.search(text)) and not re.search(r"[^\W_]", text)
