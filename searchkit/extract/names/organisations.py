"""Organisations under one name: a table of the best-known ones, and companies with and without their form (Co Ltd)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from searchkit.extract.cue_words import COMPANY_FORMS

# The name under which an organisation is filed, then the other names that newspapers use.
_KNOWN = """
European Union: EU, E.U.
United Nations: UN, U.N.
NATO: North Atlantic Treaty Organization, North Atlantic Treaty Organisation
International Monetary Fund: IMF
World Trade Organization: WTO, World Trade Organisation
World Bank:
World Health Organization: World Health Organisation
European Central Bank: ECB
European Commission:
European Community: EC, European Communities, European Economic Community, EEC
Organization for Security and Cooperation in Europe: OSCE
Organisation for Economic Co-operation and Development: OECD
OPEC: Organization of the Petroleum Exporting Countries
GATT: General Agreement on Tariffs and Trade
ASEAN: Association of Southeast Asian Nations
Commonwealth of Independent States: CIS
Eurasian Economic Union: EAEU
Shanghai Cooperation Organization: SCO, Shanghai Cooperation Organisation
International Committee of the Red Cross: ICRC
Red Cross:
Amnesty International:
Human Rights Watch:
Greenpeace:
Interpol:
Europol:
Frontex:
Securities and Exchange Commission: SEC
UNICEF:
UNESCO:
UNHCR:
IAEA: International Atomic Energy Agency
FBI: Federal Bureau of Investigation
CIA: Central Intelligence Agency
KGB:
Kremlin:
Pentagon:
White House:
Federal Reserve: Federal Reserve Board, U.S. Federal Reserve
UN Security Council: U.N. Security Council, United Nations Security Council, Security Council
UN General Assembly: U.N. General Assembly, United Nations General Assembly
World Food Programme: World Food Program, WFP
African Union:
Arab League: League of Arab States
Hamas:
Hezbollah:
Taliban:
Merrill Lynch:
Morgan Stanley:
Arthur Andersen:
Philip Morris:
Dean Witter:
Smith Barney:
Eli Lilly:
"""


def _known() -> dict[str, str]:
    names: dict[str, str] = {}
    for line in _KNOWN.strip().splitlines():
        canonical, _, others = line.partition(":")
        for name in (canonical, *others.split(",")):
            if name.strip():
                names[name.strip()] = canonical
    return names


KNOWN_ORGS: Final = _known()
# The names of several words, in capitals.
CAPITAL_ORGS: Final = {name.upper(): filed for name, filed in KNOWN_ORGS.items() if " " in name}
# The names under which organisations are filed.
FILED_ORGS: Final = frozenset(KNOWN_ORGS.values())


class Organisations:
    """The organisations of one text. ``Acme`` is the ``Acme Co Ltd`` that the text also names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._full: dict[str, str] = {}
        for name in names:
            bare = without_form(name)
            if bare is not None:
                self._full.setdefault(bare, name)

    def full_name(self, name: str) -> str:
        """The name of an organisation with its form, if the text names it so."""
        return self._full.get(name, name)


@lru_cache(maxsize=65_536)
def without_form(name: str) -> str | None:
    """The name of a company without its form (Co Ltd). None for a name without a form."""
    words = name.split(" ")
    at = len(words)
    while at > 1 and words[at - 1].lower().rstrip(".") in COMPANY_FORMS:
        at -= 1
    return " ".join(words[:at]).rstrip(",") if at < len(words) else None


def without_company_stop(name: str) -> str:
    """A name without the stop after the form of a company, so that Inc and Inc. are one."""
    last = name.rsplit(" ", 1)[-1]
    if name.count(".") == 1 and last.endswith(".") and last[:-1].lower() in COMPANY_FORMS:
        return name[:-1]
    return name


def without_the(name: str) -> str:
    """A name without a leading *the*, unless it is short."""
    return name[4:] if name[:4] in ("The ", "the ") and len(name) > 8 else name
