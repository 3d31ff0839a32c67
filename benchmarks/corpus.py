"""The documents: made by make_corpus.py of the shared tools, and prepared so that all tokenizers see the same words."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.place import Place, say, shared

_POSSESSIVE: Final = re.compile(r"(?<=[^\W_])['\u2019\u02bc](?=[sS](?!\w))")
_MARKS: Final = re.compile("[\u0300-\u036f]")
WORD: Final = re.compile(r"[^\W_]+")

Document = dict[str, Any]


def words(text: str) -> list[str]:
    """The words of a prepared text, as every engine here indexes them: runs of letters and digits, lower-cased."""
    return WORD.findall(text.lower())


def prepared(record: Document) -> Document:
    """A document of the corpus as the engines are fed it: id, body, day (yyyymmdd), place and entities.

    A possessive 's is written apart and accents are composed, because searchkit and its peers differ in nothing else
    of what a word is; then counts have to agree exactly.
    """
    body: str = record["body"]
    if not body.isascii():
        body = _MARKS.sub("", unicodedata.normalize("NFC", body))
    return {
        "id": record["id"],
        "body": _POSSESSIVE.sub(" ", body),
        "day": int(record["date"].replace("-", "")),
        "place": record["place"],
        "entities": record["entities"],
    }


def read(path: Path, limit: int | None = None) -> Iterator[Document]:
    """The documents of a JSON Lines file."""
    with path.open("rb") as lines:
        for line in itertools.islice(lines, limit):
            yield json.loads(line)


def make(place: Place, size: int) -> Path:
    """The prepared documents of this size, made if they are not there yet."""
    documents = place.documents(size)
    if documents.exists():
        return documents
    corpus = make_raw(place, size)
    say(f"preparing {size:,} documents ...")
    unfinished = documents.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as out:
        for record in read(corpus, size):
            out.write(json.dumps(prepared(record), ensure_ascii=False) + "\n")
    unfinished.replace(documents)
    return documents


def make_raw(place: Place, size: int) -> Path:
    """The corpus of this size: its first documents are those of every smaller one."""
    corpus = place.corpus(size)
    if corpus.exists():
        return corpus
    tool = shared() / "tools" / "make_corpus.py"
    say(f"making {size:,} documents ...")
    unfinished = corpus.with_suffix(".unfinished")
    subprocess.run([sys.executable, str(tool), str(size), str(unfinished)], check=True, stderr=subprocess.DEVNULL)
    unfinished.replace(corpus)
    return corpus
