"""Makes tools/name_lists/classes.txt: ``python -m tools.learn_classes [SHARED]`` (a folder like ../shared).

Classes of the most frequent words of three corpora and of Wikigold, whose licences all allow it, learned without labels
(see searchkit/native/core/src/names/classes.rs). The same texts give the same classes; it takes some minutes.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from searchkit import _native
from tools.tagger_lexicon import CLASSES
from tools.wikigold import gold_texts

ROOT = Path(__file__).resolve().parents[1]

# Documents of each corpus; Wikigold is read whole.
_READ: Final = {"senate-15k": 15_000, "arxiv-80k": 10_000, "chronam1916-1k": 1_000}
_WORDS: Final = 20_000
_CLASSES: Final = 400
_ROUNDS: Final = 12


def _texts(shared: Path) -> Iterator[str]:
    for corpus, most in _READ.items():
        with lzma.open(shared / f"corpora/{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in islice(lines, most):
                yield json.loads(line)["body"]
    for text in gold_texts(shared):
        yield text.body


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared")
    classed = _native.word_classes(list(_texts(shared)), words=_WORDS, classes=_CLASSES, rounds=_ROUNDS)
    members: dict[int, list[str]] = {}
    for word, number in classed:
        members.setdefault(number, []).append(word)
    lines = ["# Classes of words by their neighbours, made by tools/learn_classes.py: number, words."]
    lines += [f"{number}: {' '.join(words)}" for number, words in sorted(members.items())]
    CLASSES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(classed):,} words in {len(members)} classes")


if __name__ == "__main__":
    main()
