"""Wikigold (Balasuriya et al., Named entity recognition in Wikipedia, 2009): texts with their names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_KINDS = {"PER": "person", "LOC": "place", "ORG": "org", "MISC": "misc"}


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text and the names in it: kind, begin and end in characters, in order."""

    id: str
    body: str
    names: tuple[tuple[str, int, int], ...]


def gold_texts(shared: Path) -> list[GoldText]:
    """The 145 texts in the order of their file. Raises ValueError if tokens and texts do not agree."""
    tagged: dict[str, list[tuple[str, str]]] = {}
    for line in (shared / "ner/wikigold/sentences.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        tagged.setdefault(record["doc"], []).extend(zip(record["tokens"], record["tags"], strict=True))
    texts: list[GoldText] = []
    for line in (shared / "ner/wikigold/docs.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        texts.append(GoldText(record["id"], record["body"], _names(record["body"], tagged[record["id"]])))
    return texts


def _names(body: str, tagged: list[tuple[str, str]]) -> tuple[tuple[str, int, int], ...]:
    """The places of the names: the tokens of a text stand in it in their order, with nothing but blanks between."""
    names: list[tuple[str, int, int]] = []
    at = 0
    inside = False
    for token, tag in tagged:
        start = body.index(token, at)
        if body[at:start].strip():
            raise ValueError(f"no token of {body[at:start]!r}")
        at = start + len(token)
        if tag.startswith("B-"):
            names.append((_KINDS[tag[2:]], start, at))
        elif tag.startswith("I-") and inside:
            names[-1] = (*names[-1][:2], at)
        inside = tag != "O"
    return tuple(names)
