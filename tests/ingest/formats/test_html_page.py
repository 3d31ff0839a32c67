"""Web pages in the styles of several publishers."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

FIRST = (
    "No ferry left the harbour of Rosslare on Friday morning after fog had closed in overnight, and the harbour "
    "master asked travellers to stay at home until further notice."
)
SECOND = (
    "“We will not send anybody out into this,” said the harbour master, Ann Bee, who has held the post since 1998 "
    "and remembers only two such closures in all her years of service."
)
THIRD = (
    "The company that runs the line expects to sail again on Sunday evening, if the wind turns to the west, and will "
    "pay back the price of every ticket that was not used."
)
MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World news</a></li></ul></nav>'
ASIDE = (
    '<aside class="related"><h3>More on this</h3><ul><li><a href="/1">Trains late again</a></li>'
    '<li><a href="/2">Ten recipes for rain</a></li></ul></aside>'
)
FOOTER = "<footer><p>© 2019 Harbour Post. Subscribe to our newsletter. Cookie settings.</p></footer>"


def newsroom(linked: object, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>Fog stops ferries - Harbour Post</title>{head}"
        f'<script type="application/ld+json">{json.dumps(linked)}</script></head><body>{MENU}'
        f"<main><article><header><h1>Fog stops ferries</h1>"
        f'<p class="byline">By <a rel="author" href="/ann">Cy Dee</a></p>'
        f'<time datetime="2019-06-01T09:00:00Z">1 June 2019</time></header><div class="article-body"><p>{FIRST}</p>'
        f'<div class="advert">Advertisement</div><h2>Two closures</h2><p>{SECOND}</p>'
        f"<p>{THIRD}</p></div></article></main>{ASIDE}{FOOTER}<script>track('x')</script></body></html>"
    )


NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Fog stops ferries &amp; all else",
    "datePublished": "2019-05-31T08:15:00+01:00",
    "dateModified": "2019-06-02T08:15:00+01:00",
    "author": [{"@type": "Person", "name": "Cy Dee"}, {"@type": "Person", "name": "Eve Fox"}],
    "publisher": {"@type": "Organization", "name": "Harbour Post"},
    "articleSection": ["Transport", "Sea"],
    "inLanguage": "en-IE",
    "keywords": "fog, ferries",
    "locationCreated": {"@type": "Place", "name": "Rosslare"},
    "dateline": "ROSSLARE, Ireland",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://post.example/fog"},
}
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "WebPage",
            "@id": "https://post.example/fog",
            "name": "Fog - Harbour Post",
            "datePublished": "2001-01-01",
        },
        {
            "@type": ["Article", "BlogPosting"],
            "headline": "Fog stops ferries",
            "datePublished": "2019-05-31T07:15:00+00:00",
            "author": {"@id": "https://post.example/#/person/1"},
            "publisher": {"@id": "https://post.example/#organization"},
            "articleSection": "Transport",
        },
        {"@type": "Person", "@id": "https://post.example/#/person/1", "name": "Cy Dee"},
        {"@type": "Organization", "@id": "https://post.example/#organization", "name": "Harbour Post"},
    ],
}
OPEN_GRAPH = """<meta property="og:title" content="Fog stops ferries | Harbour Post">
<meta property="og:site_name" content="Harbour Post">
<meta property="og:url" content="https://post.example/fog"><meta property="og:locale" content="en_IE">
<meta property="article:published_time" content="2019-05-31T08:15:00Z">
<meta property="article:section" content="Transport">
<meta property="article:author" content="https://social.example/cy"><meta name="author" content="By Cy Dee">
<meta property="article:tag" content="fog"><meta property="article:tag" content="ferries">"""
DUBLIN_CORE = """<meta name="DC.title" content="Fog stops ferries"><meta name="DC.creator" content="Cy Dee">
<meta name="DC.date.issued" content="2019-05-31"><meta name="DC.publisher" content="Harbour Post">
<meta name="DC.language" content="en"><link rel="canonical" href="https://post.example/fog">"""
PARSELY = """<meta name="parsely-title" content="Fog stops ferries"><meta name="parsely-author" content="Cy Dee">
<meta name="parsely-pub-date" content="2019-05-31T08:15:00Z"><meta name="parsely-link" content="https://post.example/fog">
<meta name="parsely-section" content="Transport"><meta name="parsely-tags" content="fog,ferries">"""
OLD = f"""<HTML><HEAD><TITLE>Harbour Post: Fog stops ferries</TITLE></HEAD><BODY BGCOLOR=white>
<TABLE><TR><TD><A HREF=/>Home</A><BR><A HREF=/w>World</A></TD><TD>
<H1>Fog stops ferries</H1><P>{FIRST}<P>{SECOND}<P>{THIRD}</TD></TR></TABLE></BODY></HTML>"""
BODY = f"{FIRST}\n\nTwo closures\n\n{SECOND}\n\n{THIRD}"


def read(page: str | bytes, name: str = "a.html") -> tuple[list[Article], list[Problem]]:
    raw = page.encode() if isinstance(page, str) else page
    items = list(read_source(Source(name, None, lambda: io.BytesIO(raw))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def without_linked(head: str) -> str:
    return newsroom({}, head)


def test_json_ld() -> None:
    (article,), problems = read(newsroom(NEWS))
    assert problems == []
    assert article.with_changes(id="") == Article(
        title="Fog stops ferries & all else",
        body=BODY,
        date="2019-05-31",
        place="Rosslare",
        dateline="ROSSLARE, Ireland",
        language="en",
        url="https://post.example/fog",
        path="a.html",
        metadata={
            "author": ["Cy Dee", "Eve Fox"],
            "section": "Transport, Sea",
            "site_name": "Harbour Post",
            "keywords": ["fog", "ferries"],
        },
        provenance={"date": "metadata", "place": "metadata", "language": "metadata"},
    )


@pytest.mark.parametrize(
    ("page", "metadata", "url"),
    [
        (newsroom(GRAPH), {"author": "Cy Dee", "section": "Transport", "site_name": "Harbour Post"}, None),
        (
            without_linked(OPEN_GRAPH),
            {"author": "Cy Dee", "section": "Transport", "site_name": "Harbour Post", "keywords": ["fog", "ferries"]},
            "https://post.example/fog",
        ),
        (without_linked(DUBLIN_CORE), {"author": "Cy Dee", "site_name": "Harbour Post"}, "https://post.example/fog"),
        (
            without_linked(PARSELY),
            {"author": "Cy Dee", "section": "Transport", "keywords": ["fog", "ferries"]},
            "https://post.example/fog",
        ),
        (newsroom([[], "x", {"@type": "BreadcrumbList"}, NEWS | {"headline": "Fog stops ferries"}]), None, None),
    ],
    ids=["graph", "open graph", "dublin core", "parsely", "list"],
)
def test_metadata_in_other_styles(page: str, metadata: dict[str, Any] | None, url: str | None) -> None:
    (article,), problems = read(page)
    assert (article.title, article.date, article.language, problems) == ("Fog stops ferries", "2019-05-31", "en", [])
    assert article.body == BODY
    if metadata is not None:
        assert (article.metadata, article.url) == (metadata, url)


def test_nothing_but_the_page_itself() -> None:
    (article,), _ = read(without_linked(""))
    assert (article.title, article.date, article.url) == ("Fog stops ferries", "2019-06-01", None)
    assert article.metadata == {"author": "Cy Dee"}


def test_a_page_of_the_nineties() -> None:
    (article,), _ = read(OLD)
    assert (article.title, article.date, article.language) == ("Fog stops ferries", None, None)
    assert article.body == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_lists_tables_quotations_and_line_breaks() -> None:
    extra = "<ul><li>One sailing on <b>Sunday</b></li><li>None before</li></ul>"
    extra += "<blockquote><p>Wait at home.</p></blockquote>"
    table = "<table><tr><th>Day</th><th>Sailings</th></tr><tr><td>Friday</td><td>0</td></tr></table>"
    table += "<p>Rosslare<br>Friday\n noon</p>"
    (article,), _ = read(newsroom(NEWS).replace(f"<p>{THIRD}</p>", f"{extra}{table}<p>{THIRD}</p>"))
    tail = "One sailing on Sunday\nNone before\n\nWait at home.\n\nDay | Sailings\nFriday | 0\n\nRosslare\nFriday noon"
    assert article.body.endswith(f"{SECOND}\n\n{tail}\n\n{THIRD}")


@pytest.mark.parametrize(
    "page",
    [
        newsroom(NEWS),
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'
        + newsroom(NEWS),
        "<!-- saved from url=(0014)about:internet -->\n" + newsroom(NEWS).replace("<!DOCTYPE html>", ""),
        "\ufeff\n" + newsroom(NEWS),
    ],
)
def test_content_tells_where_the_name_does_not(page: str) -> None:
    (article,), problems = read(page, "download")
    assert (article.title, problems) == ("Fog stops ferries & all else", [])
    assert SECOND in article.body


def test_a_declared_encoding() -> None:
    head = '<head><meta charset="windows-1252"><title>Nebel in München</title></head>'
    page = f"<html>{head}<body><p>{FIRST} Brücke.</p></body></html>"
    (article,), problems = read(page.encode("cp1252"))
    assert (article.title, article.body, problems) == ("Nebel in München", f"{FIRST} Brücke.", [])


def test_the_text_that_json_ld_carries_is_taken_where_the_page_has_none() -> None:
    linked = '{"@type": "NewsArticle", "headline": "T", "articleBody": "One.\n\nTwo."}'
    head = f'<head><script type="application/ld+json">{linked}</script></head>'
    page = f'<html>{head}<body><div id="app"></div></body></html>'
    (article,), problems = read(page)
    assert (article.title, article.body, problems) == ("T", "One.\n\nTwo.", [])


def test_the_text_that_json_ld_carries_is_taken_where_the_page_shows_only_a_frame() -> None:
    told = "The council met on Tuesday evening. " * 9
    linked = json.dumps({"@type": "NewsArticle", "headline": "H", "articleBody": told})
    script = f'<script type="application/ld+json">{linked}</script>'
    for shown, body in (
        ("We use cookies on this page.", told.strip()),
        (f"{told} It was late.", f"{told} It was late."),
    ):
        page = f"<html><head>{script}</head><body><article><p>{shown}</p></article></body></html>"
        (article,), _ = read(page)
        assert article.body.split() == body.split()


def test_an_unreadable_date_is_noted() -> None:
    (article,), (problem,) = read(newsroom(NEWS | {"datePublished": "lately"}).replace("<time", "<span"))
    assert (article.date, article.metadata["date"]) == (None, "lately")
    assert (problem.code, problem.severity) == ("date_unreadable", "note")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("", "empty"),
        (b"\x89PNG\0\0", "not_text"),
        ("<html><body></body></html>", "no_text"),
        ("<!-- nothing -->", "no_text"),
        (f"<html><body>{MENU}</body></html>", "no_text"),
        ("<html><body>" + "<div>" * 100_000 + "text", "too_large"),
    ],
)
def test_what_has_no_article(page: str | bytes, code: str) -> None:
    articles, (problem,) = read(page)
    assert articles == []
    assert (problem.code, problem.severity) == (code, "failed")


@pytest.mark.parametrize(
    "linked",
    [
        "{bad",
        "[" * 100_000,
        '{"@type": "NewsArticle", "author": [[["x"]]], "headline": {"a": 1}, "datePublished": 5, "keywords": [1]}',
        '{"@type": 5, "@graph": {"@graph": {"@graph": []}}}',
        '{"@id": "a", "@type": "Article", "author": {"@id": "a"}, "publisher": {"@id": "b"}}',
        "<!--\n//<![CDATA[\n{}\n//]]>\n-->",
        "",
    ],
)
def test_broken_json_ld_costs_only_itself(linked: str) -> None:
    page = newsroom(NEWS).replace(json.dumps(NEWS), linked)
    (article,), problems = read(page)
    assert (article.title, article.date, problems) == ("Fog stops ferries", "2019-06-01", [])


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("trafilatura", "lxml.html"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            articles, (problem,) = read(newsroom(NEWS))
        assert articles == []
        assert (problem.code, problem.hint) == ("extra_missing", "pip install 'searchkit-engine[html]'")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # As in the command, where nobody listens to the logs.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    read("<html><body></body></html>")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("frame", ['style="border: 1px solid #ccc"', 'class="bottom"', 'class="link"'])
def test_an_article_in_a_frame_that_precision_throws_away(frame: str) -> None:
    notice = (
        "<p>Copyright 2019 Harbour Post. All rights reserved. No part may be copied without a written permission.</p>"
    )
    page = (
        f"<html><body>{MENU}<div {frame}><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
        f"<div><p>{notice}</p></div></body></html>"
    )
    ((article,), problems) = read(page)
    assert not problems
    for paragraph in (FIRST, SECOND, THIRD):
        assert paragraph in article.body


def test_a_precise_text_stays_precise() -> None:
    teasers = "".join(
        f'<div style="border: 0"><p>Teaser {n}: the trains are late again, and so are buses.</p></div>'
        for n in range(6)
    )
    ((article,), _) = read(f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article>{teasers}</body></html>")
    assert article.body == f"{FIRST}\n\n{SECOND}"


def test_a_page_of_too_many_elements_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.html_page._ELEMENT_LIMIT", 600)
    lines = "".join(f"<p>Paragraph {n} of the live report tells of <b>ships</b>.</p>" for n in range(320))
    page = f"<html><body><div><article>{lines}</article></div><p>{THIRD}</p></body></html>"
    ((article,), (note,)) = read(page)
    assert "Paragraph 297 of the live report" in article.body
    assert "Paragraph 299 of the live report" not in article.body
    assert THIRD not in article.body
    assert article.flags == ("truncated",)
    assert (note.code, note.severity) == ("article_cut", "note")
    assert "645 elements; the limit is 600" in note.message


def test_drawings_and_choices_do_not_count_as_elements() -> None:
    drawing = f"<svg>{'<path/>' * 20_000}</svg><select>{'<option>A</option>' * 15_000}</select>"
    ((article,), problems) = read(
        f"<html><body>{drawing}<article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )
    assert article.body == f"{FIRST}\n\n{SECOND}"
    assert not problems
