"""What asks where words stand, over random archives: the index and the marks against loops over all words."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from placed_oracle import Text, places

import searchkit
from searchkit.query import tree as t

# 40 take half a minute.
EXAMPLES = int(os.environ.get("SEARCHKIT_EXAMPLES", "12"))
WORDS = ["border", "borders", "trade", "trading", "port", "the", "of", "oil", "soil"]
FIELDS = {"text": ("title", "body"), "title": ("title",), "body": ("body",)}

words = st.sampled_from(WORDS)
pieces = st.tuples(words, st.sampled_from([" ", " ", " ", " ", ", ", ". ", "\n\n"]))


def written(given: list[tuple[str, str]]) -> str:
    """A text whose sentences begin with capitals."""
    text, new = "", True
    for word, after in given:
        text += (word.capitalize() if new else word) + after
        new = "." in after or "\n" in after
    return text.strip()


titles = st.none() | st.lists(words, min_size=1, max_size=6).map(" ".join)
bodies = st.lists(pieces, min_size=1, max_size=24).map(written)
archives = st.lists(st.tuples(titles, bodies), min_size=1, max_size=8)


def parts(field: str) -> st.SearchStrategy[t.Node]:
    """Whatever has a place in a field."""
    single = st.one_of(
        st.builds(t.Word, st.just(field), words),
        st.builds(t.Exact, st.just(field), words),
        st.builds(t.Wildcard, st.just(field), st.sampled_from(["trad*", "*oil", "p?rt", "b*r"])),
        st.builds(t.Regex, st.just(field), st.sampled_from(["s?oil", "border(s)?", "t.*", "o[fil]+"])),
        st.builds(t.Fuzzy, st.just(field), st.just("oil"), st.just(1)),
        st.builds(t.Phrase, st.just(field), st.sampled_from(["the port", "oil trade"]), st.integers(0, 2)),
    )

    phrased = st.builds(t.Wildcard, st.just(field), st.sampled_from(["trad*", "*oil", "p?rt"])) | st.builds(
        t.Word, st.just(field), words
    )
    phrases = st.builds(t.Phrase, st.just(field), st.sampled_from(["the port", "oil trade"]))
    alternatives = st.lists(phrased | phrases, min_size=2, max_size=3).map(lambda found: t.Or(tuple(found)))

    def larger(inner: st.SearchStrategy[t.Node]) -> st.SearchStrategy[t.Node]:
        several = st.lists(inner, min_size=2, max_size=3).map(lambda found: t.Or(tuple(found)))
        within = st.integers(1, 6) | st.sampled_from(["s", "p"])
        near = st.builds(t.Near, st.just(field), inner, inner, within)
        before = st.builds(t.Near, st.just(field), inner, inner, st.integers(1, 6), st.just(True))
        gap = st.builds(t.Gap, st.integers(1, 2))
        sequence = st.tuples(phrased, st.lists(gap, max_size=1), phrased | alternatives, st.integers(0, 2)).map(
            lambda found: t.Sequence(field, (found[0], *found[1], found[2]), found[3])
        )
        return several | near | near | before | sequence | st.builds(t.First, st.just(field), inner, st.integers(1, 9))

    return st.recursive(single, larger, max_leaves=4)


def queries(field: str) -> st.SearchStrategy[t.Node]:
    placed = parts(field).filter(lambda node: isinstance(node, (t.Near, t.Sequence, t.First)))
    return placed | st.builds(t.AtLeast, st.just(field), parts(field), st.integers(1, 4))


def found(node: t.Node, field: str, texts: dict[str, Text]) -> dict[str, set[int]] | None:
    """The words of each text that take part in a match; None if the article does not match."""
    part = node.part if isinstance(node, t.AtLeast) else node
    of = {name: places(part, texts[name]) for name in FIELDS[field]}
    count = sum(len({(place.first, place.last) for place in each}) for each in of.values())
    if count < (node.times if isinstance(node, t.AtLeast) else 1):
        return None
    return {name: set().union(*(place.members for place in each)) for name, each in of.items()}


asked_of_a_field = st.sampled_from(["text", "body", "title"]).flatmap(lambda f: st.tuples(st.just(f), queries(f)))


@settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate))
@given(archives, st.lists(asked_of_a_field, min_size=12, max_size=20), st.integers(0, 8))
def test_matches_marks_and_echo(
    archive: list[tuple[str | None, str]], asked: list[tuple[str, t.Node]], first_part: int
) -> None:
    articles = [{"id": str(n), "title": title, "body": body} for n, (title, body) in enumerate(archive)]
    texts = {a["id"]: {"title": Text(a["title"] or ""), "body": Text(a["body"] or "")} for a in articles}
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles[:first_part], extract=False)  # two segments
        index.add(articles[first_part:], extract=False)
        for field, query in asked:
            wanted = {id: words for id, each in texts.items() if (words := found(query, field, each)) is not None}
            results = index.search(query, limit=None)
            assert {hit.id for hit in results} == set(wanted), results.parsed
            assert index.search(results.parsed, limit=None).total == len(wanted), f"the echo {results.parsed}"
            for hit in results:
                for name, marks in zip(("title", "body"), results.marks(hit.article), strict=True):
                    spans = texts[hit.id][name].spans
                    marked = {spans[word] for word in wanted[hit.id].get(name, ())}
                    assert set(marks) == marked, (results.parsed, name)
                assert abs(hit.explain().value - hit.score) < 1e-5
