"""The Reuters-21578 collection."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit._native import PlainArticle, reuters_article
from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.formats.reuters_sgml import read
from searchkit.ingest.reading import read_file
from searchkit.ingest.source import Source

NORMAL = """<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="5544" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>cocoa</D></TOPICS>
<PLACES><D>el-salvador</D><D>usa</D><D>uk</D><D>ussr</D><D>uae</D></PLACES>
<PEOPLE><D>james-baker</D></PEOPLE>
<ORGS><D>ec</D><D>ico-coffee</D><D>worldbank</D></ORGS>
<EXCHANGES><D>nyse</D></EXCHANGES>
<COMPANIES></COMPANIES>
<UNKNOWN>
&#5;&#22;&#1;f0704&#31;reute</UNKNOWN>
<TEXT>&#2;
<TITLE>STANDARD OIL &lt;SRD> &amp;amp; OTHERS</TITLE>
<AUTHOR>    by Ann Bee, Reuters</AUTHOR>
<DATELINE>    SALVADOR,
Feb 26 - </DATELINE><BODY>Showers \x1econtinued&#127;
    at 5 &lt; 6 &#233;.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
"""
BRIEF = """<REUTERS TOPICS="NO" NEWID="2">
<DATE> 3-XXX-1987</DATE><PLACES></PLACES>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>FED SAYS
</TITLE>Blah blah blah.
&#3;

</TEXT>
</REUTERS>
"""
UNPROCESSED = """<REUTERS NEWID="3">
<DATE> 1-MAR-1987 10:00:00.00&#9;&#9;C</DATE>
<TEXT TYPE="UNPROC">&#2;
FEDERAL RESERVE &lt;FED>
 Reuter
&#3;

</TEXT>
</REUTERS>
"""


def read_text(text: str) -> list[Article | Problem]:
    items = read(Source("a.sgm", None, lambda: io.BytesIO(text.encode("latin-1"))))
    return [Article.of_plain(item) if isinstance(item, PlainArticle) else item for item in items]


def test_an_article_with_everything() -> None:
    (article,) = read_text("<!DOCTYPE lewis SYSTEM>\n" + NORMAL)
    assert isinstance(article, Article)
    assert article == Article(
        id="1",
        title="STANDARD OIL <SRD> &amp; OTHERS",
        body="Showers continued\n    at 5 < 6 é.\n Reuter",
        date="1987-02-26",
        dateline="SALVADOR, Feb 26 -",
        agency="Reuters",
        language="en",
        entities={
            "place": ("El Salvador", "United States", "United Kingdom", "Soviet Union", "United Arab Emirates"),
            "person": ("James Baker",),
            "org": ("EC", "ICO Coffee", "World Bank"),
        },
        metadata={
            "date": "26-FEB-1987 15:01:01.79",
            "author": "by Ann Bee, Reuters",
            "topics": ["cocoa"],
            "exchanges": ["nyse"],
            "oldid": "5544",
            "lewissplit": "TRAIN",
            "topics_indexed": "YES",
            "text_type": "NORM",
        },
        provenance={
            "agency": "metadata",
            "language": "rule",
            "places": "metadata",
            "person": "metadata",
            "org": "metadata",
            "date": "metadata",
        },
    )


def test_a_brief_is_its_title() -> None:
    (article,) = read_text(BRIEF)
    assert isinstance(article, Article)
    assert (article.title, article.body, article.date) == ("FED SAYS", "", None)
    assert article.metadata["date"] == "3-XXX-1987"
    assert "date" not in article.provenance
    assert article.entities == {"place": (), "person": (), "org": ()}


def test_unprocessed_text_is_the_body() -> None:
    (article,) = read_text(UNPROCESSED)
    assert isinstance(article, Article)
    assert (article.title, article.body, article.date) == (None, "FEDERAL RESERVE <FED>\n Reuter", "1987-03-01")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (NORMAL.replace("</REUTERS>", ""), "no_end_tag"),
        (NORMAL.replace("<TEXT>", "").replace("</TEXT>", ""), "no_text"),
    ],
)
def test_a_broken_article_stands_alone(broken: str, code: str) -> None:
    brief, problem, last = read_text(BRIEF + broken + UNPROCESSED)
    assert isinstance(brief, Article)
    assert isinstance(last, Article)
    assert isinstance(problem, Problem)
    assert (brief.id, problem.code, problem.severity, problem.line, last.id) == ("2", code, "failed", 10, "3")


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text('ab &#;0123<>="-', max_size=60))
def test_any_text_is_read_as_it_was_written(text: str, more: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&#62;")
    article = reuters_article(f'{more} NEWID="7"', f"{more}<TEXT {more}><BODY>{escaped}</BODY></TEXT>")
    if article is not None and not any(sign in more for sign in '<>"'):
        assert (Article.of_plain(article).id, Article.of_plain(article).body) == ("7", text.strip())


def test_an_end_that_is_cut_off() -> None:
    article, problem = read_text(BRIEF + UNPROCESSED[:60])
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == ("no_end_tag", 10)


@pytest.mark.parametrize("text", ["", "<!DOCTYPE book>\n<book><title>x</title></book>"])
def test_other_sgml(text: str) -> None:
    (problem,) = read_text(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.message, problem.severity) == ("no_reader", "no reader for this SGML", "failed")


@pytest.mark.parametrize(
    "markup",
    [
        "<REUTERS " * 1_000_000,
        "<REUTERS >" + "<TEXT " * 1_000_000 + "</REUTERS>",
        "<REUTERS >" + "<D>" * 500_000 + "<PLACES>" * 500_000 + "<TEXT></REUTERS>",
        "<REUTERS ><TEXT>" + "<TITLE>" * 500_000 + "</REUTERS>",
        "<REUTERS ><PLACES>" + "<D>" * 1_000_000 + "</PLACES><TEXT></REUTERS>",
    ],
    ids=["records", "texts", "places", "titles", "values"],
)
@pytest.mark.usefixtures("watchdog")
def test_damaged_markup_takes_no_time(markup: str) -> None:
    assert any(isinstance(item, Problem) for item in read_text(markup))


def test_the_whole_collection(shared: Path) -> None:
    archive = shared / "corpora" / "reuters21578" / "reuters21578-sgml.tar.xz"
    types: Counter[str] = Counter()
    problems: Counter[tuple[str, str]] = Counter()
    ids: set[str] = set()
    years: set[str] = set()
    entities: Counter[tuple[str, str]] = Counter()
    for item in read_file(archive, archive.name):
        if isinstance(item, Problem):
            problems[item.severity, item.code] += 1
            continue
        types[item.metadata["text_type"]] += 1
        ids.add(item.id)
        years.add((item.date or "?")[:4])
        entities.update((kind, name) for kind in item.entities for name in item.entities[kind])
        assert item.path is not None
        assert item.path.startswith("reuters21578-sgml.tar.xz!/reut2-0")
        assert item.title or item.body or item.id == "12793"
    assert types == {"NORM": 19_043, "BRIEF": 1_798, "UNPROC": 737}
    assert ids == {str(number) for number in range(1, 21_579)}
    assert years == {"1987"}
    assert problems == {
        ("note", "encoding_fallback"): 1,
        ("note", "no_text"): 1,
        ("skipped", "not_an_article"): 2,
    }
    assert entities["place", "United States"] == 12_541
    assert entities["person", "Reagan"] == 166
    assert entities["org", "EC"] == 349
