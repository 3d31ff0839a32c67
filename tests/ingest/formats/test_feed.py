"""RSS and Atom."""

from __future__ import annotations

import io

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>Harbour Post &amp;amp; Mail</title><link>https://post.example/</link>
<atom:link href="https://post.example/rss" rel="self"/>
<language>en-GB</language>
<item>
  <title>Ferries &amp;amp; fog: &lt;i&gt;no&lt;/i&gt; sailings</title>
  <media:title>A picture of fog</media:title>
  <link>https://post.example/2019/05/31/fog</link>
  <description>&lt;p&gt;No ferry sailed.&lt;/p&gt;</description>
  <content:encoded>
<![CDATA[<p>No ferry sailed on <b>Friday</b>.</p><p>The harbour master said &ldquo;wait&rdquo;.<br>And
  they did.</p><script>track("x")</script><ul><li>one</li><li>two</li></ul>]]></content:encoded>
  <pubDate>Fri, 31 May 2019 08:15:00 +0100</pubDate>
  <dc:creator>Ann Bee</dc:creator><dc:creator>Cy Dee</dc:creator>
  <category>Transport</category><category>Weather</category>
  <guid isPermaLink="false">post-17</guid>
</item>
<item>
  <description>A short notice without a title.</description>
  <author>desk@post.example (The Desk)</author>
  <pubDate>yesterday</pubDate>
  <guid>https://post.example/n/18</guid>
</item>
<item><link>https://post.example/empty</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<title>Hafenpost</title><author><name>Redaktion</name></author>
<entry><id>tag:hafen.example,2019:1</id><title type="html">Nebel &amp;amp; Stille</title>
  <link rel="self" href="https://hafen.example/1.atom"/><link href="https://hafen.example/1"/>
  <published>2019-05-31T08:15:00Z</published><updated>2019-06-02T00:00:00Z</updated>
  <summary>Kurz gesagt.</summary><category term="wetter" label="Wetter"/>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Ein Satz &lt; zwei.</p><p>Noch <em>einer</em>.</p></div>
  </content></entry>
<entry xml:lang="fr"><id>2</id><title>Brume</title><updated>2019-06-02T00:00:00Z</updated>
  <author><name>Eva</name></author><summary type="html">&lt;p&gt;Rien.&lt;/p&gt;</summary>
  <content type="image/png" src="https://hafen.example/x.png"/></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Post</title><dc:language>en</dc:language></channel>
<item rdf:about="https://old.example/1"><title>Fog</title><link>https://old.example/1</link>
<description>No ferry.</description><dc:date>2003-02-01T00:00:00Z</dc:date><dc:subject>Weather</dc:subject></item>
</rdf:RDF>"""


def read(text: str | bytes, name: str = "a.xml") -> tuple[list[Article], list[Problem]]:
    raw = text.encode() if isinstance(text, str) else text
    items = list(read_source(Source(name, None, lambda: io.BytesIO(raw))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a"])
def test_rss(name: str) -> None:
    (full, short), (date, empty) = read(RSS, name)
    assert full == Article(
        id="post-17",
        title="Ferries & fog: no sailings",
        body="No ferry sailed on Friday.\n\nThe harbour master said “wait”.\nAnd they did.\n\none\ntwo",
        date="2019-05-31",
        language="en",
        url="https://post.example/2019/05/31/fog",
        path=name,
        metadata={
            "feed": "Harbour Post & Mail",
            "author": ["Ann Bee", "Cy Dee"],
            "categories": ["Transport", "Weather"],
            "summary": "No ferry sailed.",
        },
        provenance={"date": "metadata", "language": "metadata"},
    )
    assert (short.title, short.body) == (None, "A short notice without a title.")
    assert short.url == short.id == "https://post.example/n/18"
    assert short.metadata == {"feed": "Harbour Post & Mail", "author": "The Desk", "date": "yesterday"}
    assert (date.code, date.severity) == ("date_unreadable", "note")
    assert (empty.code, empty.message, empty.severity) == ("no_text", "item 3: no title or body", "failed")


def test_atom() -> None:
    (first, second), problems = read(ATOM)
    assert problems == []
    assert first == Article(
        id="tag:hafen.example,2019:1",
        title="Nebel & Stille",
        body="Ein Satz < zwei.\n\nNoch einer.",
        date="2019-05-31",
        language="de",
        url="https://hafen.example/1",
        path="a.xml",
        metadata={"feed": "Hafenpost", "author": "Redaktion", "categories": ["Wetter"], "summary": "Kurz gesagt."},
        provenance={"date": "metadata", "language": "metadata"},
    )
    assert (second.body, second.date, second.language, second.url) == ("Rien.", "2019-06-02", "fr", None)
    assert second.metadata["author"] == "Eva"


def test_rss_1() -> None:
    (article,), problems = read(RDF, "news")
    assert problems == []
    assert (article.id, article.title, article.body, article.date) == (
        "https://old.example/1",
        "Fog",
        "No ferry.",
        "2003-02-01",
    )
    assert article.metadata == {"feed": "Old Post", "categories": ["Weather"]}
    assert article.language == "en"


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("", "empty", "failed"),
        ("<book><title>x</title></book>", "no_reader", "failed"),
        ("<rss><channel><title>x</title></channel></rss>", "no_text", "note"),
        ("<rss/>", "no_text", "failed"),
        ('<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x/></RDF>', "no_text", "failed"),
        ("<rss><channel><item>", "bad_xml", "failed"),
        ('<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "forbidden_xml", "failed"),
        ("<rss>" * 500 + "</rss>" * 500, "too_deep", "failed"),
    ],
)
def test_what_is_no_feed(text: str, code: str, severity: str) -> None:
    articles, (problem,) = read(text)
    assert articles == []
    assert (problem.code, problem.severity) == (code, severity)


def test_another_root_is_named() -> None:
    assert read("<book/>")[1][0].message == "no reader for XML of <book>"


def test_other_encodings() -> None:
    declared = '<?xml version="1.0" encoding="windows-1252"?>'
    feed = f"{declared}<rss><channel><item><title>München</title></item></channel></rss>"
    (article,), problems = read(feed.encode("cp1252"))
    assert (article.title, problems) == ("München", [])
