"""PDF documents, written here byte by byte."""

from __future__ import annotations

import io
import logging
import sys
import zlib

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lined_pdf import pdf as lined_pdf
from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.glyph_names import without_glyph_names
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

FIRST = [
    "Fog stops ferries",
    "No ferry left the harbour of Rosslare on Friday morning after fog had closed in over-",
    "night, and the harbour master asked travellers to stay at home until further notice.",
    "She said that this was a long-",
    "term measure. A second paragraph begins here because the line above was a short one,",
    "and long-term plans are being made by the company that runs the line to Cherbourg.",
]
SECOND = ["The company expects to sail again on Sunday evening, if the wind turns to the west,", "and not before."]
INFO = b"/Title (Fog stops ferries) /Author (Ann Bee) /CreationDate (D:20190531081500+01'00')"


def pdf(pages: list[list[str]], info: bytes = INFO, content: bytes | None = None) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< " + info + b" >>",
    ]
    kids = []
    for lines in pages:
        shown = b"".join(
            b"(" + line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*\n" for line in lines
        )
        stream = content or b"BT /F1 11 Tf 14 TL 72 720 Td\n" + shown + b"ET"
        filtered = b" /Filter /FlateDecode" if content else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(stream), filtered, stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def encrypted(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([FIRST])))
    writer.encrypt(password, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read(data: bytes, name: str = "a.pdf") -> tuple[list[Article], list[Problem]]:
    items = list(read_source(Source(name, None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


@pytest.mark.parametrize("name", ["a.pdf", "scan"])
def test_a_document(name: str) -> None:
    (article,), problems = read(pdf([FIRST, [], SECOND]), name)
    assert problems == []
    first = (
        "Fog stops ferries\n\nNo ferry left the harbour of Rosslare on Friday morning after fog had closed in "
        "overnight, and the harbour master asked travellers to stay at home until further notice. She said that this "
        "was a long-term measure. A second paragraph begins here because the line above was a short one, and "
        "long-term plans are being made by the company that runs the line to Cherbourg."
    )
    second = f"{SECOND[0]} {SECOND[1]}"
    assert article.with_changes(id="") == Article(
        title="Fog stops ferries",
        body=f"{first}\n\n{second}",
        date="2019-05-31",
        path=name,
        metadata={"author": "Ann Bee", "pages": [0, len(first), len(first) + 2]},
        provenance={"date": "metadata"},
    )


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (
            ["A full line of text that goes on to the end.", "Short end.", "A new paragraph."],
            "A full line of text that goes on to the end. Short end.\n\nA new paragraph.",
        ),
        (
            ["Agenda of the meeting on Friday in the town hall", "- ferries", "- fog"],
            "Agenda of the meeting on Friday in the town hall\n\n- ferries\n\n- fog",
        ),
        (
            ["The member of the Franco-", "German council, who spoke"],
            "The member of the Franco-German council, who spoke",
        ),
        (["soft\xadhyphens and bro\xad", "ken words"], "softhyphens and broken words"),
        (["one ", "", "two"], "one\n\ntwo"),
    ],
)
def test_lines_become_paragraphs(lines: list[str], body: str) -> None:
    from searchkit.ingest.formats.pdf_document import _joined

    assert _joined(["\n".join(lines)]) == (body, [0])


@pytest.mark.parametrize(
    ("info", "title", "date"),
    [
        (b"/Title (Microsoft Word - fog.doc) /CreationDate (yesterday)", None, None),
        (b"/Title (fog_final2.indd)", None, None),
        (b"/Title 5 /Author [1]", None, None),
        (b"/Title <FEFF004D00FC006E006300680065006E> /CreationDate (D:2019)", "München", "2019-01-01"),
        (b"", None, None),
    ],
)
def test_information(info: bytes, title: str | None, date: str | None) -> None:
    (article,), problems = read(pdf([SECOND], info))
    assert (article.title, article.date, problems) == (title, date, [])
    assert article.metadata == {"pages": [0]}


def test_the_date_of_the_text_goes_before_that_of_the_file() -> None:
    (article,), _ = read(pdf([["May 3, 1916", *SECOND]]))
    assert article.date is None


def test_what_was_only_locked_against_changes_is_read() -> None:
    for algorithm in ("RC4-128", "AES-256"):
        (article,), problems = read(encrypted("", algorithm))
        assert (article.title, problems) == ("Fog stops ferries", [])
        assert "Rosslare" in article.body


BOMB = zlib.compress(b"BT " + b"(a) Tj " * 12_000_000 + b"ET", 9)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Text", "damaged"),
        (b"%PDF-1.4\n", "damaged"),
        (pdf([FIRST])[:300], "damaged"),
        (pdf([[]]), "no_text"),
        (encrypted("secret", "RC4-128"), "encrypted"),
        (encrypted("secret", "AES-256"), "encrypted"),
        (pdf([[]], content=BOMB), "damaged"),
        (pdf([[]], content=zlib.compress(b" " * (9 << 20))), "too_large"),
    ],
    ids=["empty", "text", "head", "cut", "scan", "locked", "locked by AES", "bomb", "drawing"],
)
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    articles, (problem,) = read(data)
    assert articles == []
    assert (problem.code, problem.severity) == (code, "failed")


def test_a_page_that_cannot_be_read_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pypdf.PageObject.extract_text

    def fails(page: pypdf.PageObject) -> str:
        if page.page_number == 0:
            raise KeyError("/Contents")
        return whole(page)

    monkeypatch.setattr(pypdf.PageObject, "extract_text", fails)
    (article,), (problem,) = read(pdf([FIRST, SECOND]))
    assert article.metadata["pages"] == [0, 0]
    assert (problem.code, problem.severity, problem.message) == (
        "page_unreadable",
        "note",
        "cannot read page 1: '/Contents'",
    )


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    articles, (problem,) = read(pdf([FIRST]))
    assert articles == []
    assert (problem.code, problem.hint) == ("extra_missing", "pip install 'searchkit-engine[pdf]'")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    read(pdf([FIRST]).replace(b"startxref", b"startxxxx"))
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    whole = bytearray(pdf([FIRST, SECOND]))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    articles, problems = read(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert all(problem.code != "reader_failed" for problem in problems)
    for article in articles:
        article.to_json().encode()


@pytest.mark.usefixtures("watchdog")
def test_a_page_of_one_long_paragraph_takes_no_square_of_its_length() -> None:
    (article,), problems = read(lined_pdf(1, 15_000))
    assert (article.body.count("Ferries stopped."), problems) == (15_000, [])


def glyph_pdf(names: bytes, shown: bytes = b"BT /F1 12 Tf 72 700 Td (ABCD EF) Tj ET", second: bytes = b"") -> bytes:
    """A page in a font that has names of its own for the letters from A on, and a page of plain text."""
    encoding = b"<< /Type /Encoding /Differences [65 " + names + b"] >>"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [4 0 R%b] >>" % ((2, b" 7 0 R") if second else (1, b"")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Custom /FirstChar 65 /LastChar 70 "
        b"/Widths [600 600 600 600 600 600] /Encoding " + encoding + b" >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R "
        b">>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
    ]
    if second:
        bodies += [
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 6 0 R >> >> "
            b"/Contents 8 0 R >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(second), second),
        ]
    return assembled(bodies)


def assembled(bodies: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(bodies) + 1, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


@pytest.mark.parametrize(
    "names",
    [
        b"/g101/g102/g103/g104/g105/g106",
        b"/cid1/cid2/cid3/cid4/cid5/cid6",
        b"/glyph00012/glyph00013/glyph00014/glyph00015/glyph00016/glyph00017",
        b"/G01/G02/G03/G04/G05/G06",
        b"/1/2/3/4/5/6",
        b"/g1A/g1B/g1C/g1D/g1E/g1F",
        b"/uE001/uE002/uE003/uE004/uE005/uE006",
        b"/.notdef/.notdef/.notdef/.notdef/.notdef/.notdef",
    ],
)
def test_names_of_glyphs_are_no_text(names: bytes) -> None:
    articles, problems = read(glyph_pdf(names))
    assert not articles
    assert [(p.code, p.severity) for p in problems] == [("no_text", "failed")]


def test_numbers_of_glyphs_are_no_text() -> None:
    text = "".join(f"{ord(letter) - 29:04X}" for letter in "The harbour of Rosslare was closed")
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Arial /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Arial /CIDSystemInfo << /Registry (Adobe) /Ordering "
        b"(Identity) /Supplement 0 >> >>",
    )
    shown = b"BT /F1 12 Tf 72 700 Td <%b> Tj ET" % text.encode()
    articles, problems = read(
        assembled(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                font[0],
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
                b"/Contents 5 0 R >>",
                b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
                font[1],
            ]
        )
    )
    assert not articles
    assert [p.code for p in problems] == ["no_text"]


def test_a_page_of_glyphs_is_left_out_and_told() -> None:
    second = b"BT /F1 11 Tf 72 700 Td (No ferry left the harbour.) Tj ET"
    ((article,), (note,)) = read(glyph_pdf(b"/g101/g102/g103/g104/g105/g106", second=second))
    assert article.body == "No ferry left the harbour."
    assert article.metadata["pages"] == [0, 0]
    assert (note.code, note.severity) == ("page_unreadable", "note")
    assert "page 1" in note.message


@pytest.mark.parametrize(
    "line",
    ["and/or 24/7 km/h", "see /2019/05/31/12", "/p1/q2/r3/s4", "\uf0b7 first point", "50 % of /g1 or /g2 (cid:3)", "/"],
)
def test_text_with_slashes_and_bullets_is_text(line: str) -> None:
    text = f"The harbour was closed on Friday until further notice.\n{line}\n"
    assert without_glyph_names(text) == (text, False)


@pytest.mark.parametrize("line", ["/g1/g2/g3", "(cid:1)(cid:2) (cid:3)", "\uf041\uf042\uf043\uf044"])
def test_a_line_of_glyphs_is_left_out(line: str) -> None:
    text = "The harbour was closed on Friday until further notice.\n"
    assert without_glyph_names(text + line) == (text.rstrip(), True)
