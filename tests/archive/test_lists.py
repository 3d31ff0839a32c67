"""Lists of names that users bring: read from files, kept with the index, applied to all that it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import searchkit as command
from searchkit.errors import IndexDamaged, IndexMissing, UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    for number, body in enumerate(["Acme Holdings fell.", "ACM rose. Zeta too.", "Nothing of note."]):
        (news / f"{number}.txt").write_text(body)
    return tmp_path


def index(folder: Path, *arguments: str) -> None:
    ran = command("index", "-i", "i", *arguments, cwd=folder)
    assert ran.code == 0, ran.err


def facet(folder: Path, field: str) -> dict[str, int]:
    with searchkit.open(folder / "i") as opened:
        return {value.value: value.count for value in opened.search("", facets=[field]).facets[field]}


def total(folder: Path, query: str) -> int:
    with searchkit.open(folder / "i") as opened:
        results = opened.search(query, strict=True)
        return results.total


BOARDS = "name,alias,country\nAcme Holdings,ACM; Acme Group,NO\nZeta,,SE\n"


def test_articles_that_a_list_changes_are_still_found_by_what_their_places_lie_in(folder: Path) -> None:
    (folder / "news" / "3.txt").write_text("TASHKENT, May 3 (AP) - Zeta sold a mine in Georgia to Armenia.")
    index(folder, "news")
    (folder / "boards.csv").write_text(BOARDS)
    index(folder, "news", "--list", "boards.csv")
    assert total(folder, 'boards:zeta place:"Central Asia" about:Caucasus') == 1


def test_a_list_is_a_field_a_facet_and_a_kind_of_entity(folder: Path) -> None:
    (folder / "boards.csv").write_text(BOARDS)
    ran = command("index", "-i", "i", "news", "--list", "boards.csv", cwd=folder)
    assert (ran.code, "lists: boards (2 names); 0 articles changed" in ran.err) == (0, True), ran.err
    assert facet(folder, "boards") == {"Acme Holdings": 2, "Zeta": 1}
    for query, expected in {
        "boards:acme": 2,
        'boards:="Acme Holdings"': 2,
        'boards:="ACM"': 0,
        "boards:*": 2,
        "-boards:*": 1,
        "boards:zeta~1": 1,
        "entities:zeta": 1,
        "boards:(acme -zeta)": 1,
    }.items():
        assert total(folder, query) == expected, query
    (hit,) = json.loads(command("search", "-i", "i", "boards:zeta", "--json", "--facet", "boards", cwd=folder).out)[
        "hits"
    ]
    assert hit["entities"]["boards"] == ["Acme Holdings", "Zeta"]
    assert hit["provenance"]["boards"] == "list"
    shown = command("show", "-i", "i", hit["id"], cwd=folder).out
    assert "boards        Acme Holdings, Zeta  (list)" in shown
    assert "Acme Holdings" in command("boards:zeta", "-i", "i", cwd=folder).out.split("boards ")[1]
    assert json.loads(command("status", "-i", "i", "--json", cwd=folder).out)["lists"] == ["boards"]


def test_a_list_is_remembered_replaced_and_dropped_without_reading_any_source(folder: Path) -> None:
    (folder / "boards.csv").write_text(BOARDS)
    index(folder, "news", "--list", "boards.csv")
    (folder / "boards.csv").unlink()
    (folder / "news" / "3.txt").write_text("Zeta again.")
    index(folder, "news")
    assert facet(folder, "boards") == {"Acme Holdings": 2, "Zeta": 2}

    (folder / "boards.csv").write_text("name\nZeta\n")
    (folder / "watch.txt").write_text("# those to watch\n\nNothing\n")
    for number in range(4):  # the list is applied to what the index holds
        (folder / "news" / f"{number}.txt").rename(folder / f"gone-{number}.txt")
    ran = command("index", "-i", "i", "--list", "boards.csv", "--list", "watch.txt", cwd=folder)
    assert (ran.code, "3 articles changed" in ran.err) == (0, True), ran.err
    assert (facet(folder, "boards"), facet(folder, "watch")) == ({"Zeta": 2}, {"Nothing": 1})
    assert command("verify", "-i", "i", cwd=folder).code == 0

    index(folder, "--no-list", "boards")
    assert facet(folder, "watch") == {"Nothing": 1}
    with searchkit.open(folder / "i") as opened:
        assert opened.lists == ("watch",)
        assert opened.search("boards:zeta").warnings[0].code == "unknown_field"
        with pytest.raises(UsageError, match="no list 'boards'"):
            opened.use_lists(drop=["boards"])
        assert opened.use_lists(drop=["watch"]).names == {}
    assert command("verify", "-i", "i", cwd=folder).code == 0


def test_what_is_tagged_anew_is_what_indexing_anew_gives(folder: Path) -> None:
    lists: dict[str, list[str | tuple[str, ...]]] = {"boards": [("Acme Holdings", "ACM")], "b2": ["note", "Zeta"]}
    with searchkit.create(folder / "i") as first, searchkit.create(folder / "j") as second:
        first.use_lists({"boards": ["Holdings"]})
        first.add_files(folder / "news")
        assert first.use_lists(lists).changed == 3
        second.use_lists(lists)
        second.add_files(folder / "news")
        assert [hit.fields for hit in first.search("")] == [hit.fields for hit in second.search("")]
        assert first.use_lists(lists).changed == 0
        report = first.add_files(folder / "news")
        assert (report.unchanged, report.replaced) == (0, 0)


def test_what_was_deleted_or_replaced_is_not_tagged_again(folder: Path) -> None:
    with searchkit.create(folder / "i") as opened:
        opened.add(
            [{"id": id, "body": f"Zeta {id}"} for id in ("kept", "gone", "new")] + [{"id": "x", "body": "Other"}]
        )
        opened.delete("gone")
        opened.add([{"id": "new", "body": "Nothing of note"}])
        assert opened.use_lists({"boards": ["Zeta"]}).changed == 1
        assert sorted((hit.id, hit.article.body) for hit in opened.search("*")) == [
            ("kept", "Zeta kept"),
            ("new", "Nothing of note"),
            ("x", "Other"),
        ]
        opened.delete("kept")
        assert opened.use_lists(drop=["boards"]).changed == 0
        assert sorted(hit.id for hit in opened.search("*")) == ["new", "x"]


def test_two_hands_on_one_index(folder: Path) -> None:
    with searchkit.create(folder / "i") as one, searchkit.open(folder / "i") as other:
        one.use_lists({"boards": ["Zeta"]})
        other.add([{"id": "z", "body": "Zeta won."}], extract=False)
        assert other.lists == ("boards",)
        assert other.search("boards:zeta").total == 1
        one.refresh()
        with one.batch():
            one.add([{"id": "y", "body": "Zeta won."}])
            one.add([{"id": "x", "body": "Zeta lost."}])
            with pytest.raises(UsageError):
                one.use_lists(drop=["boards"])
        assert one.search("", filters={"boards": "Zeta"}).total == 3
        assert [t.documents for t in one.terms("boards_value")] == [2, 1] or one.terms("boards_value")[0].documents == 3


def test_a_change_that_is_stopped_changes_nothing(folder: Path) -> None:
    with searchkit.create(folder / "i") as opened:
        opened.add_files(folder / "news")
        revision = opened.revision
        asked = iter([False, True])
        change = opened.use_lists({"boards": ["Zeta", "Nothing"]}, should_stop=lambda: next(asked))
        assert (change.interrupted, change.changed, change.names, opened.revision) == (True, 0, {}, revision)
        assert opened.use_lists({"boards": ["Zeta"]}).changed == 1


def test_an_earlier_commit_has_its_own_lists(folder: Path) -> None:
    with searchkit.create(folder / "i") as opened:
        opened.add_files(folder / "news")
        opened.use_lists({"boards": ["Zeta"]})
        revision = opened.revision
        opened.use_lists({"watch": ["Zeta"]}, drop=["boards"])
    with searchkit.open(folder / "i", generation=revision) as earlier:
        assert (earlier.lists, earlier.search("boards:zeta").total) == (("boards",), 1)


@pytest.mark.damages
def test_a_damaged_list_is_told_before_it_is_used(folder: Path) -> None:
    with searchkit.create(folder / "i") as opened:
        opened.use_lists({"boards": ["Zeta"]})
        (kept,) = (folder / "i").glob("beside-lists-*.json")
        kept.write_text(kept.read_text().replace("Zeta", "Zoda"))
        assert command("verify", "-i", "i", cwd=folder).code == 3
    with searchkit.open(folder / "i") as opened, pytest.raises(IndexDamaged, match="checksum"):
        opened.add([{"body": "x"}])
    kept.unlink()
    with pytest.raises((IndexDamaged, IndexMissing)):
        searchkit.open(folder / "i")


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("b.txt", "Acme\r\n# no\n\n  Zeta  Corp \n", [("Acme",), ("Zeta Corp",)]),
        ("b.txt", "\ufeffAcme\nAcme\n", [("Acme",)]),
        ("b.csv", "id;Name;Aliases\n1;Acme;A C;\n", [("Acme", "A C")]),
        ("b.csv", "Company,Country\nAcme,NO\n", [("Acme",)]),
        ("b.csv", 'name,alias\n"Acme, Inc",Acme|ACM\nAcme,\n', [("Acme, Inc", "Acme", "ACM"), ("Acme",)]),
        ("b.tsv", "alias\tname\nA1\tAcme\n\tZeta\n", [("Acme", "A1"), ("Zeta",)]),
    ],
)
def test_files_of_lists(folder: Path, name: str, content: str, names: list[Any]) -> None:
    from searchkit.ingest.list_file import read_list

    (folder / name).write_text(content, newline="")
    assert list(read_list(folder / name)[0].names) == names


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("person.csv", "name\nAcme\n", "cannot be named 'person'"),
        ("people.txt", "Acme\n", "cannot be named 'people'"),
        ("date.txt", "Acme\n", "cannot be named 'date'"),
        ("boards.txt", "# nothing\n", "boards.txt: the list has no names"),
        ("boards.txt", "\0\1\2", "binary data"),
        ("missing.txt", None, "cannot read the list: No such file"),
    ],
)
def test_a_file_that_is_no_list_is_told_and_nothing_is_changed(
    folder: Path, name: str, content: str | None, told: str
) -> None:
    if content is not None:
        (folder / name).write_text(content)
    ran = command("index", "-i", "i", "news", "--list", name, cwd=folder)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "name",
    "date_first date_last digest mention_day mentioned_month mentioned_year place_value place_within record source "
    "stemmer story story_key title_exact metadata Big".split(),
)
def test_no_list_is_called_as_a_part_of_an_article_or_of_the_index(tmp_path: Path, name: str) -> None:
    with searchkit.create(tmp_path / "i") as opened:
        with pytest.raises(UsageError, match=f"{name}"):
            opened.use_lists({name: ["Zeta"]})
        assert opened.use_lists({f"{name.lower()}s": ["Zeta"]}).names == {f"{name.lower()}s": 1}
        opened.add([{"id": "a", "title": "Zeta", "body": "Zeta won on 3 May 2019.", "date": "2019-05-05"}])
        assert opened.search(f"{name.lower()}s:zeta date:2019").total == 1


def test_what_is_passed_over_is_told_with_its_line(folder: Path) -> None:
    (folder / "boards.csv").write_text("Company,alias\nAcme,???\n" + "x" * 400 + ",\nZeta,Acme\n")
    ran = command("index", "-i", "i", "--list", "boards.csv", cwd=folder)
    assert ran.code == 0
    for told in (
        "boards.csv:1: no column is named name; names come from the column 'Company'",
        "boards.csv:2: '???' has no letters or digits",
        "boards.csv:3: 'xxx",
        "'Acme' already belongs to 'Acme'; it is not an alias of 'Zeta'",
    ):
        assert told in ran.err, ran.err


def test_extract_finds_the_names_of_a_list(folder: Path) -> None:
    (folder / "boards.csv").write_text(BOARDS)
    ran = command("extract", "news/1.txt", "--list", "boards.csv", "--json", cwd=folder)
    found = [f for f in json.loads(ran.out)["articles"][0]["findings"] if f["provenance"] == "list"]
    assert [(f["kind"], f["value"], f["spans"]) for f in found] == [
        ("boards", "Acme Holdings", [[0, 3]]),
        ("boards", "Zeta", [[10, 14]]),
    ]


def test_articles_that_another_index_tagged_lose_its_lists(folder: Path) -> None:
    with searchkit.create(folder / "i") as one:
        one.use_lists({"boards": ["Zeta"]})
        one.add([{"id": "z", "body": "Zeta won."}])
        article = one.find("z")
    with searchkit.create(folder / "j") as other:
        other.add([article])
        assert "boards" not in other.find("z").entities
