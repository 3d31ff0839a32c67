"""Languages by their codes, tags and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.language_code import language_code


@pytest.mark.parametrize(
    ("code", "written"),
    [
        (
            "fr",
            "fr FR fra fre French français FRANÇAIS fr-CA fr_CA.UTF-8 французский",
        ),
        ("zh", "zh zh-Hans zh_Hant_TW zho chi cmn Chinese \u4e2d\u6587 Mandarin"),
        ("de", "de deu ger German Deutsch allemand de-AT"),
        ("en", "en eng English en-GB anglais"),
        ("he", "he iw heb Hebrew"),
        ("ru", "ru rus Russian \u0440\u0443\u0441\u0441\u043a\u0438\u0439"),
        ("es", "es spa Spanish espa\u00f1ol Castilian"),
        ("fa", "fa per fas Persian Farsi"),
        ("haw", "haw Hawaiian"),
    ],
)
def test_a_language_has_one_code(code: str, written: str) -> None:
    assert {text: language_code(text) for text in written.split()} == dict.fromkeys(written.split(), code)


def test_what_stands_beside_a_name_does_not_count() -> None:
    assert language_code(" French (Canada) ") == "fr"
    assert language_code("Brazilian Portuguese") == "pt"


@pytest.mark.parametrize("text", ["", "xx", "Klingonish", "und", "mul", "en, fr", "x" * 200, "the"])
def test_an_unknown_language_has_none(text: str) -> None:
    assert language_code(text) is None


@given(st.text(max_size=30))
def test_a_code_is_that_of_itself(text: str) -> None:
    code = language_code(text)
    assert code is None or language_code(code) == code
