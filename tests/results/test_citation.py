"""Citations: enough to find an article again, and to see whether it is still the same."""

from __future__ import annotations

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.results.citation import Citation


def test_a_citation_says_what_is_known() -> None:
    article = Article(
        id="7777",
        title="Pressure builds",
        body="The text.",
        agency="Reuters",
        place="London",
        date="1987-03-20",
        path="data/reut2-007.sgm",
        metadata={"author": ["A. Smith", "B. Jones"]},
    )
    digest = blake2b(b"The text.", digest_size=8).hexdigest()
    assert Citation.of(article).text() == (
        f"A. Smith, B. Jones, “Pressure builds”, Reuters, London, 1987-03-20. "
        f"data/reut2-007.sgm, id 7777, text {digest}."
    )


def test_what_is_unknown_is_left_out() -> None:
    citation = Citation.of(Article(id="1", body="Only a text."))
    assert citation.text() == f"“Only a text.”, no date. id 1, text {citation.text_hash}."
    assert citation.as_dict()["source"] is None
    assert Citation.of(Article(id="1", metadata={"publisher": "The Paper", "author": 5})).source == "The Paper"


def test_the_place_in_the_file_is_told() -> None:
    citation = Citation(id="1", title="T", path="a.sgm", line=1234, page=2, start=5000, end=6000, text_hash="ab")
    assert citation.text() == "“T”, no date. a.sgm, line 1,234, page 2, bytes 5,000 to 6,000, id 1, text ab."


@given(st.text(), st.text())
def test_the_hash_tells_texts_apart(one: str, other: str) -> None:
    hashes = [Citation.of(Article(id="1", body=body)).text_hash for body in (one, other)]
    assert (hashes[0] == hashes[1]) == (one == other)
