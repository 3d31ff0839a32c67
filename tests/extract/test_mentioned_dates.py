"""The dates that a text speaks of."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from benchmarks.quality.mentions import mentions
from searchkit import Article
from searchkit.base.partial_date import PartialDate
from searchkit.extract.mentioned_dates import mentioned_dates

# A Friday.
PUBLISHED = PartialDate(2019, 5, 31)


def found(text: str, published: PartialDate | None = PUBLISHED) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.iso) for mention in mentioned_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "written", "iso"),
    [
        ("It took place on 28 May 2019 in Brussels.", "28 May 2019", "2019-05-28"),
        ("The text adopted on 15 May says so.", "15 May", "2019-05-15"),
        ("The conference of 3-4 April 2019 in Dushanbe", "3-4 April 2019", "2019-04-03/2019-04-04"),
        ("between 3 and 4 April", "3 and 4 April", "2019-04-03/2019-04-04"),
        ("On Nov. 12, 2009, the mill closed", "Nov. 12, 2009", "2009-11-12"),
        ("the 1st of August 1914", "1st of August 1914", "1914-08-01"),
        ("since December", "December", "2018-12"),
        ("by September", "September", "2019-09"),
        ("in May 2018 and later", "May 2018", "2018-05"),
        ("last October", "last October", "2018-10"),
        ("next May", "next May", "2020-05"),
        ("in 2018 there was", "2018", "2018"),
        ("the war of 1939-45 ended", "1939-45", "1939-01-01/1945-12-31"),
        ("between 2014 and 2018", "between 2014 and 2018", "2014-01-01/2018-12-31"),
        ("the crises of the 1990s", "1990s", "1990-01-01/1999-12-31"),
        ("yesterday", "yesterday", "2019-05-30"),
        ("on Thursday he said", "Thursday", "2019-05-30"),
        ("on Friday he said", "Friday", "2019-05-31"),
        ("last Friday he said", "last Friday", "2019-05-24"),
        ("Leaders will meet on Wednesday.", "Wednesday", "2019-06-05"),
        ("last month", "last month", "2019-04"),
        ("last week", "last week", "2019-05-20/2019-05-26"),
        ("next year", "next year", "2020"),
        ("two weeks ago", "two weeks ago", "2019-05-13/2019-05-19"),
        ("a year ago", "a year ago", "2018"),
        ("third quarter of 2018", "third quarter of 2018", "2018-07-01/2018-09-30"),
        ("Q1 2018", "Q1 2018", "2018-01-01/2018-03-31"),
        ("dated 2019-04-08.", "2019-04-08", "2019-04-08"),
        ("on 28/05/2019", "28/05/2019", "2019-05-28"),
    ],
)
def test_what_is_written_is_understood(text: str, written: str, iso: str) -> None:
    assert found(text) == [(written, iso)]


@pytest.mark.parametrize(
    "text",
    [
        "They may march in an august manner.",
        "May I ask? You may 15 times.",
        "on 03/04/2019",  # two days
        "Sales of 2000 units, 1,990 tonnes, 1.2018 and 2018 km",
        "on 31 February 2019",
        "She ran for 1500 metres in 2000 feet",
    ],
)
def test_what_is_no_date_or_two_is_left_out(text: str) -> None:
    assert found(text) == []


SENTENCES = (Path(__file__).parent / "mention_sentences.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_of_news_means_what_its_readers_take_it_for(line: str) -> None:
    sentence, meant = line.split("\t")
    assert [iso for _, iso in found(sentence)] == meant.split()


def test_the_dates_of_press_releases_are_read_as_people_read_them() -> None:
    (score,) = mentions(Path())
    assert score.precision >= 0.97, score
    assert score.recall >= 0.97, score


def test_a_long_text_takes_no_longer_for_each_date() -> None:
    text = "On 5 May in 2018, last week, 3-4 April, early in June and on Monday he said. " * 2000
    assert len(mentioned_dates(text, PUBLISHED)) == 6 * 2000


def test_without_a_date_of_publication_only_absolute_dates_are_known() -> None:
    text = "On Thursday, on 15 May, last year, in June, in 2017 and on 8 April 2019."
    assert [iso for _, iso in found(text, None)] == ["2017", "2019-04-08"]
    assert [iso for _, iso in found(text, PartialDate(2019))] == ["2018", "2017", "2019-04-08"]


@settings(max_examples=200)
@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%d %b. %Y"]),
)
def test_every_day_is_read_as_it_was_written(day: dt.date, form: str) -> None:
    text = f"It was on {day.strftime(form)}"
    if "May." not in text:
        assert [iso for _, iso in found(text, None)] == [day.isoformat()]


@given(st.text(alphabet="0123456789 -/.,\u2013'MayJuneSept\u017f\u0130Q1lastnextofMonday\n", max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    for mention in mentioned_dates(text, PUBLISHED):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.first <= mention.last
        Article(mentions=(mention.iso,))


SEED = next(Path(__file__).parents[2].glob("seeds/000_*.txt"))


def test_the_seed_document_is_found_by_every_date_it_mentions(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add_files([SEED])
        for asked in ('"28 May 2019"', '"15 May 2019"', "2019-04-03", "2019-04-04", "2019-04-08", "2019-04", "2019"):
            assert index.search(f"mentions:{asked}").total == 1, asked
        for asked in ("2019-05-31", "2019-04-05", "2018", "2020.."):
            assert index.search(f"mentions:{asked}").total == 0, asked
        results = index.search("*")
        assert results[0].article.mentions == ("2019-04-03/2019-04-04", "2019-04-08", "2019-05-15", "2019-05-28")
        assert results[0].article.provenance["mentions"] == "rule"
        assert [(s.date, s.count) for s in results.timeline("month", "mentions")] == [("2019-04", 1), ("2019-05", 1)]


partial_dates = st.one_of(
    st.dates(dt.date(2018, 11, 1), dt.date(2020, 2, 29)).map(lambda day: PartialDate(day.year, day.month, day.day)),
    st.builds(PartialDate, st.integers(2018, 2020), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(2017, 2021)),
)


@settings(max_examples=15)
@given(
    st.lists(st.lists(partial_dates, max_size=3), min_size=1, max_size=6),
    st.lists(st.tuples(partial_dates, partial_dates), min_size=10, max_size=10),
)
def test_a_range_finds_what_lies_wholly_within(
    mentions: list[list[PartialDate]], ranges: list[tuple[PartialDate, PartialDate]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add([{"id": str(n), "body": "x", "mentions": [d.iso for d in dates]} for n, dates in enumerate(mentions)])
        for low, high in ranges:
            expected = {
                str(number)
                for number, dates in enumerate(mentions)
                if any(low.first <= date.first and date.last <= high.last for date in dates)
            }
            if low.first > high.last:
                continue
            text = f"mentions:{low.iso}..{high.iso}"
            assert {hit.id for hit in index.search(text, limit=None)} == expected, text


def test_other_records_mentions_stay_metadata() -> None:
    assert Article.from_dict({"body": "x", "mentions": ["@someone"]}).metadata == {"mentions": ["@someone"]}
    assert Article.from_dict({"body": "x", "mentions": ["2019-05", "2018"]}).mentions == ("2018", "2019-05")
    with pytest.raises(searchkit.ArticleInvalid):
        Article(mentions=("soon",))
