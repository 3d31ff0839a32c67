"""HTML in values that should be plain text, and plain text that looks like HTML."""

from __future__ import annotations

import csv
import io
import json
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.ingest.markup import without_markup
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

PLAIN = [
    "AT&T",
    "a < b",
    "<3",
    "I <3 you & you <3 me",
    "x<y and y>z",
    "if (a<b && c>d)",
    "a <b and c> d",
    "Tom & Jerry",
    "R&D; P&L;",
    "&c.",
    "http://x.example/?a=1&b=2",
    "?a=1&copy=2&amp",
    "<unknown> said",
    "List<String> names",
    "<- <<",
    "the <p> tag and the <br> element",
    "write `<br>` or '<p>'",
    "mail <ann@x.example> or <https://x.example/a>",
    "a --> b",
    "<!-- open",
    "&; &#; &nosuch;",
    "p<0.05",
    "1 <i> 2",
    "<b",
    "</",
    "a <",
    "  two\n\n  lines & more  ",
]
MARKED_UP = [
    ("<p>Body with <b>tags</b> &amp; entities</p>", "Body with tags & entities"),
    ("AT&amp;T rises", "AT&T rises"),
    ("Caf&eacute; &#8211; &#x41;", "Café – A"),
    ("One.<p>Two", "One.\n\nTwo"),
    ("One<br>two<br/>three<BR />four", "One\ntwo\nthree\nfour"),
    ('<a href="https://x.example/">Read on', "Read on"),
    ("One</p>\nTwo</p>", "One\n\nTwo"),
    ("&lt;p&gt;Ships &amp;amp; trains&lt;/p&gt;", "Ships & trains"),
    ("AT&amp;amp;T", "AT&T"),
    ("<p>Use <code>&lt;b&gt;x&lt;/b&gt;</code></p>", "Use <b>x</b>"),
    ("One\n\nTwo <b>three</b> &lt;3", "One\n\nTwo three <3"),
    ("One\ntwo\nthree <p></p>four\nfive\nsix", "One\ntwo\nthree\n\nfour\nfive\nsix"),
    ("<p>One\ntwo\nthree</p>\n<p>four</p>", "One two three\n\nfour"),
    ("One\ntwo\n<script>\nx = 1\n</script>", "One two"),
    ("<!-- no -->Text", "Text"),
    ("<para>Text</para>", "Text"),
    ("<em>a</em> & <3, b < c", "a & <3, b < c"),
    ("<script>x=1</script>Text", "Text"),
    ("<![CDATA[<p>a</p>]]>", "a"),
    ("<IMG SRC=x.png>Ships", "Ships"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert without_markup(text) == text


@pytest.mark.parametrize(("text", "expected"), MARKED_UP)
def test_markup_becomes_text(text: str, expected: str) -> None:
    assert without_markup(text) == expected


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Sm", "Zs"))))
def test_any_text_comes_back_from_a_paragraph(text: str) -> None:
    assert without_markup(f"<p>{escape(text)}</p>").split() == text.split()


@given(st.text(alphabet="<>&;/pba =\"'#x1!-[]\n"))
def test_nothing_of_it_fails(text: str) -> None:
    assert isinstance(without_markup(text), str)


def read(name: str, data: str) -> list[Article]:
    items = list(read_source(Source(name, None, lambda: io.BytesIO(data.encode()))))
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


def table(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["title", "body"], [text, "T. " + text]])
    return out.getvalue()


def g2(text: str) -> str:
    return (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:x' version='1' standard='NewsML-G2'>"
        f"<contentMeta><headline>T</headline></contentMeta><contentSet><inlineData contenttype='text/plain'>"
        f"T. {escape(text)}</inlineData></contentSet></newsItem>"
    )


def atom(text: str) -> str:
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:a</id><title>T</title>"
        f"<content type='text'>T. {escape(text)}</content></entry></feed>"
    )


def rss(text: str) -> str:
    return (
        f"<rss version='2.0'><channel><item><title>T</title><description>T. {escape(escape(text))}</description></item>"
        "</channel></rss>"
    )


SOURCES = {
    "line.jsonl": lambda text: json.dumps({"title": "T", "body": "T. " + text}),
    "one.json": lambda text: json.dumps({"title": "T", "body": "T. " + text}),
    "other.json": lambda text: json.dumps({"title": "T", "description": {"value": "T. " + text}}),
    "list.json": lambda text: json.dumps([{"headline": "T", "paragraphs": ["T. " + text]}]),
    "linked.json": lambda text: json.dumps({"@type": "NewsArticle", "headline": "T", "articleBody": "T. " + text}),
    "ninjs.json": lambda text: json.dumps({"uri": "u:x", "type": "text", "headline": "T", "body_text": "T. " + text}),
    "feed.json": lambda text: json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "T. " + text}]}
    ),
    "a.csv": table,
    "a.xml": g2,
    "a.atom": atom,
    "a.rss": rss,
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_format(name: str) -> None:
    for text, expected in [*((text, text) for text in PLAIN), *MARKED_UP]:
        (article,) = read(name, SOURCES[name](text))
        assert article.body.split() == f"T. {expected}".split(), text


def test_titles_names_and_places() -> None:
    record = {
        "title": "AT&amp;T <i>rises</i>",
        "body": "-",
        "place": "Qu&eacute;bec",
        "orgs": ["AT&amp;T", "R&D"],
        "people": "Ren&eacute; Caf&#233;",
    }
    for name in ("a.json", "a.jsonl"):
        (article,) = read(name, json.dumps(record))
        assert article.title == "AT&T rises"
        assert article.place == "Québec"
        assert article.entities == {"org": ("AT&T", "R&D"), "person": ("René Café",)}
    (article,) = read("a.csv", "title,orgs\nQ&amp;A,AT&amp;T;Shell\n")
    assert article.title == "Q&A"
    assert article.entities["org"] == ("AT&T", "Shell")


def test_headlines_of_newsml_and_feeds() -> None:
    item = g2("-").replace("<headline>T<", "<headline>&lt;b&gt;AT&amp;amp;T&lt;/b&gt; rises<")
    assert read("a.xml", item)[0].title == "AT&T rises"
    assert read("a.atom", atom("-").replace("<title>T<", "<title>AT&amp;amp;T<"))[0].title == "AT&T"
    assert read("a.rss", rss("-").replace("<title>T<", "<title>AT&amp;amp;T &amp;lt;3<"))[0].title == "AT&T <3"


def test_what_a_key_calls_html_is_read_once() -> None:
    (article,) = read("a.json", json.dumps({"title": "T", "body_html": "<p>Use &lt;b&gt;x&lt;/b&gt; &amp;amp;</p>"}))
    assert article.body == "Use <b>x</b> &amp;"


def test_metadata_stays_as_it_is() -> None:
    (article,) = read(
        "a.json", json.dumps({"title": "T", "body": "B", "embed": "<p>x</p>", "link": "http://x/?a&amp;b"})
    )
    assert article.metadata["embed"] == "<p>x</p>"
    assert article.url == "http://x/?a&amp;b"
