"""Articles of schema.org in JSON-LD."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.formats.json_ld import article_nodes, news_article_record
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "ReportageNewsArticle",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://post.example/2019/ferries"},
    "headline": "Ferries stop",
    "alternativeHeadline": "Crews wait",
    "description": "No ferry sails.",
    "articleBody": "No ferry sailed.\n\nCrews wait.",
    "datePublished": "2019-11-26T08:00:00+01:00",
    "dateModified": "2019-11-27",
    "dateline": "CALAIS, France",
    "locationCreated": {"@type": "Place", "name": "Calais"},
    "contentLocation": [{"@type": "City", "name": "Dover"}],
    "inLanguage": "en-GB",
    "author": [{"@type": "Person", "name": "Jo Reporter"}, {"@type": "Person", "name": "Cy Dee"}],
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Post", "logo": {"@type": "ImageObject"}},
    "provider": {"@type": "Organization", "name": "TNA"},
    "about": [{"@type": "Person", "name": "Ann Bee"}, {"@type": "Thing", "name": "Strike"}],
    "mentions": [
        {"@type": ["Organization", "Thing"], "name": "Sea Union"},
        {"@type": "schema:Country", "name": "France"},
        "ships",
    ],
    "keywords": "ferry, strike",
    "articleSection": ["World", "Transport"],
    "copyrightHolder": {"name": "The Post Ltd"},
    "isAccessibleForFree": True,
    "wordCount": 5,
}


def read(data: object, name: str = "a.json") -> list[Article | Problem]:
    text = data if isinstance(data, str) else json.dumps(data)
    return list(read_source(Source(name, None, lambda: io.BytesIO(text.encode()))))


def test_an_article_with_everything() -> None:
    (article,) = read(ARTICLE)
    assert isinstance(article, Article)
    assert article.with_changes(id="") == Article(
        title="Ferries stop",
        body="No ferry sailed.\n\nCrews wait.",
        date="2019-11-26",
        dateline="CALAIS, France",
        place="Calais",
        agency="TNA",
        language="en",
        url="https://post.example/2019/ferries",
        path="a.json",
        entities={"person": ("Ann Bee",), "org": ("Sea Union",), "place": ("France", "Dover")},
        metadata={
            "isAccessibleForFree": True,
            "wordCount": 5,
            "author": ["Jo Reporter", "Cy Dee"],
            "abstract": "No ferry sails.",
            "subtitle": "Crews wait",
            "section": ["World", "Transport"],
            "keywords": ["ferry", "strike"],
            "publisher": "The Post",
            "copyright": "The Post Ltd",
            "modified": "2019-11-27",
            "about": ["Strike", "ships"],
            "type": "ReportageNewsArticle",
        },
        provenance=dict.fromkeys(("date", "place", "agency", "language", "person", "org", "places"), "metadata"),
    )


GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "@id": "#site", "name": "The Post"},
        {"@type": "Person", "@id": "#jo", "name": "Jo Reporter", "worksFor": {"@id": "#site"}},
        {
            "@type": "NewsArticle",
            "@id": "#a",
            "headline": "One",
            "author": {"@id": "#jo"},
            "publisher": {"@id": "#site"},
        },
        {
            "@type": ["Article", "BlogPosting"],
            "@id": "#b",
            "headline": "Two",
            "author": [{"@id": "#jo", "name": "J"}, {"@id": "#no"}],
        },
    ],
}


def test_a_graph() -> None:
    one, two = read(GRAPH)
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.id, one.title, one.metadata["author"], one.metadata["publisher"]) == (
        "#a",
        "One",
        "Jo Reporter",
        "The Post",
    )
    assert (two.title, two.metadata["author"]) == ("Two", "Jo Reporter")


@pytest.mark.parametrize(
    ("name", "text", "titles"),
    [
        ("a.jsonl", json.dumps(ARTICLE) + "\n" + json.dumps(GRAPH) + "\n", ["Ferries stop", "One", "Two"]),
        ("a.json", json.dumps([ARTICLE, GRAPH]), ["Ferries stop", "One", "Two"]),
        ("a.json", json.dumps({"articles": [ARTICLE]}), ["Ferries stop"]),
        ("a", json.dumps(GRAPH, indent=1), ["One", "Two"]),
    ],
)
def test_wherever_records_stand(name: str, text: str, titles: list[str]) -> None:
    assert [item.title for item in read(text, name) if isinstance(item, Article)] == titles


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"articleBody": "<p>One</p><p>two</p>"}, {"body": "One\n\ntwo"}),
        ({"articleBody": "5 < 6 &amp; more"}, {"body": "5 < 6 & more"}),
        ({"text": "B"}, {"body": "B"}),
        ({"description": "D"}, {"body": "D", "metadata": {"type": "NewsArticle"}}),
        ({"name": "N"}, {"title": "N"}),
        ({"headline": ["H", "I"]}, {"title": "H"}),
        ({"headline": {"@value": "H", "@language": "en"}}, {"title": "H"}),
        ({"schema:headline": "H", "https://schema.org/articleBody": "B"}, {"title": "H", "body": "B"}),
        (
            {"name": "N", "inLanguage": {"@type": "Language", "name": "Spanish", "alternateName": "es"}},
            {"language": "es"},
        ),
        ({"name": "N", "identifier": {"@type": "PropertyValue", "value": "17"}}, {"id": "17"}),
        ({"name": "N", "identifier": 17, "@id": "https://x.example/1"}, {"id": "17", "url": "https://x.example/1"}),
        ({"name": "N", "mainEntityOfPage": "https://x.example/1"}, {"url": "https://x.example/1"}),
        ({"name": "N", "url": "https://x.example/2", "mainEntityOfPage": True}, {"url": "https://x.example/2"}),
        ({"name": "N", "dateModified": "2019"}, {"date": "2019"}),
        ({"name": "N", "author": "Jo"}, {"metadata": {"author": "Jo", "type": "NewsArticle"}}),
        ({"name": "N", "about": None, "author": [None, 5.5, {}], "keywords": [["x"]]}, {"entities": {}}),
        ({"@type": ["http://schema.org/NewsArticle"], "name": "N"}, {"metadata": {"type": "NewsArticle"}}),
    ],
)
def test_fields(record: dict[str, Any], expected: dict[str, Any]) -> None:
    (article,) = read({"@type": "NewsArticle", **record})
    assert isinstance(article, Article)
    assert {name: getattr(article, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("data", "code", "severity"),
    [
        ({"@type": "BreadcrumbList", "itemListElement": []}, "not_an_article", "skipped"),
        ({"@graph": [{"@type": "WebPage"}]}, "not_an_article", "skipped"),
        ({"@graph": []}, "not_an_article", "skipped"),
        ({"@type": "NewsArticle"}, "no_text", "failed"),
        ({"@type": ["NewsArticle"], "headline": {}}, "no_text", "failed"),
        ('{"@graph": ' + "[" * 60 + "]" * 60 + "}", "too_deep", "failed"),
    ],
)
def test_what_is_no_article(data: object, code: str, severity: str) -> None:
    (problem,) = read(data)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == (code, severity)


def test_a_record_with_a_type_of_its_own() -> None:
    (article,) = read({"@type": "story", "title": "T", "body": "B"})
    assert isinstance(article, Article)
    assert (article.title, article.metadata) == ("T", {"@type": "story"})


def test_nodes_for_readers_of_pages() -> None:
    one, two = article_nodes([GRAPH, {"@type": "Person"}, 7])
    assert [news_article_record(node)["title"] for node in (one, two)] == ["One", "Two"]
    assert article_nodes("text") == []


def test_a_graph_of_many_references_stays_small() -> None:
    big = {"@type": "CreativeWork", "@id": "#big", "name": "Big", "text": "x" * 100_000}
    nodes = [{"@type": "Article", "name": str(n), "isPartOf": {"@id": "#big"}} for n in range(50)]
    articles = read({"@graph": [big, *nodes]})
    assert len(articles) == 50
    for article in articles:
        assert isinstance(article, Article)
        assert article.metadata["isPartOf"]["name"] == "Big"
        assert len(article.to_json()) < 500
