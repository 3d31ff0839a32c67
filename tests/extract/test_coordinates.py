"""Where places lie: towns by their own coordinates, all others by the middle of their towns."""

from __future__ import annotations

import json
from math import cos, hypot, radians
from pathlib import Path

import pytest

import searchkit
from command import searchkit as command
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.coordinates import coordinates, coordinates_of
from searchkit.extract.findings import findings
from searchkit.extract.gazetteer import line, size


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[1] - other[1] + 180) % 360 - 180
    return 111.2 * hypot(one[0] - other[0], east * cos(radians(one[0])))


def test_every_place_of_the_gazetteer_has_coordinates() -> None:
    for number in range(size()):
        place = line(number).place
        assert place.latitude is not None and -90 <= place.latitude <= 90, place
        assert place.longitude is not None and -180 <= place.longitude <= 180, place


# The middle of the land, as atlases have it, and how far the middle of the towns may be from it.
@pytest.mark.parametrize(
    ("name", "middle", "off"),
    [
        ("France", (46.6, 2.4), 150), ("Japan", (36.2, 138.3), 250), ("Fiji", (-17.8, 178.0), 100),
        ("United States", (39.8, -98.6), 600), ("Vatican City", (41.9, 12.45), 5), ("Texas", (31.5, -99.3), 250),
        ("Bavaria", (48.9, 11.4), 100), ("East Germany", (52.0, 12.8), 100), ("West Germany", (50.5, 8.5), 150),
        ("Czechoslovakia", (49.4, 17.0), 150), ("South Vietnam", (11.0, 106.7), 100), ("Gaza Strip", (31.4, 34.4), 20),
        ("Sub-Saharan Africa", (0.0, 20.0), 600), ("Scandinavia", (60.0, 13.0), 300),
        ("Polynesia", (-15.0, -155.0), 1500),
    ],
)  # fmt: skip
def test_the_middle_of_its_towns_is_near_the_middle_of_the_land(
    name: str, middle: tuple[float, float], off: float
) -> None:
    found = coordinates_of(name)
    assert found is not None
    assert kilometres(found, middle) < off


def test_what_may_be_several_places_has_no_coordinates() -> None:
    assert coordinates_of("Springfield") is None
    assert coordinates_of("Zyzzyx") is None
    assert coordinates_of("Cambridge", "United Kingdom") == coordinates_of("Cambridge, England")


def test_the_places_of_an_article_have_coordinates_everywhere(tmp_path: Path) -> None:
    body = "PARIS, Texas, May 3, 1999 - The governor of Texas spoke of France and Springfield."
    article = extract(Article(id="x", body=body))
    assert coordinates(article) == {name: coordinates_of(name) for name in ("Paris, Texas", "Texas", "France")}
    told = {each.value: each.coordinates for each in findings(article)}
    assert told["Paris, Texas"] == coordinates_of("Paris, Texas")
    assert told["France"] == coordinates_of("France")
    assert told["1999-05-03"] is None
    path = tmp_path / "a.txt"
    path.write_text(body)
    facts = json.loads(command("extract", path, "--json").out)["articles"][0]["findings"]
    assert {tuple(f["coordinates"]) for f in facts if f["value"] == "Texas"} == {coordinates_of("Texas")}
    with searchkit.create(tmp_path / "i") as index:
        index.add([article])
    shown = json.loads(command("show", "x", "--json", "-i", tmp_path / "i").out)
    assert {name: tuple(where) for name, where in shown["coordinates"].items()} == coordinates(article)
