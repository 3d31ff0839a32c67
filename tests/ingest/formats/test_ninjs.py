"""ninjs in files of JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

VERSION_1 = {
    "uri": "http://tna.example/items/17",
    "type": "text",
    "version": "3",
    "firstcreated": "2019-11-25T09:00:00Z",
    "versioncreated": "2019-11-26T10:37:00Z",
    "pubstatus": "usable",
    "urgency": 4,
    "copyrightholder": "TNA",
    "copyrightnotice": "Copyright 2019 TNA",
    "ednote": "Updates",
    "language": "en-GB",
    "subject": [{"name": "Strike", "scheme": "http://cv.example/", "code": "20000", "rel": "about"}],
    "person": [{"name": "Ann Bee", "rel": "about"}, {"rel": "mentions"}],
    "organisation": [{"name": "Sea Union"}],
    "place": [{"name": "Calais", "rel": "mentions"}, {"name": "France", "scheme": "iso", "code": "fr"}],
    "byline": "Jo Reporter",
    "located": "Calais",
    "slugline": "ferry-strike",
    "headline": "Ferries stop",
    "description_text": "No ferry sails.",
    "body_text": "No ferry sailed. Crews wait.",
    "body_xhtml": "<p>No ferry <b>sailed</b>.</p><p>Crews wait.</p>",
    "associations": {"mainpic": {"uri": "http://tna.example/items/18", "headline": "A ferry"}},
}
VERSION_2 = {
    **{key: VERSION_1[key] for key in ("uri", "type", "version", "pubstatus", "urgency", "language", "located")},
    "firstcreated": "2019-11-25T09:00:00Z",
    "versioncreated": "2019-11-26T10:37:00Z",
    "copyrightnotice": "Copyright 2019 TNA",
    "ednote": "Updates",
    "slugline": "ferry-strike",
    "subjects": [{"name": "Strike", "uri": "http://cv.example/20000"}],
    "people": [{"name": "Ann Bee"}],
    "organisations": [{"name": "Sea Union"}],
    "places": [{"name": "Calais"}, {"name": "France"}],
    "by": "Jo Reporter",
    "headlines": [{"role": "sub", "value": "Crews wait"}, {"role": "main", "value": "Ferries stop"}],
    "descriptions": [{"role": "text", "contenttype": "text/plain", "value": "No ferry sails."}],
    "bodies": [
        {"role": "xml", "contenttype": "application/nitf+xml", "value": "<nitf/>"},
        {"role": "html", "contenttype": "text/html", "value": "<p>No ferry sailed.</p><p>Crews wait.</p>"},
    ],
    "associations": VERSION_1["associations"],
}
VERSION_3 = {
    **{
        key: VERSION_2[key]
        for key in VERSION_2
        if key not in ("firstcreated", "versioncreated", "copyrightnotice", "ednote")
    },
    "firstCreated": "2019-11-25T09:00:00Z",
    "versionCreated": "2019-11-26T10:37:00Z",
    "copyrightNotice": "Copyright 2019 TNA",
    "edNote": "Updates",
    "bodies": [{"role": "main", "contentType": "text/plain", "value": "No ferry sailed.\n\nCrews wait."}],
}


def read(data: object, name: str = "a.json") -> list[Article | Problem]:
    text = data if isinstance(data, str) else json.dumps(data)
    return list(read_source(Source(name, None, lambda: io.BytesIO(text.encode()))))


@pytest.mark.parametrize("record", [VERSION_1, VERSION_2, VERSION_3])
def test_the_versions_say_the_same(record: dict[str, Any]) -> None:
    (article,) = read(record)
    assert isinstance(article, Article)
    first = next(value for key, value in article.metadata.items() if key == "firstcreated")
    assert first == "2019-11-25T09:00:00Z"
    assert article.with_changes(metadata={}) == Article(
        id="http://tna.example/items/17",
        url="http://tna.example/items/17",
        title="Ferries stop",
        body="No ferry sailed.\n\nCrews wait.",
        date="2019-11-26",
        place="Calais",
        language="en",
        path="a.json",
        entities={"person": ("Ann Bee",), "org": ("Sea Union",), "place": ("Calais", "France")},
        provenance=dict.fromkeys(("date", "place", "language", "person", "org", "places"), "metadata"),
    )
    assert {**article.metadata, "firstcreated": ""} == {
        "firstcreated": "",
        "type": "text",
        "version": "3",
        "status": "usable",
        "urgency": 4,
        "copyright": "Copyright 2019 TNA",
        "note": "Updates",
        "subjects": [{"code": "http://cv.example/20000", "name": "Strike"}],
        "author": "Jo Reporter",
        "slugline": "ferry-strike",
        "abstract": "No ferry sails.",
        "associations": VERSION_1["associations"],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", json.dumps(VERSION_1) + "\n" + json.dumps({**VERSION_2, "uri": "urn:2"}) + "\n"),
        ("a.json", json.dumps([VERSION_1, {**VERSION_2, "uri": "urn:2"}])),
        ("a.json", json.dumps({"articles": [VERSION_1, {**VERSION_2, "uri": "urn:2"}]})),
        ("a", json.dumps([VERSION_1, {**VERSION_2, "uri": "urn:2"}], indent=1)),
    ],
)
def test_wherever_records_stand(name: str, text: str) -> None:
    first, second = read(text, name)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id, second.url) == ("http://tna.example/items/17", "urn:2", None)
    assert first.title == second.title == "Ferries stop"


@pytest.mark.parametrize(
    ("record", "title", "body"),
    [
        ({"headline": "H", "body_text": "One\ntwo", "body_xhtml": "<p>no"}, "H", "One\ntwo"),
        ({"headline": "H", "body_text": "One", "body_xhtml": "<p>One"}, "H", "One"),
        ({"headline": "H", "body_xhtml": "<p>One<p>two"}, "H", "One\n\ntwo"),
        ({"headline": "H", "description_text": "A picture"}, "H", "A picture"),
        ({"headline_main": "H", "body_main": "B", "body_richtext": "<p>B"}, "H", "B"),
        ({"headline": [{"name": "main", "text": "H"}], "body": [{"name": "xhtml", "value": "<p>B"}]}, "H", "B"),
        ({"bodies": [{"value": "<a/>B", "contenttype": "application/xml"}]}, None, "B"),
        ({"headlines": ["H", 7, {"value": None}], "bodies": "B"}, "H", "B"),
        # Records of others that happen to have these keys.
        ({"headline": "H", "text": "B"}, "H", "B"),
        ({"title": "T", "body": "B"}, "T", "B"),
    ],
)
def test_texts(record: dict[str, Any], title: str | None, body: str) -> None:
    (article,) = read({"uri": "x:1", **record})
    assert isinstance(article, Article)
    assert (article.id, article.title, article.body) == ("x:1", title, body)


@pytest.mark.parametrize(
    "record",
    [
        {"headline": 7},
        {"headlines": {}, "bodies": [[]]},
        {"headline": "H", "person": 5},
        {"headline": "H", "language": 5, "located": [], "subjects": ["x"], "people": [["y"]], "versioncreated": {}},
    ],
)
def test_values_of_other_types(record: dict[str, Any]) -> None:
    for item in read({"uri": 7, **record}):
        assert isinstance(item, Article) or item.code in ("no_text", "field_unreadable", "date_unreadable")


def test_a_date_that_is_none() -> None:
    problem, article = read({**VERSION_1, "versioncreated": "soon"})
    assert isinstance(problem, Problem)
    assert isinstance(article, Article)
    assert (problem.code, article.date, article.metadata["date"]) == ("date_unreadable", None, "soon")
