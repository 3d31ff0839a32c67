"""Collections of articles with topics and judgements: which articles answer which topic, and how well."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from searchkit.article import Article

COLLECTIONS: Final = ("cacm", "cisi", "cranfield")


@dataclass(frozen=True, slots=True)
class Collection:
    """``topics`` maps ids to texts. ``judgements`` maps ids of topics to the grades of articles, from 0 (useless).

    Only topics with judgements are kept, and only articles that have a text.
    """

    name: str
    articles: Sequence[Article]
    topics: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def collection(shared: Path, name: str) -> Collection:
    """The collection in ``relevance/NAME`` of a folder like ../shared."""
    folder = shared / "relevance" / name
    articles = [
        Article(id=document["id"], title=document.get("title") or None, body=document.get("body") or "")
        for document in _records(folder / "docs.jsonl")
        if document.get("title") or document.get("body")
    ]
    judgements: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        topic, article, grade = line.split("\t")
        judgements.setdefault(topic, {})[article] = int(grade)
    topics = {topic["id"]: topic["text"] for topic in _records(folder / "queries.jsonl") if topic["id"] in judgements}
    return Collection(name, articles, topics, judgements)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
