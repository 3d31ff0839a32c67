"""Where countries, regions and divisions lie in the gazetteer: in the middle of their towns, weighted by inhabitants.

``tools/condense_gazetteer.py`` calls it last. Run alone (``python tools/middle_of_cities.py``), it fills in the
coordinates of ``searchkit/extract/gazetteer.tsv`` again. The result is the same for the same towns.

The middle is that of points on a sphere, so that it is right across the date line. A place without a town of its own
has the middle of its country, and a former state that of the states of today. What towns do not tell is set by hand.
"""

from __future__ import annotations

from collections import defaultdict
from math import atan2, cos, degrees, hypot, radians, sin
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parents[1] / "searchkit" / "extract" / "gazetteer.tsv"
_KIND, _NAME, _TODAY, _CODE, _DIVISION, _SIZE, _LATITUDE, _LONGITUDE, _HOLDS = 0, 1, 2, 3, 4, 5, 6, 7, 10
_TOWNS: Final = ("capital", "world", "city")
# Former states on the ground of several: the codes of those that hold their towns.
_GROUND: Final = {
    "SU": "RU UA BY UZ KZ GE AZ LT MD LV KG TJ AM TM EE",
    "CS": "CZ SK",
    "YU": "RS BA HR MK ME SI XK",
    "OT": "TR SY IQ LB JO PS IL",
}

# Parts of one country by the divisions that they held.
_HELD: Final = {
    "East Germany": "DE.11 DE.12 DE.13 DE.14 DE.15",
    "West Germany": "DE.01 DE.02 DE.03 DE.04 DE.05 DE.06 DE.07 DE.08 DE.09 DE.10",
}
# Where towns tell nothing: the middle of the land by hand, or the capital of a former state.
_BY_HAND: Final = {
    "North Vietnam": (21.03, 105.85),
    "South Vietnam": (10.82, 106.63),
    "North Yemen": (15.35, 44.21),
    "South Yemen": (12.79, 45.02),
    "Abkhazia": (43.00, 41.02),
    "Antarctica": (-82.86, 135.00),
    "Arctic": (90.00, 0.00),
    "Gaza Strip": (31.42, 34.36),
    "Helmand": (31.00, 64.00),
    "Kashmir": (34.10, 74.80),
    "Kurdistan": (36.50, 44.00),
    "Mindanao": (7.50, 125.00),
    "Nagorno-Karabakh": (39.82, 46.75),
    "Puntland": (8.40, 48.48),
    "Somaliland": (9.56, 44.06),
    "South Ossetia": (42.23, 43.97),
    "Tigray": (13.50, 39.47),
    "Transnistria": (46.84, 29.63),
    "Transylvania": (46.50, 24.50),
    "West Bank": (32.00, 35.25),
    "Zanzibar": (-6.16, 39.20),
    "Bonaire, Saint Eustatius and Saba": (12.15, -68.27),
    "Bonaire": (12.15, -68.27),
    "Saba": (17.63, -63.23),
    "Sint Eustatius": (17.49, -62.98),
    "Tokelau": (-9.17, -171.82),
    "Atafu": (-8.55, -172.50),
    "Fakaofo": (-9.38, -171.22),
    "Nukunonu": (-9.20, -171.85),
    "Wallis and Futuna": (-13.28, -176.17),
    "Alo": (-14.31, -178.12),
    "Sigave": (-14.29, -178.16),
    "Uvea": (-13.28, -176.17),
}

Point = tuple[float, float, float]


def with_middles(lines: list[str]) -> list[str]:
    """The lines of the gazetteer, where all places have coordinates that towns give them."""
    rows = [line.split("\t") for line in lines]
    sums: dict[str, Point] = defaultdict(lambda: (0.0, 0.0, 0.0))
    for row in rows:
        if row[_KIND] in _TOWNS:
            point = _weighted(float(row[_LATITUDE]), float(row[_LONGITUDE]), max(int(row[_SIZE]), 1))
            sums[row[_CODE]] = _plus(sums[row[_CODE]], point)
            key = f"{row[_CODE]}.{row[_DIVISION]}"
            sums[key] = _plus(sums[key], point)
    regions = {row[_NAME]: row for row in rows if row[_KIND] == "region"}
    for row in rows:
        if row[_KIND] in _TOWNS:
            continue
        if row[_NAME] in _BY_HAND:
            row[_LATITUDE], row[_LONGITUDE] = (f"{angle:.2f}" for angle in _BY_HAND[row[_NAME]])
        else:
            row[_LATITUDE], row[_LONGITUDE] = _written(_total(row, sums, regions))
    return ["\t".join(row) for row in rows]


def _total(row: list[str], sums: dict[str, Point], regions: dict[str, list[str]]) -> Point:
    kind, code, division = row[_KIND], row[_CODE], row[_DIVISION]
    if kind == "region":
        return _sum(sums, _held(row, regions))
    if division and f"{code}.{division}" in sums:
        return sums[f"{code}.{division}"]
    return _sum(sums, set(_HELD.get(row[_NAME], _GROUND.get(code, code)).split()))


def _held(row: list[str], regions: dict[str, list[str]]) -> set[str]:
    """The codes of the countries and divisions that a region holds, also through other regions."""
    found: set[str] = set()
    for item in filter(None, row[_HOLDS].split("|")):
        found |= _held(regions[item], regions) if item in regions else set(_GROUND.get(item, item).split())
    # A division of a country that is held counts once.
    return {code for code in found if "." not in code or code.partition(".")[0] not in found}


def _weighted(latitude: float, longitude: float, weight: int) -> Point:
    north, east = radians(latitude), radians(longitude)
    return weight * cos(north) * cos(east), weight * cos(north) * sin(east), weight * sin(north)


def _plus(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _sum(sums: dict[str, Point], codes: set[str]) -> Point:
    total = (0.0, 0.0, 0.0)
    for code in sorted(codes):
        total = _plus(total, sums[code]) if code in sums else total
    return total


def _written(total: Point) -> tuple[str, str]:
    x, y, z = total
    if x == y == z == 0:
        return "", ""
    return f"{degrees(atan2(z, hypot(x, y))):.2f}", f"{degrees(atan2(y, x)):.2f}"


def main() -> None:
    """Fill the coordinates in, and say what has none."""
    lines = with_middles(TARGET.read_text(encoding="utf-8").split("\n")[:-1])
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    without = [row[_NAME] for row in (line.split("\t") for line in lines) if not row[_LATITUDE]]
    print(f"{TARGET}: {len(lines):,} places, {len(without)} without coordinates: {', '.join(without)}")


if __name__ == "__main__":
    main()
