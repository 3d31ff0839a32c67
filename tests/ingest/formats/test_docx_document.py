"""Word documents."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(data: bytes, name: str = "a.docx") -> tuple[list[Article], list[Problem]]:
    items = list(read_source(Source(name, None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def release(title: str = "Fog stops ferries") -> docx.document.Document:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "Ann Bee", "en-IE"
    properties.created = dt.datetime(2019, 5, 31, 8, 15)
    document.add_heading("Fog stops ferries", 0)
    paragraph = document.add_paragraph("No ferry left the ")
    paragraph.add_run("harbour").bold = True
    paragraph.add_run(" on Friday.\nNone at all.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), "Day Sailings Friday 0".split(), strict=True
    ):
        cell.text = text
    frame = document.add_table(1, 1).rows[0].cells[0]
    frame.text = "Framed."
    frame.add_paragraph("Twice.")
    document.add_paragraph("Ends.")
    return document


def packed(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, text in parts.items():
            archive.writestr(name.replace("___", "/_").replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


BODY = "No ferry left the harbour on Friday.\nNone at all.\n\nDay | Sailings\nFriday | 0\n\nFramed.\n\nTwice.\n\nEnds."


def test_a_document() -> None:
    (article,), problems = read(saved(release()))
    assert problems == []
    assert article.with_changes(id="") == Article(
        title="Fog stops ferries",
        body=BODY,
        date="2019-05-31",
        language="en",
        path="a.docx",
        metadata={"author": "Ann Bee"},
        provenance={"date": "metadata", "language": "metadata"},
    )


def test_a_title_in_the_text_only() -> None:
    (article,), _ = read(saved(release("")))
    assert (article.title, article.body) == ("Fog stops ferries", BODY)


def test_content_tells_where_the_name_does_not() -> None:
    (article,), problems = read(saved(release()), "download")
    assert (article.title, article.path, problems) == ("Fog stops ferries", "download", [])


def test_the_date_of_the_text_goes_before_that_of_the_file() -> None:
    document = docx.Document()
    document.add_paragraph("3 May 1916")
    document.add_paragraph("No ferry left.")
    assert read(saved(document))[0][0].date is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>", "a b-c"),
        (
            "<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:ins><w:r><w:t>yes</w:t></w:r></w:ins></w:p>",
            "yes",
        ),
        (
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>",
            "link",
        ),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>in</w:t></w:r></w:p></w:sdtContent></w:sdt>", "in"),
        (
            "<w:p><w:r><w:t>a</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict>"
            "</w:r><w:r><w:t>b</w:t></w:r></w:p>",
            "ab\n\nbox",
        ),
        ("<w:p/><w:p><w:r><w:t> </w:t></w:r></w:p><w:p><w:r><w:t>x</w:t></w:r></w:p>", "x"),
    ],
)
def test_text(body: str, text: str) -> None:
    (article,), problems = read(packed(body))
    assert (article.body, problems) == (text, [])


def test_properties_that_cannot_be_read_cost_only_themselves() -> None:
    (article,), problems = read(packed("<w:p><w:r><w:t>x</w:t></w:r></w:p>", docProps__core_xml="<broken"))
    assert (article.body, article.metadata, problems) == ("x", {}, [])


def without_text_part() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", "<a/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Text", "damaged"),
        (saved(release())[:2000], "damaged"),
        (without_text_part(), "damaged"),
        (packed(""), "no_text"),
        (packed("<w:p>"), "bad_xml"),
        (packed("<w:tbl><w:tr><w:tc>" * 100 + "</w:tc></w:tr></w:tbl>" * 100), "too_deep"),
        (packed(" " * (70 << 20)), "too_large"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no_reader"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
    ids=["empty", "text", "cut", "no part", "no text", "bad", "deep", "bomb", "old", "encrypted"],
)
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    articles, (problem,) = read(data)
    assert articles == []
    assert (problem.code, problem.severity) == (code, "failed")


def test_entities_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>')
    assert [problem.code for problem in read(out.getvalue())[1]] == ["forbidden_xml"]


WHOLE = saved(release())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[at] ^= data.draw(st.integers(1, 255))
    _, problems = read(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert all(problem.code != "reader_failed" for problem in problems)


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def alternatives(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing>{choice}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{fallback}</w:pict></mc:Fallback></mc:AlternateContent>"
    )


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>" if text else ""


def beside(relations: bool = True, **parts: str) -> bytes:
    """A document with parts beside its text."""
    whole = {
        f"word__{name}_xml": f'<w:x xmlns:w="{W}">{text}</w:x>' if text != "cut" else "<w:x"
        for name, text in parts.items()
    }
    kinds = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts
    )
    if relations:
        whole["word___rels__document_xml.rels"] = f"<Relationships>{kinds}</Relationships>"
    return packed(paragraph("The text."), **whole)


PARTS = {
    "footer1": paragraph("Harbour Post, page 7") + paragraph("7"),
    "header2": paragraph("For release on Friday"),
    "header1": paragraph("For release on Friday") + paragraph("The text."),
    "comments": f"<w:comment>{paragraph('Who said so?')}</w:comment>",
    "endnotes": f"<w:endnote>{paragraph('An end note.')}</w:endnote>",
    "footnotes": f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>{paragraph("A foot note.")}'
    f"{paragraph('The same.')}{paragraph('The same.')}</w:footnote>",
}


@pytest.mark.parametrize("relations", [True, False])
def test_what_stands_beside_the_text_follows_it_once(relations: bool) -> None:
    (article,), problems = read(beside(relations, **PARTS))
    assert article.body.split("\n\n") == [
        "The text.",
        "A foot note.",
        "The same.",
        "The same.",
        "An end note.",
        "Who said so?",
        "For release on Friday",
        "Harbour Post, page 7",
    ]
    assert not problems


def test_a_part_that_cannot_be_read_is_told() -> None:
    (article,), (note,) = read(beside(True, **{**PARTS, "endnotes": "cut"}))
    assert "A foot note." in article.body
    assert "Who said so?" in article.body
    assert (note.code, note.severity) == ("part_unreadable", "note")
    assert "word/endnotes.xml" in note.message


def test_a_part_beside_the_text_has_the_limit_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.docx_document._PART_LIMIT", 2_000)
    data = beside(footnotes=paragraph("long " * 300), endnotes=paragraph("long " * 300), comments=paragraph("short"))
    (article,), (note,) = read(data)
    assert article.body.endswith("long\n\nshort")
    assert (note.code, "word/endnotes.xml" in note.message) == ("part_unreadable", True)


def test_a_document_whose_words_are_all_in_a_box() -> None:
    (article,), _ = read(packed(f"<w:p><w:r>{alternatives(box('Boxed.'), box('Boxed.'))}</w:r></w:p>"))
    assert article.body == "Boxed."


@pytest.mark.parametrize(
    ("choice", "fallback", "text"),
    [("new", "old", "new"), ("same", "same", "same"), ("", "old", "old"), ("new", "", "new")],
)
def test_of_two_forms_the_first_with_text_counts(choice: str, fallback: str, text: str) -> None:
    inline = f"<w:p><w:r><w:t>Text</w:t></w:r><w:r>{alternatives(box(choice), box(fallback))}</w:r></w:p>"
    (article,), _ = read(packed(inline))
    assert article.body == f"Text\n\n{text}"


@pytest.mark.parametrize("ending", [".docm", ".dotx", ".dotm"])
def test_other_endings(ending: str) -> None:
    (article,), problems = read(packed(paragraph("The text.")), f"a{ending}")
    assert (article.body, problems) == ("The text.", [])
