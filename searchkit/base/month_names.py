"""Names of months in the languages of news agencies, as dates have them."""

from __future__ import annotations

from searchkit.base.partial_date import MONTHS
from searchkit.base.typing_names import Final

__all__ = ["MONTH_NAMES"]

# A line for each language but English: January to December, with bars between the spellings of a month. They are
# French, German, Spanish, Italian, Portuguese, Dutch, Polish, Russian and Ukrainian.
_ELSEWHERE: Final = """
janvier|janv février|fevrier|févr mars avril|avr mai juin juillet|juil août|aout septembre octobre novembre décembre
januar|jänner februar märz|maerz|marz|mär april mai juni juli august september oktober|okt november dezember|dez
enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre diciembre|dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь|янв февраль|фев март|мар апрель|апр май июнь июль август|авг сентябрь|сент октябрь|окт ноябрь|ноя декабрь|дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
"""

# Lower-case name or abbreviation without its stop: number from 1.
MONTH_NAMES: Final = MONTHS | {
    name: number
    for line in _ELSEWHERE.strip().splitlines()
    for number, names in enumerate(line.split(" "), start=1)
    for name in names.split("|")
}
