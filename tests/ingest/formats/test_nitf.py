"""NITF documents."""

from __future__ import annotations

import io

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

WIRE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/dtd/nitf-3-4.dtd">
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" version="-//IPTC//DTD NITF 3.4//EN" uno="urn:x:1" baselang="en-US">
<head>
  <title>Ferries</title>
  <meta name="slug" content="Ferry-Strike"/>
  <tobject tobject.type="News">
    <tobject.subject tobject.subject.refnum="04015003" tobject.subject.type="Economy" tobject.subject.matter="Ferries"/>
    <tobject.subject tobject.subject.code="POL"/>
    <tobject.subject/>
  </tobject>
  <docdata management-status="usable">
    <doc-id id-string="wire.17" regsrc="TNA"/>
    <urgency ed-urg="4"/>
    <date.issue norm="20191126T235000-0500"/>
    <date.release norm="20191127T000000-0500"/>
    <ed-msg info="Eds: UPDATES"/>
    <doc.copyright holder="The News Agency" year="2019"/>
    <key-list><keyword key="ferry"/><keyword key="strike"/></key-list>
    <identified-content>
      <person><name.given>Ann</name.given> <name.family>Bee</name.family> <function>minister</function></person>
      <person>Cy Dee <function>captain</function></person>
      <org value="HB" idsrc="NYSE">Harbour <alt-code value="x">x</alt-code>Board</org><org value="Sea Union"/>
      <location><city>Calais</city> <country>France</country></location>
      <location>Dover</location>
      <classifier type="category" value="i">International</classifier>
    </identified-content>
  </docdata>
</head>
<body>
  <body.head>
    <hedline><hl1>Ferries <em>stop</em>
      for a day</hl1><hl2>Crews ask for more</hl2></hedline>
    <byline>By <person>Jo Reporter</person>, <byttl>Staff</byttl></byline>
    <distributor>The News Agency</distributor>
    <dateline><location>CALAIS, France</location> (TNA) <story.date norm="20191125">Nov 25</story.date> _</dateline>
    <abstract><p>No ferry sails.</p><p>Crews wait.</p></abstract>
  </body.head>
  <body.content>
    <media media-type="image"><media-metadata name="n" value="v">no text</media-metadata>
      <media-reference source="http://192.0.2.1/a.jpg">no text</media-reference>
      <media-caption>A ferry.</media-caption></media>
    <p>No ferry sailed from <location>Calais</location> on
       Monday<!-- a remark -->, <person>Ann Bee</person> said.</p>
    <p>Crews ask for<br/>more:</p>
    <ul><li>money</li><li>days <em>off</em></li></ul>
    <table><tr><td>one</td><td>2</td></tr></table>
  </body.content>
  <body.end><tagline>Jo writes on ships.</tagline></body.end>
</body>
</nitf>
"""


def read(text: str | bytes, name: str = "a.xml") -> list[Article | Problem]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_source(Source(name, None, lambda: io.BytesIO(data))))


@pytest.mark.parametrize("name", ["a.xml", "a.nitf", "a"])
def test_an_article_with_everything(name: str) -> None:
    (article,) = read(WIRE, name)
    assert article == Article(
        id="wire.17",
        title="Ferries stop for a day",
        body="A ferry.\n\nNo ferry sailed from Calais on Monday, Ann Bee said.\n\nCrews ask for\nmore:\n\nmoney\n"
        "days off\n\none 2",
        date="2019-11-26",
        dateline="CALAIS, France (TNA) Nov 25 _",
        agency="The News Agency",
        language="en",
        path=name,
        entities={
            "person": ("Ann Bee", "Cy Dee"),
            "org": ("Harbour Board", "Sea Union"),
            "place": ("Calais", "Dover"),
        },
        metadata={
            "author": "By Jo Reporter, Staff",
            "subtitle": "Crews ask for more",
            "abstract": "No ferry sails.\n\nCrews wait.",
            "tagline": "Jo writes on ships.",
            "urgency": "4",
            "copyright": "2019 The News Agency",
            "slugline": "Ferry-Strike",
            "note": "Eds: UPDATES",
            "subjects": [{"code": "04015003", "name": "Ferries"}, {"code": "POL"}],
            "categories": [{"type": "category", "code": "i", "name": "International"}],
            "keywords": ["ferry", "strike"],
        },
        provenance=dict.fromkeys(("date", "agency", "language", "person", "org", "places"), "metadata"),
    )


def test_a_newspaper_with_its_lead_twice() -> None:
    (article,) = read(
        '<nitf><head><title>T</title><docdata><doc-id id-string="7"/></docdata>'
        '<pubdata date.publication="19870101T000000"'
        ' ex-ref="http://paper.example/7" name="The Paper" position.section="1"/></head><body><body.head><hedline>'
        '<hl1>Rain</hl1></hedline><byline class="print_byline">By A</byline></body.head><body.content>'
        '<block class="lead_paragraph"><p>LEAD: It rained.</p></block>'
        '<block class="full_text"><p>LEAD: It rained.</p><p>It poured.</p></block></body.content></body></nitf>'
    )
    assert isinstance(article, Article)
    assert (article.title, article.body, article.date) == ("Rain", "LEAD: It rained.\n\nIt poured.", "1987-01-01")
    assert (article.url, article.metadata["section"]) == ("http://paper.example/7", "1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<nitf/>", "no_text"),
        ("<nitf><body><body.content><p> </p></body.content></body></nitf>", "no_text"),
        (WIRE[:900], "bad_xml"),
        (WIRE.replace('3-4.dtd">', '3-4.dtd" [<!ENTITY a "&b;">]>'), "forbidden_xml"),
        ("<nitf>" + "<p>" * 300 + "</p>" * 300 + "</nitf>", "too_deep"),
        ("<NITF/>", "no_reader"),
    ],
)
def test_what_cannot_be_read(text: str, code: str) -> None:
    (problem,) = read(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == (code, "failed")


def test_a_date_that_is_none() -> None:
    problem, article = read(WIRE.replace("20191126T235000-0500", "99999999T000000"))
    assert isinstance(problem, Problem)
    assert isinstance(article, Article)
    assert (problem.code, article.date, article.metadata["date"]) == ("date_unreadable", None, "99999999")
