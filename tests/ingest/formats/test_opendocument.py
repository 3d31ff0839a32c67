"""OpenDocument texts."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from open_document import flat, packed
from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

META = (
    "<dc:title>Fog stops ferries</dc:title><meta:initial-creator>Ann Bee</meta:initial-creator>"
    "<dc:creator>Cy</dc:creator>"
    "<meta:creation-date>2019-05-31T08:15:00</meta:creation-date><dc:date>2020-01-01T00:00:00</dc:date>"
    "<dc:language>en-IE</dc:language><meta:keyword>sea</meta:keyword><meta:keyword>fog</meta:keyword>"
)
BODY = (
    '<text:h text:style-name="Title">Fog stops ferries</text:h>'
    "<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>"
    "<text:p>No <text:span>ferry</text:span> left the<text:s/>harbour."
    "<text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>A foot note.</text:p></text:note-body>"
    "</text:note><text:line-break/>None<text:tab/>at all.</text:p>"
    "<text:list><text:list-item><text:p>One.</text:p></text:list-item><text:list-item><text:p>Two.</text:p>"
    "<text:list><text:list-item><text:p>Three.</text:p></text:list-item></text:list></text:list-item></text:list>"
    "<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell><text:p>Day</text:p>"
    "</table:table-cell><table:table-cell><text:p>Sailings</text:p></table:table-cell></table:table-row>"
    "</table:table-header-rows><table:table-row><table:table-cell><text:p>Friday</text:p></table:table-cell>"
    "<table:table-cell><text:p>0</text:p></table:table-cell></table:table-row></table:table>"
    "<table:table><table:table-row><table:table-cell><text:p>Framed.</text:p></table:table-cell></table:table-row>"
    "</table:table>"
    "<text:p>Ends.<office:annotation><dc:creator>Cy</dc:creator><text:p>Who said so?</text:p></office:annotation>"
    "<draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame></text:p>"
)
STYLES = (
    "<style:master-page><style:header><text:p>For release</text:p></style:header><style:footer><text:p>7</text:p>"
    "<text:p>Ends.</text:p></style:footer></style:master-page>"
    "<style:master-page><style:header-left><text:p>For release</text:p></style:header-left></style:master-page>"
)
TEXT = [
    "No ferry left the harbour.\nNone at all.",
    "One.\nTwo.\nThree.",
    "Day | Sailings\nFriday | 0",
    "Framed.",
    "Ends.",
    "Boxed.",
    "A foot note.",
    "Who said so?",
    "For release",
]


def read(data: bytes, name: str = "a.odt") -> tuple[list[Article], list[Problem]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        items = list(read_source(Source(name, None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


@pytest.mark.parametrize("name", ["a.odt", "a.ott", "download"])
@pytest.mark.parametrize("form", ["packed", "flat"])
def test_a_document(name: str, form: str) -> None:
    data = packed(BODY, META, STYLES) if form == "packed" else flat(BODY, META, STYLES)
    name = "a.fodt" if form == "flat" and name == "a.odt" else name
    (article,), problems = read(data, name)
    assert problems == []
    assert article.body.split("\n\n") == TEXT
    assert article.with_changes(id="", body="", origin=None) == Article(
        title="Fog stops ferries",
        body="",
        date="2019-05-31",
        language="en",
        path=name,
        metadata={"author": "Ann Bee", "keywords": "sea, fog"},
        provenance={"date": "metadata", "language": "metadata"},
    )


def test_a_title_in_the_text_only() -> None:
    (article,), _ = read(packed(BODY))
    assert (article.title, article.date) == ("Fog stops ferries", None)


def test_the_date_of_the_text_goes_before_that_of_the_file() -> None:
    (article,), _ = read(packed("<text:p>3 May 1916</text:p><text:p>No ferry left.</text:p>", META))
    assert article.date is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"no zip", "damaged"),
        (b"<cut", "bad_xml"),
        (packed(BODY)[:400], "damaged"),
        (packed(""), "no_text"),
        (packed(BODY, media_type="application/vnd.oasis.opendocument.spreadsheet"), "no_reader"),
        (packed(BODY, **{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}), "encrypted"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "forbidden_xml"),
        (flat(BODY).replace(b"office:text", b"office:drawing"), "no_reader"),
        (b"<a>" * 300, "too_deep"),
    ],
)
def test_what_is_no_text_document(data: bytes, code: str) -> None:
    articles, (problem,) = read(data)
    assert not articles
    assert (problem.code, problem.severity) == (code, "failed")


def test_an_entity_bomb_in_a_part_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>')
    articles, (problem,) = read(out.getvalue())
    assert (articles, problem.code) == ([], "forbidden_xml")


def test_a_bomb_in_a_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.opendocument._PART_LIMIT", 10_000)
    articles, (problem,) = read(packed(f"<text:p>{'x' * 20_000}</text:p>"))
    assert (articles, problem.code) == ([], "too_large")
    articles, (problem,) = read(flat(f"<text:p>{'x' * 20_000}</text:p>"), "a.fodt")
    assert (articles, problem.code) == ([], "too_large")


def test_a_part_that_cannot_be_read_is_told() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of a name that is there twice
        data = packed(BODY, **{"meta.xml": "<cut"})
    (article,), (note,) = read(data)
    assert article.body.startswith("No ferry left")
    assert (note.code, note.severity) == ("part_unreadable", "note")


@pytest.mark.parametrize("name", ["a.ods", "a.odp", "a.fods", "a.fodp", "a.odg"])
def test_other_documents_are_named(name: str) -> None:
    articles, (problem,) = read(packed(BODY), name)
    assert (articles, problem.code) == ([], "no_reader")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1), min_size=1, max_size=6))
def test_every_paragraph_is_kept(texts: list[str]) -> None:
    from xml.sax.saxutils import escape

    (article,), _ = read(packed("".join(f"<text:p>{escape(text)}</text:p>" for text in texts)))
    assert article.body.split("\n\n") == texts
