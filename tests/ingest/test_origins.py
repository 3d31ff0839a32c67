"""Readers tell where each article stands: the bytes that they tell, read again, are the article."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import every_format
from searchkit import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_file, read_source
from searchkit.ingest.source import Source

BOM = b"\xef\xbb\xbf"
# Words with one, two, three and four bytes a character.
WORDS = ("oil", "café", "цена", "石油", "😀")


def read(name: str, data: bytes) -> list[Article]:
    """The articles of a file with these bytes, of which nothing may have failed."""
    items = list(read_source(Source(name, None, lambda: io.BytesIO(data), size=len(data))))
    assert not [item for item in items if isinstance(item, Problem) and item.severity == "failed"]
    return [item for item in items if isinstance(item, Article)]


def place(article: Article) -> Origin:
    assert article.origin is not None
    return article.origin


def piece(article: Article, data: bytes) -> bytes:
    """The bytes of an article in the bytes of its source."""
    origin = place(article)
    assert origin.start is not None
    assert origin.line is None or origin.line == data.count(b"\n", 0, origin.start) + 1
    return data[origin.start : origin.end]


def facts(article: Article) -> tuple[str | None, str]:
    return article.title, article.body


TEXTS = st.lists(st.sampled_from((*WORDS, "\n", '"', ",", "\\", "{", "]")), min_size=1, max_size=6).map(" ".join)
RECORDS = st.lists(st.tuples(st.sampled_from(WORDS), TEXTS), min_size=1, max_size=5)


@given(RECORDS, st.sampled_from([b"\n", b"\r\n", b"\n\n \n"]), st.booleans(), st.booleans(), st.booleans())
def test_lines_of_json(records: list[tuple[str, str]], end: bytes, mark: bool, ascii: bool, ended: bool) -> None:
    written = [json.dumps({"title": t, "body": f"x {b}"}, ensure_ascii=ascii).encode() for t, b in records]
    data = BOM * mark + end.join(written) + end * ended
    assert [piece(article, data) for article in read("a.jsonl", data)] == written


@given(RECORDS, st.sampled_from([None, 1]), st.booleans(), st.booleans(), st.booleans())
def test_documents_of_json(
    records: list[tuple[str, str]], indent: int | None, mark: bool, ascii: bool, wrapped: bool
) -> None:
    articles = [{"title": t, "body": f"x {b}"} for t, b in records]
    whole = {"first": [1, {"articles": []}], "articles": articles, "last": "]"} if wrapped else articles
    data = BOM * mark + json.dumps(whole, ensure_ascii=ascii, indent=indent).encode()
    assert [json.loads(piece(article, data)) for article in read("a.json", data)] == articles


@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from([",", "\t", ";"]))
def test_rows_of_tables(records: list[tuple[str, str]], end: str, mark: bool, delimiter: str) -> None:
    text = io.StringIO()
    rows = [("title", "body"), *((t, f"x {b}") for t, b in records)]
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    data = BOM * mark + text.getvalue().encode()
    found = read("a.csv", data)
    header = f"title{delimiter}body{end}".encode()
    assert len(found) == len(records)
    for article in found:
        (again,) = read("a.csv", header + piece(article, data))
        assert facts(again) == facts(article)


def test_rows_that_end_with_a_carriage_return() -> None:
    data = BOM + "title,body\rOil,café\rGas,цена\r".encode()
    assert [data[place(a).start : place(a).end].decode() for a in read("a.csv", data)] == ["Oil,café", "Gas,цена"]


def test_rows_that_wait_for_the_order_of_dates_keep_their_places() -> None:
    data = b"title,date,body\nOil,03/04/2019,x\nGas,13/04/2019,y\n"
    found = {article.title: piece(article, data) for article in read("a.csv", data)}
    assert found == {"Oil": b"Oil,03/04/2019,x", "Gas": b"Gas,13/04/2019,y"}


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_lines_in_utf_16(codec: str) -> None:
    lines = [json.dumps({"body": word}, ensure_ascii=False) for word in WORDS]
    data = ("\ufeff" + "\r\n".join(lines)).encode(codec)
    found = [data[place(article).start : place(article).end] for article in read("a.jsonl", data)]
    assert [each.decode(codec) for each in found] == lines
    assert [place(article).line for article in read("a.jsonl", data)] == [1, 2, 3, 4, 5]


def test_lines_that_are_no_utf_8_keep_their_places() -> None:
    lines = [b'{"body": "caf\xe9"}', b'{"body": "oil"}']
    data = b"\n".join(lines)
    assert [piece(article, data) for article in read("a.jsonl", data)] == lines
    data = b'[{"body": "caf\xe9"},\n {"body": "oil"}]'
    assert [place(article) for article in read("a.json", data)] == [Origin(line=1), Origin(line=2)]
    data = b"\n".join(lines)
    assert [place(article) for article in read("a.json", data)] == [Origin(line=1), Origin(line=2)]


def test_lines_in_a_file_named_as_a_document() -> None:
    lines = [json.dumps({"body": word}, ensure_ascii=False).encode() for word in WORDS]
    data = BOM + b"\n".join(lines)
    assert [piece(article, data) for article in read("a.json", data)] == lines


def test_what_a_record_says_of_its_origin_is_of_another_source() -> None:
    told = {"body": "oil", "origin": {"start": 5, "end": 6, "line": 7, "revision": 3}}
    other = {"body": "gas", "origin": "Rotterdam"}
    data = b"\n".join(json.dumps(record).encode() for record in (told, other))
    first, second = read("a.jsonl", data)
    assert (place(first).line, place(first).revision, first.metadata) == (1, None, {"origin": told["origin"]})
    assert (place(second).line, second.metadata) == (2, {"origin": "Rotterdam"})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_articles_in_sgml(end: str) -> None:
    articles = [every_format.reuters(word).partition("\n")[2] for word in ("storm", "café", "sun")]
    data = ("<!DOCTYPE lewis>\n" + "\n".join(articles)).replace("\n", end).encode("cp1252")
    found = read("a.sgm", data)
    for article, written in zip(found, articles, strict=True):
        assert piece(article, data) == written.strip().replace("\n", end).encode("cp1252")


def test_messages_in_a_mailbox() -> None:
    mails = [every_format.mail(word).replace(b"\n\n", b"\n\nFrom the port\n>From the sea\n\n", 1) for word in WORDS[:3]]
    data = b"\n".join(b"From a@x.example Fri May 31 08:15:00 2019\n" + mail for mail in mails)
    found = read("a.mbox", data)
    assert [piece(article, data).rstrip() for article in found] == [mail.rstrip() for mail in mails]
    assert all(article.origin and article.origin.member is None for article in found)


def test_items_of_feeds() -> None:
    items = [f"<item><title>{word}</title><description>x &lt;{word}&gt;</description></item >" for word in WORDS]
    data = ("<rss version='2.0'>\n<channel><title>News</title>\n" + "\n".join(items) + "</channel></rss>").encode()
    assert [piece(article, data).decode() for article in read("a.xml", data)] == items
    entries = [f"<a:entry\n><a:title>{word}</a:title><a:content>x</a:content></a:entry>" for word in WORDS]
    data = ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>\n" + "\n".join(entries) + "</a:feed>").encode()
    assert [piece(article, data).decode() for article in read("a.atom", data)] == entries
    wide = read("a.xml", data.decode().encode("utf-16"))
    assert [(place(article).start, place(article).line) for article in wide] == [(None, n) for n in (2, 4, 6, 8, 10)]


def test_news_items_of_a_message() -> None:
    items = [every_format.newsml(word) for word in ("storm", "sun")]
    data = ("<newsMessage xmlns='x'>\n<itemSet>" + "\n".join(items) + "</itemSet></newsMessage>").encode()
    assert [piece(article, data).decode() for article in read("a.xml", data)] == items


def test_pages_of_a_web_capture_have_the_place_of_their_record() -> None:
    records = [every_format.warc(word) for word in ("storm", "sun")]
    data = b"\r\n".join(records)
    found = read("a.warc", data)
    assert [article.path for article in found] == [f"a.warc!/https://x.example/{word}" for word in ("storm", "sun")]
    for article, record in zip(found, records, strict=True):
        start, end = place(article).start, place(article).end
        assert (data[start:end].strip(), place(article).line) == (record.strip(), None)
        (again,) = read("a.warc", data[start:end])
        assert facts(again) == facts(article)
        assert place(article).member == str(article.path).partition("!/")[2]


def test_behind_damage_nobody_knows_the_bytes_of_a_capture() -> None:
    first, second = (gzip.compress(every_format.warc(word)) for word in ("storm", "sun"))
    damaged = first + b"\x1f\x8b\x08" + b"x" * 30 + second
    items = list(read_source(Source("a.warc.gz", None, lambda: io.BytesIO(damaged), size=len(damaged))))
    found = [item.origin for item in items if isinstance(item, Article)]
    assert [origin and origin.start for origin in found] == [0, None]


@pytest.mark.parametrize("ending", sorted(every_format.FORMATS))
def test_every_format_tells_its_places(tmp_path: Path, ending: str) -> None:
    name, make, _ = every_format.FORMATS[ending]
    made = make("storm")
    data = made.encode() if isinstance(made, str) else made
    path = tmp_path / f"a{name}"
    path.write_bytes(data)
    articles = [item for item in read_file(path, path.name) if isinstance(item, Article)]
    assert articles
    for article in articles:
        origin = place(article)
        assert origin.start is not None
        assert origin.end is not None
        assert 0 <= origin.start < origin.end
        assert origin.revision is None
        if origin.member is None and not name.endswith((".gz", ".xz", ".bz2")):
            assert origin.end <= len(data)


def test_a_file_that_is_one_article_is_all_of_it() -> None:
    for name, data, line, page in (
        ("a.txt", b"Fog\n\nNo ferry left.", 1, None),
        ("a.html", every_format.page("storm").encode(), 1, None),
        ("a.eml", every_format.mail("storm"), 1, None),
        ("a.json", b'{"body": "oil"}', 1, None),
        ("a.docx", every_format.word_document("storm"), None, None),
        ("a.pdf", every_format.pdf("storm"), None, 1),
    ):
        (article,) = read(name, data)
        assert place(article) == Origin(start=0, end=len(data), line=line, page=page), name


def test_members_of_containers(tmp_path: Path) -> None:
    lines = b'{"body": "oil"}\n{"body": "gas"}\n'
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("inner/a.jsonl", lines)
    with tarfile.open(fileobj=tarred, mode="w:gz") as tar:
        for name, data in (("news.zip", zipped.getvalue()), ("b.jsonl.gz", gzip.compress(lines))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    path = tmp_path / "all.tar.gz"
    path.write_bytes(tarred.getvalue())
    found = [item for item in read_file(path, "all.tar.gz") if isinstance(item, Article)]
    members = ["news.zip!/inner/a.jsonl"] * 2 + ["b.jsonl.gz"] * 2
    assert [place(article).member for article in found] == members
    assert [lines[place(article).start : place(article).end] for article in found] == lines.splitlines() * 2
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(lines))
    found = [item for item in read_file(tmp_path / "c.jsonl.gz", "c.jsonl.gz") if isinstance(item, Article)]
    assert [place(article) for article in found] == [
        Origin(start=0, end=15, line=1),
        Origin(start=16, end=31, line=2),
    ]
