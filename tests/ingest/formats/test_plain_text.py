"""Plain text files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.formats.plain_text import read
from searchkit.ingest.source import Source


def read_bytes(data: bytes) -> tuple[list[Article], list[Problem]]:
    items = list(read(Source("a.txt", None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Just a text.", {"title": None, "body": "Just a text."}),
        ("\r\n  Two\r\nlines \r\n", {"body": "Two\nlines"}),
        ("A title\n\nThe text.\n\nMore.", {"title": "A title", "body": "The text.\n\nMore."}),
        ("A title\r\n\r\nThe text.", {"title": "A title", "body": "The text."}),
        ("A sentence is no title.\n\nThe text.", {"title": None, "body": "A sentence is no title.\n\nThe text."}),
        ("x" * 121 + "\n\nText", {"title": None}),
        ("x" * 120 + "\n\nText", {"title": "x" * 120}),
        ("One line\nand another\n\nText", {"title": None}),
        ("Only a line\n\n", {"title": None, "body": "Only a line"}),
        ("BMW, Audi to cut 30 jobs\n\nText", {"title": "BMW, Audi to cut 30 jobs", "body": "Text"}),
        ("BAHIA COCOA REVIEW\n\nText", {"title": "BAHIA COCOA REVIEW"}),
        ("U.S. trade gap widens\n\nText", {"title": "U.S. trade gap widens"}),
        ("PARIS, May 3 (AFP) - It rained\n\nText", {"title": None}),
        ("Kyiv, 3 March (Reuters) - It rained\n\nText", {"title": None}),
        ("BRUXELLES. KAZINFORM It rained\n\nText", {"title": None}),
        ("ROME — It rained\n\nText", {"title": None}),
        ("PORT-AU-PRINCE, Haiti, Jan. 5 (AP) - Rain\n\nText", {"title": None}),
        (
            "Title: Rain\nDATE: 2019-05-31\nplace: Paris\nAgency: AFP\nAuthor: A. B.\nLanguage: fr\n"
            "URL: http://x.org/a\nId: 7\nSection: World\n\nIt rained.",
            {
                "title": "Rain",
                "date": "2019-05-31",
                "place": "Paris",
                "agency": "AFP",
                "language": "fr",
                "url": "http://x.org/a",
                "id": "7",
                "metadata": {"author": "A. B.", "section": "World"},
                "provenance": dict.fromkeys(("date", "place", "agency", "language"), "metadata"),
                "body": "It rained.",
            },
        ),
        ("Title: A long\n  title\nPlace:\n\nText", {"title": "A long title", "place": None, "body": "Text"}),
        ("Title: Rain\nIt rained.", {"title": None, "body": "Title: Rain\nIt rained."}),
        ("Note: this is text\n\nMore", {"title": "Note: this is text", "body": "More"}),
        ("Date: 31 May 2019\n\nA title\n\nText", {"date": "2019-05-31", "title": "A title", "body": "Text"}),
        ("Date: 26-FEB-1987 15:01:01.79\n\nText", {"date": "1987-02-26"}),
        ("Date: 2019-05\n\nText", {"date": "2019-05"}),
        (
            " date 2019-05-31 BRUXELLES. KAZINFORM The text",
            {"date": "2019-05-31", "body": "BRUXELLES. KAZINFORM The text", "provenance": {"date": "metadata"}},
        ),
        ("A title\n\ndate 2019-05-31 Text", {"date": "2019-05-31", "title": "A title", "body": "Text"}),
        ("date palms grow\n\nText", {"date": None, "title": "date palms grow"}),
        ("5 March 2019\n\nA title\n\nText", {"date": "2019-03-05", "title": "A title", "body": "Text"}),
        ("2019-03-05\nA line\nText", {"date": "2019-03-05", "title": None, "body": "A line\nText"}),
        ("5. März 2019\n\nText", {"date": "2019-03-05", "title": None, "body": "Text"}),
        ("March 2019\n\nText", {"date": None, "title": "March 2019", "body": "Text"}),
        ("1984\n\nText", {"date": None, "title": "1984"}),
        ("5 March 2019\n", {"date": None, "title": None, "body": "5 March 2019"}),
    ],
)
def test_fields(text: str, expected: dict[str, Any]) -> None:
    (article,), problems = read_bytes(text.encode())
    assert {name: getattr(article, name) for name in expected} == expected
    assert problems == []


@pytest.mark.parametrize(
    ("text", "raw", "line"),
    [
        ("Title: x\nDate: some day\n\nText", "some day", 2),
        ("A title\n\n date 2019-13-31 Text", "2019-13-31", 3),
    ],
)
def test_a_date_that_cannot_be_read_is_kept_as_written(text: str, raw: str, line: int) -> None:
    (article,), (problem,) = read_bytes(text.encode())
    assert (article.date, article.metadata["date"], article.body) == (None, raw, "Text")
    assert "date" not in article.provenance
    assert (problem.code, problem.severity, problem.line) == ("date_unreadable", "note", line)


@pytest.mark.parametrize(
    ("data", "code", "severity"),
    [
        (b"", "empty", "failed"),
        (b" \r\n\xef\xbb\xbf"[:3], "empty", "failed"),
        (b"\xef\xbb\xbf", "empty", "failed"),
        (b"\x7fELF\0\0", "not_text", "failed"),
        (b"\0" * 100, "not_text", "failed"),
    ],
)
def test_what_is_no_article(data: bytes, code: str, severity: str) -> None:
    articles, (problem,) = read_bytes(data)
    assert articles == []
    assert (problem.code, problem.severity) == (code, severity)


def test_other_encodings_are_noted() -> None:
    (article,), (problem,) = read_bytes(b"First\nM\xfcnchen")
    assert article.body == "First\nMünchen"
    assert (problem.code, problem.line, problem.severity) == ("encoding_fallback", 2, "note")


def test_seed_article(shared: Path) -> None:
    for path in (shared / "seeds").glob("000_*.txt"):
        (article,), problems = read_bytes(path.read_bytes())
        assert (article.date, article.title, problems) == ("2019-05-31", None, [])
        assert article.body.startswith("BRUXELLES. KAZINFORM The sixth High-level")
