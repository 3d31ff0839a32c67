"""What places lie in, the names that tell them apart, and the data behind both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.base.analysis import folded
from searchkit.extract.gazetteer import Line, line, lookup, resolve, size
from searchkit.extract.place_hierarchy import alternatives, ancestors, full_name, named, within
from searchkit.extract.place_key import place_key

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FOLDER = Path(searchkit.__file__).parent / "extract"
# Codes of states that are no more.
OF_OLD = {"SU", "CS", "YU", "OT"}


@cache
def lines() -> list[Line]:
    return [line(number) for number in range(size())]


def by_kind(*kinds: str) -> list[Line]:
    return [entry for entry in lines() if entry.kind in kinds]


# The data


def test_every_place_lies_in_a_country_that_exists() -> None:
    codes = {entry.place.country_code for entry in by_kind("country")}
    names = {entry.place.name for entry in by_kind("country")}
    assert len(codes) > 240
    for entry in lines():
        assert not entry.place.country_code or entry.place.country_code in codes
        assert entry.place.country is None or entry.place.country in names
        assert entry.place.country or entry.kind == "region"
        assert entry.place.number == lines().index(entry) if entry.kind == "region" else True


def test_divisions_are_known_by_their_code_and_cities_have_coordinates() -> None:
    divisions = [(e.place.country_code, e.place.admin) for e in by_kind("state", "division")]
    assert len(divisions) == len(set(divisions)) > 3000
    assert sum(code == "US" for code, _ in divisions) == 51
    known = set(divisions)
    cities = by_kind("capital", "world", "city")
    assert len(cities) > 30_000
    assert sum((e.place.country_code, e.place.admin) in known for e in cities) > 0.95 * len(cities)
    for entry in cities:
        assert entry.place.latitude is not None and -90 <= entry.place.latitude <= 90
        assert entry.place.longitude is not None and -180 <= entry.place.longitude <= 180


def test_regions_hold_what_exists_and_every_country_lies_on_a_continent() -> None:
    codes = {entry.place.country_code for entry in by_kind("country")}
    divisions = {f"{e.place.country_code}.{e.place.admin}" for e in by_kind("state", "division")}
    names = {entry.place.name for entry in by_kind("region", "country")}
    for region in by_kind("region"):
        for item in region.holds:
            assert item in codes | divisions | names, region.place.name
    continents = {"Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"}
    for country in by_kind("country"):
        assert {area.name for area in ancestors(country.place)} & continents, country.place.name
        assert set(country.holds) <= codes | {"AN"}, country.place.name


def test_peoples_are_called_by_words_of_countries_divisions_and_regions() -> None:
    called = {word: entry.place.name for entry in lines() for word in entry.called}
    assert (called["Kazakh"], called["Kazakhstani"], called["Belgian"]) == ("Kazakhstan", "Kazakhstan", "Belgium")
    assert (called["British"], called["Scottish"], called["Texan"]) == ("United Kingdom", "Scotland", "Texas")
    assert (called["Soviet"], called["European"]) == ("Soviet Union", "Europe")
    assert len(called) > 250
    assert not {word for word in called if lookup(word) and lookup(word)[0].kind == "country"} - {
        "Argentine",
        "Vatican",
    }


def test_the_table_of_names_leads_to_the_lines_that_bear_them() -> None:
    rows = (FOLDER / "gazetteer_names.tsv").read_text(encoding="utf-8").splitlines()
    keys = [row.split("\t")[0] for row in rows]
    assert keys == sorted(set(keys))
    for entry in lines()[::7]:
        for name in (entry.place.name, *entry.others):
            found = lookup(name)
            assert any(place.number == entry.place.number for place in found), name
    assert max(int(n) for row in rows for some in row.split("\t")[1:] for n in some.split()) < size()
    assert sum((FOLDER / name).stat().st_size for name in ("gazetteer.tsv", "gazetteer_names.tsv")) < 4_000_000


# The hierarchy


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dushanbe", ["Dushanbe", "Tajikistan", "Central Asia", "Asia"]),
        ("Brussels", ["Brussels Region", "Belgium", "Benelux", "Western Europe", "Europe"]),
        ("Paris, Texas", ["Texas", "United States", "Northern America", "North America", "Americas"]),
        ("Edinburgh", ["Scotland", "United Kingdom", "British Isles", "Western Europe", "Northern Europe", "Europe"]),
        ("Novosibirsk", ["Novosibirsk Oblast", "Siberia", "Russia", "Eastern Europe", "Europe"]),
        ("Luhansk", ["Luhansk", "Donbas", "Ukraine", "Eastern Europe", "Europe"]),
        ("Kashmir", ["South Asia", "Asia"]),
        ("East Germany", ["Germany", "Eastern Europe", "Europe"]),
        ("Soviet Union", ["Eastern Europe", "Europe"]),
        (
            "Sarajevo",
            ["Federation of B&H", "Bosnia and Herzegovina", "Balkans", "Southeast Europe", "Southern Europe", "Europe"],
        ),
        ("Kenya", ["East Africa", "Sub-Saharan Africa", "Africa"]),
        ("Central Asia", ["Asia"]),
        ("Europe", []),
    ],
)
def test_a_place_lies_in_the_nearest_first(name: str, expected: list[str]) -> None:
    place = named(name)
    assert place is not None
    assert [area.name for area in ancestors(place)] == expected


@pytest.mark.parametrize(
    ("name", "qualifier", "written"),
    [
        ("Paris", None, "Paris"),
        ("Paris", "Texas", "Paris, Texas"),
        ("London", "Ont.", "London, Ontario"),
        ("Portland", "Ore.", "Portland"),
        ("Portland", "Me.", "Portland, Maine"),
        ("Springfield", "Ill.", "Springfield, Illinois"),
        ("Springfield", "United States", "Springfield"),
        ("Cambridge", "England", "Cambridge, England"),
        ("San Jose", "Costa Rica", "San Jose, Costa Rica"),
        ("Tripoli", "Lebanon", "Tripoli, Lebanon"),
        ("Georgia", "United States", "Georgia, United States"),
        ("Scotland", None, "Scotland"),
        ("New York", None, "New York"),
    ],
)
def test_namesakes_are_told_apart_by_what_they_lie_in(name: str, qualifier: str | None, written: str) -> None:
    place = resolve(name, qualifier)
    assert place is not None
    assert full_name(place) == written
    assert named(written) == place


def test_nearly_every_full_name_leads_back_to_its_place() -> None:
    cities = [entry.place for entry in by_kind("capital", "world", "city")[::3]]
    lost = [place for place in cities if (back := named(full_name(place))) is None or back.number != place.number]
    assert len(lost) < 0.01 * len(cities)  # namesakes in one province, and cities that are countries
    assert not [place for place in lost if place.population > 800_000 and place.name not in ("Hong Kong", "Singapore")]


def test_the_plain_name_of_a_country_is_the_country() -> None:
    georgia = named("Georgia")
    assert georgia is not None and georgia.kind == "country"
    assert [full_name(place) for place in alternatives("Georgia")] == ["Georgia, United States"]
    assert "georgia" in within("Tbilisi") and "georgia" in within("Atlanta")
    assert "georgia united states" in within("Atlanta") and "georgia united states" not in within("Tbilisi")


def test_what_is_ambiguous_is_found_by_what_all_its_places_lie_in() -> None:
    assert {"united states", "north america"} <= set(within("Springfield"))
    assert "texas" not in within("Springfield")
    assert "north america" in within("San Jose")  # California or Costa Rica
    assert not {"united states", "costa rica"} & set(within("San Jose"))
    assert {"connecticut", "usa"} <= set(within("Suffield, Connecticut"))
    assert {"belgium", "europe"} <= set(within("Nowhere", "Belgium"))
    assert within("Gotham") == within("") == ()


@settings(max_examples=200)
@given(st.text(max_size=30) | st.sampled_from(["Paris,", ", Texas", ",", "\ud800, Texas", "Paris" * 9999]))
def test_any_name_may_be_asked_for(name: str) -> None:
    for country in (None, "Belgium", name):
        assert isinstance(within(name, country), tuple)
        alternatives(name, country)


# Searching


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("hierarchy") / "i")
    index.add_files(SEEDS)
    return index


@cache
def members(name: str) -> set[str]:
    """The names of all larger places that lie in one, by a look at every line."""
    large = [e.place for e in lines() if e.place.kind != "city" or e.place.population > 50_000]
    return {full_name(place) for place in large if name in {area.name for area in (place, *ancestors(place))}}


@pytest.mark.parametrize(
    "area",
    [
        "Belgium",
        "Central Asia",
        "Europe",
        "Asia",
        "Middle East",
        "Africa",
        "United States",
        "Texas",
        "Balkans",
        "United Kingdom",
    ],
)
def test_a_search_for_an_area_finds_the_union_over_what_lies_in_it(seeds: searchkit.Index, area: str) -> None:
    inside = members(area)
    everything = [hit.article for hit in seeds.search("*", limit=None)]
    for field, names in (
        ("place", {a.id: [a.place, *a.more_places] for a in everything}),
        ("about", {a.id: a.entities.get("place", ()) for a in everything}),
    ):
        expected = {id for id, found in names.items() if inside & set(found)}
        assert {hit.id for hit in seeds.search(f'{field}:"{area}"', limit=None)} == expected


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ('place:"Central Asia"', 3),
        ("place:Belgium", 2),
        ("place:=Belgium", 0),
        ('about:="Central Asia"', 1),
        ('about:"Central Asia"', 6),
        ("place:asia", 8),
        ("place:UK", 1),  # filed in Paris and London
        ("place:USA", 1),
        ('place:"middle asia"', 3),
        ("place:central", 0),
        ("place:Belg*", 2),
        ("place:belgim~1", 2),
        ('-place:"Central Asia"', 18),
        ("place:europe about:asia", 4),
    ],
)
def test_areas_are_found_by_their_whole_names_and_are_no_values(seeds: searchkit.Index, query: str, total: int) -> None:
    results = seeds.search(query, facets=["place", "about"], limit=None)
    assert results.total == total
    listed = {a for hit in seeds.search("*", limit=None) for a in (hit.article.place, *hit.article.entities["place"])}
    assert {value for name in ("place", "about") for value, _ in results.facets[name]} <= listed
    for hit in results:
        for snippet in hit.snippets:
            assert snippet.text


def test_what_lies_in_a_place_adds_nothing_to_a_score(seeds: searchkit.Index) -> None:
    scores = {hit.id: hit.score for hit in seeds.search("trade", limit=None)}
    for hit in seeds.search('trade place:"Central Asia"', limit=None):
        assert hit.score == pytest.approx(scores[hit.id])


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.none() | st.sampled_from(["Paris", "Paris, Texas", "Dallas", "Tbilisi", "Atlanta", "Osh", "Gotham"]),
            st.lists(st.sampled_from(["Kazakhstan", "usa", "Cambridge", "Europe", "London, Ontario"]), max_size=3),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_random_archives_roll_up_as_the_union(
    tmp_path_factory: pytest.TempPathFactory, given_articles: list[tuple[str | None, list[str]]]
) -> None:
    def lies_in(name: str, area: str) -> bool:
        place = named(name)
        return place is not None and area in {a.name for a in (place, *ancestors(place))}

    with searchkit.create(tmp_path_factory.mktemp("random") / "i") as index:
        index.add(
            [
                {"id": str(number), "body": "x", "place": place, "entities": {"place": about}}
                for number, (place, about) in enumerate(given_articles)
            ],
            extract=False,
        )
        for area in ("Europe", "Asia", "United States", "Texas", "Central Asia", "Kyrgyzstan", "Ontario"):
            for field, names in (
                ("place", [[p] if p else [] for p, _ in given_articles]),
                ("about", [a for _, a in given_articles]),
            ):
                expected = {str(n) for n, found in enumerate(names) if any(lies_in(name, area) for name in found)}
                query = f'{field}:"{area}"'
                assert {hit.id for hit in index.search(query, limit=None)} == expected, query


def test_terms_are_folded_as_queries_are() -> None:
    assert folded("St. Petersburg") in within("St. Petersburg")
    assert folded("Île-de-France") == "ile de france" in within("Paris")
    assert place_key("Île-de-France") == folded("Île-de-France")
