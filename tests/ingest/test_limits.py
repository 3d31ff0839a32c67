"""Each row of the table of limits: a small input that is larger than a lowered limit, and what is told of it."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lined_pdf import pdf
from searchkit.article import Article
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.container import Limits
from searchkit.ingest.reading import read_file
from searchkit.ingest.regular_file import open_regular

FORMATS = "searchkit.ingest.formats."
CODES = {"too_large", "too_deep", "too_many_members", "too_many_articles", "too_many_columns", "article_cut"}


@dataclass(frozen=True)
class Case:
    """A file, the limits that are lowered for it, and the code, articles and flags that must come of it."""

    name: str
    data: bytes
    lowered: dict[str, Any]
    code: str
    articles: int = 0
    truncated: bool = False


def records(*bodies: str) -> bytes:
    return "".join(json.dumps({"body": body}) + "\n" for body in bodies).encode()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def tarred(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def claiming() -> bytes:
    info = tarfile.TarInfo("b.txt")
    info.size = 1 << 50
    return tarred(a_txt=b"Text.")[:1024] + info.tobuf() + b"x" * 600


def long_header() -> bytes:
    return tarred(a_txt=b"Text.")[:1024] + tarred(**{"b" * 3_000: b"Text."})


def mail(parts: int = 1, subject: str = "Fog") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content("Ferries stopped.\n")
    for number in range(parts):
        message.add_attachment(b"Text.", maintype="application", subtype="x-none", filename=f"{number}.jpg")
    return message.as_bytes()


def docx(text: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def warc(*bodies: bytes) -> bytes:
    found = b""
    for body in bodies:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body
        found += b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/%d\r\n" % len(found)
        found += b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)
    return found


PAGE = "<html><body><article>" + "<p>Ferries stopped when fog came in from the sea, and dockers waited.</p>" * 9
DEEP = PAGE + "<div>" * 300 + "deep" + "</div>" * 300 + "</article></body></html>"
FEED = b"<rss><channel><item><title>a</title><description>b</description></item></channel></rss>"
FEED_DEEP = b"<a>" * 300 + b"</a>" * 300
PEOPLE = b"title,body\n" + b"T,Text.\n" * 3
MBOX = b"From a@b Thu Jan  1 00:00:00 1970\nSubject: a\n\nText.\n\n"
MARKDOWN = b"---\ntitle: %s\n---\nText.\n" % (b"t" * 300)
MORE = {"total": 200_000, "ratio": 2, "ratio_from": 200_000}
SMALL = {"total": 5_000, "ratio": 2, "ratio_from": 1_000}

# The first cell of each row -> what goes over it.
CASES: dict[str, list[Case]] = {
    "body of an article": [
        # A line with a fraction is read by Python, which the lowered limit is for.
        Case(
            "a.jsonl",
            b'{"body": "%s", "half": 0.5}' % (b"x" * 60),
            {"searchkit.ingest.article_size.LONGEST_BODY": 50},
            "article_cut",
            1,
            True,
        )
    ],
    "title of an article": [
        Case(
            "a.jsonl",
            b'{"title": "%s", "half": 0.5}' % (b"t" * 60),
            {"searchkit.ingest.article_size.LONGEST_TITLE": 50},
            "article_cut",
            1,
            True,
        )
    ],
    "problems of a file": [Case("a.jsonl", b"{\n" * 30 + records("x"), {}, "more_problems", 1)],
    "articles of a file": [Case("a.jsonl", records(*"abcde"), {"articles": 3}, "too_many_articles", 3)],
    "processor time for reading a file": [],  # test_time_limit.py
    "file that is read whole": [
        Case("a.md", b"Text. " * 100, {FORMATS + "markdown_page._SIZE_LIMIT": 100}, "too_large"),
        Case("a.html", PAGE.encode(), {FORMATS + "html_page._SIZE_LIMIT": 100}, "too_large"),
        Case("a.xml", FEED, {FORMATS + "xml_document._SIZE_LIMIT": 50}, "too_large"),
        Case("a.eml", b"Subject: a\n\n" + b"Text. " * 99, {FORMATS + "mail._MESSAGE_LIMIT": 99}, "too_large", 1, True),
        Case("a.pdf", pdf(1, 1), {FORMATS + "pdf_document._SIZE_LIMIT": 100}, "too_large"),
        Case("a.docx", docx("Text."), {FORMATS + "docx_document._SIZE_LIMIT": 100}, "too_large"),
        Case("a.json", records("x" * 99), {"read_all": 50}, "too_large"),
    ],
    "file that grows while it is read": [],  # below
    "line of JSON Lines, cell of a table": [
        Case("a.jsonl", records("x", "y" * 99, "z"), {"decoded_lines": 50}, "too_large", 1),
        Case("a.csv", PEOPLE + b"T," + b"x" * 99, {"decoded_lines": 50}, "too_large", 3),
    ],
    "columns of a table": [Case("a.csv", PEOPLE, {FORMATS + "csv_table._COLUMNS": 1}, "too_many_columns")],
    "lines of one row of a table": [
        Case("a.csv", PEOPLE + b'T,"' + b"x\n" * 9, {FORMATS + "csv_table._RECORD_LINES": 5}, "bad_row", 3)
    ],
    "values in one JSON document or line": [
        Case("a.json", json.dumps({"a": [1] * 40}).encode(), {FORMATS + "json_articles._VALUE_LIMIT": 9}, "too_large"),
        Case("a.jsonl", b'{"body": "x", "a": %s%s}' % (b"[" * 99, b"]" * 99), {}, "too_deep"),
    ],
    "elements and attributes of an XML document": [
        Case("a.xml", FEED, {"searchkit.ingest.safe_xml._NODE_LIMIT": 3}, "too_large"),
        Case("a.xml", FEED_DEEP, {}, "too_deep"),
    ],
    "elements of a web page": [
        Case("a.html", PAGE.encode(), {FORMATS + "html_page._ELEMENT_LIMIT": 5}, "article_cut", 1, True),
        Case("a.html", PAGE.encode(), {FORMATS + "html_page._ELEMENT_LIMIT": 2}, "too_large"),
    ],
    "levels of a web page, and one text in it": [Case("a.html", DEEP.encode(), {}, "article_cut", 1, True)],
    "front matter of Markdown": [
        Case("a.md", MARKDOWN, {FORMATS + "markdown_page._FRONT_LIMIT": 200}, "bad_front_matter", 1)
    ],
    "part of a Word or OpenDocument file": [
        Case("a.docx", docx("Text."), {FORMATS + "docx_document._PART_LIMIT": 100}, "too_large")
    ],
    "parts of a mail": [
        Case("a.eml", mail(5), {FORMATS + "mail._PART_LIMIT": 3}, "too_deep", 1, True),
        Case("a.eml", mail(5), {FORMATS + "mail._DEPTH_LIMIT": 0}, "too_deep", 1, True),
    ],
    "subject of a mail": [
        Case("a.eml", mail(subject="fog " * 9), {FORMATS + "mail._HEADER_LIMIT": 20}, "article_cut", 1, True)
    ],
    "message of a mailbox": [
        Case(
            "a.mbox",
            MBOX + MBOX.replace(b"Text", b"Text" * 99) + MBOX,
            {FORMATS + "mbox._MESSAGE_LIMIT": 99},
            "too_large",
            2,
        )
    ],
    "page of a web capture": [
        Case("a.warc", warc(b"One.", b"Two." * 99, b"Three."), {FORMATS + "warc._RECORD_LIMIT": 99}, "too_large", 2)
    ],
    "pages of a PDF, and its text": [
        Case("a.pdf", pdf(3, 1), {FORMATS + "pdf_document._PAGE_LIMIT": 2}, "article_cut", 1, True),
        Case("a.pdf", pdf(3, 1), {FORMATS + "pdf_document._TEXT_LIMIT": 40}, "article_cut", 1, True),
    ],
    "drawing commands of a PDF": [
        Case("a.pdf", pdf(3, 1), {FORMATS + "pdf_document._WORK_LIMIT": 150}, "page_unreadable", 1, True),
        Case("a.pdf", pdf(3, 1), {FORMATS + "pdf_document._DRAWING_LIMIT": 9}, "too_large"),
    ],
    "what comes out of a compressed file or archive": [
        Case("a.txt.gz", gzip.compress(b"x" * 9_000), SMALL, "too_large"),
        Case("a.zip", zipped(a_txt=b"Text.", b_txt=b"x" * 9_000, c_txt=b"x" * 9_000), SMALL, "too_large", 1),
        Case("a.tar.xz", lzma.compress(tarred(a_txt=b"Text.", b_txt=b"x" * 900_000)), MORE, "too_large", 1),
    ],
    "member of a tar": [Case("a.tar", claiming(), {}, "too_large", 1)],
    "header of a tar": [Case("a.tar", long_header(), {"header": 600}, "damaged", 1)],
    "members of an archive": [
        Case("a.tar", tarred(a_txt=b"1", b_txt=b"2", c_txt=b"3", d_txt=b"4"), {"members": 2}, "too_many_members", 2)
    ],
    "members of a zip file": [
        Case("a.zip", zipped(a_txt=b"1", b_txt=b"2", c_txt=b"3"), {"zip_members": 2}, "too_many_members")
    ],
    "archives inside one another": [
        Case("a.zip", zipped(a_txt=b"1", b_zip=zipped(c_txt=b"2")), {"depth": 1}, "too_deep", 1)
    ],
    "zip file inside an archive": [
        Case("a.tar", tarred(a_txt=b"1", b_zip=zipped(c_txt=b"2")), {"zip_in_memory": 50}, "too_large", 1)
    ],
    "memory for decompressing xz": [Case("a.txt.xz", lzma.compress(b"Text."), {"xz_memory": 1 << 16}, "too_large")],
}


def rows() -> list[str]:
    """The first cells of the table of limits."""
    text = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text()
    table = text.partition("### Limits\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)[1:]


def test_each_row_of_the_table_is_tried() -> None:
    assert sorted(CASES) == sorted(rows())


@pytest.mark.parametrize(("row", "number"), [(row, n) for row, cases in CASES.items() for n in range(len(cases))])
def test_what_is_over_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, number: int) -> None:
    case = CASES[row][number]
    path = tmp_path / case.name
    path.write_bytes(case.data)
    whole = list(read_file(path, case.name))
    limits = Limits()
    for name, value in case.lowered.items():
        if name == "decoded_lines":
            lower_lines(monkeypatch, value)
        elif name == "read_all":
            monkeypatch.setattr("searchkit.ingest.source.Source.read_all", partial_method(value))
        elif "." in name:
            import_module(name.rpartition(".")[0])
            monkeypatch.setattr(name, value)
        else:
            limits = replace(limits, **{name: value})
    items = list(read_file(path, case.name, limits=limits))
    articles = [item for item in items if isinstance(item, Article)]
    found = [item for item in items if isinstance(item, Problem) and item.code == case.code]
    assert len(found) == 1 or case.code in ("page_unreadable", "bad_row"), items
    assert len(articles) == case.articles
    assert all(("truncated" in article.flags) == case.truncated for article in articles)
    if case.code in CODES:
        assert "this limit is fixed" in found[0].hint or case.code == "article_cut"
    if case.lowered:
        assert all(
            (isinstance(item, Problem) and item.code not in CODES) or isinstance(item, Article) for item in whole
        )


def lower_lines(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    for name in ("json_articles", "csv_table"):
        module = import_module(FORMATS + name)
        lowered = partial(module.decoded_lines, limit=limit)
        monkeypatch.setattr(module, "decoded_lines", lowered)
        if hasattr(module, "plain_lines"):  # the core leaves lines that are much shorter than the limit to it
            monkeypatch.setattr(module, "plain_lines", lowered)


def partial_method(limit: int) -> Callable[..., bytes]:
    from searchkit.ingest.source import Source

    read_all = Source.read_all
    return lambda self, _=0: read_all(self, limit)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.regular_file._GROWTH", 10)
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    with open_regular(path) as stream:
        path.write_bytes(b"x" * 300)
        with pytest.raises(Unreadable) as caught:
            stream.read()
    assert caught.value.code == "too_large"
