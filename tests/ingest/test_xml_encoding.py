"""XML documents in other encodings."""

from __future__ import annotations

import codecs
import io

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source


def read(data: bytes) -> tuple[list[Article], list[Problem]]:
    items = list(read_source(Source("a.xml", None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def feed(encoding: str, text: str) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0"><channel><title>F</title>\n'
        f"<item><title>{text}</title></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("gb2312", "gb2312", "上海港口罢工"),
        ("gb2312", "gbk", "朱镕基"),
        ("Shift_JIS", "shift_jis", "東京の港"),
        ("euc-kr", "euc-kr", "항구가 개방되어"),
        ("Big5", "big5", "港口於星期五"),
        ("iso-2022-jp", "iso2022_jp", "東京の港"),
        ("windows-1251", "cp1251", "Порт"),
        ("windows-874", "cp874", "สวัสดี"),
        ("iso-8859-1", "cp1252", "“Köln”"),
        ("iso-8859-1", "utf-8", "Köln"),
        ("iso-8859-1", "utf-8-sig", "Köln"),
        ("utf-16", "utf-16", "Köln"),
        ("utf-16", "utf-16-le", "Köln"),
        ("iso-8859-1", "utf-16", "Köln"),
        ("utf-8", "utf-32", "Köln"),
    ],
)
def test_xml_is_read_in_any_encoding(declared: str, codec: str, text: str) -> None:
    (article,), problems = read(feed(declared, text).encode(codec))
    assert (article.title, problems) == (text, [])
    assert article.origin is not None
    assert article.origin.line == 3
    assert (article.origin.start is not None) == codec.startswith("utf-8")


def test_bytes_that_are_not_of_the_declared_encoding_are_told() -> None:
    (article,), (problem,) = read(feed("utf-8", "Der Hafen von Köln").encode("latin-1"))
    assert (article.title, problem.code, problem.line) == ("Der Hafen von Köln", "encoding_fallback", 3)


def test_a_mark_wins_over_the_declaration() -> None:
    (article,), _ = read(codecs.BOM_UTF8 + feed("iso-8859-1", "Köln").encode())
    assert article.title == "Köln"
