"""Datelines of Chinese, Japanese and Korean reports, against labels that were made before the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.opening import read_opening

GOLD = Path(__file__).with_name("gold_eastern_openings.tsv")
LABELS = [line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("half", "text", "place", "date", "agency"), LABELS)
def test_what_an_opening_states(half: str, text: str, place: str, date: str, agency: str) -> None:
    del half
    dateline = read_opening(text).dateline
    if not (place or date or agency):
        assert dateline is None
        return
    assert dateline is not None
    day = f"{dateline.month:02}-{dateline.day:02}" if dateline.month and dateline.day else ""
    assert (dateline.place, f"{dateline.year}-{day}" if dateline.year else day, dateline.agency or "") == (
        place,
        date,
        agency,
    )


@pytest.mark.parametrize(
    ("text", "place", "country", "agency", "author"),
    [
        ("新华社华盛顿11月20日电 美国总统表示。", "Washington", "United States", "Xinhua", None),
        ("央行公布数据\n\n（路透北京5月3日电）中国央行公布数据。", "Beijing", "China", "Reuters", None),
        ("(서울=연합뉴스) 김철수 기자 = 정부는 발표했다.", "Seoul", "South Korea", "Yonhap", "김철수"),
        ("(서울·도쿄=연합뉴스) 김철수 기자 = 정부는 발표했다.", "Seoul", "South Korea", "Yonhap", "김철수"),
        ("【ソウル＝山田太郎】韓国大統領府は発表した。", "Seoul", "South Korea", None, "山田太郎"),
    ],
)
def test_its_place_has_its_usual_name(
    text: str, place: str, country: str, agency: str | None, author: str | None
) -> None:
    article = extract(Article(body=text))
    assert (article.place, article.country, article.agency) == (place, country, agency)
    assert article.metadata.get("author") == author
    assert article.provenance["place"] == "dateline"
    assert article.place_written is not None


def test_a_dateline_completes_the_year_of_an_article(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "新华社北京5月3日电 国务院召开会议。", "date": "2019"}])
        assert [hit.id for hit in index.search("place:Beijing date:2019-05-03 agency:Xinhua")] == ["a"]


@pytest.mark.parametrize("text", ["新华社北京2月30日电 会议。", "（北京0000年13月40日电）会议。"])
def test_a_day_that_no_calendar_has_is_no_date(text: str) -> None:
    assert extract(Article(body=text, date="2019")).date == "2019"


@given(
    st.lists(
        st.sampled_from([*"（）【】[]()=＝・·/ 0159年月日电電記者本报", "北京", "新华社", "共同", "서울", "３", "²"])
    )
)
def test_no_opening_fails(parts: list[str]) -> None:
    text = "".join(parts)
    dateline = read_opening(text).dateline
    if dateline is not None:
        assert 0 <= dateline.start < dateline.end <= len(text)
        extract(Article(body=text))
