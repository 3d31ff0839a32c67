"""Names that count as one or as none: against an index of articles whose names were changed by hand."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from command import searchkit as command
from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.errors import UsageError
from searchkit.query.aliases import read_aliases
from searchkit.query.tree import Exact
from searchkit.shell.session import Session

TEXT = """\
# who is who
person: J. Belliard = Jean-Christophe Belliard
person: Jean Belliard = J. Belliard

people: "Lee = Li" = Ann Lee
org: hide Reuters
org: hide AP
org: A.P. = AP
place: Brüssel = Brussels
place: hide Nowhere
agency: Agence France-Presse = AFP
"""
USUAL = {
    "person": {
        "J. Belliard": "Jean-Christophe Belliard",
        "Jean Belliard": "Jean-Christophe Belliard",
        "Lee = Li": "Ann Lee",
    },
    "place": {"Brüssel": "Brussels"},
    "agency": {"Agence France-Presse": "AFP"},
}
HIDDEN = {"org": {"Reuters", "AP", "A.P."}, "place": {"Nowhere"}}
PEOPLE = ["J. Belliard", "Jean-Christophe Belliard", "Jean Belliard", "Lee = Li", "Ann Lee", "Ann Moreau", "J. Smith"]
ORGS = ["Reuters", "Thomson Reuters", "AP", "A.P.", "AP Moller", "Belliard"]
PLACES = ["Brüssel", "Brussels", "Nowhere", "Paris", None]


def articles() -> Iterator[dict[str, Any]]:
    some = random.Random(7)
    for number in range(120):
        yield {
            "id": f"{number:03}",
            "body": f"Text {number} of Reuters and J. Belliard.",
            "place": some.choice(PLACES),
            "country": some.choice(["Belgium", None]),
            "agency": some.choice(["AFP", "Agence France-Presse", None]),
            "entities": {
                "person": some.sample(PEOPLE, some.randrange(4)),
                "org": some.sample(ORGS, some.randrange(4)),
            },
        }


def by_hand(article: dict[str, Any]) -> dict[str, Any]:
    def name(field: str, value: str | None) -> str | None:
        value = USUAL.get(field, {}).get(value or "", value)
        return None if value in HIDDEN.get(field, ()) else value

    changed = {field: name(field, article[field]) for field in ("place", "agency")}
    kinds = {
        kind: list(dict.fromkeys(n for given in names if (n := name(kind, given)) is not None))
        for kind, names in article["entities"].items()
    }
    return {**article, **changed, "entities": kinds}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("aliases")
    with searchkit.create(where / "i") as one, searchkit.create(where / "j") as other:
        one.add(articles(), extract=False)
        other.add(map(by_hand, articles()), extract=False)
    (where / "aliases.txt").write_text(TEXT, encoding="utf-8")
    return where


QUERIES = [
    "person:christophe",
    "person:belliard",
    'person:="Jean-Christophe Belliard"',
    'person:"jean christophe"',
    "person:ann",
    "person:moreau~1",
    "person:jea*",
    "person:*",
    "-person:*",
    "org:reuters",
    "org:thomson",
    'org:="Reuters"',
    "org:ap",
    "org:a*",
    "org:*",
    "-org:*",
    "-org:reuters",
    "entities:belliard",
    "entities:reuters",
    "place:brussels",
    "place:nowhere",
    "place:*",
    "agency:afp OR person:lee",
    "reuters",
    'body:"j belliard"',
    "(person:christophe org:reuters) OR place:paris",
]


@pytest.mark.parametrize("query", QUERIES)
def test_as_if_the_articles_had_been_changed(folder: Path, query: str) -> None:
    facets = ["person", "org", "place", "agency"]
    with searchkit.open(folder / "i", aliases=folder / "aliases.txt") as one, searchkit.open(folder / "j") as other:
        aliased = one.search(query, facets=facets, limit=None, strict=True)
        expected = other.search(query, facets=facets, limit=None, strict=True)
        assert aliased.total == expected.total
        assert sorted(hit.id for hit in aliased) == sorted(hit.id for hit in expected)
        assert aliased.facets == expected.facets
        assert aliased.timeline("year").unplaced == expected.timeline("year").unplaced
        assert names(aliased) == names(expected)


def names(results: searchkit.Results) -> dict[str, dict[str, tuple[str, ...]]]:
    return {hit.id: {k: v for k, v in hit.article.entities.items() if v} for hit in results}


def test_a_hidden_place_is_no_value_and_its_country_is_found(folder: Path) -> None:
    with searchkit.open(folder / "i", aliases=folder / "aliases.txt") as one, searchkit.open(folder / "i") as plain:
        assert one.search("place:belgium").total == plain.search("place:belgium").total
        assert plain.search("place:belgium place:nowhere").total > 0 == one.search("place:nowhere").total


def test_a_place_is_found_by_its_country_where_a_hidden_one_has_the_same_word(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        places = {"a": ("New Nowhere", "Belgium"), "b": ("Auckland", "New Zealand"), "c": ("New York", None)}
        index.add([{"id": i, "body": "x", "place": p, "country": c} for i, (p, c) in places.items()], extract=False)
        assert sorted(hit.id for hit in index.search("place:new")) == ["a", "b", "c"]
        (tmp_path / "i" / "aliases.txt").write_text("place: hide New Nowhere\n")
        index.refresh()
        assert sorted(hit.id for hit in index.search("place:new")) == ["b", "c"]


def test_every_spelling_finds_the_name(folder: Path) -> None:
    with searchkit.open(folder / "i", aliases=folder / "aliases.txt") as index:
        totals = {
            index.search(Exact("person", name)).total
            for name in ("J. Belliard", "Jean Belliard", "Jean-Christophe Belliard")
        }
        assert len(totals) == 1
        assert index.search("", filters={"person": "J. Belliard"}).total == totals.pop()
        assert index.search("", filters={"org": "Reuters"}).total == 0


def test_no_file_changes_nothing_and_one_in_the_index_is_found(folder: Path) -> None:
    with searchkit.open(folder / "i") as index:
        assert "J. Belliard" in {value.value for value in index.search("", facets=["person"]).facets["person"]}
        (folder / "i" / "aliases.txt").write_text(TEXT, encoding="utf-8")
        assert index.refresh()
        assert "J. Belliard" not in {value.value for value in index.search("", facets=["person"]).facets["person"]}
        (folder / "i" / "aliases.txt").unlink()
        assert index.refresh()
        assert not index.refresh()
    with pytest.raises(UsageError, match=r"cannot read the aliases"):
        _ = searchkit.open(folder / "i", aliases=folder / "none.txt").aliases


def test_a_change_is_seen_while_the_aliases_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("Talks of oil", encoding="utf-8")
    with searchkit.create(tmp_path / "i") as index:
        index.aliases_file.write_text("person: A. Costa = Ana Costa\n", encoding="utf-8")
        index.add([{"id": "a", "body": "Talks", "people": ["A. Costa"]}])
        index.aliases_file.unlink()
        index.aliases_file.mkdir()
        assert index.add([{"id": "b", "body": "Talks", "people": ["A. Costa"]}]) == 1
        assert [hit.id for hit in index.search("person:ana", sort="oldest")] == ["a", "b"], "the aliases before stay"
        assert index.delete("a") == 1
        with index.batch():
            index.add([{"id": "d", "body": "Talks"}])
        assert index.use_lists({"boards": ["Talks"]}).changed == 2
        assert index.add_files(tmp_path / "c.txt").added == 1
        assert (len(index), index.lists) == (3, ("boards",))
        with pytest.raises(UsageError, match="cannot read the aliases"):
            index.refresh()
        index.aliases_file.rmdir()
        assert index.refresh()
        assert not index.search("person:ana").total


def test_on_the_command_line(folder: Path) -> None:
    arguments = ("-i", "i", "--aliases", "aliases.txt")
    with searchkit.open(folder / "i", aliases=folder / "aliases.txt") as index:
        expected = {v.value: v.count for v in index.search("", facets=["person"]).facets["person"]}
        first = index.search("person:christophe")[0].article
    ran = command("facets", "", "--by", "person", "--json", *arguments, cwd=folder)
    assert {v["value"]: v["count"] for v in json.loads(ran.out)["values"]} == expected
    ran = command("facets", "", "--by", "person", "--json", "-i", "i", cwd=folder, SEARCHKIT_ALIASES="aliases.txt")
    assert {v["value"]: v["count"] for v in json.loads(ran.out)["values"]} == expected
    assert "Jean-Christophe Belliard" in command("show", first.id, *arguments, cwd=folder).out
    assert command("search", 'org:="Reuters"', *arguments, cwd=folder).code == 1


def test_the_shell_filters_by_any_spelling(folder: Path) -> None:
    with searchkit.open(folder / "i", aliases=folder / "aliases.txt") as index:
        session = Session(index)
        session.search("")
        session.add_filter("person", "J. Belliard")
        assert session.filters.chosen[0].value == "Jean-Christophe Belliard"
        with pytest.raises(UsageError):
            session.add_filter("org", "Reuters")


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("J. Belliard = X", 0, "begin the line with a field"),
        ("  persn: A = B", 2, "there is no field 'persn'; choose from: place, person"),
        ("date: A = B", 0, "there is no field 'date'"),
        ("person: A", 8, "write  NAME = NAME  or  hide NAME"),
        ("person: A = ", 11, "put a name after the ="),
        ("person: = A", 8, "put a name before the ="),
        ("person: A = A", 8, "cannot be an alias of itself"),
        ("person: B = A", 8, "'A' is already an alias of 'B'"),
        ("person: A = C", 8, "'A' is already an alias of 'B'"),
        ("org: hide ", 10, "put a name after hide"),
    ],
)
def test_mistakes_are_told_with_their_place_and_the_rest_is_applied(
    folder: Path, line: str, column: int, told: str
) -> None:
    (folder / "wrong.txt").write_text(f"person: A = B\n{line}\norg: hide Reuters\n")
    with searchkit.open(folder / "i", aliases=folder / "wrong.txt") as index:
        (mistake,) = index.aliases.mistakes
        assert (mistake.line, mistake.text, told in mistake.message) == (2, line, True), mistake
        assert mistake.column == min(column, len(line))
        assert index.aliases.name("org", "Reuters") is None
    ran = command("facets", "", "--by", "org", "-i", "i", "--aliases", "wrong.txt", cwd=folder)
    assert ran.code == 0
    assert ran.err.startswith("wrong.txt:2: ")
    assert f"  {line}\n  {' ' * mistake.column}^" in ran.err
    assert "  Reuters" not in ran.out


@given(st.text(alphabet=st.sampled_from('pers=on:hide "#\n\t\udc00AB'), max_size=60))
def test_any_text_is_read(text: str) -> None:
    aliases = read_aliases(text, ARCHIVE_FIELDS, ["person"])
    for usual in aliases.usual.values():
        assert not set(usual) & set(usual.values())
    for mistake in aliases.mistakes:
        assert 0 <= mistake.column <= len(mistake.text)


def test_an_index_is_opened_and_files_are_indexed_without_looking_at_the_aliases(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": "a", "body": "Talks", "people": ["A. Costa"]}')
    with searchkit.create(tmp_path / "i") as index:
        index.aliases_file.write_text("person: A. Costa = Ana Costa\n")
    assert command("index", tmp_path / "a.json", "-i", tmp_path / "i").code == 0
    with searchkit.open(tmp_path / "i", aliases=False) as index:
        assert index.find("a").entities["person"] == ("A. Costa",)
        index.aliases_file.unlink()
        index.aliases_file.mkdir()  # which nobody can read as a file
        assert not index.refresh()
    assert command("index", tmp_path / "a.json", "-i", tmp_path / "i").code == 0
    assert command("status", "-i", tmp_path / "i").code == 0
    with pytest.raises(searchkit.UsageError):
        searchkit.open(tmp_path / "i")


@pytest.mark.parametrize("kind", ["pipe", "device", "large file"])
def test_a_file_of_aliases_that_never_ends_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    with searchkit.create(tmp_path / "i") as index:
        place = index.aliases_file
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "device":
        place.symlink_to("/dev/zero")
    else:
        with open(place, "wb") as stream:
            stream.truncate(1 << 40)
    told = {"pipe": "it is a pipe", "device": "it is a device", "large file": "more than 16 MiB"}[kind]
    with pytest.raises(UsageError, match=told) as caught:
        searchkit.open(tmp_path / "i")
    assert caught.value.where == str(place)
