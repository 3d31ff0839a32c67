"""Markdown with and without front matter."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source


def read(data: str | bytes, name: str = "a.md") -> tuple[list[Article], list[Problem]]:
    raw = data.encode() if isinstance(data, str) else data
    items = list(read_source(Source(name, None, lambda: io.BytesIO(raw))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


YAML = """---
title: "Fog: no ferries"
date: 2019-05-31 08:15:00 +0100
author: [Ann Bee, Cy Dee]
tags:
  - sea
  - fog
lang: en-GB
country: NO
location: Oslo
people: [Eve Fox]
permalink: /2019/fog
canonical_url: https://post.example/fog
draft: false
weight: 3
time: 12:30
published_in: {paper: Post, page: 3}
---

# Fog: no ferries

No ferry left.
"""


def test_yaml() -> None:
    (article,), problems = read(YAML)
    assert problems == []
    assert article.with_changes(id="") == Article(
        title="Fog: no ferries",
        body="No ferry left.",
        date="2019-05-31",
        language="en",
        country="NO",
        place="Oslo",
        url="https://post.example/fog",
        path="a.md",
        entities={"person": ("Eve Fox",)},
        metadata={
            "author": ["Ann Bee", "Cy Dee"],
            "tags": ["sea", "fog"],
            "permalink": "/2019/fog",
            "draft": False,
            "weight": 3,
            "time": "12:30",
            "published_in": {"paper": "Post", "page": 3},
        },
        provenance=dict.fromkeys(("date", "place", "country", "language", "person"), "metadata"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A title\n\nText.", {"title": "A title", "body": "Text."}),
        ("A *title*\n=====\n\nText.", {"title": "A title", "body": "Text."}),
        ("Text.\n\n# Later\n\nMore.", {"title": "Later", "body": "Text.\n\nLater\n\nMore."}),
        ("Only text.", {"title": None, "body": "Only text."}),
        ("## Two\n\nText.", {"title": None, "body": "Two\n\nText."}),
        (
            '# T\n\n[a link](http://x.org "t") and **bold**, `code`, ![a picture](x.png)~~gone~~.',
            {"body": "a link and bold, code, gone."},
        ),
        ("# T\n\n```python\nif a < b:\n    go()\n```\n\nEnd", {"body": "if a < b:\n    go()\n\nEnd"}),
        ("# T\n\n- one\n- two\n  more\n\n> said", {"body": "one\ntwo more\n\nsaid"}),
        ("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |", {"body": "a\tb\n1\t2"}),
        ("# T\n\na<br>b <script>x()</script><!-- no -->&amp; &lt;c&gt;", {"body": "a\nb & <c>"}),
        (
            "+++\ntitle = 'T'\ndate = 2019-05-31\n[extra]\nn = 1.5\n+++\nText",
            {"title": "T", "date": "2019-05-31", "metadata": {"extra": {"n": 1.5}}},
        ),
        ("---\n---\nText", {"title": None, "body": "Text"}),
        ("---\ntitle: 1984\n---\n# Other\n\nText", {"title": "1984", "body": "Other\n\nText"}),
        ("---\ntitle: T\ndescription: D\n---\n", {"title": "T", "body": "", "metadata": {"description": "D"}}),
        ("---\ntitle: T\nempty:\nx: .inf\ny: 2019-01-01\n---\n", {"metadata": {"x": ".inf", "y": "2019-01-01"}}),
    ],
)
def test_fields(text: str, expected: dict[str, Any]) -> None:
    (article,), problems = read(text)
    assert {name: getattr(article, name) for name in expected} == expected
    assert problems == []


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: [a\n---\n",
        "---\n- a\n- b\n---\n",
        "---\na: &a [x, x]\nb: *a\n---\n",
        "---\na: !!python/object/apply:os.system [ls]\n---\n",
        "---\na: !!timestamp nothing\n---\n",
        "---\na: " + "[" * 3000 + "\n---\n",
        "---\na: " + "[" * 100 + "]" * 100 + "\n---\n",
        "+++\ntitle = \n+++\n",
        "+++\na = " + "[" * 3000 + "\n+++\n",
    ],
)
def test_front_matter_that_cannot_be_read_costs_only_itself(front: str) -> None:
    (article,), (problem,) = read(front + "# T\n\nText")
    assert (article.title, article.body) == ("T", "Text")
    assert (problem.code, problem.severity, problem.line) == ("bad_front_matter", "note", 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "empty"),
        ("---\ntags: [a]\n---\n", "no_text"),
        ("a\0\1\2\3", "not_text"),
        ("<!-- only a comment -->", "no_text"),
    ],
)
def test_what_has_no_text(data: str, code: str) -> None:
    articles, (problem,) = read(data)
    assert articles == []
    assert (problem.code, problem.severity) == (code, "failed")


@pytest.mark.parametrize("name", ["README.md", "readme.markdown", "CHANGELOG.md", "LICENSE.md"])
def test_what_projects_keep_beside_their_articles(name: str) -> None:
    articles, (problem,) = read("# T\n\nText", name)
    assert articles == []
    assert (problem.code, problem.severity) == ("not_an_article", "skipped")


def test_a_stated_date_that_cannot_be_read() -> None:
    (article,), (problem,) = read("---\ntitle: T\ndate: soon\n---\nText")
    assert (article.date, article.metadata, problem.code) == (None, {"date": "soon"}, "date_unreadable")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from searchkit.ingest.formats import markdown_page

    markdown_page._loader.cache_clear()
    monkeypatch.setitem(sys.modules, "yaml", None)
    articles, (problem,) = read(YAML)
    assert articles == []
    assert (problem.code, problem.hint) == ("extra_missing", "pip install 'searchkit-engine[markdown]'")
    assert read("# T\n\nText")[1] == []


@pytest.mark.parametrize("piece", ["[", "![", "*a_", "`", "> ", "<", "- ", "&", "|", "[a](", "---\n", "# "])
def test_markup_in_plenty(piece: str) -> None:
    _, problems = read("T\n\n" + piece * 3000)
    assert all(problem.code != "reader_failed" for problem in problems)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["---\n", "+++\n", "a: ", "a = ", "[", "]", "{", "'", "*a", "&a ", "!!", "# ", "<", "\n", "t"])
    ).map("".join)
)
def test_never_fails(text: str) -> None:
    articles, problems = read(text)
    assert all(problem.code != "reader_failed" for problem in problems)
    for article in articles:
        article.to_json().encode()


def test_fields_of_other_shapes() -> None:
    (article,), problems = read("---\nheadline: {main: A bridge}\nplace: [{name: Oslo}]\n---\nText.")
    assert (article.title, article.place, problems) == ("A bridge", "Oslo", [])
