"""Copies of one story: which articles are taken for them, whatever came before; each story shown once."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from whoosh.query import Or, Regex, Term

import searchkit
from searchkit.index import Index

TEXT = (
    "Dockers in the port of Genoa went on strike on Thursday after talks over night shifts had broken down. The union "
    "said that four thousand workers had stopped unloading container ships at six in the morning, and that ferries to "
    "Sardinia would sail with delays. A spokesman for the terminal operators called the walkout illegal and announced "
    "that damages would be claimed. Shipping agents reported that eleven vessels were waiting in the bay. The ministry "
    "of transport invited both sides to Rome for Monday. The last strike of this length, in the autumn four years ago, "
    "cost the region two weeks of exports. Exporters of tiles and wine asked the government to keep one berth open for "
    "goods that spoil, which the union refused to discuss before its demands were met in full."
)
SENTENCES = re.findall(r"[^.]+\.\s?", TEXT)
OTHER = " ".join(f"word{number} of another report" for number in range(60))
NOTICE = (
    "The Federal Reserve entered the government securities market to arrange {} billion dollars of customer repurchase "
    "agreements, a spokesman said. Dealers said that federal funds were trading at six per cent when the bank began "
    "its indirect supply of reserves to the banking system."
)
BRIEF = "Qtly div 12 cts vs 12 cts prior. Pay April 15. Record March 31."


def story_of(index: Index, id: str) -> str | None:
    story = index.story(id)
    return story.id if story else None


def stories(index: Index, ids: Sequence[str]) -> list[str | None]:
    return [story_of(index, id) for id in ids]


def parts_of(index: Index) -> set[frozenset[str]]:
    """The stories of an index, as sets of ids."""
    found: dict[str, set[str]] = {}
    for hit in index.search("story:*", limit=None):
        found.setdefault(str(hit.story), set()).add(hit.id)
    return {frozenset(ids) for ids in found.values()}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return searchkit.create(tmp_path / "i")


@pytest.mark.parametrize(
    ("changed", "is_copy"),
    [
        ({}, True),
        ({"title": "Strike paralyses Italian port", "agency": "AFP", "place": "Rome"}, True),
        ({"body": f"GENOA, Italy, July 11 (Reuters) - {TEXT}"}, True),
        ({"body": f"GENOA, July 11 (AFP) - {TEXT}\n\n(Reporting by Ana Costa)"}, True),
        ({"body": TEXT.upper().replace("É", "E")}, True),
        ({"body": "".join(SENTENCES[:2] + SENTENCES[3:])}, True),
        ({"body": "".join(SENTENCES[:5])}, True),  # cut from below
        ({"body": TEXT.replace("four thousand", "some 4,000").replace("Thursday", "July 11")}, True),
        ({"body": TEXT, "date": "2019-07-17"}, True),
        ({"body": TEXT, "date": "2020-07-17"}, True),
        ({"body": "".join(SENTENCES[:6]), "date": "2020-07-17"}, False),  # a year later it must be alike
        ({"body": "".join(SENTENCES[:6]), "date": "2019-07-18"}, True),
        ({"body": "".join(SENTENCES[:6]), "date": "2019-07-19"}, False),  # more than a week later, too
        ({"body": "".join(SENTENCES[:6]), "date": "2019-07-03"}, False),
        ({"body": "".join(SENTENCES[:3])}, False),
        ({"body": "".join(SENTENCES[:3]) + OTHER}, False),
        ({"body": OTHER}, False),
        ({"body": ""}, False),
    ],
)
def test_what_is_a_copy(index: Index, changed: Mapping[str, Any], is_copy: bool) -> None:
    first = {"id": "a", "title": "Dockers strike", "body": TEXT, "date": "2019-07-11", "place": "Genoa"}
    index.add([first, {**first, "id": "b", **changed}])
    a, b = stories(index, "ab")
    assert a is not None
    assert (a == b) == is_copy
    assert index.search("*", stories=True).stories == 2 - is_copy


@pytest.mark.parametrize(
    ("a", "b", "is_copy"),
    [
        (("Acme Corp regular dividend", BRIEF), ("Acme Corp regular dividend", BRIEF), True),
        (
            ("Acme Corp regular dividend", BRIEF),
            ("ACME CORP REGULAR DIVIDEND", f"NEW YORK, April 3 (AP) - {BRIEF}"),
            True,
        ),
        (("Acme Corp regular dividend", BRIEF), ("Bolt Inc regular dividend", BRIEF), False),
        (("Bank cuts prime rate to 9 pct", ""), ("Bank cuts prime rate to 9 pct", ""), True),
        (("Bank cuts prime rate to 9 pct", ""), ("Fund cuts prime rate to 9 pct", ""), False),
        (("Bank cuts prime rate to 9 pct", ""), ("Bank cuts prime rate to 9 pct - official", ""), True),
        (("Bank adds reserves", NOTICE.format(2)), ("Bank adds reserves", NOTICE.format(3)), False),
        (("Bank adds reserves", NOTICE.format(2)), ("New reserves", NOTICE.format(2) + " He gave no reason."), True),
        ((None, "Blah blah blah."), ("Corn prices", "Blah blah blah."), False),
    ],
)
def test_short_texts_are_compared_with_their_titles(
    index: Index, a: tuple[str | None, str], b: tuple[str | None, str], is_copy: bool
) -> None:
    index.add(
        [{"id": i, "title": t, "body": text, "date": "1987-04-03"} for i, (t, text) in zip("ab", (a, b), strict=True)]
    )
    first, second = stories(index, "ab")
    assert (first == second) == is_copy


def test_a_brief_notice_of_another_day_is_another_story(index: Index) -> None:
    days = {"a": "1987-04-03", "b": "1987-04-04", "c": "1987-04-09", "d": None}
    notices = [{"id": id, "title": "Bank cuts prime rate to 9 pct", "date": day} for id, day in days.items()]
    index.add(notices[:3])
    a, b, c = stories(index, "abc")
    assert a == b != c
    index.add(notices[3:])  # one that says no day may be of any
    assert len(set(stories(index, "abcd"))) == 1
    index.delete("d")
    a, b, c = stories(index, "abc")
    assert a == b != c


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall("[a-z0-9]+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def resemblance(a: str, b: str) -> float:
    return len(runs(a) & runs(b)) / len(runs(a) | runs(b))


def edited(base: int, edits: int) -> str:
    words = [f"{letter}{base}x{n}" for n in range(150) for letter in "abc"][:220]
    source = random.Random(edits)
    for _ in range(edits % 5):  # a word changes up to three shingles: the resemblance stays above 0.85
        words[source.randrange(220)] = f"new{source.randrange(1000)}"
    return " ".join(words)


def test_files_in_one_run_or_in_many(tmp_path: Path) -> None:
    source = random.Random(4)
    lines = [
        json.dumps({"id": f"n{n}", "body": edited(n * 7 % 15, source.randrange(50)), "date": "2019-07-11"})
        for n in range(40)
    ]
    for part in range(4):
        (tmp_path / f"part-{part:02}.jsonl").write_text("\n".join(lines[part * 10 : part * 10 + 10]))
    found = []
    for name, every in (("one", 5000), ("often", 3)):
        with searchkit.create(tmp_path / name) as index:
            index.add_files(sorted(tmp_path.glob("part-*.jsonl")), commit_every=every)
            found.append(parts_of(index))
    with searchkit.create(tmp_path / "runs") as index:
        for path in sorted(tmp_path.glob("part-*.jsonl"), reverse=True):
            index.add_files(path)
        found.append(parts_of(index))
        again = index.add_files(sorted(tmp_path.glob("part-*.jsonl")))
        assert (again.added, again.replaced) == (0, 0)
        found.append(parts_of(index))
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0]) == 15  # as many as there are texts that were edited


def test_no_extraction_no_story(index: Index, tmp_path: Path) -> None:
    index.add([{"id": "a", "body": TEXT}, {"id": "b", "body": TEXT}], extract=False)
    assert stories(index, "ab") == [None, None]
    results = index.search("*", stories=True)
    assert (results.total, results.stories, [hit.copy_count for hit in results]) == (2, 2, [0, 0])
    assert index.search("story:*").total == 0
    with index.batch():  # what is replaced without a story is nobody's copy
        index.add([{"id": "c", "body": TEXT}])
        index.add([{"id": "c", "body": OTHER}], extract=False)
        index.add([{"id": "d", "body": TEXT}, {"id": "e", "body": OTHER}])
    assert story_of(index, "c") is None
    assert story_of(index, "d") != story_of(index, "e")


def _delete_the_first(index: Index) -> None:
    index.delete("a")


def _replace_the_first(index: Index) -> None:
    index.add([{"id": "a", "body": OTHER}])


def _replace_the_first_in_a_batch(index: Index) -> None:
    with index.batch():
        index.add([{"id": "a", "body": TEXT + " And more was said."}])
        index.add([{"id": "a", "body": OTHER}])


@pytest.mark.parametrize("change", [_delete_the_first, _replace_the_first, _replace_the_first_in_a_batch])
def test_a_story_outlives_its_first_copy(index: Index, change: Callable[[Index], None]) -> None:
    index.add([{"id": "a", "body": TEXT}, {"id": "b", "body": TEXT}])
    story = story_of(index, "a")
    assert story == story_of(index, "b") is not None
    change(index)
    assert story_of(index, "b") == story
    if index.get("a") is not None:
        assert story_of(index, "a") != story
    index.add([{"id": "c", "body": TEXT}])
    assert story_of(index, "c") == story
    index.add([{"id": "a", "body": TEXT}])
    assert stories(index, "abc") == [story] * 3
    index.delete(["a", "b", "c"])
    assert index.search(f"story:{story}").total == 0
    index.add([{"id": "d", "body": TEXT}])
    assert story_of(index, "d") not in (None, story)


def test_deleted_articles_are_nobodys_copy(index: Index) -> None:
    with index.batch():
        index.add([{"id": "a", "body": TEXT}])
        index.delete("a")
        index.add([{"id": "b", "body": TEXT}])
    assert parts_of(index) == {frozenset("b")}
    try:
        with index.batch():
            index.add([{"id": "c", "body": OTHER}])
            raise KeyError
    except KeyError:
        pass
    index.add([{"id": "d", "body": OTHER}])
    assert [copy.id for copy in index.story("d").copies] == ["d"]  # type: ignore[union-attr]


def test_a_text_that_is_changed_stays_in_its_story_or_leaves_it(tmp_path: Path, index: Index) -> None:
    path = tmp_path / "a.json"

    def write(body: str) -> None:
        path.write_text(json.dumps({"id": "a", "body": body}))

    write(TEXT)
    (tmp_path / "b.json").write_text(json.dumps({"id": "b", "body": TEXT}))
    index.add_files([path, tmp_path / "b.json"])
    story = story_of(index, "a")
    assert stories(index, "ab") == [story, story]
    write(TEXT.replace("Thursday", "July 11"))
    assert index.add_files([path]).replaced == 1
    assert stories(index, "ab") == [story, story]
    write(OTHER)
    assert index.add_files([path]).replaced == 1
    assert story_of(index, "a") != story == story_of(index, "b")
    path.unlink()
    assert index.add_files([path]).removed == 1
    assert index.search("*", stories=True).stories == 1


def test_a_chain_of_edits_is_one_story_and_holds_as_long_as_the_chain(index: Index) -> None:
    chain = [edited(0, 0).split() for _ in range(6)]
    for number, words in enumerate(chain):
        words[: number * 25] = [f"later{n}" for n in range(number * 25)]
    texts = [" ".join(words) for words in chain]
    assert resemblance(texts[0], texts[5]) < 0.4
    ids = [f"n{n}" for n in range(6)]
    articles = [{"id": id, "body": text} for id, text in zip(ids, texts, strict=True)]
    index.add(articles[:2] + articles[4:])
    assert parts_of(index) == {frozenset(ids[:2]), frozenset(ids[4:])}
    index.add(articles[2:4])
    assert parts_of(index) == {frozenset(ids)}
    story = story_of(index, "n0")
    index.delete(["n3", "n4"])
    assert parts_of(index) == {frozenset(ids[:3]), frozenset(["n5"])}
    assert stories(index, ids[:3]) == [story] * 3  # the larger part keeps the number
    index.add([{"id": "n1", "body": OTHER}])
    assert parts_of(index) == {frozenset(["n0"]), frozenset(["n1"]), frozenset(["n2"]), frozenset(["n5"])}
    with index.batch():  # what was between them for a moment only
        index.add(articles[1:5])
        index.delete(["n4", "n3"])
    assert parts_of(index) == {frozenset(ids[:3]), frozenset(["n5"])}


def test_merging_and_many_copies_change_nothing(index: Index) -> None:
    for round in range(20):
        index.add([{"id": f"n{round}-{n}", "body": edited(n, 0)} for n in range(3)])
    found = {n: set(stories(index, [f"n{round}-{n}" for round in range(20)])) for n in range(3)}
    assert all(len(same) == 1 for same in found.values())
    results = index.search("*", stories=True)
    assert (results.total, results.stories, [hit.copy_count for hit in results]) == (60, 3, [19] * 3)
    index.add([{"id": f"more{n}", "body": edited(0, 0)} for n in range(100)])
    assert index.search("*", stories=True).stories == 3


@pytest.mark.parametrize(
    "body",
    [
        "\0\x07\u200b " * 1000,
        "word " * 50_000,
        "é" * 50_000,
        "\ufffd",
        "1 " * 5,
        "a b c d e f g " * 5_000,
        "ß\u0301" * 999,
    ],
)
def test_odd_texts_are_placed_in_linear_time(index: Index, body: str) -> None:
    index.add([{"id": i, "title": "t", "body": body} for i in "ab"])
    assert len(set(stories(index, "ab"))) == 1


# Searching


@pytest.fixture
def archive(tmp_path: Path) -> Index:
    """Sixty articles that tell twelve stories, with and without dates, over several segments."""
    source = random.Random(8)
    index = searchkit.create(tmp_path / "archive")
    for part in range(3):
        articles = []
        for number in range(20):
            base = source.randrange(12)
            articles.append(
                {
                    "id": f"n{part}-{number:02}",
                    "title": f"Report {source.choice(['oil', 'gas', 'oil gas', 'wheat'])}",
                    "body": edited(base, source.randrange(50)) + " oil" * source.randrange(3),
                    "date": source.choice([None, f"2019-07-{source.randrange(1, 8):02}"]),
                    "place": source.choice(["Genoa", "Rome"]),
                }
            )
        index.add(articles)
    index.delete(["n0-03", "n1-07"])
    return index


def test_queries_of_whoosh_show_stories_once(archive: Index) -> None:
    for query, plan in (
        (Or([Term("title", "oil"), Term("title", "gas")]), "native"),
        (Regex("title", "o.l|gas"), None),
    ):
        every = archive.search(query, limit=None)
        shown = archive.search(query, limit=None, stories=True)
        assert plan in (None, shown.plan)
        assert shown.stories == len({hit.story for hit in every}) == len(shown)
        assert sum(1 + hit.copy_count for hit in shown) == every.total
        assert [hit.id for hit in archive.search(query, limit=2, offset=1, stories=True)] == [h.id for h in shown][1:3]


def test_other_schemas_have_no_stories(tmp_path: Path) -> None:
    from whoosh.fields import TEXT as WORDS
    from whoosh.fields import Schema

    with searchkit.create(tmp_path / "own", Schema(text=WORDS(stored=True))) as index:
        index.add([{"text": "a"}])
        with pytest.raises(searchkit.UsageError):
            index.search("a", stories=True)
        with pytest.raises(searchkit.UsageError):
            index.story("a")
