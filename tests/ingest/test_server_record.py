"""Answers of search servers: Solr, Elasticsearch, and others that wrap their records."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

FOG = {"title": "Fog", "body": "No ferry left."}
SUN = {"title": "Sun", "body": "All sailed."}


def read(document: Any, name: str = "a.json") -> tuple[list[Article], list[Problem]]:
    data = (document if isinstance(document, str) else json.dumps(document)).encode()
    items = list(read_source(Source(name, None, lambda: io.BytesIO(data))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def told(articles: list[Article]) -> list[tuple[str | None, str]]:
    return [(article.title, article.body) for article in articles]


def hit(number: int, record: dict[str, Any]) -> dict[str, Any]:
    return {"_index": "news", "_id": str(number), "_score": 1.5, "_source": record}


BOTH = [("Fog", "No ferry left."), ("Sun", "All sailed.")]
ANSWERS: dict[str, Any] = {
    "solr": {"responseHeader": {"status": 0}, "response": {"numFound": 2, "start": 0, "docs": [FOG, SUN]}},
    "solr with types": {
        "response": {
            "docs": [
                {"id": "1", "title_s": "Fog", "body_txt_en": ["No ferry left."], "_version_": 1},
                {"id": "2", "title": ["Sun"], "title_sort": "sun", "text_t": "All sailed."},
            ]
        }
    },
    "elasticsearch": {"took": 1, "hits": {"total": {"value": 2}, "hits": [hit(1, FOG), hit(2, SUN)]}},
    "elasticsearch with fields": {
        "hits": {
            "hits": [hit(1, FOG), {"_id": "2", "fields": {"title": ["Sun"], "body": ["All sailed."]}, "sort": [1]}]
        }
    },
    "hits alone": [hit(1, FOG), hit(2, SUN)],
    "guardian": {
        "response": {"results": [{"webTitle": t, "fields": {"bodyText": b, "byline": "Ann"}} for t, b in BOTH]}
    },
    "deeper": {"status": "ok", "data": {"page": {"articles": [FOG, SUN]}}},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_records_of_an_answer(name: str) -> None:
    articles, problems = read(ANSWERS[name])
    assert told(articles) == BOTH
    assert not problems


def test_ids_and_places_in_the_file() -> None:
    text = json.dumps(ANSWERS["elasticsearch"], indent=1)
    articles, _ = read(text)
    assert [article.id for article in articles] == ["1", "2"]
    for article, record in zip(articles, (FOG, SUN), strict=True):
        assert article.origin is not None
        place = json.loads(text[article.origin.start : article.origin.end])
        assert place["_source"] == record


@pytest.mark.parametrize(
    "document",
    [{"response": {"numFound": 0, "docs": []}}, {"hits": {"total": 0, "hits": []}}],
)
def test_an_answer_without_records_is_told(document: Any) -> None:
    articles, (problem,) = read(document)
    assert (articles, problem.code, problem.severity) == ([], "empty", "note")


@pytest.mark.parametrize(
    "document",
    [
        {"took": 1, "aggregations": {"x": {"buckets": [{"key": 1}]}}},
        {"grouped": {"place": {"groups": [{"doclist": {"numFound": 1}}]}}},
        {"response": {"docs": [{"price": 1}]}},
    ],
)
def test_what_has_no_plain_meaning_is_told(document: Any) -> None:
    articles, problems = read(document)
    assert not articles
    assert [problem.severity for problem in problems] == ["failed"]


@pytest.mark.parametrize(
    "record",
    [
        {"headline": "Fog", "related": {"items": [SUN]}},
        {"body": "No ferry left.", "response": {"docs": [SUN]}},
        {"_id": "1", "title": "Fog", "fields": {"title": "Sun"}},
    ],
)
def test_an_article_with_others_in_it_is_one(record: dict[str, Any]) -> None:
    (article,), _ = read(record)
    assert (article.title or "Fog", "Sun" in article.body) == ("Fog", False)


def test_what_elasticsearch_takes() -> None:
    actions = ['{"index": {"_index": "n", "_id": "1"}}', '{"create": {}}']
    lines = "\n".join((actions[0], json.dumps(FOG), actions[1], json.dumps(SUN)))
    articles, problems = read(lines, "a.jsonl")
    assert told(articles) == BOTH
    assert {problem.severity for problem in problems} == {"skipped"}
    (article,), _ = read(json.dumps(hit(7, FOG)) + "\n", "a.jsonl")
    assert (article.id, article.title) == ("7", "Fog")


TYPED = [
    {"id": "1", "title_s": "Fog", "body_txt_en": ["No ferry left."], "pub_date_dt": "2019-05-31T00:00:00Z"},
    {"id": "2", "title_txt_en": "Sun", "text_t": "All sailed.", "price_i": 3, "_version_": 1},
]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.jsonl", "\n".join(map(json.dumps, TYPED)) + "\n"), ("a.json", json.dumps(TYPED)), ("one.json", None)],
)
def test_solr_tells_the_types_of_fields_in_their_names(name: str, text: str | None) -> None:
    articles, problems = read(text or json.dumps(TYPED[0]), name)
    assert told(articles) == (BOTH if text else BOTH[:1])
    assert not problems
    if text:
        assert articles[1].metadata["price_i"] == 3


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Fog", "title_s": "Sun", "body": "No ferry left."},
        {"title": "Fog", "body": "No ferry left.", "created_at": "2019-05-31", "section_s": "News"},
    ],
)
def test_a_name_that_the_record_has_counts(record: dict[str, Any]) -> None:
    (article,), problems = read(json.dumps(record) + "\n", "a.jsonl")
    assert told([article]) == BOTH[:1]
    assert not problems
    assert article.metadata


SOLR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<response><lst name="responseHeader"><int name="status">0</int></lst>'
    '<result name="response" numFound="2" start="0"><doc><str name="id">1</str><arr name="title"><str>Fog</str></arr>'
    '<str name="body_t">No ferry left.</str><date name="pub_date">2019-05-31T00:00:00Z</date>'
    '<long name="_version_">1</long></doc><doc><str name="title">Sun</str><str name="text">All sailed.</str></doc>'
    "</result></response>"
)


@pytest.mark.parametrize("name", ["a.xml", "download"])
def test_xml_of_solr(name: str) -> None:
    articles, problems = read(SOLR, name)
    assert told(articles) == BOTH
    assert (articles[0].id, articles[0].date) == ("1", "2019-05-31")
    assert articles[0].metadata == {}
    assert not problems
    assert articles[1].origin is not None
    assert SOLR[articles[1].origin.start : articles[1].origin.end].startswith('<doc><str name="title">Sun')


def test_xml_that_solr_takes() -> None:
    (article,), _ = read(
        "<add><doc><field name='id'>1</field><field name='title'>Fog &amp; sun</field><field name='body'>One.</field>"
        "<field name='body'>&lt;p&gt;Two.&lt;/p&gt;</field></doc></add>",
        "a.xml",
    )
    assert (article.title, article.body) == ("Fog & sun", "One.\n\nTwo.")


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ('<response><result numFound="0"/></response>', "empty", "note"),
        ("<response><error>x</error></response>", "no_reader", "failed"),
        ("<add/>", "no_reader", "failed"),
        ("<response><result><doc><int name='n'>1</int></doc></result></response>", "no_text", "failed"),
    ],
)
def test_other_xml_of_these_names_is_told(text: str, code: str, severity: str) -> None:
    articles, (problem,) = read(text, "a.xml")
    assert (articles, problem.code, problem.severity) == ([], code, severity)
