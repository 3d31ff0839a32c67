"""What rules for names look at: the one pass of the core against regular expressions that say the same."""

import re

from hypothesis import given
from hypothesis import strategies as st

from searchkit import _native

_ACRONYM = re.compile(r"[A-Z](?:\.(?:[A-Z]\.)+|[A-Za-z]?[A-Z]+)(?!\w)")
_HONORIFIC = re.compile(r"(?:Mr|Rep|President)\b\.?[ \n](?=[A-Z])")
_HEAD = re.compile(r"(?:Cup|Grand Prix)(?!\w)")
_PHRASES = ("World Bank", "World Cup", "U.N. Council")
_CUES = _native.NameCues(("Mr", "Rep", "President"), ("Cup", "Grand Prix"), _PHRASES)
_PIECES = ("A", "B", "c", ".", " ", "\n", "_", "1", "é", "\u2019", "(", "EU", "U.", "Mr", "Rep", "President", "Cup")
_TEXTS = st.lists(st.sampled_from((*_PIECES, "Grand Prix", "World", " Bank", " Cup", "U.N. Council")), max_size=30)


@given(_TEXTS.map("".join), st.integers(0, 8))
def test_cues_are_those_of_the_expressions(text: str, start: int) -> None:
    start = min(start, len(text))
    acronyms, honorifics, heads, phrases = _CUES.find(text, start)
    assert acronyms == [match.span() for match in _ACRONYM.finditer(text, start)]
    assert honorifics == [match.start() for match in _HONORIFIC.finditer(text, start)]
    assert heads == [match.start() for match in _HEAD.finditer(text, start)]
    words = set(text.split())
    begun = [n for n, phrase in enumerate(_PHRASES) if phrase.split(" ")[0] in words and phrase in text]
    assert sorted(phrases) == begun


def test_long_runs_take_linear_time() -> None:
    for text in ("A" * 200_000 + "1", "A." * 200_000 + "x", "Ab" * 200_000, "World " * 100_000):
        assert _CUES.find(text)[1:3] == ([], [])
