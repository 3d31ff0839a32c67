"""Articles about the same as one: which terms tell what it is about, and what is found by them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

import brute_force
import searchkit
from searchkit.archive.view import ArchiveView
from searchkit.errors import ArticleMissing, QueryError, UsageError
from searchkit.query import tree as t

SUBJECTS = {
    "port": "dockers harbour ships cranes containers berth tugboat quay pilots cargo freight stevedores",
    "bank": "interest rates lending deposits inflation currency bonds treasury governor liquidity credit yields",
    "harvest": "wheat barley drought farmers rainfall grain silos acreage irrigation seeds fertiliser ploughing",
}


def written(count: int) -> list[dict[str, str]]:
    """Articles on three subjects, in words that all use and words of their own."""
    source = random.Random(11)
    common = [f"common{n}" for n in range(30)]
    articles = []
    for number in range(count):
        subject = list(SUBJECTS)[number % 3]
        own = SUBJECTS[subject].split()
        words = source.choices(own, k=25) + source.choices(common, k=40) + [f"x{number}", "1987", "q", str(number)]
        source.shuffle(words)
        title = " ".join(source.sample(own, 2))
        articles.append({"id": f"{subject}-{number}", "title": title, "body": " ".join(words)})
    return articles


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("like") / "index")
    # Others have none of these words, so that each of them is rare enough to tell something.
    others = [{"id": f"other-{n}", "title": f"t{n}", "body": f"filler{n} words{n}"} for n in range(90)]
    index.add([*written(60), *others])
    return index


def records(index: searchkit.Index) -> list[dict[str, object]]:
    return [hit.article.as_dict() for hit in index.search("*", limit=None)]


def test_the_terms_are_those_of_a_plain_count(archive: searchkit.Index) -> None:
    view = archive.view
    assert isinstance(view, ArchiveView)
    everything = records(archive)
    for id in ("port-0", "bank-31", "harvest-59", "other-3"):
        telling = brute_force.likeness(id, everything)
        terms = view.likeness(id).terms
        assert [(each.term, each.weight) for each in terms] == [(term, w) for term, (_, w) in telling.items()]
        assert (len(terms) > 5) == (id != "other-3")
        assert not any(each.term in ("q", "1987", "x0") for each in terms)


def test_no_more_than_25_terms_are_taken(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        long = " ".join(f"word{n} " * (n % 7 + 1) for n in range(60))
        index.add([{"id": "a", "body": long}, {"id": "b", "body": long + " more"}, *_fill(20)], extract=False)
        telling = brute_force.likeness("a", records(index))
        view = index.view
        assert isinstance(view, ArchiveView)
        assert [each.term for each in view.likeness("a").terms] == list(telling) and len(telling) == 25
        assert ids(index.similar("a")) == ["b"]


def _fill(count: int) -> list[dict[str, str]]:
    return [{"id": f"fill-{n}", "body": f"filler{n}"} for n in range(count)]


def test_it_finds_what_a_plain_loop_finds(archive: searchkit.Index) -> None:
    everything = records(archive)
    for id in ("port-0", "bank-31", "harvest-59"):
        telling = brute_force.likeness(id, everything)
        expected = {str(a["id"]) for a in everything if a["id"] != id and brute_force.shared(telling, a)}
        found = archive.search(f"like:{id}", limit=None)
        assert {hit.id for hit in found} == expected and found.total == len(expected)
        subject = id.split("-")[0]
        assert [hit.id.split("-")[0] for hit in found][:19] == [subject] * 19


def test_a_quarter_of_what_the_terms_tell_is_enough(tmp_path: Path) -> None:
    source = random.Random(3)
    words = [f"word{n}" for n in range(120)]
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": f"a{n}", "body": " ".join(source.sample(words, 24))} for n in range(60)], extract=False)
        everything = records(index)
        for id in ("a0", "a17", "a59"):
            telling = brute_force.likeness(id, everything)
            expected = {str(a["id"]) for a in everything if a["id"] != id and brute_force.shared(telling, a)}
            assert set(ids(index.similar(id, limit=None))) == expected and 5 < len(expected) < 50


def test_it_joins_with_other_parts_and_marks_what_is_shared(archive: searchkit.Index) -> None:
    alike = archive.search("like:port-0", limit=None)
    narrowed = archive.search("like:port-0 crane -tugboat", limit=None)
    crane = {hit.id for hit in archive.search("crane -tugboat", limit=None)}
    assert {hit.id for hit in narrowed} == {hit.id for hit in alike} & crane
    assert archive.search("crane -like:port-0").total == archive.search("crane").total - sum(
        hit.id in {h.id for h in archive.search("crane", limit=None)} for hit in alike
    )
    marked = {
        snippet.text[start:end].lower() for hit in alike for snippet in hit.snippets for start, end in snippet.spans
    }
    assert {"dockers", "quay"} <= marked and not marked & {"1987", "q"}


def test_where_nothing_has_all_the_nearest_are_like_it(archive: searchkit.Index) -> None:
    results = archive.search("like:port-0 place:Atlantis")
    assert results.total == 0 and results.nearest
    assert [hit.id for hit in results.nearest] == [hit.id for hit in archive.similar("port-0")]
    assert {hit.lacks for hit in results.nearest} == {("place:Atlantis",)}
    assert not archive.search("like:nowhere").nearest


def test_similar_is_the_query(archive: searchkit.Index) -> None:
    ours, query = archive.similar("port-0", limit=5), archive.search("like:port-0", limit=5)
    assert [(hit.id, hit.score) for hit in ours] == [(hit.id, hit.score) for hit in query]
    assert (ours.total, ours.parsed) == (query.total, 'like:"port-0"')
    assert archive.similar("port-0", filters={"id": "port-3"}).total == 1
    with pytest.raises(ArticleMissing, match="no article has the id 'nowhere'"):
        archive.similar("nowhere")
    with pytest.raises(UsageError):
        archive.similar(7)  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["nowhere", "port-", "*", "a b"])
def test_an_id_of_no_article_finds_nothing_and_is_told(archive: searchkit.Index, id: str) -> None:
    results = archive.search(f'like:"{id}"')
    assert results.total == 0
    (warning,) = results.warnings
    assert (warning.code, warning.span) == ("unknown_id", (5, 7 + len(id)))
    assert warning.message == f"no article has the id {id!r}; it finds nothing"
    assert ("port-0" in warning.hint) == (id == "port-")
    with pytest.raises(QueryError, match="no article has the id"):
        archive.search(f'like:"{id}"', strict=True)


def test_the_beginning_of_an_id_will_do(archive: searchkit.Index) -> None:
    begun = archive.search("like:harvest-5", limit=None)  # an id of its own
    assert "harvest-59" in {hit.id for hit in begun} and "harvest-5" not in {hit.id for hit in begun}
    only = archive.search("like:port-9", limit=None)
    assert [hit.id for hit in only] == [hit.id for hit in archive.search("like:port-9", limit=None)]
    assert archive.search("like:other-89").warnings == ()
    assert archive.search("like:harvest-59").total == archive.search('like:"harvest-59"').total > 0


@pytest.mark.parametrize("field", ["text", "id", "no"])
def test_a_leaf_of_another_field_is_refused(archive: searchkit.Index, field: str) -> None:
    with pytest.raises(UsageError):
        archive.search(t.Like(field, "port-0"))
    with pytest.raises(UsageError):
        archive.search(t.Like("like", 7))  # type: ignore[arg-type]


def ids(results: searchkit.Results) -> Sequence[str]:
    return [hit.id for hit in results]


def test_copies_of_the_story_are_left_out(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        articles = written(12)
        port = articles[0]
        copy = {"id": "copy", "title": "Elsewhere", "body": port["body"]}
        again = {"id": "again", "title": articles[3]["title"], "body": articles[3]["body"]}
        index.add([*articles, copy, again, *_fill(40)])
        story = index.story(port["id"])
        assert story is not None and {a.id for a in story.copies} == {port["id"], "copy"}
        assert ids(index.similar(port["id"], limit=None)) == ids(index.similar("copy", limit=None))
        every = ids(index.similar(port["id"], limit=None))
        assert {articles[3]["id"], "again"} <= set(every) and not {port["id"], "copy"} & set(every)
        once = index.similar(port["id"], limit=None, stories=True)
        assert once.stories == once.total - 1 and "again" not in ids(once)


def test_terms_are_those_of_the_language(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        german = "Die Häuser und die Straßen der Stadt wurden nach dem Hochwasser von den Bewohnern geräumt"
        english = "The houses and streets of the town were cleared by residents after the flood in the Hochwasser"
        index.add(
            [
                {"id": "de-1", "language": "de", "body": german},
                {"id": "de-2", "language": "de", "body": "Das Haus in der Straße wurde geräumt, sagte ein Bewohner"},
                {"id": "en-1", "language": "en", "body": english},
                {"id": "en-2", "language": "en", "body": "Residents cleared a house and a street after Hochwasser"},
                *({"id": f"fill-{n}", "body": f"filler{n}", "language": "de"} for n in range(20)),
            ],
            extract=False,
        )
        (alike,) = index.similar("de-1")
        assert alike.id == "de-2"
        text = alike.snippets[0].text
        assert {"Haus", "Straße"} <= {text[start:end] for start, end in alike.snippets[0].spans}
        assert [hit.id for hit in index.similar("en-1")] == ["en-2"]


def test_only_archives_have_articles_to_be_like(tmp_path: Path) -> None:
    from whoosh.fields import ID, TEXT, Schema

    with searchkit.create(tmp_path / "i", schema=Schema(id=ID(unique=True, stored=True), text=TEXT(stored=True))) as ix:
        ix.add([{"id": "a", "text": "like a rolling stone"}])
        with pytest.raises(UsageError):
            ix.similar("a")
        with pytest.raises(UsageError):
            ix.search(t.Like("*", "a"))
