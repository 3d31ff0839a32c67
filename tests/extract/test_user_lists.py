"""Names of users' lists: what is found in a text, against a plain search that tries every name at every word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Article
from searchkit.base import analysis
from searchkit.extract.user_lists import ListedNames, UserList, care


def boards(*names: str | tuple[str, ...], name: str = "boards") -> UserList:
    return UserList(name, tuple((item,) if isinstance(item, str) else item for item in names))


def found(text: str, *names: str | tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, text[start:end]) for _, name, start, end in ListedNames([boards(*names)]).find(text)]


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["Acme Holdings"], "ACME HOLDINGS and acme holdings", ["ACME HOLDINGS", "acme holdings"]),
        (["Acme Holdings"], "Acme Holdings' rivals; Acme Holdings's board", ["Acme Holdings", "Acme Holdings"]),
        (["Acme", "Acme Holdings"], "Acme Holdings, then Acme", ["Acme Holdings", "Acme"]),
        (["Acme Holdings"], "Acme. Holdings fell; Acme\n\nHoldings; Acme, Holdings; Acmes Holdings", []),
        (["Acme Holdings"], "Acme\nHoldings and Acme-Holdings", ["Acme\nHoldings", "Acme-Holdings"]),
        (["Shell"], "Shell found a shell; SHELL rose", ["Shell", "SHELL"]),
        (["IMF", "WHO"], "The imf and who; IMF's WHO", ["IMF", "WHO"]),
        (["NATO", "UNESCO"], "Nato, NATO, Unesco, UNESCO", ["NATO", "UNESCO"]),
        (["UNILEVER"], "Unilever and unilever", ["Unilever"]),
        (
            ["Société Générale"],
            "Societe Generale, SOCIE\u0301TE\u0301 GÉNÉRALE",
            ["Societe Generale", "SOCIÉTÉ GÉNÉRALE"],
        ),
        (["AT&T"], "AT&T, at&t, A&T", ["AT&T"]),
        (["J. P. Morgan"], "J.P. Morgan, J P Morgan and j. p. morgan", ["J.P. Morgan", "J P Morgan", "j. p. morgan"]),
        (["Moody's Investors Service"], "Moody\u2019s Investors Service", ["Moody\u2019s Investors Service"]),
        (["微軟"], "微軟 and 微軟公司", ["微軟"]),
    ],
)
def test_how_names_are_written(names: list[str], text: str, expected: list[str]) -> None:
    import unicodedata

    assert [unicodedata.normalize("NFC", written) for _, written in found(text, *names)] == expected


def test_another_spelling_gives_the_name_and_the_first_name_has_a_spelling_that_two_share() -> None:
    names = [("Acme Holdings", "ACM", "The Acme Group"), ("Acme of Norway", "ACM")]
    assert found("ACM and the acme group", *names) == [("Acme Holdings", "ACM"), ("Acme Holdings", "the acme group")]


def test_every_list_is_looked_for_by_itself() -> None:
    listed = ListedNames([boards("Acme Holdings"), boards("Acme", "Holdings", name="words")])
    assert [(kind, name) for kind, name, _, _ in listed.find("Acme Holdings")] == [
        ("boards", "Acme Holdings"),
        ("words", "Acme"),
        ("words", "Holdings"),
    ]


def test_an_article_is_tagged_with_these_lists_and_no_others() -> None:
    article = Article(title="ACM falls", body="Acme Holdings and Zeta.", entities={"org": ("Zeta",)})
    listed = ListedNames([boards(("Acme Holdings", "ACM")), boards("Zeta", name="watch")])
    tagged = listed.tag(article)
    assert tagged.entities == {"org": ("Zeta",), "boards": ("Acme Holdings",), "watch": ("Zeta",)}
    assert tagged.provenance == {"boards": "list", "watch": "list"}
    assert listed.tag(tagged) == tagged == Article.from_json(tagged.to_json()) == Article.from_dict(tagged.as_dict())
    assert ListedNames([boards("Nobody")]).tag(tagged) == article


words = st.sampled_from(["alpha", "Beta", "gamma", "DELTA", "été", "Ete"])
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)


@given(st.lists(phrases, min_size=1, max_size=6, unique=True), st.lists(words, max_size=12).map(" ".join))
def test_what_is_found_is_what_trying_everything_finds(names: list[str], text: str) -> None:
    tokens = list(analysis.tokens(text))
    expected: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        ends = [at + len(name.split()) for name in names if _stands(name, text, tokens[at : at + len(name.split())])]
        if ends:
            expected.append((tokens[at].start, tokens[max(ends) - 1].end))
        at = max(ends, default=at + 1)
    assert [(start, end) for _, _, start, end in ListedNames([boards(*names)]).find(text)] == expected


def _stands(name: str, text: str, tokens: list[analysis.Token]) -> bool:
    written = [text[token.start : token.end] for token in tokens]
    if [analysis.fold(word) for word in written] != [analysis.fold(word) for word in name.split()]:
        return False
    match care(name):
        case "folded":
            return True
        case "raised":
            return written[0][0].isupper()
        case "exact":
            return [c.isupper() for c in written[0]] == [c.isupper() for c in name]


@given(st.text(), st.lists(st.text(min_size=1), max_size=5))
def test_any_text_and_any_names_have_sound_places(text: str, names: list[str]) -> None:
    listed = ListedNames([boards(*names)]) if names else ListedNames(())
    last = 0
    for _, name, start, end in listed.find(text):
        assert last <= start < end <= len(text)
        assert [analysis.fold(w) for w in analysis.surfaces(text[start:end])] == [
            analysis.fold(w) for w in analysis.surfaces(name)
        ]
        last = end


def test_long_repeats_take_no_long_time() -> None:
    names = [" ".join(["bank"] * n) for n in range(1, 200)]
    assert len(found("bank " * 20_000, *names)) == -(-20_000 // 24)
