"""The 21,578 articles of Reuters-21578: counts, facets and timelines against a brute-force look at the SGML itself."""

from __future__ import annotations

import datetime as dt
import html
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import pytest

import searchkit
from brute_force import in_order, stem
from searchkit.extract.stated_names import stated_names

pytestmark = pytest.mark.xdist_group("reuters")
ARCHIVE = "corpora/reuters21578/reuters21578-sgml.tar.xz"
MONTHS = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1
    )
}


@dataclass(frozen=True)
class Raw:
    """An article as it stands in the SGML."""

    id: str
    date: dt.date
    dateline: str
    places: tuple[str, ...]
    people: tuple[str, ...]
    title: list[str]
    body: list[str]

    @cached_property
    def stems(self) -> tuple[list[str], list[str]]:
        return [stem(w) for w in self.title], [stem(w) for w in self.body]


def element(name: str, text: str) -> str:
    found = re.search(rf"<{name}(?: [^>]*)?>(.*?)</{name}>", text, re.S)
    return found.group(1) if found else ""


def words(text: str) -> list[str]:
    text = re.sub(r"&#\d+;", "", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = re.sub(r"(?<=[a-z0-9])'s(?![a-z0-9_])", "", text.lower())
    return re.findall(r"[^\W_]+", text)


def articles(shared: Path) -> Iterator[Raw]:
    with tarfile.open(shared / ARCHIVE) as archive:
        for member in archive:
            if not member.name.endswith(".sgm"):
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            for text in stream.read().decode("cp1252", "replace").split("<REUTERS ")[1:]:
                identity = re.search(r'NEWID="(\d+)"', text)
                date = re.search(r"(\d+)-([A-Z]{3})-(\d{4})", element("DATE", text))
                assert date is not None
                day, month, year = date.groups()
                content = element("TEXT", text)
                unprocessed = 'TYPE="UNPROC"' in text
                assert identity is not None
                yield Raw(
                    id=identity.group(1),
                    date=dt.date(int(year), MONTHS[month], int(day)),
                    dateline=html.unescape(element("DATELINE", content)).strip(),
                    places=tuple(
                        set(re.findall(r"<D>(.*?)</D>", element("PLACES", text)))
                    ),  # one article has a tag twice
                    people=tuple(set(re.findall(r"<D>(.*?)</D>", element("PEOPLE", text)))),
                    title=words(element("TITLE", content)),
                    body=words(content if unprocessed else element("BODY", content)),
                )


@pytest.fixture(scope="module")
def raw(shared: Path) -> list[Raw]:
    return list(articles(shared))


@pytest.fixture(scope="module")
def index(reuters_index: Path) -> Iterator[searchkit.Index]:
    with searchkit.open(reuters_index) as index:
        yield index


def has(word: str) -> Callable[[Raw], bool]:
    return lambda a: any(stem(word) in stems for stems in a.stems)


def says(*phrase: str, slop: int = 0) -> Callable[[Raw], bool]:
    return lambda a: any(in_order([stem(w) for w in phrase], stems, slop) for stems in a.stems)


def matching(pattern: str) -> Callable[[Raw], bool]:
    return lambda a: any(re.fullmatch(pattern, w) for w in (*a.title, *a.body))


QUERIES: dict[str, Callable[[Raw], bool]] = {
    "cocoa": has("cocoa"),
    "oil prices -opec": lambda a: has("oil")(a) and has("prices")(a) and not has("opec")(a),
    '"crude oil"': says("crude", "oil"),
    '"oil prices"~2': says("oil", "prices", slop=2),
    "coffee OR sugar": lambda a: has("coffee")(a) or has("sugar")(a),
    "petrol*": matching(r"petrol.*"),
    "=trading title:tin": lambda a: ("trading" in (*a.title, *a.body)) and "tin" in [stem(w) for w in a.title],
    "ship~1 strike": lambda a: has("strike")(a) and any(near("ship", w) for w in {*a.title, *a.body}),
    "grain date:1987-04": lambda a: has("grain")(a) and (a.date.year, a.date.month) == (1987, 4),
    "wheat date:[1987-03-10 TO 1987-03-20]": lambda a: (
        has("wheat")(a) and dt.date(1987, 3, 10) <= a.date <= dt.date(1987, 3, 20)
    ),
    "interest place:Brussels": lambda a: has("interest")(a) and a.dateline.upper().startswith("BRUSSELS"),
    '"to be or not to be" OR tin': lambda a: says("to", "be", "or", "not", "to", "be")(a) or has("tin")(a),
}


def near(word: str, other: str) -> bool:
    """Whether one insertion, deletion or replacement of a letter makes ``other`` of ``word``."""
    if word == other:
        return True
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    edits = {word[:i] + word[i + 1 :] for i in range(len(word))}
    edits |= {word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in letters}
    edits |= {word[:i] + c + word[i:] for i in range(len(word) + 1) for c in letters}
    return other in edits


def test_every_article_is_there(index: searchkit.Index, raw: list[Raw]) -> None:
    assert len(raw) == len(index) == 21_578
    assert {hit.id for hit in index.search("*", limit=None)} == {a.id for a in raw}


@pytest.mark.parametrize("query", QUERIES)
def test_counts(index: searchkit.Index, raw: list[Raw], query: str) -> None:
    expected = [a for a in raw if QUERIES[query](a)]
    assert expected, "the query tells something"
    results = index.search(query, limit=None, facets=["about", "person", "org"])
    assert {hit.id for hit in results} == {a.id for a in expected}
    assert results.total == len(expected)
    assert results.warnings == ()
    # The names that the source states, and those in the text beside them.
    found = [hit.article for hit in results]
    tags = {"place": [a.places for a in expected], "person": [a.people for a in expected]}
    for kind, tagged in tags.items():
        stated = [stated_names(a, kind) or () for a in found]
        assert sorted(Counter(chain(*stated)).values()) == sorted(Counter(chain(*tagged)).values())
    for field, kind in (("about", "place"), ("person", "person"), ("org", "org")):
        counted = Counter(name for a in found for name in a.entities.get(kind, ()))
        assert {v.value: v.count for v in results.facets[field]} == counted
    months = Counter(a.date.isoformat()[:7] for a in expected)
    assert {step.date: step.count for step in results.timeline("month") if step.count} == dict(months)


def test_places_and_dates_of_the_whole_archive(index: searchkit.Index, raw: list[Raw]) -> None:
    results = index.search("*", facets=["about", "place"], limit=1)
    about = {v.value: v.count for v in results.facets["about"]}
    tagged = Counter(place for a in raw for place in a.places)
    for tag, name in {
        "usa": "United States",
        "japan": "Japan",
        "west-germany": "West Germany",
        "uk": "United Kingdom",
    }.items():
        assert about[name] >= tagged[tag]
    assert sum(about.values()) > tagged.total()
    filed = {v.value: v.count for v in results.facets["place"]}
    raw_by_id = {a.id: a for a in raw}
    for place in ("TOKYO", "LONDON", "BRUSSELS", "CHICAGO", "ZURICH", "NEW YORK", "WASHINGTON", "PARIS"):
        # LONDON, Ontario, is another place; three lines have a stray letter or digit before it.
        start = rf"\W*(?:[C0]\s+)?{place}\b(?!, ONTARIO)"
        tagged_so = {a.id for a in raw if re.match(start, a.dateline.upper())}
        found = index.search("*", filters={"place": place.title()}, limit=None)
        assert filed[place.title()] == found.total
        assert tagged_so <= {hit.id for hit in found}
        # Where the tag is empty or missing, the dateline stands in the text.
        others = [raw_by_id[hit.id] for hit in found if hit.id not in tagged_so]
        assert all(not a.dateline and place.split()[0].lower() in a.body for a in others)
    days = Counter(a.date.isoformat() for a in raw)
    assert {step.date: step.count for step in results.timeline("day") if step.count} == dict(days)
    assert results.timeline("day").unplaced == 0


def test_a_place_that_is_tagged_or_named_in_the_text_is_found(index: searchkit.Index, raw: list[Raw]) -> None:
    found = {hit.id: hit.article for hit in index.search('about:="El Salvador"', limit=None)}
    tagged = {a.id for a in raw if "el-salvador" in a.places}
    assert tagged < found.keys()
    for a in raw:
        if a.id in found and a.id not in tagged:
            assert "salvador" in (*a.title, *a.body)
            assert found[a.id].provenance_of("place", "El Salvador") != "metadata"


def test_an_empty_tag_hides_no_name(index: searchkit.Index, raw: list[Raw]) -> None:
    found = {hit.id for hit in index.search("person:volcker", limit=None)}
    assert {a.id for a in raw if "volcker" in a.people} < found
    named = {a.id for a in raw if in_order(["paul", "volcker"], a.body, 0)}
    assert len(found & named) > 0.95 * len(named)


@pytest.mark.parametrize("query", list(QUERIES)[:10])
def test_choosing_any_facet_value_gives_exactly_its_count(index: searchkit.Index, query: str) -> None:
    results = index.search(query, facets=index.facet_fields)
    for field, values in results.facets.items():
        for value in values:
            assert index.search(query, filters={field: value.value}, limit=1).total == value.count, (field, value)


def test_an_over_narrow_query_is_diagnosed_as_the_articles_say(index: searchkit.Index, raw: list[Raw]) -> None:
    def having(*wanted: str) -> set[str]:
        stems = [stem(word) for word in wanted]
        return {a.id for a in raw if all(s in a.stems[0] or s in a.stems[1] for s in stems)}

    results = index.search("thatcher opec sumo")
    found = results.diagnosis
    assert [part.alone for part in found.parts] == [len(having(word)) for word in ("thatcher", "opec", "sumo")]
    assert [part.others for part in found.parts] == [
        len(having("opec", "sumo")),
        len(having("thatcher", "sumo")),
        len(having("thatcher", "opec")),
    ]
    span = index.search("oil date:1990").diagnosis.span
    assert span is not None
    assert (span.first, span.last) == (min(a.date for a in raw).isoformat(), max(a.date for a in raw).isoformat())
    assert index.search("opec not kuwait").readings["opec NOT kuwait"].total == len(having("opec") - having("kuwait"))


def test_offers_on_real_articles_find_what_they_say(index: searchkit.Index) -> None:
    for query, filters in (
        ("thatcher place:Tokyo date:1987-10-02 opec", []),
        ("thacher opec", ["place:Europe"]),
        ('"oil kuwait prices" opec', ["-place=London"]),
        ("oil opec", ["date=1990", "place=Tokyo"]),
        ("place:New York sumo", []),
    ):
        results = index.search(query, filters=filters)
        assert results.diagnosis.offers or results.offers
        for offer in (*results.offers, *results.diagnosis.offers):
            assert index.search(offer.query, filters=offer.filters).total == offer.total, offer


def test_each_word_of_the_collection_is_a_line_of_its_concordance(index: searchkit.Index, raw: list[Raw]) -> None:
    lines = list(index.concordance("=kuwait"))
    assert len(lines) == sum((a.title + a.body).count("kuwait") for a in raw) > 50
    assert {line.keyword.lower() for line in lines} == {"kuwait"}
