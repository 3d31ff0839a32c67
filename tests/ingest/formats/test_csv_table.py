"""CSV and TSV."""

from __future__ import annotations

import csv
import io
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit._native import PlainArticle
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.formats import csv_table
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source


def read(data: str | bytes, name: str = "a.csv") -> tuple[list[Article], list[Problem]]:
    raw = data.encode() if isinstance(data, str) else data
    items = list(read_source(Source(name, None, lambda: io.BytesIO(raw))))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("title,body\nT,B", {"title": "T", "body": "B", "metadata": {}}),
        ("Headline;Text\nT;B, and more", {"title": "T", "body": "B, and more"}),
        ("title\tcontent\nT\tB", {"title": "T", "body": "B"}),
        ("title|content\nT|B", {"title": "T", "body": "B"}),
        ("sep=;\ntitle;content\nT;B,x", {"title": "T", "body": "B,x"}),
        ('\ufeff"title","body"\r\n"T ""q""","one\r\ntwo"\r\n', {"title": 'T "q"', "body": "one\ntwo"}),
        ("\n\nTITLE, Body \nT,B", {"title": "T", "body": "B"}),
        (
            "id,title,Published At,link,location,lang,author,source\n"
            "7,T,2019-05-31T08:00:00Z,http://x.org/a,Paris,fr,A. B.,X",
            {
                "id": "7",
                "date": "2019-05-31",
                "url": "http://x.org/a",
                "place": "Paris",
                "language": "fr",
                "metadata": {"author": "A. B.", "source": "X"},
                "provenance": dict.fromkeys(("date", "place", "language"), "metadata"),
            },
        ),
        (
            "title,people,orgs,n,n\nT,Ann; Bo|Cy,,1,2",
            {"entities": {"person": ("Ann", "Bo", "Cy")}, "metadata": {"n": "1", "n (5)": "2"}},
        ),
        ("title,body\rT,B\r", {"title": "T", "body": "B"}),
        ("title,description\nT,D", {"body": "D", "metadata": {}}),
        ("title,description,content\nT,D,C", {"body": "C", "metadata": {"description": "D"}}),
        (",title\n0,T", {"title": "T", "metadata": {"column 1": "0"}}),
        ("title,byline\nT,By Ann", {"metadata": {"author": "By Ann"}}),
        ("title,body\nT,B,,\n", {"title": "T", "body": "B"}),
        ("title,date\nT,31 May 2019", {"date": "2019-05-31", "metadata": {}}),
        ("title,body\nT," + "long " * 40_000, {"body": ("long " * 40_000).strip()}),
    ],
)
def test_fields(table: str, expected: dict[str, Any]) -> None:
    (article,), problems = read(table)
    assert {name: getattr(article, name) for name in expected} == expected
    assert problems == []


@pytest.mark.parametrize(
    ("dates", "expected", "codes"),
    [
        (["03/04/2019", "25/12/2018", "1/2/2019"], ["2019-04-03", "2018-12-25", "2019-02-01"], ["date_order"]),
        (["03-04-2019 10:15", "12-25-2018"], ["2019-03-04", "2018-12-25"], ["date_order"]),
        (["03/04/2019", "25/12/2018", "12/25/2018"], [None, "2018-12-25", "2018-12-25"], ["date_unreadable"]),
        (
            ["03/04/2019", "2019-05-31", "31 May 2019", "5/5/2019"],
            [None, *["2019-05-31"] * 2, "2019-05-05"],
            ["date_unreadable"],
        ),
        (["25/12/2018", "99/99/2019"], ["2018-12-25", None], ["date_unreadable"]),
        (["25/12/2018", "31/31/2019", "45/01/2019"], ["2018-12-25", None, None], ["date_unreadable"] * 2),
    ],
)
def test_other_rows_tell_whether_days_or_months_stand_first(
    dates: list[str], expected: list[str | None], codes: list[str]
) -> None:
    articles, problems = read("title,date\n" + "".join(f"T{row},{date}\n" for row, date in enumerate(dates)))
    assert {a.title: a.date for a in articles} == {f"T{row}": date for row, date in enumerate(expected)}
    assert [p.code for p in problems] == codes
    assert all(p.severity == "note" for p in problems)


def test_rows_do_not_wait_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.csv_table._WAITING", 100)
    rows = ["03/04/2019"] * 9 + ["25/12/2018"] + ["03/04/2019"] * 30
    articles, problems = read("title,date\n" + "".join(f"T{row},{date}\n" for row, date in enumerate(rows)))
    dates = [a.date for a in sorted(articles, key=lambda a: int((a.title or "T0")[1:]))]
    assert len(articles) == 40
    assert dates[9:] == ["2018-12-25", *["2019-04-03"] * 30]
    assert {p.code for p in problems} == {"date_order", "date_unreadable"}


@pytest.mark.parametrize(
    ("row", "code", "severity"),
    [
        ("only one", "bad_row", "failed"),
        ("T,B,too,many", "bad_row", "failed"),
        ('"T" and,B', "bad_row", "failed"),
        ('"never closed,B', "bad_row", "failed"),
        ('"T,B\nx,"y" z', "bad_row", "failed"),
        (" , ", "", ""),
        ("", "", ""),
    ],
)
def test_a_bad_row_stands_alone(row: str, code: str, severity: str) -> None:
    articles, problems = read(f"title,body\nfirst,x\n{row}\nlast,y")
    titles = [article.title for article in articles]
    assert (titles[0], titles[-1]) == ("first", "last")
    assert len(titles) == 2 or "\n" in row
    if code:
        assert (problems[0].code, problems[0].severity, problems[0].line) == (code, severity, 3)
    else:
        assert problems == []


def test_lines_are_those_of_the_file() -> None:
    articles, (problem, other) = read('title,body,date\n\n"a\nb",x,2019\n\nbad\nlast,z,someday')
    assert [article.title for article in articles] == ["a\nb", "last"]
    assert (problem.line, other.line, other.code) == (6, 7, "date_unreadable")


@pytest.mark.parametrize(
    ("table", "code", "line"),
    [
        ("", "empty", None),
        ("\n \n", "empty", None),
        ("a\0\1\2\3", "not_text", None),
        ("name,price\nx,1", "no_text_column", 1),
        ('"title', "bad_row", 1),
    ],
)
def test_what_is_no_table_of_articles(table: str, code: str, line: int | None) -> None:
    articles, problems = read(table)
    assert articles == []
    assert (problems[0].code, problems[0].line, problems[0].severity) == (code, line, "failed")


def test_a_table_without_texts_names_its_columns() -> None:
    _, (problem,) = read("Überschrift;Preis\nx;1\ny;2")
    assert problem.message == "no column is named title or body; the columns are 'Überschrift', 'Preis'"
    assert "title=COLUMN" in problem.hint


@pytest.mark.parametrize("table", ["title,body\n", "title,body\n,\n", "title,bodies\n ,"])
def test_a_table_that_holds_nothing_says_so(table: str) -> None:
    articles, problems = read(table)
    assert not articles and [problem.code for problem in problems] == ["no_rows"]


def test_an_empty_row_of_text_is_a_problem() -> None:
    _, (problem,) = read("title,body,n\n,,5")
    assert (problem.code, problem.line) == ("no_text", 2)


def test_other_encodings_are_noted() -> None:
    (article,), (problem,) = read(b"title\nM\xfcnchen")
    assert article.title == "München"
    assert (problem.code, problem.line, problem.severity) == ("encoding_fallback", 2, "note")


def test_quotation_marks_in_plenty_take_no_time() -> None:
    _, problems = read("title\n" + '"\nx "y\n' * 20_000)
    assert [problem.code for problem in problems] == ["bad_row"] * 20 + ["more_problems"]


def test_rows_are_read_as_they_come() -> None:
    from searchkit.ingest.formats.csv_table import read as read_table

    class Endless(io.RawIOBase):
        begun = False

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part = b"title\n" if not self.begun else (b"t\n" * 100)[: len(buffer)]
            self.begun = True
            buffer[: len(part)] = part
            return len(part)

    stream: Any = io.BufferedReader(Endless())
    assert isinstance(next(read_table(Source("a.csv", None, lambda: stream))), PlainArticle)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["title", "body", ",", ";", "\t", '"', "\n", "\r", "a", " ", "2019", "\ufeff"])).map(
        "".join
    )
)
def test_never_fails(table: str) -> None:
    articles, problems = read(table)
    assert all(problem.code != "reader_failed" for problem in problems)
    for article in articles:
        article.to_json().encode()


def test_many_columns_keep_their_names() -> None:
    header = ",".join(["title", *["n"] * 4_999, *(f"c{number}" for number in range(5_000))])
    (article,), problems = read(header + "\n" + ",".join(["T"] + ["v"] * 9_999))
    assert problems == []
    assert len(article.metadata) == 9_999
    assert list(article.metadata)[:3] == ["n", "n (3)", "n (4)"]


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_too_many_columns_are_refused_at_once(separator: str) -> None:
    header = separator.join(["title", *(f"c{number}" for number in range(1_000_000))])
    articles, (problem,) = read(header + "\nT" + separator * 1_000_000)
    assert articles == []
    assert (problem.code, problem.line, problem.severity) == ("too_many_columns", None, "failed")
    assert "the limit is 10,000" in problem.message


def test_a_long_text_of_an_unknown_column_is_told_once() -> None:
    text = "The old bridge was closed on Monday. " * 5
    articles, (problem,) = read(f"title,inhalt\nT,{text}\nU,{text}\n")
    assert [article.title for article in articles] == ["T", "U"]
    assert (problem.code, problem.line, problem.severity) == ("text_not_read", 2, "note")
    assert "--columns 'body=inhalt'" in problem.hint
    assert read(f"title,text,inhalt\nT,B,{text}\n")[1] == []


@pytest.mark.parametrize("name", ["plain", "by Python"])
def test_rows_are_read_alike_by_the_core_and_by_python(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "by Python":
        monkeypatch.setattr(csv_table, "plain_article", lambda _: None)
    table = (
        "id,title,text,date,people,places,section\n"
        "7,Oil,Oil rose.,31 May 2019,Ann;Bob|Ann,Paris; Lyon,x\n"
        ",,Rye fell.,2019-05,,,"
    )
    (one, two), problems = read(table)
    assert (one.id, one.title, one.body, one.date) == ("7", "Oil", "Oil rose.", "2019-05-31")
    assert one.entities == {"person": ("Ann", "Bob"), "place": ("Paris", "Lyon")}
    assert (one.metadata, one.provenance["person"]) == ({"section": "x"}, "metadata")
    assert (two.title, two.body, two.date, two.metadata, problems) == (None, "Rye fell.", "2019-05", {}, [])
    assert (one.origin, two.origin) == (Origin(41, 94, 2), Origin(95, 117, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)] * 5), max_size=4))
def test_any_rows_are_read_alike(rows: list[tuple[str, ...]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([("id", "title", "text", "date", "place"), *rows])
    by_core = read(written.getvalue())
    with mock.patch.object(csv_table, "plain_article", lambda _: None):
        assert read(written.getvalue()) == by_core
