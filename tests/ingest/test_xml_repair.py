"""Feeds with faults of form."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source
from searchkit.ingest.xml_repair import mended


def read(data: bytes) -> tuple[list[Article], list[Problem]]:
    items = list(read_source(Source("a.xml", None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>F</title>
<item><title>One</title><description>Köln</description></item>
<item><title>{}</title><description>{}</description></item>
<item><title>Three</title></item>
</channel></rss>
"""


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("AT&T rises", "b", ("AT&T rises", "b")),
        ("R & D", "b", ("R & D", "b")),
        ("Caf&eacute;&nbsp;open", "b", ("Café open", "b")),
        ("&nosuch; x", "b", ("&nosuch; x", "b")),
        ("a", "<![CDATA[<p>AT&amp;T & co</p>]]> & more", ("a", "AT&T & co\n\n& more")),
        ("Ctl \x0b here", "b", ("Ctl here", "b")),
        ("Ctl &#11; here", "b &#x1;", ("Ctl here", "b")),
        ("a", "3 < 4 & 5 &lt; 6", ("a", "3 < 4 & 5 < 6")),
    ],
)
def test_characters_that_are_faults(title: str, text: str, expected: tuple[str, str]) -> None:
    articles, (problem,) = read(RSS.format(title, text).encode())
    assert [article.title for article in articles] == ["One", expected[0], "Three"]
    assert articles[1].body == expected[1]
    assert (problem.code, problem.severity, problem.line) == ("bad_xml", "note", 4)
    assert [article.origin and article.origin.line for article in articles] == [3, 4, 5]


@pytest.mark.parametrize("blank", ["\n\n  ", " ", "\ufeff\n"])
def test_a_declaration_after_blanks(blank: str) -> None:
    articles, (problem,) = read((blank + RSS.format("Two", "b")).encode())
    assert [article.title for article in articles] == ["One", "Two", "Three"]
    assert (problem.code, problem.severity) == ("bad_xml", "note")


@pytest.mark.parametrize(
    ("broken", "titles", "failed"),
    [
        (RSS.format("Two", "b").replace("</channel></rss>", ""), ["One", "Two", "Three"], []),
        (RSS.format("Two", "b").replace("</channel>", ""), ["One", "Two", "Three"], []),
        (RSS.format("Two <b>bold", "b"), ["One", "Three"], [4]),
        (RSS.format("Two", "b").replace("b</description></item>", "b"), ["One", "Three"], [4]),
        (RSS.format("Two", "b").split("<item><title>Three")[0] + "<item><title>Thr", ["One", "Two"], [5]),
    ],
)
def test_items_that_cannot_be_read_stand_alone(broken: str, titles: list[str], failed: list[int]) -> None:
    articles, (note, *problems) = read(broken.encode())
    assert [article.title for article in articles] == titles
    assert (note.code, note.severity) == ("bad_xml", "note")
    assert note.line is not None
    assert [(problem.code, problem.severity) for problem in problems] == [("bad_xml", "failed")] * len(failed)
    assert all(
        problem.line is not None and problem.line >= line for problem, line in zip(problems, failed, strict=True)
    )


def test_a_feed_of_which_nothing_can_be_read_is_a_failure() -> None:
    for broken in ("<rss><channel><item><title>", "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"):
        articles, (problem,) = read(broken.encode())
        assert (articles, problem.code, problem.severity) == ([], "bad_xml", "failed")


def test_entities_that_a_feed_declares_are_still_refused() -> None:
    data = '<!DOCTYPE rss [<!ENTITY x "y">]>' + RSS.split("?>\n")[1].format("&x;", "& b")
    articles, (problem,) = read(data.encode())
    assert (articles, problem.code) == ([], "forbidden_xml")


OLD = """<feed version="0.3"{}><title>F</title><entry><title>Old</title><issued>2004-05-31T10:00:00Z</issued>
<link rel="alternate" href="https://x.example/1"/><author><name>Ann</name></author>{}</entry></feed>"""


@pytest.mark.parametrize("space", [' xmlns="http://purl.org/atom/ns#"', ""])
@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            '<content type="text/html" mode="escaped">&lt;p&gt;Ships &amp;amp; boats.&lt;/p&gt;</content>',
            "Ships & boats.",
        ),
        (
            '<content type="application/xhtml+xml" mode="xml"><div><p>Ships.</p><p>Two.</p></div></content>',
            "Ships.\n\nTwo.",
        ),
        ("<summary>Ships.</summary>", "Ships."),
        ('<content type="text/plain" mode="base64">U2hpcHM=</content>', ""),
    ],
)
def test_older_atom(space: str, content: str, body: str) -> None:
    (article,), problems = read(OLD.format(space, content).encode())
    assert (article.title, article.body, article.date) == ("Old", body, "2004-05-31")
    assert (article.url, article.metadata, problems) == ("https://x.example/1", {"feed": "F", "author": "Ann"}, [])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["&", "<", ">", "<item>", "</item>", "</channel>", "<![CDATA[", "]]>", "&x;", "a", "\n"]))
)
def test_any_fault_gives_articles_or_a_failure(parts: list[str]) -> None:
    articles, problems = read(RSS.format("Two", "".join(parts)).encode())
    assert articles or any(problem.severity == "failed" for problem in problems)


@given(st.binary(max_size=200))
def test_mending_keeps_lines(data: bytes) -> None:
    assert mended(data).count(b"\n") == data.count(b"\n")
