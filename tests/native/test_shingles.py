"""The shingles of a text and their keys are those that native/core/src/shingles.rs defines, in plain Python."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

import reference_analysis as reference
from searchkit._native import Shingles

FULL = (1 << 64) - 1
texts = st.text() | st.text("ab \u00e9E'sS_.\u0301\ufb01\ud800") | st.lists(st.sampled_from("abcdef")).map(" ".join)


def mix(x: int) -> int:
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & FULL
    x = (x ^ x >> 27) * 0x94D049BB133111EB & FULL
    return x ^ x >> 31


def hashes(text: str, width: int) -> set[int]:
    words = []
    for surface in reference.surfaces(text):
        hashed = 0xCBF29CE484222325
        for byte in reference.fold(surface).encode():
            hashed = (hashed ^ byte) * 0x100000001B3 & FULL
        words.append(hashed)
    found = set()
    for start in range(max(len(words) - width + 1, min(len(words), 1))):
        total = 0
        for word in words[start : start + width]:
            total = mix((total + word) & FULL)
        found.add(total >> 32)
    return found


def keys(found: set[int], bands: int, rows: int) -> list[bytes]:
    parts = bands * rows
    least: dict[int, int] = {}
    filled = {hashed * parts >> 32 for hashed in found}
    for part in range(parts if found else 0):
        attempt = 0
        origin = part
        while origin not in filled:
            attempt += 1
            origin = (mix(part << 32 | attempt) >> 32) * parts >> 32
        least[part] = min(h for h in found if h * parts >> 32 == origin)
    made = []
    for band in range(bands if found else 0):
        total = mix(band)
        for row in range(band * rows, (band + 1) * rows):
            total = mix((total + least[row]) & FULL)
        made.append((total >> 32).to_bytes(4))
    return made


@given(texts, texts, st.integers(1, 5))
@example("The port of Genoa's closed", "THE PORT OF GÉNOA closed", 3)
@example("one", "", 4)
def test_shingles_and_keys(text: str, other: str, width: int) -> None:
    a, b = hashes(text, width), hashes(other, width)
    x, y = Shingles(text, width), Shingles(other, width)
    assert (len(x), x.words, x.common(y), y.common(x)) == (
        len(a),
        len(reference.surfaces(text)),
        len(a & b),
        len(a & b),
    )
    assert x.keys(4, 3) == keys(a, 4, 3)
    assert y.keys(1, 1) == keys(b, 1, 1)


def test_keys_are_the_same_for_ever() -> None:
    text = "The port of Genoa was closed on Monday after dockers had walked out over pay."
    assert [key.hex() for key in Shingles(text, 4).keys(4, 3)] == ["de1d56d7", "de1e334f", "f13b2918", "c99a3a3a"]
