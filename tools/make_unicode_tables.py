"""Writes native/core/src/analysis/unicode_tables.rs: what this Python says of letters, so that Rust says the same.

    python tools/make_unicode_tables.py > searchkit/native/core/src/analysis/unicode_tables.rs

An index outlives the machine and the compiler that made it. So the native analysis does not ask Rust's standard
library, whose Unicode version grows with the compiler, but these tables, made once from CPython 3.11 (Unicode 14).
Everything is asked of Python's own ``re`` and ``str.lower``; no knowledge of Unicode's files goes in.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable

WORD = re.compile(r"\w")
LAST = sys.maxunicode


def characters() -> Iterable[int]:
    """Every code point that a Rust string can hold beyond ASCII."""
    return (c for c in range(0x80, LAST + 1) if not 0xD800 <= c <= 0xDFFF)


def ranges(holds: Callable[[str], bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for c in characters():
        if holds(chr(c)):
            if found and found[-1][1] == c - 1:
                found[-1] = (found[-1][0], c)
            else:
                found.append((c, c))
    return found


def final_sigma_after(text: str) -> bool:
    return (text + "\u03a3").lower().endswith("\u03c2")


def runs_of(changed: Callable[[str], str]) -> list[tuple[int, int, int, int]]:
    """(first, last, step, what to add) of the characters that are changed into one other character."""
    runs: list[tuple[int, int, int, int]] = []
    for c in characters():
        small = changed(chr(c))
        if small == chr(c) or len(small) != 1:
            continue
        delta = ord(small) - c
        if runs:
            first, last, step, same = runs[-1]
            if same == delta and (c - last == step or (first == last and c - last in (1, 2))):
                runs[-1] = (first, c, c - last, delta)
                continue
        runs.append((c, c, 1, delta))
    return runs


def word_pages() -> tuple[list[int], list[tuple[int, int, int, int]]]:
    """For every 256 characters the number of their page, and the pages: a bit a character."""
    pages: dict[tuple[int, int, int, int], int] = {}
    index: list[int] = []
    for first in range(0, LAST + 1, 256):
        bits = [0, 0, 0, 0]
        for c in range(first, first + 256):
            if not 0xD800 <= c <= 0xDFFF and WORD.match(chr(c)):
                bits[c % 256 // 64] |= 1 << c % 64
        index.append(pages.setdefault((bits[0], bits[1], bits[2], bits[3]), len(pages)))
    return index, list(pages)


def write(name: str, kind: str, items: list[str], what: str, per_line: int) -> None:
    print(f"\n/// {what}")
    print(f"pub static {name}: [{kind}; {len(items)}] = [")
    for i in range(0, len(items), per_line):
        print("    " + " ".join(f"{item}," for item in items[i : i + per_line]))
    print("];")


def write_ranges(name: str, holds: Callable[[str], bool], what: str) -> None:
    write(name, "(u32, u32)", [f"(0x{a:x}, 0x{b:x})" for a, b in ranges(holds)], what, 5)


def write_runs(name: str, changed: Callable[[str], str], what: str) -> None:
    runs = [f"(0x{a:x}, 0x{b:x}, {step}, {delta})" for a, b, step, delta in runs_of(changed)]
    write(name, "(u32, u32, u32, i32)", runs, what, 4)


def escaped(text: str) -> str:
    """A text within the quotation marks of Rust."""
    return "".join(f"\\u{{{ord(c):x}}}" for c in text)


def main() -> None:
    longer = [c for c in characters() if len(chr(c).lower()) != 1]
    assert longer == [0x130], longer  # written out in unicode.rs
    version = ".".join(map(str, sys.version_info[:2]))
    print(f"//! What CPython {version} says of letters (Unicode {unicodedata.unidata_version}). Made by")
    print("//! tools/make_unicode_tables.py: change that, not this.")
    print("#![cfg_attr(rustfmt, rustfmt_skip)]")
    index, pages = word_pages()
    write("WORD_INDEX", "u8", [str(i) for i in index], "For every 256 characters: their page in `WORD_PAGES`.", 24)
    write(
        "WORD_PAGES",
        "[u64; 4]",
        ["[" + ", ".join(f"0x{bits:x}" for bits in page) + "]" for page in pages],
        r"A bit for every character that `\w` of `re` matches.",
        1,
    )
    write_runs("LOWER", str.lower, "Characters whose lower case is one other: first, last, step, what to add.")
    write_runs("CASE_FOLDED", str.casefold, "Characters that fold to one other: first, last, step, what to add.")
    longer_folded = [c for c in characters() if len(chr(c).casefold()) > 1]
    write(
        "CASE_FOLDED_LONG",
        "(u32, &str)",
        [f'(0x{c:x}, "{escaped(chr(c).casefold())}")' for c in longer_folded],
        "Characters whose case folding is several characters.",
        4,
    )
    write_ranges(
        "MARKS",
        lambda c: unicodedata.category(c) in ("Mn", "Mc", "Me"),
        "Combining marks, which belong to the letter before them.",
    )
    write_ranges("CASED", final_sigma_after, "A sigma directly after one of these is final: cased and not skipped.")
    write_ranges(
        "PASSED_OVER",
        lambda c: final_sigma_after("A" + c) and not final_sigma_after(c),
        "What is skipped between a letter and a sigma (Case_Ignorable).",
    )
    write_ranges("NUMBERS", lambda c: unicodedata.category(c)[0] == "N", "Digits and other numbers.")
    write_ranges(
        "UNASSIGNED",
        lambda c: unicodedata.category(c) == "Cn",
        "Characters that did not exist: whatever they became since, they are left as they are.",
    )


if __name__ == "__main__":
    main()
