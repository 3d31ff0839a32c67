"""Make ``searchkit/base/language_names.tsv``: the codes of languages, and what people call them.

It is run at development time, never by searchkit itself. The source is ``Babel`` (2.18; Unicode CLDR). The result is
the same for the same input: run ``python tools/make_language_table.py`` and compare.

One line a language: its code (ISO 639-1, or ISO 639-2 where that has none), a tab, and the keys of its other codes and
of its names, separated by ``|``. A key is a name in lower case without accents. The names are its own, and those in
the languages of ``NAMED_IN``. A name of several languages is left out.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from searchkit.base.language_code import name_key  # noqa: E402

TARGET = ROOT / "searchkit" / "base" / "language_names.tsv"
NAMED_IN = "en fr de es it pt nl pl cs sv da tr ru uk el ar he zh zh_Hant ja ko".split()
# What is no language: undetermined, multiple, none, not coded.
NONE = {"und", "mul", "zxx", "mis", "root"}
# Codes that were withdrawn from ISO 639-1, and stand for others.
WITHDRAWN = {"iw", "in", "ji", "jw", "mo", "sh"}

# What CLDR lacks, or says otherwise.
BY_HAND = {"castilian": "es", "farsi": "fa", "mandarin": "zh", "moldovan": "ro", "tgl": "tl", "valencian": "ca"}


def build() -> dict[str, list[str]]:
    """The keys of each code, sorted."""
    from babel import Locale
    from babel.core import get_global
    from babel.localedata import exists

    english = [str(code) for code in Locale("en").languages]
    codes = {code for code in english if code.isalpha() and code not in NONE | WITHDRAWN}
    keys: dict[str, set[str]] = defaultdict(set)
    for other, code in get_global("language_aliases").items():
        base = code.partition("_")[0]
        if other.isalpha() and base in codes and (other not in codes or len(other) > 2) and other not in NONE:
            keys[base].add(other)
    of_names: dict[str, set[str]] = defaultdict(set)
    for locale in NAMED_IN:
        for tag, name in Locale.parse(locale).languages.items():
            code = tag.partition("_")[0]
            if code in codes:
                of_names[name_key(name)].add(code)
    for code in codes:
        own = Locale(code).languages.get(code) if exists(code) else None
        if own:
            of_names[name_key(own)].add(code)
    for others in keys.values():
        others -= BY_HAND.keys()
    for name, code in BY_HAND.items():
        keys[code].add(name)
    other_codes = codes.union(*keys.values())
    for name, named in of_names.items():
        if len(named) == 1 and name not in other_codes:
            keys[next(iter(named))].add(name)
    # A code that stands for another is that one, whatever CLDR calls it.
    gone = {code for code in codes if any(code in others for own, others in keys.items() if own != code)}
    return {code: sorted(keys[code] - {code}) for code in sorted(codes - gone)}


def main() -> None:
    """Write the table and say how big it is."""
    rows = [f"{code}\t{'|'.join(others)}" for code, others in build().items()]
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(rows)} languages, {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
