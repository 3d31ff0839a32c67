"""NewsML-G2 items and messages."""

from __future__ import annotations

import io

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:tna.example:20191126:ferries"
    version="3"
    standard="NewsML-G2" standardversion="2.29" conformance="power" xml:lang="fr-FR">
  <catalogRef href="http://192.0.2.1/catalog.xml"/>
  <rightsInfo><copyrightHolder><name>TNA</name></copyrightHolder><copyrightNotice>Copyright 2019 TNA</copyrightNotice>
    <usageTerms>News only.</usageTerms></rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text"/><provider qcode="nprov:TNA"><name>The News Agency</name></provider>
    <versionCreated>2019-11-26T16:25:32-05:00</versionCreated><firstCreated>2019-11-25T16:25:32-05:00</firstCreated>
    <pubStatus qcode="stat:usable"/><edNote>Updates</edNote>
  </itemMeta>
  <contentMeta>
    <urgency>4</urgency>
    <contentCreated>2019-11-25T15:21:06-05:00</contentCreated>
    <located qcode="geo:1"><broader qcode="cntry:FR"><name>France</name></broader></located>
    <creator uri="http://tna.example/staff/jo"><name>Jo Reporter</name></creator>
    <infoSource qcode="is:AP"><name>Associated Press</name></infoSource>
    <language tag="en-US"/>
    <genre qcode="genre:Current"><name>Current</name></genre>
    <keyword>ferry</keyword>
    <subject qcode="medtop:20000379"><name xml:lang="de">Fähren</name><name xml:lang="en-GB">ferries</name></subject>
    <subject type="cpnat:person" qcode="pers:5"><name>Ann Bee</name></subject>
    <subject type="cpnat:organisation" qcode="org:7"/>
    <subject type="cpnat:geoArea" qcode="geo:2"/>
    <subject type="cpnat:geoArea" qcode="geo:1"/>
    <slugline separator="-">Ferry-Strike</slugline>
    <headline role="hld:sub">Crews ask for more</headline>
    <headline> Ferries stop </headline>
    <dateline>CALAIS, Monday (TNA)</dateline>
    <by>By Jo Reporter</by>
    <description role="drol:summary">No ferry sails.</description>
  </contentMeta>
  <assert qcode="geo:1"><name>Calais</name>
    <geoAreaDetails><position latitude="50.9" longitude="1.8"/></geoAreaDetails></assert>
  <assert qcode="org:7"><name>Sea Union</name></assert>
  <contentSet>
    <remoteContent href="http://192.0.2.1/a.pdf" contenttype="application/pdf"/>
    %s
  </contentSet>
</newsItem>
"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><docdata>
  <doc-id id-string="inner"/><identified-content><person>Nobody</person><classifier type="desk" value="7"/>
  </identified-content></docdata></head><body>
  <body.head><hedline><hl1>Ferries stop, says the text</hl1></hedline><byline>By J.</byline></body.head>
  <body.content><p>No ferry sailed.</p><p>Crews wait.</p></body.content></body></nitf></inlineXML>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title>
  </head><body><h1>Ferries</h1><p>No ferry <b>sailed</b>.</p><p>Crews wait.</p>
  <script>no</script></body></html></inlineXML>"""


def read(text: str) -> list[Article | Problem]:
    return list(read_source(Source("a.xml", None, lambda: io.BytesIO(text.encode()))))


def test_an_item_with_everything() -> None:
    (article,) = read('<?xml version="1.0"?>\n' + ITEM % NITF)
    assert article == Article(
        id="urn:newsml:tna.example:20191126:ferries",
        title="Ferries stop",
        body="No ferry sailed.\n\nCrews wait.",
        date="2019-11-26",
        place="Calais",
        dateline="CALAIS, Monday (TNA)",
        agency="The News Agency",
        language="en",
        path="a.xml",
        entities={"person": ("Ann Bee",), "org": ("Sea Union",), "place": ("Calais",)},
        metadata={
            "categories": [{"type": "desk", "code": "7"}],
            "author": "By Jo Reporter",
            "abstract": "No ferry sails.",
            "source": "Associated Press",
            "copyright": "Copyright 2019 TNA",
            "usage_terms": "News only.",
            "urgency": "4",
            "slugline": "Ferry-Strike",
            "note": "Updates",
            "version": "3",
            "status": "stat:usable",
            "type": "ninat:text",
            "created": "2019-11-25T15:21:06-05:00",
            "subjects": [
                {"code": "medtop:20000379", "name": "ferries"},
                {"code": "pers:5", "name": "Ann Bee", "type": "cpnat:person"},
                {"code": "org:7", "name": "Sea Union", "type": "cpnat:organisation"},
                {"code": "geo:2", "type": "cpnat:geoArea"},
                {"code": "geo:1", "name": "Calais", "type": "cpnat:geoArea"},
            ],
            "genres": ["Current"],
            "keywords": ["ferry"],
        },
        provenance=dict.fromkeys(("date", "place", "agency", "language", "person", "org", "places"), "metadata"),
    )


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (XHTML, "Ferries\n\nNo ferry sailed.\n\nCrews wait."),
        ('<inlineData contenttype="text/plain">No ferry.\nNone.</inlineData>', "No ferry.\nNone."),
        ('<inlineData contenttype="text/html">&lt;p&gt;No&lt;p&gt;ferry.</inlineData>', "No\n\nferry."),
        ('<inlineData encoding="e:base64">QUJD</inlineData>' + XHTML, "Ferries\n\nNo ferry sailed.\n\nCrews wait."),
        ("<inlineXML/>", "No ferry sails."),
        ("", "No ferry sails."),
    ],
)
def test_contents(content: str, body: str) -> None:
    (article,) = read(ITEM % content)
    assert isinstance(article, Article)
    assert (article.body, article.title) == (body, "Ferries stop")


def test_a_message() -> None:
    second = ITEM.replace(":ferries", ":second") % XHTML
    items = read(
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2019-11-26T17:00:00Z</sent></header>'
        "<itemSet>"
        f'<packageItem guid="p"><groupSet/></packageItem>{ITEM % NITF}<!-- next --><newsItem guid="none"/>{second}'
        "<somethingNew/></itemSet></newsMessage>"
    )
    assert [
        item.id if isinstance(item, Article) else (item.code, item.severity, item.message[:8]) for item in items
    ] == [
        ("not_an_article", "skipped", "item 1: "),
        "urn:newsml:tna.example:20191126:ferries",
        ("no_text", "failed", "item 3: "),
        "urn:newsml:tna.example:20191126:second",
        ("not_an_article", "skipped", "item 5: "),
    ]


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("<newsMessage/>", "empty", "note"),
        ("<newsMessage><itemSet/></newsMessage>", "empty", "note"),
        ("<packageItem/>", "not_an_article", "skipped"),
        ("<knowledgeItem/>", "not_an_article", "skipped"),
        ("<newsItem/>", "no_text", "failed"),
        ((ITEM % NITF)[:2_000], "bad_xml", "failed"),
        (
            '<!DOCTYPE newsItem [<!ENTITY a SYSTEM "file:///etc/passwd">]><newsItem>&a;</newsItem>',
            "forbidden_xml",
            "failed",
        ),
    ],
)
def test_what_is_no_article(text: str, code: str, severity: str) -> None:
    (problem,) = read(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == (code, severity)
