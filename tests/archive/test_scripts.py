"""Words of many scripts are found in running text, marked exactly, and have one value in facets."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit

TEXTS = {
    "hi": "दिल्ली में बैठक हुई। मंत्री ने कहा कि समझौता हो गया।",
    "bn": "ঢাকায় বন্যার পানি কমছে।",
    "ta": "சென்னையில் பலத்த மழை பெய்தது.",
    "ar": "قال مُحَمَّد إن الاتفاق قريب.",
    "he": "הוא אמר שָׁלוֹם לכולם.",
    "zh": "我家在上海东边。市场今天开放。",
    "ja": "東京都の物価が上昇した。ﾃﾞｰﾀ",
    "ko": "정부는 서울에서 회의를 열었다.",
    "th": "ประเทศไทยประกาศนโยบายใหม่วันนี้",
    "ru": "Министр подписал договор в Москве.",
    "el": "Η ΑΘΉΝΑ ανακοίνωσε μέτρα.",
    "soft": "Unter\u00adnehmer\u00adkredit und 𝗕𝗥𝗘𝗔𝗞𝗜𝗡𝗚 news",
}
FOUND = [
    ("दिल्ली", "hi", "दिल्ली"),
    ("मंत्री NEAR/s समझौता", "hi", "मंत्री"),
    ("বন্যার", "bn", "বন্যার"),
    ("மழை", "ta", "மழை"),
    ("محمد", "ar", "مُحَمَّد"),
    ("שלום", "he", "שָׁלוֹם"),
    ("上海", "zh", "上海"),
    ("市场 NEAR/s 开放", "zh", "市场"),
    ("東京都", "ja", "東京都"),
    ("物価", "ja", "物価"),
    ("データ", "ja", "ﾃﾞｰﾀ"),
    ("정부", "ko", "정부"),
    ("서울", "ko", "서울"),
    ("นโยบาย", "th", "นโยบาย"),
    ("договор NEAR/3 Москве", "ru", "договор"),
    ("αθηνα", "el", "ΑΘΉΝΑ"),
    ("Unternehmerkredit", "soft", "Unter\u00adnehmer\u00adkredit"),
    ("breaking", "soft", "𝗕𝗥𝗘𝗔𝗞𝗜𝗡𝗚"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    made = searchkit.create(tmp_path_factory.mktemp("scripts") / "i")
    made.add([{"id": id, "body": text} for id, text in TEXTS.items()], extract=False)
    return made


@pytest.mark.parametrize(("query", "id", "marked"), FOUND, ids=[query for query, *_ in FOUND])
def test_a_word_is_found_in_its_text_and_marked(index: searchkit.Index, query: str, id: str, marked: str) -> None:
    results = index.search(query)
    assert [hit.id for hit in results] == [id] and not results.warnings
    _, spans = results.marks(results[0].article)
    start, end = spans[0]
    assert TEXTS[id][start:end] == marked
    assert [hit.id for hit in index.search(results.parsed)] == [id]


@pytest.mark.parametrize("query", ["दिल", "京物", "市场 NEAR/s 上海", "C"])
def test_parts_of_words_and_what_stands_apart_is_not_found(index: searchkit.Index, query: str) -> None:
    assert index.search(query).total == 0


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("UN", {"un", "stops"}),
        ("U.N.", {"un", "stops"}),
        ("us", {"us"}),
        ("U.S.", {"stops"}),
        ("1000", {"us", "stops"}),
        ("1,000", {"us", "stops"}),
        ("C++", {"un"}),
        ("C#", {"us"}),
        ("C", {"stops"}),
    ],
)
def test_initials_numbers_and_languages_of_programs(tmp_path: Path, query: str, ids: set[str]) -> None:
    texts = {"un": "The UN uses C++.", "stops": "The U.N. and the U.S. gave 1,000 to C.", "us": "Give us 1000, in C#."}
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": id, "body": body} for id, body in texts.items()], extract=False)
        assert {hit.id for hit in index.search(query)} == ids


def test_composed_and_decomposed_names_are_one_value_and_ids_stay(tmp_path: Path) -> None:
    composed, decomposed = "\u00e9cole", "e\u0301cole"
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": decomposed, "body": "x", "orgs": [decomposed], "place": decomposed}], extract=False)
        index.add([{"id": composed, "body": "y", "orgs": [composed]}], extract=False)
        results = index.search("*", facets=["org"])
        assert [(value.value, value.count) for value in results.facets["org"]] == [(composed, 2)]
        for spelled in (composed, decomposed):
            assert index.search(f'org:="{spelled}"').total == 2
            assert index.search("*", filters={"place": spelled}).total == 1
            assert [hit.id for hit in index.search(f'id:="{spelled}"')] == [spelled]
