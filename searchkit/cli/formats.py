"""The machine-readable formats of results. Control characters are escaped by each format's own rules."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from searchkit.article import Article
from searchkit.display.safe_text import acts
from searchkit.results.results import Hit, Results
from searchkit.results.snippets import Snippet, place_of
from searchkit.results.timeline import Timeline

Write = Callable[[str], object]
SEARCH_SCHEMA: Final = "searchkit.search/1"
CSV_COLUMNS: Final = ("rank", "id", "score", "date", "place", "agency", "title", "path", "snippet")


def envelope(results: Results) -> dict[str, Any]:
    """The object that ``--json`` prints; its JSON Schema is docs/search.schema.json."""
    return {
        "schema": SEARCH_SCHEMA,
        "query": results.query,
        "parsed": results.parsed,
        "index_revision": results.revision,
        "total": {"value": results.total, "exact": True},
        "took_ms": round(results.took_ms, 3),
        "warnings": warning_records(results),
        "facets": {
            name: [{"value": v.value, "count": v.count} for v in values] for name, values in results.facets.items()
        },
        "hits": [hit_record(hit) for hit in results],
    }


def warning_records(results: Results) -> list[dict[str, Any]]:
    """What was not understood in the query as written."""
    return [
        {"code": w.code, "message": w.message, "pos": w.span.start, "end": w.span.end, "hint": w.hint or None}
        for w in results.warnings
    ]


def hit_record(hit: Hit) -> dict[str, Any]:
    """One hit as it stands in the envelope, and on a line of ``--jsonl``."""
    article = hit.article
    return {
        "rank": hit.rank,
        "id": article.id,
        "score": round(hit.score, 6),
        "title": article.title,
        "date": article.date,
        "date_precision": article.date_precision,
        "place": article.place,
        "country": article.country,
        "agency": article.agency,
        "language": article.language,
        "entities": entities_record(article),
        "provenance": dict(article.provenance),
        "url": article.url,
        "path": article.path,
        "snippets": [
            {"field": s.field, "text": s.text, "offset": s.offset, "spans": [list(span) for span in s.spans]}
            | _page(article, s)
            for s in hit.snippets
        ],
    }


def _page(article: Article, snippet: Snippet) -> dict[str, int]:
    number = article.page_at(place_of(snippet)) if snippet.field == "body" else None
    return {"page": number} if number else {}


def entities_record(article: Article) -> dict[str, list[str]]:
    """The entities by kind; person, org and place are always there."""
    return {kind: [] for kind in ("person", "org", "place")} | {k: list(v) for k, v in article.entities.items()}


def article_record(article: Article) -> dict[str, Any]:
    """An article as ``show --json`` prints it."""
    return {
        "schema": "searchkit.article/1",
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "date": article.date,
        "date_precision": article.date_precision,
        "place": article.place,
        "place_written": article.place_written,
        "more_places": list(article.more_places),
        "country": article.country,
        "dateline": article.dateline,
        "agency": article.agency,
        "language": article.language,
        "entities": entities_record(article),
        "mentions": list(article.mentions),
        "provenance": dict(article.provenance),
        "url": article.url,
        "path": article.path,
        "metadata": dict(article.metadata),
    }


def timeline_record(timeline: Timeline, results: Results) -> dict[str, Any]:
    """What ``timeline --json`` prints."""
    return {
        "schema": "searchkit.timeline/1",
        "query": results.query,
        "parsed": results.parsed,
        "warnings": warning_records(results),
        "by": timeline.by,
        "field": timeline.field,
        "steps": [{"date": s.date, "count": s.count} for s in timeline],
        "unplaced": timeline.unplaced,
        "total": {"value": results.total, "exact": True},
    }


def dump(value: Any) -> str:
    """JSON on one line, readable text unescaped except for what could disturb a terminal."""
    text = json.dumps(value, ensure_ascii=False)
    # C1 controls and DEL are valid in JSON strings, but some terminals act on them.
    return "".join(c if ord(c) < 0x7F or ord(c) > 0x9F else f"\\u{ord(c):04x}" for c in text)


def write_json(results: Results, write: Write) -> None:
    """One object."""
    write(dump(envelope(results)) + "\n")


def write_jsonl(results: Results, write: Write) -> None:
    """One hit a line."""
    for hit in results:
        write(dump(hit_record(hit)) + "\n")


def write_csv(results: Results, write: Write) -> None:
    """A header and one hit a row, quoted as RFC 4180 says, lines ended as on Unix."""
    line = io.StringIO()
    table = csv.writer(line, lineterminator="\n")

    def row(values: list[Any]) -> None:
        table.writerow([_escaped(v) if isinstance(v, str) else v for v in values])
        write(line.getvalue())
        line.seek(0)
        line.truncate()

    row(list(CSV_COLUMNS))
    for hit in results:
        a = hit.article
        passage = next((s.text for s in hit.snippets if s.field == "body"), "")
        row(
            [hit.rank, a.id, round(hit.score, 6), a.date, a.place, a.agency, a.title, a.path, " ".join(passage.split())]
        )


def write_ids(results: Results, write: Write) -> None:
    """One id a line."""
    for hit in results:
        write(_escaped(hit.article.id).replace("\n", "\\n") + "\n")


def write_paths(results: Results, write: Write) -> None:
    """One path a line, each once; articles that came from no file have none."""
    for path in dict.fromkeys(hit.article.path for hit in results):
        if path:
            write(_escaped(path).replace("\n", "\\n") + "\n")


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c.encode("unicode_escape").decode() if acts(c) and c not in "\n\t" else c for c in text)


FORMATS: Final[Mapping[str, Callable[[Results, Write], None]]] = {
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "paths": write_paths,
    "ids": write_ids,
}
