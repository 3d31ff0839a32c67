"""The best-known bodies, and the one name under which each is filed."""

from __future__ import annotations

from typing import Final

# The name by which a body is filed, then the others that newspapers use.
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
# The names of several words in capitals, and those under which bodies are filed.
CAPITAL_ORGS: Final = {name.upper(): filed for name, filed in KNOWN_ORGS.items() if " " in name}
FILED_ORGS: Final = frozenset(KNOWN_ORGS.values())
