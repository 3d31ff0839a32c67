"""Stories follow from the articles of an archive alone: compared with a fresh archive and with their definition."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_oracle import expected_stories

import searchkit
from earlier_analysis import writer_of
from searchkit.archive import components as components_module
from searchkit.archive import copies
from searchkit.archive import stories as stories_module
from searchkit.archive.copies import reach
from searchkit.archive.fields import STORY_TEXT
from searchkit.archive.layout import ArchiveLayout
from searchkit.engine.writer import Writer
from searchkit.index import Index

# Numbers of words: brief, short, usual and long texts have their own rules.
LENGTHS = (12, 45, 70, 130)
DATES = (None, "2019-07-01", "2019-07-02", "2019-07-04", "2019-07-09", "2019-07-17", "2019-07", "2020")


def body(family: int, length: int, edits: tuple[int, ...], cut: int) -> str:
    words = [f"f{family}w{n % 97}x{n}" for n in range(length)]
    for edit in edits:
        words[edit * 7 % length] = f"edit{edit}"
    return " ".join(words[: length - length * cut // 12])


BODIES = st.builds(
    body,
    st.sampled_from((0, 0, 0, 1)),
    st.sampled_from((*LENGTHS, 130, 130, 130)),
    st.lists(st.integers(0, 15), max_size=3).map(tuple),
    st.sampled_from((0, 0, 0, 1, 3)),
)
ARTICLES = st.fixed_dictionaries(
    {
        "id": st.integers(0, 13).map(lambda n: f"n{n}"),
        "title": st.sampled_from(("", "rates", "more rates")),
        "body": BODIES,
        "date": st.sampled_from(DATES),
    }
)
CHANGES = st.one_of(
    ARTICLES.map(lambda article: ("add", article)),
    ARTICLES.map(lambda article: ("add", article)),
    ARTICLES.map(lambda article: ("add", article)),
    st.integers(0, 13).map(lambda n: ("delete", f"n{n}")),
    st.integers(0, 13).map(lambda n: ("delete_matching", f"n{n}")),
    ARTICLES.map(lambda article: ("add without a story", article)),
)
# Each part is one commit.
HISTORIES = st.lists(st.lists(CHANGES, min_size=1, max_size=7), min_size=1, max_size=6)


def parts_of(index: Index) -> set[frozenset[str]]:
    """The stories of an index, as sets of ids."""
    found: dict[str, set[str]] = {}
    for hit in index.search("story:*", limit=None):
        found.setdefault(str(hit.story), set()).add(hit.id)
    return {frozenset(ids) for ids in found.values()}


@settings(max_examples=60)
@given(HISTORIES, st.sampled_from((1, 2, 3, 256)), st.sampled_from((60, 400, 1 << 20)), st.randoms())
def test_stories_follow_from_the_articles_alone(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[list[tuple[str, Any]]],
    texts_of_a_key: int,
    held: int,
    order: random.Random,
) -> None:
    folder = tmp_path_factory.mktemp("history")
    there: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories_module, "TEXTS", texts_of_a_key)
        patch.setattr(stories_module, "_HELD", held)  # segments are written often, or at the end of a commit
        with searchkit.create(folder / "i") as index:
            for part in history:
                with index.batch():
                    for what, value in part:
                        if what == "delete":
                            index.delete(value)
                            there.pop(value, None)
                        elif what == "delete_matching":
                            index.delete_matching(f"id:{value}")
                            there.pop(value, None)
                        else:
                            there.pop(value["id"], None)
                            index.add([value], extract=what == "add")
                            there[value["id"]] = {**value, "in_story": what == "add"}
                final = [article for article in there.values() if article["in_story"]]
                assert len(index) == len(there)
                assert parts_of(index) == expected_stories(final, texts_of_a_key)
        order.shuffle(final)
        with searchkit.create(folder / "fresh") as fresh, searchkit.open(folder / "i") as index:
            fresh.add([{name: value for name, value in article.items() if name != "in_story"} for article in final])
            assert parts_of(fresh) == parts_of(index)


LONG = " ".join(f"report{n} of{n % 7} day{n}" for n in range(50))


def written_again(index: Index, change: Any) -> int:
    """How many articles a change wrote, new ones included."""
    written: list[str] = []
    add = Writer.add

    def counted(self: Writer, fields: Any) -> None:
        written.append(fields["id"])
        add(self, fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "add", counted)
        change()
    return len(written)


def test_a_key_that_too_many_texts_have_is_no_evidence_as_long_as_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories_module, "TEXTS", 2)
    base = body(0, 130, (), 0)
    bodies = [base, *(text for edit in range(130) if keys_of(text := body(0, 130, (edit,), 0)) == keys_of(base))]
    articles = [{"id": id, "body": text} for id, text in zip("abcd", bodies, strict=False)]
    assert len({article["body"] for article in articles}) == 4
    together, alone = {frozenset("ab")}, {frozenset(id) for id in "abc"}
    with searchkit.create(tmp_path / "i") as index:
        index.add(articles[:2])
        assert parts_of(index) == together
        index.add(articles[2:3])  # a third text: all eight keys are crowded
        assert parts_of(index) == alone
        index.add([{**articles[0], "id": "same"}])  # one text needs no key
        assert parts_of(index) == {frozenset(["a", "same"]), frozenset("b"), frozenset("c")}
        index.delete(["c", "same"])
        assert parts_of(index) == together
        with index.batch():
            index.add(articles[2:3])
            index.delete("c")
        assert parts_of(index) == together
        with index.batch():
            index.add(articles[2:])
            index.delete(["a", "b"])
        assert parts_of(index) == {frozenset("cd")}
        with index.batch():
            index.delete("d")
            index.add(articles[:2])
        assert parts_of(index) == alone


def keys_of(text: str) -> list[bytes]:
    return copies.sketch(None, text).keys


def test_the_smaller_side_is_written_again_and_all_else_stays(tmp_path: Path) -> None:
    words = LONG.split()
    ends = [" ".join(words[:-40]), " ".join(words[40:])]  # each is a copy of the whole, but not of the other
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": f"a{n}", "body": ends[0], "section": "world"} for n in range(5)])
        index.add([{"id": f"b{n}", "title": "Ends", "body": ends[1], "people": ["Ana Costa"]} for n in range(2)])
        index.use_lists({"reports": ["report140"]})
        numbers = {id: index.story(id).id for id in ("a0", "b0")}  # type: ignore[union-attr]
        before = {hit.id: hit.article.to_json() for hit in index.search("", limit=None)}
        assert len(parts_of(index)) == 2
        assert written_again(index, lambda: index.add([{"id": "whole", "body": LONG}])) == 1 + 2
        assert len(parts_of(index)) == 1
        assert index.story("b0").id == numbers["a0"]  # type: ignore[union-attr]
        assert {hit.id: hit.article.to_json() for hit in index.search("-id:whole", limit=None)} == before
        assert index.search("person:costa section:world").total == 0
        assert index.search("person:costa").total == 2
        assert written_again(index, lambda: index.delete("a4")) == 0  # another has its text
        assert written_again(index, lambda: index.delete("whole")) == 2
        assert len(parts_of(index)) == 2
        assert index.story("a0").id == numbers["a0"]  # type: ignore[union-attr]


def test_every_way_to_leave_an_archive_leaves_the_story(tmp_path: Path) -> None:
    words = LONG.split()
    ends = [{"id": "first", "body": " ".join(words[:-40])}, {"id": "last", "body": " ".join(words[40:])}]
    file = tmp_path / "news" / "whole.txt"
    file.parent.mkdir()
    with searchkit.create(tmp_path / "i") as index:
        index.add(ends)

        def leaves(leave: Any) -> None:
            assert [len(part) for part in parts_of(index)] == [3]
            leave()
            assert parts_of(index) == {frozenset(["first"]), frozenset(["last"])}

        def add() -> None:
            index.add([{"id": "whole", "body": LONG}])

        add()
        leaves(lambda: index.delete("whole"))
        add()
        leaves(lambda: index.delete_matching("id:whole"))
        add()
        leaves(lambda: index.add([{"id": "whole", "body": LONG}], extract=False))
        file.write_text(LONG)
        index.add_files(file.parent)
        file.unlink()
        leaves(lambda: index.add_files(file.parent, allow_removals=True))


def test_a_commit_that_fails_leaves_the_stories_of_before(tmp_path: Path) -> None:
    words = LONG.split()
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "first", "body": " ".join(words[:-40])}, {"id": "last", "body": " ".join(words[40:])}])
        before = parts_of(index)

        def fails(self: Writer, keep_before: bool) -> None:
            raise OSError(28, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Writer, "_write_commit", fails)
            with pytest.raises(OSError, match="No space"):
                index.add([{"id": "whole", "body": LONG}])
        index.refresh()
        assert parts_of(index) == before
        with index.batch():
            with pytest.raises(searchkit.SearchkitError):
                index.add([{"id": "whole", "body": LONG}, {"id": "bad"}])
            index.add([{"id": "other", "body": "Nothing of it."}])
        assert parts_of(index) == before | {frozenset(["other"])}


def test_many_articles_of_one_form_are_not_all_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = [0]

    def counting(a: Any, b: Any) -> int | None:
        compared[0] += 1
        return reach(a, b)

    for module in (copies, stories_module, components_module):
        monkeypatch.setattr(module, "reach", counting)
    monkeypatch.setattr(stories_module, "TEXTS", 16)
    form = [f"form{n}" for n in range(70)]

    def filled(number: int) -> str:
        """A form of which every seventh word differs: it shares keys with others, and is no copy of them."""
        return " ".join(f"value{number}x{n}" if n % 7 == 0 else word for n, word in enumerate(form))

    many = 400
    with searchkit.create(tmp_path / "i") as index:
        for start in range(0, many, 100):
            numbers = range(start, start + 100)
            index.add([{"id": f"same{n}", "body": " ".join(form), "date": "2019-07-01"} for n in numbers])
            days = [f"20{10 + n // 28 % 15}-07-{n % 28 + 1:02}" for n in numbers]
            index.add(
                [{"id": f"daily{n}", "body": LONG[:420], "date": day} for n, day in zip(numbers, days, strict=True)]
            )
            index.add([{"id": f"filled{n}", "body": filled(n), "date": "2019-07-01"} for n in numbers])
        assert index.search("id:same*", stories=True).stories == 1
        assert index.search("id:filled*", stories=True).stories == many
        assert index.search("id:daily*", stories=True).stories == 15
        assert compared[0] < 3 * many * 16


def test_archives_of_before_keep_their_stories_until_these_change_or_an_upgrade(tmp_path: Path) -> None:
    def article(id: str, body: str) -> dict[str, Any]:
        return {"id": id, "body": body, "date": "2019-07-01"}

    with pytest.MonkeyPatch.context() as before, searchkit.create(tmp_path / "i") as earlier:
        # Articles were in stories without the digests of texts, and in others than today.
        lay_out = ArchiveLayout.document
        before.setattr(
            ArchiveLayout,
            "document",
            lambda self, fields: lay_out(self, {**fields, STORY_TEXT: None}),
        )
        before.setattr(stories_module.Stories, "_linked", lambda self, drawn, keys: [])
        earlier.add([article(id, body) for id in "abc" for body in [LONG]])
        earlier.add([article("x", "Another text."), article("y", "Another text.")])
    with searchkit.open(tmp_path / "i") as index:
        index.add([article("z", "Nothing of it.")])
        assert parts_of(index) == {frozenset(id) for id in "abcxyz"}
        with writer_of(index.folder) as writer:
            writer.optimize()
        index.add([article("d", LONG)])
        assert parts_of(index) == {frozenset("abcd"), *(frozenset(id) for id in "xyz")}
        story = index.story("a").id  # type: ignore[union-attr]
        index.delete("d")
        assert parts_of(index) == {frozenset("abc"), *(frozenset(id) for id in "xyz")}
        done = searchkit.upgrade(tmp_path / "i")
        assert (done.is_changed, done.articles) == (True, 6)
        index.refresh()
        assert parts_of(index) == {frozenset("abc"), frozenset("xy"), frozenset("z")}
        assert index.story("a").id == story  # type: ignore[union-attr]
        assert not searchkit.upgrade(tmp_path / "i").is_changed
