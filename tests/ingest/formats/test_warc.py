"""Captures of the web in WARC files."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.container import Limits
from searchkit.ingest.reading import read_file


def record(kind: str, block: bytes, *headers: str, url: str = "https://x.example/a") -> bytes:
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2019-11-26T10:00:00Z",
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>",
        *headers,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(body: bytes, *headers: str, url: str = "https://x.example/a", status: str = "200 OK") -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/plain",)))).encode()
    return record("response", head + b"\r\n\r\n" + body, "Content-Type: application/http; msgtype=response", url=url)


INFO = record("warcinfo", b"software: x\r\n", "Content-Type: application/warc-fields")
REQUEST = record("request", b"GET /a HTTP/1.1\r\n\r\n", "Content-Type: application/http; msgtype=request")


def read(path: Path, data: bytes, limits: Limits | None = None) -> tuple[list[Article], list[Problem]]:
    path.write_bytes(data)
    items = list(read_file(path, path.name, limits=limits) if limits else read_file(path, path.name))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


RECORDS = [
    INFO,
    REQUEST,
    response(b"The first page.", url="https://x.example/2019/first"),
    response(b"Moved.", status="301 Moved Permanently"),
    response(b"\x89PNG", "Content-Type: image/png"),
    response(b"User-agent: *", url="https://x.example/robots.txt"),
    record(
        "resource",
        b"The second page.",
        "Content-Type: text/plain; charset=utf-8",
        url="<http://x.example/b.html?c=d/e>",
    ),
    record("conversion", b"The third page.", "Content-Type: text/plain", url="urn:x:3"),
    record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"),
]
PACKED = {
    "a.warc": b"".join(RECORDS),
    "a.warc.gz": b"".join(gzip.compress(part) for part in RECORDS),
    "b.warc.gz": gzip.compress(b"".join(RECORDS)),
    "a.warc.wet.gz": b"".join(gzip.compress(part) for part in RECORDS),
    "a.warc.xz": lzma.compress(b"".join(RECORDS)),
    "a.warc.bz2": bz2.compress(b"".join(RECORDS)),
    "crawl": b"".join(RECORDS),
    "crawl.gz": b"".join(gzip.compress(part) for part in RECORDS),
}


@pytest.mark.parametrize("name", PACKED)
def test_an_archive(tmp_path: Path, name: str) -> None:
    articles, (problem,) = read(tmp_path / name, PACKED[name])
    assert [(article.path, article.url, article.body, article.date) for article in articles] == [
        (f"{name}!/https://x.example/2019/first", "https://x.example/2019/first", "The first page.", None),
        (f"{name}!/http://x.example/b.html?c=d/e", "http://x.example/b.html?c=d/e", "The second page.", None),
        (f"{name}!/urn:x:3", None, "The third page.", None),
    ]
    assert all(article.metadata == {"captured": "2019-11-26T10:00:00Z"} for article in articles)
    assert (problem.code, problem.severity, problem.line) == ("not_an_article", "skipped", None)
    assert problem.message == (
        "6 records that are not pages: 1 warcinfo, 1 request, 1 of status 301, 1 of type image/png, 1 robots.txt, "
        "1 revisit"
    )


CHUNKED = b"5;x=y\r\nThe p\r\n4\r\nage.\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (response(CHUNKED, "Content-Type: text/plain", "Transfer-Encoding: chunked"), "The page."),
        (response(CHUNKED[:-5], "Content-Type: text/plain", "Transfer-Encoding: chunked"), "The page."),
        (response(b"Deal: done.", "Content-Type: text/plain", "Transfer-Encoding: chunked"), "Deal: done."),
        (
            response(gzip.compress(b"The page.", mtime=0), "Content-Type: text/plain", "Content-Encoding: gzip"),
            "The page.",
        ),
        (response(b"The page.", "Content-Type: text/plain", "Content-Encoding: gzip"), "The page."),
        (response(b"M\xfcnchen", "Content-Type: text/plain; charset=iso-8859-1"), "München"),
        (response("Москва".encode("cp1251"), 'content-type: TEXT/PLAIN;charset="windows-1251"'), "Москва"),
        (response("Ünder".encode(), "Content-Type: text/plain; charset=no-such-one"), "Ünder"),
        (response(b"The page.", "X: y", "Content-Type: text/plain", "Content-Type: image/png"), "The page."),
        (response(b"The page.", "Content-Type:", " text/plain"), "The page."),
        (record("response", b"HTTP/1.0 200 OK\nContent-Type: text/plain\n\nThe page."), "The page."),
        (record("resource", b"The page.", "WARC-Identified-Payload-Type: text/plain"), "The page."),
        (response(b"Title: T\n\nThe page.", url="https://x.example/picture.jpg"), "The page."),
        (response(b"The page.", url="https://[x.example/a"), "The page."),
        (response(b"The page.", url=""), "The page."),
    ],
)
def test_pages(tmp_path: Path, data: bytes, body: str) -> None:
    (article,), problems = read(tmp_path / "a.warc", data)
    assert (article.body, problems) == (body, [])


def test_the_address_of_a_page_is_where_it_was_captured(tmp_path: Path) -> None:
    (article,), _ = read(tmp_path / "a.warc", response(b"URL: https://own.example/1\nTitle: T\n\nThe page."))
    assert (article.url, article.metadata["stated_url"]) == ("https://x.example/a", "https://own.example/1")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (response(b"x", "Server: x"), "of no type"),
        (response(b" \r\n"), "empty"),
        (record("response", b"x", "Content-Type: text/dns"), "of type text/dns"),
        (record("response", b"x", "Content-Type: text/plain", "WARC-Segment-Number: 1"), "response"),
        (b"WARC/1.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "of no kind"),
    ],
)
def test_what_is_no_page(tmp_path: Path, data: bytes, what: str) -> None:
    articles, (problem,) = read(tmp_path / "a.warc", data)
    assert articles == []
    assert (problem.severity, problem.message) == ("skipped", f"1 records that are not pages: 1 {what}")


PAGE = "<p>Le quai de Kiel a été fermé, et beaucoup de monde y attendait le bac du matin.</p>".encode("cp1252")


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


def brotli(data: bytes) -> bytes:
    compressed: bytes = pytest.importorskip("brotli").compress(data)
    return compressed


def zstd(data: bytes) -> bytes:
    compressed: bytes = pytest.importorskip("backports.zstd").compress(data)
    return compressed


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip without a header": ("", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without the header of zlib": ("deflate", raw_deflate),
    "br": ("br", brotli),
    "zstd": ("zstd", zstd),
    "several": ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
    "none": ("identity", bytes),
    "already unpacked": ("br", bytes),
    "already unpacked, of zstd": ("zstd", bytes),
}


@pytest.mark.parametrize("name", CODINGS)
@pytest.mark.parametrize("chunked", [False, True])
def test_codings_of_http(tmp_path: Path, name: str, chunked: bool) -> None:
    coding, compress = CODINGS[name]
    body = compress(PAGE)
    headers = ["Content-Type: text/html; charset=windows-1252", *([f"Content-Encoding: {coding}"] if coding else [])]
    if chunked:
        headers.append("Transfer-Encoding: chunked")
        body = b"7\r\n" + body[:7] + b"\r\n%x;a=b\r\n" % (len(body) - 7) + body[7:] + b"\r\n0\r\n\r\n"
    articles, problems = read(tmp_path / "a.warc", response(body, *headers) + RECORDS[2])
    assert not problems
    assert [article.body for article in articles] == [
        "Le quai de Kiel a été fermé, et beaucoup de monde y attendait le bac du matin.",
        "The first page.",
    ]
    assert [article.url for article in articles] == ["https://x.example/a", "https://x.example/2019/first"]


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_coding_without_its_package_is_told(tmp_path: Path, coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("brotli", "backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    body = b"\x28\xb5\x2f\xfdjunk" if coding == "zstd" else b"\x8b\x01\0\x80x\3"
    page = response(body, "Content-Type: text/html", f"Content-Encoding: {coding}")
    articles, (problem,) = read(tmp_path / "a.warc", page + RECORDS[2])
    assert [article.body for article in articles] == ["The first page."]
    assert (problem.code, problem.severity) == ("extra_missing", "failed")
    assert "searchkit-engine[archives]" in problem.hint


@pytest.mark.parametrize(
    ("coding", "body"),
    [("deflate", zlib.compress(PAGE)[:-9]), ("gzip", gzip.compress(PAGE)[:-12]), ("deflate", b"\0\1\2\3")],
    ids=["cut", "cut gzip", "none"],
)
def test_a_damaged_coding_is_told(tmp_path: Path, coding: str, body: bytes) -> None:
    page = response(body, "Content-Type: text/html", f"Content-Encoding: {coding}")
    articles, problems = read(tmp_path / "a.warc", page + RECORDS[2])
    assert [article.body for article in articles][-1] == "The first page."
    assert [problem.code for problem in problems] == ["damaged"]


def test_a_coding_that_nobody_knows_is_told(tmp_path: Path) -> None:
    page = response(b"\0\1\2\3", "Content-Type: text/html", "Content-Encoding: sdch")
    articles, (problem,) = read(tmp_path / "a.warc", page + RECORDS[2])
    assert [article.body for article in articles] == ["The first page."]
    assert (problem.code, problem.severity) == ("no_reader", "failed")
    assert "1 pages compressed with sdch" in problem.message


def test_a_capture_in_zstd_with_a_dictionary(tmp_path: Path) -> None:
    package = pytest.importorskip("backports.zstd")
    whole = RECORDS[2] + RECORDS[6]
    dictionary = package.train_dict([whole[:n] + b"%d" % n + whole[n:] for n in range(0, len(whole), 2)], 2048)
    frame = b"\x5d\x2a\x4d\x18" + len(dictionary.dict_content).to_bytes(4, "little") + dictionary.dict_content
    data = frame + b"".join(package.compress(part, zstd_dict=dictionary) for part in (RECORDS[2], RECORDS[6]))
    for name, packed in (("a.warc.zst", data), ("b.warc.zst", b"".join(map(package.compress, RECORDS)))):
        articles, _ = read(tmp_path / name, packed)
        assert [article.body for article in articles][:2] == ["The first page.", "The second page."]


def test_a_page_that_no_reader_reads_is_named(tmp_path: Path) -> None:
    page = response(
        b"\xd0\xcf\x11\xe0", "Content-Type: application/vnd.oasis.opendocument.text", url="https://x.example/f"
    )
    articles, (problem,) = read(tmp_path / "a.warc", page + RECORDS[2])
    assert [article.body for article in articles] == ["The first page."]
    assert (problem.member, problem.severity) == ("https://x.example/f", "failed")


FIRST, LAST = RECORDS[2], RECORDS[6]


@pytest.mark.parametrize(
    "middle",
    [
        b"no record at all\r\n\r\n",
        b"\0" * 100_000 + b"\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nabc\r\n\r\n",
        b"WARC/1.0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"WARC/1.0\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
    ],
)
def test_a_damaged_record_stands_alone(tmp_path: Path, middle: bytes) -> None:
    articles, (problem,) = read(tmp_path / "a.warc", FIRST + middle + LAST)
    assert [article.body for article in articles] == ["The first page.", "The second page."]
    assert (problem.code, problem.severity, problem.message[:9]) == ("damaged", "failed", "record 2:")


@pytest.mark.parametrize("at", [0, 12, 60, 90, -9, -3])
def test_a_damaged_member_stands_alone(tmp_path: Path, at: int) -> None:
    noise = bytes(range(256)) * 40
    middle = bytearray(gzip.compress(record("resource", noise, "Content-Type: text/plain")))
    for offset in range(3):
        middle[at + offset if at >= 0 else at - offset] ^= 0x5A
    data = gzip.compress(FIRST) + bytes(middle) + gzip.compress(LAST)
    articles, problems = read(tmp_path / "a.warc.gz", data)
    assert [article.body for article in articles][-1] == "The second page."
    assert articles[0].body == "The first page."
    assert "damaged" in {problem.code for problem in problems}


def test_the_ends_of_members(tmp_path: Path) -> None:
    cut = gzip.compress(record("resource", bytes(range(256)) * 99, "Content-Type: text/plain"))[:-20]
    for data, codes in (
        (gzip.compress(FIRST) + b"\0" * 512 + gzip.compress(LAST) + b"\0" * 512, []),
        (gzip.compress(FIRST) + b"garbage" * 30_000 + gzip.compress(LAST), ["damaged"]),
        (gzip.compress(FIRST) + gzip.compress(LAST) + cut, ["damaged"]),
        (gzip.compress(FIRST) + gzip.compress(LAST) + b"\x1f\x8b", ["damaged"]),
    ):
        articles, problems = read(tmp_path / "a.warc.gz", data)
        assert [article.body for article in articles] == ["The first page.", "The second page."]
        assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize("ending", ["", ".xz", ".gz"])
def test_an_archive_that_is_cut_off(tmp_path: Path, ending: str) -> None:
    whole = FIRST + LAST * 3_000
    cut = {"": lambda data: data, ".xz": lzma.compress, ".gz": gzip.compress}[ending](whole)
    articles, problems = read(tmp_path / f"a.warc{ending}", cut[: len(cut) * 3 // 4])
    assert articles[0].body == "The first page."
    assert [problem.code for problem in problems] == ["damaged"]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n"])
def test_an_empty_archive(tmp_path: Path, data: bytes) -> None:
    articles, (problem,) = read(tmp_path / "a.warc", data)
    assert (articles, problem.code) == ([], "empty")


SMALL = Limits(total=50_000, ratio=20, ratio_from=10_000)


def test_bombs(tmp_path: Path) -> None:
    bomb = gzip.compress(b"word " * 200_000)
    page = response(bomb, "Content-Type: text/plain", "Content-Encoding: gzip")
    articles, problems = read(tmp_path / "a.warc", FIRST + page + page + LAST, SMALL)
    # What the pages hold uncompressed is still read.
    assert [article.body for article in articles] == ["The first page.", "The second page."]
    assert {problem.code for problem in problems} == {"too_large"}
    archive = gzip.compress(FIRST) + gzip.compress(response(b"word " * 200_000)) + gzip.compress(LAST)
    articles, problems = read(tmp_path / "a.warc.gz", archive, SMALL)
    assert [article.body for article in articles] == ["The first page."]
    assert {problem.code for problem in problems} == {"too_large"}


def test_a_page_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.warc._RECORD_LIMIT", 1 << 20)
    articles, (problem,) = read(tmp_path / "a.warc", response(b"word " * 300_000) + LAST)
    assert [article.body for article in articles] == ["The second page."]
    assert problem.message == "1 pages of more than 1 MiB"


def test_captures_within_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "source.zip", "w") as archive:
        archive.writestr("crawl.warc.gz", PACKED["a.warc.gz"])
    data = (tmp_path / "source.zip").read_bytes()
    articles, _ = read(tmp_path / "x.zip", data)
    assert articles[0].path == "x.zip!/crawl.warc.gz!/https://x.example/2019/first"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.warc", "a.warc.gz"]), st.data())
def test_damaged_archives_never_fail(tmp_path: Path, name: str, data: st.DataObject) -> None:
    whole = bytearray(PACKED[name])
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] ^= data.draw(st.integers(1, 255))
    _, problems = read(tmp_path / name, bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert all(problem.code != "reader_failed" for problem in problems)


@pytest.mark.usefixtures("watchdog")
def test_an_archive_made_to_take_time(tmp_path: Path) -> None:
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\3"
    for data in (header * 200_000, (header + b"\0\5\0\xfa\xffHello") * 100_000, b"WARC/1.0\n" * 300_000):
        articles, problems = read(tmp_path / "a.warc.gz", data if data.startswith(header) else gzip.compress(data))
        assert articles == []
        assert "damaged" in {problem.code for problem in problems}
