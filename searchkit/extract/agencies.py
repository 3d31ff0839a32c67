"""News agencies by the names that datelines and signatures give them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Canonical name: further names. These names are read without brackets around them, too.
_SURE = """
Reuters: Reuter, Thomson Reuters, Рейтер
AFP: Agence France-Presse, Agence France Presse
AP: Associated Press, The Associated Press
KAZINFORM: Kazinform, QazInform, Казинформ
Xinhua: Xinhua News Agency, Hsinhua
TASS: Itar-Tass, ITAR TASS, ТАСС, ИТАР-ТАСС
Interfax: Interfax-Ukraine, Interfax-Kazakhstan, Интерфакс
UPI: United Press International
DPA: Deutsche Presse-Agentur
EFE: Agencia EFE, EFE News
Kyodo: Kyodo News
ANSA:
PTI: Press Trust of India
BBC: BBC News, BBC Monitoring
IANS:
Bernama:
Yonhap: Yonhap News Agency
KCNA:
IRNA:
RIA Novosti: RIA-Novosti, RIAN, РИА Новости, РИА-Новости
Sputnik:
Ukrinform: Укринформ, Укрінформ
UNIAN: УНИАН, УНІАН
BelTA: БЕЛТА, БелТА
Azertag: AzerTAc, АЗЕРТАДЖ
AKIpress: AKI Press
Anadolu: Anadolu Agency
Tanjug:
Agerpres: Rompres
Bloomberg: Bloomberg News
Dow Jones: Dow Jones Newswires
Antara:
"""
# These names may be words or other things. They are read in brackets only.
_IN_BRACKETS = """
AAP: Australian Associated Press
ANP:
APA: Austria Presse Agentur
APP: Associated Press of Pakistan
APS:
ATS:
Belga:
BSS:
BTA:
CANA:
CP: Canadian Press, The Canadian Press
CTK:
Fars: Fars News Agency
HINA:
IPS: Inter Press Service
Kabar:
Khovar:
KUNA:
Lusa:
MAP:
MENA: Middle East News Agency
Mehr: Mehr News Agency
MTI:
Notimex:
NTB:
NZPA:
PA: Press Association, PA Media
PANA:
PAP:
Petra:
PNA:
Prensa Latina:
Ritzau:
RNZ:
SANA:
SPA: Saudi Press Agency
STA:
STT:
Tasnim:
Telam:
Trend:
TT:
UNI:
UzA:
VNA:
WAM:
"""


def _names(table: str) -> dict[str, str]:
    names = {}
    for line in table.strip().splitlines():
        canonical, _, others = line.partition(":")
        for name in (canonical, *others.split(",")):
            if name.strip():
                names[name.strip().casefold()] = canonical
    return names


_SURE_NAMES: Final = _names(_SURE)
_ALL_NAMES: Final = {**_names(_IN_BRACKETS), **_SURE_NAMES}
_SURE_BEGINNINGS: Final = frozenset(name[:2] for name in _SURE_NAMES)
_BARE: Final = re.compile(
    "(?:" + "|".join(re.escape(name) for name in sorted(_SURE_NAMES, key=len, reverse=True)) + r")(?![\w'\u2019])",
    re.IGNORECASE,
)
# A last line that is nothing but the agency: ``Reuter``, ``/EFE/``, ``(AP)``, ``-- Xinhua``.
_SIGNATURE: Final = re.compile(r"[-\u2013\u2014\s]*[(/\[]?\s*([A-Za-z][\w .-]{1,28}?)\s*[)/\]]?[\s.;&#\d\x00-\x1f]*")


def agency_named(name: str) -> str | None:
    """The canonical name of an agency in brackets or in a field. None if it is not known.

    Of several (``AFP/Reuters``, ``AP, 31 May``) it is the first one that is known.
    """
    folded = name.strip().casefold()
    if folded in _ALL_NAMES:
        return _ALL_NAMES[folded]
    for part in re.split(r"[/,;]| - | and ", folded):
        known = _ALL_NAMES.get(part.strip(" .-"))
        if known:
            return known
    return None


def agency_at(text: str, start: int) -> tuple[str, int] | None:
    """The agency at ``start`` without brackets (``KAZINFORM The sixth ...``), with its end.

    It must have a capital. Names that are also words (Trend, Petra) do not count without brackets.
    """
    begins = text[start : start + 2]
    match = _BARE.match(text, start) if begins[:1].isupper() and begins.lower() in _SURE_BEGINNINGS else None
    if match is None:
        return None
    return _SURE_NAMES[match.group().casefold()], match.end()


def agency_signed(text: str) -> str | None:
    """The agency that signs a text on its last line. None if there is none."""
    signature = _signature(text)
    return signature[0] if signature is not None else None


def unsigned(text: str) -> str:
    """A text without the agency's signature on its last line, which is no name in the text."""
    signature = _signature(text)
    return text[: signature[1]] if signature is not None else text


def _signature(text: str) -> tuple[str, int] | None:
    """The agency that signs a text on its last line, and where that line begins."""
    last = text[-200:].rstrip("\x03\x00 \t\r\n").rpartition("\n")[2]
    agency = _signing(last) if len(last) <= 40 else None
    return None if agency is None else (agency, text.rindex(last))


@lru_cache(maxsize=1024)
def _signing(line: str) -> str | None:
    """The agency that a line names, if it says nothing else. The last lines of articles are alike."""
    match = _SIGNATURE.fullmatch(line)
    if match is None:
        return None
    bracketed = line.lstrip()[:1] in ("(", "/", "[")
    return (_ALL_NAMES if bracketed else _SURE_NAMES).get(match.group(1).casefold())
