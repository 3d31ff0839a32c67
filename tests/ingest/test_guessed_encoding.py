"""Short texts of many languages without a label, in the encoding that programs of their countries wrote."""

from __future__ import annotations

import pytest

from searchkit.ingest.guessed_encoding import guessed

TEXTS: dict[str, list[str]] = {
    "cp1250": [
        "Loď dnes nevyplula kvůli mlze.",
        "Přístav zůstal včera večer zavřený.",
        "Ministr řekl, že jednání bude pokračovat příští týden.",
        "Příkaz vlády platí od zítřka.",
        "Statek wypłynął z portu wczoraj wieczorem.",
        "Rząd ogłosił nowe przepisy.",
        "Premier powiedział, że rozmowy będą trwały w przyszłym tygodniu.",
        "Strajk w kopalni trwa już trzeci dzień.",
        "A köd miatt nem indult el a hajó, és az utasok a kikötőben vártak.",
        "Vlada je odlučila da će luka ostati zatvorena.",
        "Šef policije kaže da nije bilo žrtava.",
        "Pristanišče je bilo včeraj zaprto zaradi megle.",
        "Loď včera nevyplávala, pretože bola hustá hmla.",
        "Guvernul a anunţat că portul rămâne închis.",
    ],
    "cp1252": [
        "No ferry left Calais, said Mr. Lefèvre.",
        "Non è stato trovato niente.",
        "Il porto è chiuso perché c'è nebbia.",
        "La città non avrà più battelli, dice il sindaco.",
        "va un po' meglio, ma è meno sicuro",
        "Le préfet a fermé le port à cause du brouillard.",
        "Die Fähre fährt heute nicht über die Straße.",
        "El puerto quedó cerrado por la niebla, dijo el señor Núñez.",
        "O porto ficou fechado, e não há previsão de abertura.",
        "Færgen sejlede ikke på grund af tågen.",
        "Färjan gick inte på grund av dimman över sjön.",
        "De coöperatie sloot de haven één dag.",
    ],
    "cp1251": [
        "Порт закрыт из-за тумана.",
        "Паром не вышел в море, и пассажиры ждали у причала.",
        "Порт зачинено через туман, сказав міністр.",
        "Режим d: порт не работает, GNU работает.",
    ],
    "cp1254": ["Liman sis yüzünden dün akşam kapatıldı.", "Başbakan görüşmelerin süreceğini söyledi."],
    "cp1253": ["Το λιμάνι έκλεισε λόγω ομίχλης."],
}


@pytest.mark.parametrize(("codec", "text"), [(codec, text) for codec, texts in TEXTS.items() for text in texts])
def test_a_short_text(codec: str, text: str) -> None:
    sample = text.encode(codec, "replace")
    assert sample.decode(guessed(sample).codec, "replace") == sample.decode(codec)


@pytest.mark.parametrize("codec", ["cp1250", "cp1252"])
def test_a_longer_text_with_a_foreign_name(codec: str) -> None:
    name = {"cp1250": "a Jürgen Müller", "cp1252": "Jürgen Škoda"}[codec]
    text = " ".join([*TEXTS[codec][1 if codec == "cp1250" else 5 :][:3], name])
    sample = text.encode(codec)
    assert sample.decode(guessed(sample).codec) == text
