"""One code for a language, however it is called: ``fra``, ``fre``, ``French``, ``français`` and ``fr-CA`` are ``fr``.

The names are those of ``language_names.tsv``, which ``tools/make_language_table.py`` makes. It is read on first use.
"""

from __future__ import annotations

from searchkit.base.analysis import fold
from searchkit.base.late_pattern import late_pattern
from searchkit.base.light_functools import lru_cache
from searchkit.base.regular_file import read_file
from searchkit.base.typing_names import Final, Mapping

__all__ = ["language_code", "name_key"]

_TABLE: Final = "language_names.tsv"
# A tag of BCP 47, or a locale of POSIX (en_GB.UTF-8): the language and what follows it.
_TAG = late_pattern(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}(?:[.@][\w.@=-]{0,40})?")
_BESIDE = late_pattern(r"(.+?)\s*[(\[\uff08].*[)\]\uff09]")
_LONGEST: Final = 100
_FEW: Final = 1024


def name_key(name: str) -> str:
    """The form under which a name is looked up: in lower case, without accents, with single blanks."""
    return " ".join(fold(name.lower()).replace("\u2019", "'").split())


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """The code of each language by its other codes and its names."""
    found: dict[str, str] = {}
    for line in read_file(__file__.rpartition("language_code")[0] + _TABLE).decode().splitlines():
        code, _, others = line.partition("\t")
        found[code] = code
        for other in others.split("|"):
            if other:
                found[other] = code
    return found


@lru_cache(maxsize=_FEW)
def language_code(text: str) -> str | None:
    """The code of a language by a code, a tag or a name of it. It is that of ISO 639-1 where there is one.

    The region and the script of a tag do not count, nor what stands in brackets after a name. None for what is unknown.
    """
    if len(text) > _LONGEST:
        return None
    text = text.strip()
    codes = _codes()
    if (code := codes.get(name_key(text))) is not None:
        return code
    tag = _TAG.fullmatch(text)
    if tag is not None:
        return codes.get(tag.group(1).lower())
    beside = _BESIDE.fullmatch(text)
    return codes.get(name_key(beside.group(1))) if beside else None
