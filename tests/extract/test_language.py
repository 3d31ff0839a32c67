"""The language of a text: told where there is evidence, and unknown where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.languages import sentences
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.findings import Finding, findings
from searchkit.extract.language import language_of

SENTENCES = sentences()
FRENCH = "Le président a déclaré que les élections auraient lieu dans deux mois. "
ENGLISH = "The New York Times said that it was not so. "


def test_there_are_enough_sentences_and_none_is_taken_for_another_language() -> None:
    told = [(code, language_of(None, text), text) for code, text in SENTENCES]
    assert len(told) > 100
    assert [(found, text) for code, found, text in told if found not in (code, None)] == []
    assert sum(found == code for code, found, _ in told) >= 0.9 * len(told)


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        (None, FRENCH, "fr"),
        (FRENCH, "", "fr"),
        (FRENCH.upper(), "", "fr"),
        (None, "BRUXELLES, 3 mai - " + FRENCH + " AFP", "fr"),
        (None, ENGLISH, "en"),
        (None, FRENCH * 6 + ENGLISH, "fr"),
        (None, FRENCH * 3 + ENGLISH, None),
        (None, "Ministre Minister ministro", None),
        (None, "Let $x$, $y$, $c$, $d$, $n$ and $l$ be natural numbers, such that the sum of them is even", "en"),
        (None, "a l d n s c j y e o i u " * 20, None),
        (None, "", None),
        (" ", "\n", None),
    ],
)
def test_evidence(title: str | None, body: str, language: str | None) -> None:
    assert language_of(title, body) == language


@given(st.text() | st.text("aeé ñß'\u0301\ud800\x00и і") | st.text("THE de la и "))
def test_any_text_has_a_language_or_none(text: str) -> None:
    for body in (text, text * 50, text.upper()):
        found = language_of(text, body)
        assert found is None or (len(found) == 2 and found.islower())


def test_the_sources_own_language_wins() -> None:
    stated = extract(Article(id="a", body=FRENCH, language="nl"))
    assert (stated.language, stated.provenance["language"]) == ("nl", "metadata")
    told = extract(Article(id="a", body=FRENCH))
    assert (told.language, told.provenance["language"]) == ("fr", "rule")
    assert extract(told) == told
    unknown = extract(Article(id="a", body="Kwik"))
    assert unknown.language is None
    assert "language" not in unknown.provenance
    assert Finding("language", "fr", "rule") in findings(told)
