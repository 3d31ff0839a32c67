"""The native analysis gives what plain Python gives: for every code point, for real words, for any text."""

from __future__ import annotations

import json
import lzma
import random
import re
import subprocess
import sys
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import analysis as wa
from whoosh.lang.porter import stem

import reference_analysis as reference
from reference_analysis import whoosh_tokens
from searchkit import _native
from searchkit.base.analysis import STEMMERS
from searchkit.whoosh_api.analyzer_spec import chain_of
from unicode_version import TABLES, UNASSIGNED, VERSION

ODD = (
    "a\u0301\u0315\u03a3\u03c3\u0130\u00df\ufb01\u2019\u02bc's._ \u00adE9\uff19\ud55c\u0344\u0958\U0001d400\ud800\ufffd"
)
listed = st.lists(st.sampled_from(["the", "of", "cats", "U.S.", "b"])).map(" ".join)
texts = st.text() | st.text(ODD) | st.text("abc's. _SYy")


def pages() -> Iterator[list[str]]:
    for first in range(0, sys.maxunicode + 1, 256):
        yield [chr(code) for code in range(first, first + 256)]


@given(texts)
@example("x's y\u2019S's z's_ w's\u0301 'tis")
@example("\ud800a\udc00 \ud83d\ude00b")
def test_words_of_any_text(text: str) -> None:
    assert _native.words(text) == [tuple(token) for token in reference.tokens(text)]
    assert _native.surfaces(text) == reference.surfaces(text)


@given(texts)
@example("\u0301\u0302")
@example("\ud800A\ufffd\u0301\udfff")
def test_forms_of_any_word(word: str) -> None:
    assert _native.surface(word) == reference.surface(word)
    assert _native.fold(word) == reference.fold(word)
    for language in STEMMERS:
        assert _native.term(word, language) == reference.term(word, language), language


# The endings that the stemmers know, and letters that they treat apart.
INFLECTIONS = {
    "fr": "s es e é ée ées er ez ait aient ions ation ations eux euse ment ements ité ités aux al "
    "iqu ique ismes iste issons issait ère ièrement amment emment ences logie abilité ivité ant œil",
    "de": "e en er es em ern s st est end ung ungen ig ige ik isch lich lichen heit keit igkeit lein nis nisse ä ö "
    "ü ß ae oe ue que sten erin innen",
    "es": "o a os as e es ar er ir ado ada ados ando iendo ación aciones amente mente idad idades iva ivo oso logia "
    "arse arlas ándolo iéndose ño üe aba ían eríamos acion ucion",
    "ru": "а у ы и ой ом ами ого ему ый ая ое ие ость ости ться лась енный ейш вшись ящий ия ию ё й ь",
}
STEMS = {
    "fr": "nation présid décid mang élev chev travaill québec y j gu",
    "de": "haus häus straß regier größ bau frei mueller y u",
    "es": "cancion niñ gobiern polític habl constru yend gü",
    "ru": "войн воин правительств нов ёлк кра за\u0301мок наи в",
}


@pytest.mark.parametrize("language", INFLECTIONS)
def test_inflected_words_are_stemmed_alike(language: str) -> None:
    endings, stems, chance = ["", *INFLECTIONS[language].split()], STEMS[language].split(), random.Random(7)
    words = {one + ending for one in stems for ending in endings}
    words |= {chance.choice(stems) + chance.choice(endings) + chance.choice(endings) for _ in range(1500)}
    words |= {word.upper() for word in chance.sample(sorted(words), 200)}
    for word in words:
        assert _native.term(word, language) == reference.term(word, language), word


def test_a_language_without_a_stemmer_is_refused() -> None:
    with pytest.raises(ValueError, match="no stemmer"):
        _native.term("parole", "it")


def test_every_code_point() -> None:
    for characters in pages():
        for shape in ("A{}a ", "{}\u0315\u0301\u03a3 ", "A{} "):
            text = "".join(shape.format(c) for c in characters)
            assert _native.surface(text) == reference.surface(text), hex(ord(characters[0]))
            assert _native.fold(text) == reference.fold(text), hex(ord(characters[0]))
        text = "".join(f"a{c}b {c} {c}c's{c} " for c in characters)
        assert _native.words(text) == [tuple(token) for token in reference.tokens(text)], hex(ord(characters[0]))
        for c in characters:
            if unicodedata.combining(c):  # of nothing else nothing is left
                assert _native.fold(c) == reference.fold(c), hex(ord(c))


SUFFIXES = (
    "s es ies ied ed eed ing ingly edly eedly ational tional enci anci izer bli abli alli entli eli ousli ization "
    "ation ator alism iveness fulness ousness aliti iviti biliti logi ogist fulli lessli li icate ative alize iciti "
    "ical ful ness al ance ion sion tion e ll y ly 's 's' ' ement ment ent ou"
).split()


def real_words(shared: Path) -> list[str]:
    words: set[str] = set()
    with tarfile.open(next((shared / "corpora" / "reuters21578").glob("*.tar.xz"))) as archive:
        for member in archive:
            if (content := archive.extractfile(member)) is not None:
                words.update(re.findall(r"[^\W_]+", content.read().decode("latin-1")))
    with lzma.open(shared / "corpora" / "senate-15k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            words.update(re.findall(r"[^\W_]+", json.dumps(json.loads(line), ensure_ascii=False)))
    return sorted(words)


def test_a_hundred_thousand_words_are_stemmed_alike(shared: Path) -> None:
    words = real_words(shared)
    chance = random.Random(5)
    made = set()
    for word in chance.sample(words, 20_000):
        made.add(word[: chance.randint(1, len(word))] + chance.choice(SUFFIXES))
        at = chance.randrange(len(word))
        made.add(word[:at] + chance.choice("aeiouyY\u00e9's\u0301\u03a3\u0130\u00df\ufb01\uff19") + word[at + 1 :])
        made.add("".join(chance.choices("aeiouyYlstbcdeg\u00e9w", k=chance.randint(0, 6))) + chance.choice(SUFFIXES))
    assert len(words) + len(made) > 100_000
    porter = json.dumps({"splitter": "whoosh", "form": {"stemming": {}}})
    for word in (*words, *made):
        assert _native.term(word) == reference.term(word)
        for term, _, start, end in _native.tokens(porter, word):
            assert term == stem(word[start:end].lower()), word


def test_the_tables_are_of_one_version_of_unicode() -> None:
    """What is not asked of a Python that has this version: the numbers that the standard gives for it."""
    assert VERSION == "14.0.0"
    unassigned = {code for first, last in UNASSIGNED for code in range(first, last + 1)}
    private, surrogates, controls = 6_400 + 2 * 65_534, 2_048, 65
    assert sys.maxunicode + 1 - len(unassigned) - private - surrogates - controls == 144_697
    # Characters only ever come to be: what a younger version does not know, an older one did not.
    assert all(code in unassigned for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cn")


def test_the_tables_are_those_of_the_tool(repository: Path) -> None:
    if unicodedata.unidata_version != VERSION:
        pytest.skip(f"only a Python of Unicode {VERSION} can make the tables")
    made = subprocess.run(
        [sys.executable, str(repository / "tools/make_unicode_tables.py")], capture_output=True, text=True, check=True
    ).stdout
    assert made == TABLES.read_text(encoding="utf-8")


class Louder(wa.LowercaseFilter):  # type: ignore[misc,unused-ignore]
    pass


def with_attribute(analyzer: Any, part: int, name: str, value: object) -> Any:
    setattr(analyzer.items[part], name, value)
    return analyzer


KNOWN = [
    wa.SimpleAnalyzer(),
    wa.StandardAnalyzer(),
    wa.StandardAnalyzer(stoplist=None),
    wa.StandardAnalyzer(stoplist=[]),
    wa.StandardAnalyzer(stoplist={"a", "b", "\u00e9"}, minsize=0, maxsize=4),
    wa.StemmingAnalyzer(),
    wa.StemmingAnalyzer(stoplist=None),
    wa.StemmingAnalyzer(stoplist=["b"], minsize=1, maxsize=5, ignore=["ies", "running"], cachesize=None),
    wa.StemmingAnalyzer(cachesize=-1),
]
UNKNOWN = [
    None,
    wa.RegexTokenizer(),
    wa.SimpleAnalyzer(expression=r"\w+"),
    wa.SimpleAnalyzer(expression=re.compile(r"\w+(\.?\w+)*", re.ASCII)),
    wa.SimpleAnalyzer(gaps=True),
    wa.RegexTokenizer() | wa.StopFilter(),
    wa.RegexTokenizer() | wa.StopFilter() | wa.LowercaseFilter(),
    wa.RegexTokenizer() | wa.LowercaseFilter() | wa.StemFilter() | wa.StopFilter(),
    wa.RegexTokenizer() | wa.LowercaseFilter() | wa.StopFilter(renumber=False),
    wa.RegexTokenizer() | Louder(),
    wa.StandardAnalyzer(minsize=-1),
    wa.StandardAnalyzer(minsize=1.5),
    wa.StandardAnalyzer(stoplist=["\ud800"]),
    wa.StemmingAnalyzer(stemfn=lambda word: word),
    wa.StemmingAnalyzer(cachesize=1),
    wa.LanguageAnalyzer("en"),
    wa.KeywordAnalyzer(lowercase=True),
    wa.NgramAnalyzer(3),
    wa.FancyAnalyzer(),
    with_attribute(wa.StandardAnalyzer(), 2, "lang", "en"),
    with_attribute(wa.StandardAnalyzer(), 2, "stops", ["a"]),
    with_attribute(wa.SimpleAnalyzer(), 1, "strict", True),
    with_attribute(wa.StemmingAnalyzer(), 3, "_stem", str.upper),
]


@pytest.mark.parametrize("analyzer", KNOWN)
@given(
    text=texts
    | st.text("abirungse .IESY")
    | st.lists(st.sampled_from(["the", "of", "cats", "U.S.", "b"])).map(" ".join)
)
def test_known_analyzers_of_whoosh(analyzer: Any, text: str) -> None:
    chain = chain_of(analyzer)
    assert chain is not None
    assert _native.tokens(json.dumps(chain), text) == whoosh_tokens(analyzer, text)


def test_an_analyzer_of_whoosh_on_every_code_point() -> None:
    analyzer = wa.StemmingAnalyzer(cachesize=None)
    chain = json.dumps(chain_of(analyzer))
    for characters in pages():
        text = "".join(f"a{c}b {c} {c}c, " for c in characters)
        assert _native.tokens(chain, text) == whoosh_tokens(analyzer, text), hex(ord(characters[0]))


@pytest.mark.parametrize("analyzer", UNKNOWN)
def test_other_analyzers_are_left_to_python(analyzer: Any) -> None:
    assert chain_of(analyzer) is None


@pytest.mark.parametrize("chain", ["", "{", "1", "{}", '"body"', '{"splitter": "whoosh", "form": {"standard": 5}}'])
def test_what_is_no_chain(chain: str) -> None:
    with pytest.raises(ValueError, match=r"is not an analysis|is not a form of a word|^no analysis: "):
        _native.tokens(chain, "a")
