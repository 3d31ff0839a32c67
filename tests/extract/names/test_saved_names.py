"""The names of made-up texts against saved answers, which another implementation of the rules gave.

The texts join the forms that the rules know: titles, honorifics, companies with and without their form, acronyms, names
of several lines. The answers rest on the tagger's weights as well. After new weights, ``python -m
tests.extract.names.test_saved_names`` writes them anew: read what it changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from searchkit.extract.names.entities import find_entities

SAVED = Path(__file__).with_name("saved_names.jsonl")


def answer(title: str | None, body: str, start: int) -> dict[str, Any]:
    found = find_entities(title, body, start)
    mentions = [[m.kind, m.start, m.end, m.name, m.provenance] for m in found.mentions]
    names = {kind: list(names) for kind, names in found.names.items() if names}
    also = {kind: {name: list(forms) for name, forms in of.items()} for kind, of in found.also_written.items()}
    return {"mentions": mentions, "names": names, "also": also, "origins": dict(found.provenance)}


def saved() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAVED.read_text(encoding="utf-8").splitlines()]


def test_names_are_those_that_were_saved() -> None:
    for text in saved():
        given = {key: text[key] for key in ("title", "body", "start")}
        assert {**given, **answer(**given)} == text


if __name__ == "__main__":
    lines = [{**text, **answer(text["title"], text["body"], text["start"])} for text in saved()]
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    SAVED.write_text(written, encoding="utf-8")
