"""Datelines of Chinese, Japanese and Korean reports: ``新华社北京5月3日电``, ``【ロンドン=共同】``.

A place counts only if the gazetteer knows it, and only in the forms that news agencies there use. A day without its
month is left out.
"""

from __future__ import annotations

import re
from typing import Final

from searchkit.extract.dateline_form import Dateline, possible_day
from searchkit.extract.gazetteer import lookup

__all__ = ["eastern_dateline_at", "western_name"]

_REACH: Final = 60  # characters within which such a dateline ends
_AGENCIES: Final = {
    "新华社": "Xinhua", "新華社": "Xinhua", "中新社": "CNS", "中新网": "CNS", "中新網": "CNS", "中央社": "CNA",
    "路透社": "Reuters", "路透": "Reuters", "法新社": "AFP", "美联社": "AP", "美聯社": "AP", "共同社": "Kyodo",
    "韩联社": "Yonhap", "韓聯社": "Yonhap", "塔斯社": "TASS", "德新社": "DPA", "朝中社": "KCNA",
    "共同通信": "Kyodo", "共同": "Kyodo", "時事通信": "Jiji", "時事": "Jiji", "ロイター": "Reuters", "AFP時事": "AFP",
    "AFP": "AFP", "AP": "AP", "新華社通信": "Xinhua", "連合ニュース": "Yonhap", "聯合ニュース": "Yonhap",
    "연합뉴스": "Yonhap", "뉴시스": "Newsis", "뉴스1": "News1", "뉴스핌": "Newspim", "로이터": "Reuters",
}  # fmt: skip
# Names that the gazetteer lacks.
_WESTERN: Final = {
    "华盛顿": "Washington",
    "華盛頓": "Washington",
    "ワシントン": "Washington",
    "워싱턴": "Washington",
}
_LETTER: Final = "[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_AGENCY: Final = "(?:" + "|".join(sorted(_AGENCIES, key=len, reverse=True)) + ")"
# Who a Chinese newspaper says that it has its report from, if it is no agency: itself.
_OWN: Final = "本[报報社台]"
_DAY: Final = r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
_WIRED: Final = "(?:综合|综合外|專|专)?[电電]"
_IN_BRACKETS: Final = re.compile(rf"[（(](?P<agency>{_AGENCY})?(?P<words>{_LETTER}{{2,16}}?){_DAY}{_WIRED}[）)]")
_OPEN: Final = re.compile(
    rf"(?:(?P<agency>{_AGENCY})|{_OWN})(?P<words>{_LETTER}{{2,16}}?){_DAY}{_WIRED}(?=\s|[（(]|记者|記者)"
)
_REPORTER_FIRST: Final = re.compile(rf"[记記]者{_LETTER}{{2,4}}")
_EQUALS: Final = re.compile(
    rf"[【［\[（(](?P<words>{_LETTER}+?(?:[・·/]{_LETTER}+?){{0,3}})"
    rf"(?:\s?[=＝]?\s?(?P<agency>{_AGENCY})(?:/{_AGENCY})?|[=＝](?P<author>[\u3005\u4e00-\u9fff]{{2,6}}))[】］\]）)]"
)
_SPACED: Final = re.compile(rf"[［\[【](?P<words>{_LETTER}{{1,12}})\s+{_DAY}\s+(?P<agency>{_AGENCY})[］\]】]")
# What may stand between the brackets and the report: a dash, or the Korean reporter.
_AFTER: Final = re.compile(r"\s*(?:(?P<author>[\uac00-\ud7a3]{2,4})\s*(?:기자|특파원)\s*=\s*|[-\u2013\u2014－]\s+)?")
_FORMS: Final = (_IN_BRACKETS, _OPEN, _EQUALS, _SPACED)


def western_name(name: str) -> str:
    """The usual name of a place whose name in these scripts the gazetteer lacks. Any other name as it is."""
    return _WESTERN.get(name, name)


def eastern_dateline_at(text: str, start: int) -> Dateline | None:
    """The dateline at an offset of a text, in a form of these languages. None if there is none."""
    for form in _FORMS:
        match = form.match(text, start, start + _REACH)
        if match is not None and (found := _read(match)) is not None:
            after = _AFTER.match(text, match.end())
            if after is None:
                return found
            author = found.author or after["author"]
            return Dateline(
                place=found.place, also=found.also, year=found.year, month=found.month, day=found.day,
                agency=found.agency, author=author, start=start, end=after.end(),
            )  # fmt: skip
    return None


def _read(match: re.Match[str]) -> Dateline | None:
    parts = match.groupdict()
    places = [_place(word) for word in re.split("[・·/]", parts["words"])]
    known = [place for place in places if place is not None]
    year, month, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "month", "day"))
    if len(known) < len(places) or (parts["agency"] is None and match.re is _IN_BRACKETS and month is None):
        return None
    if month is None or day is None or not possible_day(month, day):
        year = month = day = None
    author = parts.get("author")
    if author is not None and (match[0][0] != "【" or lookup(author)):
        return None
    agency = _AGENCIES[parts["agency"]] if parts["agency"] else None
    place, *also = known
    return Dateline(
        place=place, also=tuple(also), year=year, month=month, day=day, agency=agency, author=author,
        start=match.start(), end=match.end(),
    )  # fmt: skip


def _place(words: str) -> str | None:
    """The known place that words are, or that follows the reporter in them (``記者王小明東京``)."""
    if _is_known(words):
        return words
    for cut in range(4, len(words) - 1):
        if _REPORTER_FIRST.fullmatch(words, 0, cut) and _is_known(words[cut:]):
            return words[cut:]
    return None


def _is_known(name: str) -> bool:
    return any(place.kind in ("city", "capital", "country", "state") for place in lookup(western_name(name)))
