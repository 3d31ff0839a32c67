"""Hits as Markdown and as HTML, with passages and citations."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import searchkit
from searchkit.display.dossier import write_html, write_markdown

HOSTILE = '<script>alert(1)</script> *bold* [link](http://x) `code` \x1b[31m \u202e & "quotes" oil | cell _under_'


@pytest.fixture
def index(tmp_path: Path) -> searchkit.Index:
    index = searchkit.create(tmp_path / "i")
    index.add(
        [
            {"id": "1", "title": f"Oil {HOSTILE}", "body": f"Crude oil rose. {HOSTILE}\n\nMore.", "agency": "AFP"},
            {"id": "2", "body": "Oil at the end."},
        ],
        extract=False,
    )
    return index


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def written(results: searchkit.Results, kind: str) -> str:
    pieces: list[str] = []
    {"md": write_markdown, "html": write_html}[kind](results, pieces.append)
    return "".join(pieces)


def test_a_page_shows_hostile_text_as_it_is(index: searchkit.Index) -> None:
    text = written(index.search("oil"), "html")
    page = Page()
    page.feed(text)
    assert "script" not in page.tags and {"mark", "blockquote", "cite", "h2"} <= set(page.tags)
    assert "<script>alert(1)</script>" in page.text and "id 1, text " in page.text
    assert "\x1b" not in text and "\u202e" not in text
    assert page.tags.count("li") == 2


def test_markdown_shows_hostile_text_as_it_is(index: searchkit.Index) -> None:
    text = written(index.search("oil"), "md")
    assert "\x1b" not in text and "\u202e" not in text
    page = Page()
    page.feed(MarkdownIt("commonmark").render(text))
    assert set(page.tags) <= {"h1", "h2", "p", "br", "blockquote", "strong"}
    assert "[link](http://x)" in page.text and "<script>alert(1)</script>" in page.text
    assert page.tags.count("h2") == 2 and "strong" in page.tags
    assert "2 articles, 2 shown; revision" in page.text


def test_nothing_found_is_a_document_too(index: searchkit.Index) -> None:
    assert "0 articles, 0 shown" in written(index.search("zebra"), "md")
    assert written(index.search("zebra"), "html").endswith("</html>\n")
