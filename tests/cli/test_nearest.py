"""``searchkit search`` where no article has all parts of the query: what is near, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import searchkit as library
from command import Ran, searchkit

LINE = "0 articles have all of them · the nearest have some"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nearest") / "i"
    with library.create(folder) as made:
        made.add(
            [
                *(
                    {
                        "id": f"oil-{n}",
                        "title": f"Oil report {n}",
                        "body": "The oil price of Genoa. " + "More words. " * 90 + "Oil at the end.",
                    }
                    for n in range(7)
                ),
                {"id": "gas", "title": "Gas", "body": "Tankers with gas. Kazakhstan.", "date": "2019-05-31"},
            ],
            extract=False,
        )
    return folder


def search(index: Path, *arguments: str) -> Ran:
    return searchkit("search", "-i", index, *arguments)


def test_the_page_ends_with_what_is_near(index: Path) -> None:
    ran = search(index, "oil price tanker -title:gas")
    head, _, near = ran.out.partition(LINE)
    assert (ran.code, ran.err) == (1, "")
    assert "\n0 articles · " in head and "place" not in head
    assert near.count("     lacks tanker\n") == 5 and "[Oil] report" in near and "The [oil] [price] of Genoa" in near
    assert [line[:3] for line in near.splitlines() if line[:3].strip().isdigit()] == [f"{n:>3}" for n in range(1, 6)]
    assert max(map(len, near.splitlines())) <= 100
    assert len(near.splitlines()) <= 2 + 5 * 6
    assert "  3  " not in search(index, "oil", "price", "tanker", "-n", "2").out


def test_suggestions_come_first(index: Path) -> None:
    out = search(index, "kazakstan", "tanker").out
    assert 0 < out.index("did you mean kazakhstan (1)?") < out.index(LINE) < out.index("     lacks kazakstan\n")


def test_a_phrase_is_lacking_as_a_phrase(index: Path) -> None:
    assert '     lacks "price oil" as a phrase\n' in search(index, '"price oil"').out
    assert '     lacks tanker, "price tanker" as a phrase\n' in search(index, '"price tanker"').out
    assert "     lacks oil, date:[2020-01-01 TO 2020-12-31]\n" in search(index, "oil", "tanker", "date:2020").out


def test_scores_are_explained(index: Path) -> None:
    out = search(index, "oil", "tanker", "--explain").out
    assert "documents with the term" in out.partition(LINE)[2]
    (hit, *_) = json.loads(search(index, "oil", "tanker", "--explain", "--json").out)["nearest"]
    assert hit["explanation"]["value"] == pytest.approx(hit["score"], abs=1e-5)


def test_json_has_them_beside_the_hits(index: Path, repository: Path) -> None:
    schema = json.loads((repository / "docs" / "search.schema.json").read_text())
    ran = search(index, "oil tanker -date:2019", "--json", "--stories", "--facet", "place")
    answer = json.loads(ran.out)
    jsonschema.validate(answer, schema)
    assert (ran.code, answer["total"]["value"], answer["hits"], answer["facets"]) == (1, 0, [], {"place": []})
    assert [(hit["rank"], hit["lacks"]) for hit in answer["nearest"]] == [(n, ["tanker"]) for n in range(1, 8)]
    found = json.loads(search(index, "oil", "--json").out)
    jsonschema.validate(found, schema)
    assert (found["total"]["value"], found["nearest"]) == (7, [])
    assert all("lacks" not in hit for hit in found["hits"])
    del answer["nearest"][0]["lacks"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, schema)


@pytest.mark.parametrize("name", ["ids", "paths", "jsonl", "csv"])
def test_other_formats_have_none(index: Path, name: str) -> None:
    ran = search(index, "oil", "tanker", f"--{name}")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == ("rank,id,score,date,place,agency,title,path,snippet,citation\n" if name == "csv" else "")


def test_strict_searches_have_none(index: Path) -> None:
    ran = search(index, "oil", "tanker", "--strict")
    assert ran.code == 1 and "0 articles · " in ran.out and "lacks" not in ran.out
    assert json.loads(search(index, "oil", "tanker", "--strict", "--json").out)["nearest"] == []


def test_nothing_that_counts_counts_them(index: Path) -> None:
    for verb, *more in (("facets", "--by", "place"), ("timeline", "--by", "year")):
        ran = searchkit(verb, "oil tanker", *more, "-i", index)
        assert ran.code == 1 and "lacks" not in ran.out + ran.err
