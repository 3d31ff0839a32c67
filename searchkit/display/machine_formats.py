"""The machine-readable formats of results. On a terminal, none of them shows a character that acts or hides.

JSON and CSV are the same everywhere. Ids and paths are exact where a program reads them, and escaped on a terminal.
"""

from __future__ import annotations

import io
from itertools import zip_longest

from searchkit.archive.fields import metadata_values
from searchkit.article import Article
from searchkit.base.light_json import dumps
from searchkit.base.typing_names import Any, Callable, Final, Mapping, Protocol, Sequence
from searchkit.display.safe_text import acts, escaped
from searchkit.results.results import Hit, Results
from searchkit.results.snippets import Snippet, place_of
from searchkit.results.story import Story
from searchkit.results.timeline import Timeline

Write = Callable[[str], object]
SEARCH_SCHEMA: Final = "searchkit.search/1"
# What a spreadsheet takes for the begin of a formula, also in the wide letters of East Asia.
_FORMULAS: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_END_ESCAPES: Final = {"\n": "\\u000a", "\0": "\\u0000"}
CSV_COLUMNS: Final = ("rank", "id", "score", "date", "place", "agency", "title", "path", "snippet", "citation")


def envelope(
    results: Results, *, explain: bool = False, diagnose: bool = False, coordinates: bool = False
) -> dict[str, Any]:
    """The object that ``--json`` prints. docs/search.schema.json is its JSON Schema."""
    return {
        "schema": SEARCH_SCHEMA,
        "query": results.query,
        "parsed": results.parsed,
        **filter_records(results),
        "index_revision": results.revision,
        **({} if results.since is None else {"since": results.since}),
        "total": {"value": results.total, "exact": True},
        **_stories(results),
        "took_ms": round(results.took_ms, 3),
        "warnings": warning_records(results),
        "suggestions": [
            {
                "word": s.word,
                "field": s.field,
                "pos": s.span.start,
                "end": s.span.end,
                "instead": [{"value": v.value, "count": v.count} for v in s.instead],
            }
            for s in results.suggestions
        ],
        **_diagnosis(results, diagnose),
        **_added(results),
        "facets": {
            name: [{"value": v.value, "count": v.count} for v in values] for name, values in results.facets.items()
        },
        "hits": _hit_records(results, explain, coordinates),
        "nearest": [
            hit_record(hit, copies=results.stories is not None, explain=explain, coordinates=coordinates)
            | {"lacks": list(hit.lacks)}
            for hit in results.nearest
        ],
    }


def filter_records(results: Results) -> dict[str, Any]:
    """The filters of a search as a key of its object, if it has any."""
    if not results.has_filters:
        return {}
    from searchkit.display.filters_record import filters_record  # most searches have none

    return {"filters": filters_record(results.filters)}


def _stories(results: Results) -> dict[str, Any]:
    return {} if results.stories is None else {"stories": {"value": results.stories, "exact": True}}


def _added(results: Results) -> dict[str, Any]:
    words = [{"word": added.word, "weight": round(added.weight, 6)} for added in results.added]
    return {"added": words} if words else {}


def _hit_records(results: Results, explain: bool, coordinates: bool) -> list[dict[str, Any]]:
    copies = results.stories is not None
    return [
        hit_record(hit, copies=copies, explain=explain, beside=following, coordinates=coordinates)
        for hit, following in zip_longest(results, results[1:])
    ]


def warning_records(results: Results) -> list[dict[str, Any]]:
    """The parts of the query that were not understood, each with what may have been meant."""
    told = []
    for w in results.warnings:
        reading = results.readings.get(w.instead)
        instead = {"instead": {"query": reading.query, "total": reading.total}} if reading is not None else {}
        told.append(
            {"code": w.code, "message": w.message, "pos": w.span.start, "end": w.span.end, "hint": w.hint or None}
            | instead
        )
    return told


def _diagnosis(results: Results, diagnose: bool) -> dict[str, Any]:
    """The diagnosis of a search that finds nothing, or of any if it is asked for."""
    if not diagnose and not results.is_diagnosed:
        return {}
    from searchkit.display.diagnosis_view import diagnosis_record  # only a search without hits needs it

    return {"diagnosis": diagnosis_record(results.diagnosis)}


def hit_record(
    hit: Hit, *, copies: bool = False, explain: bool = False, beside: Hit | None = None, coordinates: bool = False
) -> dict[str, Any]:
    """One hit as in the envelope and on a line of ``--jsonl``.

    ``copies`` adds the copies of its story; ``explain`` adds how its score is made, and why it is before ``beside``;
    ``coordinates`` adds where its places lie.
    """
    article = hit.article
    record = {
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
        "has": list(article.has),
        **{name: list(values) for name, values in metadata_values(article).items()},
        "entities": entities_record(article),
        "provenance": dict(article.provenance),
        "url": article.url,
        "path": article.path,
        "origin": origin_record(article),
        "snippets": [
            {"field": s.field, "text": s.text, "offset": s.offset, "spans": [list(span) for span in s.spans]}
            | _page(article, s)
            for s in hit.snippets
        ],
        "story": hit.story,
    }
    if copies:
        record["copies"] = [copy_record(copy) for copy in hit.copies]
    if explain:
        record["explanation"] = hit.explain().as_dict()
        if hit.has_reasons:
            record["why"] = hit.reasons(beside).as_dict()
    if coordinates:
        from searchkit.extract.coordinates import coordinates as coordinates_of  # reads the gazetteer

        record["coordinates"] = {name: list(where) for name, where in coordinates_of(article).items()}
    return record


def copy_record(article: Article) -> dict[str, Any]:
    """Another copy of a story, with the facts in which copies differ."""
    return {
        "id": article.id,
        "title": article.title,
        "date": article.date,
        "place": article.place,
        "agency": article.agency,
        "path": article.path,
    }


def _page(article: Article, snippet: Snippet) -> dict[str, int]:
    number = article.page_at(place_of(snippet)) if snippet.field == "body" else None
    return {"page": number} if number else {}


def origin_record(article: Article) -> dict[str, Any]:
    """Where an article came from, as far as it is known: start, end, line, page, member, revision."""
    return article.origin.as_dict() if article.origin is not None else {}


def entities_record(article: Article) -> dict[str, list[str]]:
    """The entities by kind. person, org and place are always present."""
    return {kind: [] for kind in ("person", "org", "place")} | {k: list(v) for k, v in article.entities.items()}


def article_record(
    article: Article,
    story: Story | None = None,
    alternatives: Mapping[str, Sequence[str]] | None = None,
    coordinates: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, Any]:
    """An article as ``show --json`` prints it.

    It has the other copies of its story, by name the other places that a name could mean, and where its places lie.
    """
    others = [copy for copy in story.copies if copy.id != article.id] if story else []
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
        "has": list(article.has),
        "entities": entities_record(article),
        "alternatives": {name: list(senses) for name, senses in (alternatives or {}).items()},
        "coordinates": {name: list(where) for name, where in (coordinates or {}).items()},
        "mentions": list(article.mentions),
        "provenance": dict(article.provenance),
        "url": article.url,
        "path": article.path,
        "origin": origin_record(article),
        "text_hash": article.text_hash,
        "metadata": dict(article.metadata),
        "story": story.id if story else None,
        "copies": [copy_record(copy) for copy in others],
    }


def timeline_record(timeline: Timeline, results: Results) -> dict[str, Any]:
    """What ``timeline --json`` prints."""
    return {
        "schema": "searchkit.timeline/1",
        "query": results.query,
        "parsed": results.parsed,
        **filter_records(results),
        "warnings": warning_records(results),
        "by": timeline.by,
        "field": timeline.field,
        **({"asked": timeline.asked} if timeline.asked else {}),
        "steps": [{"date": s.date, "count": s.count} for s in timeline],
        **(
            {"gaps": [{"after": g.after, "before": g.before, "steps": g.steps} for g in timeline.gaps]}
            if timeline.gaps
            else {}
        ),
        "unplaced": timeline.unplaced,
        "total": {"value": results.total, "exact": True},
    }


def dump(value: Any) -> str:
    """JSON on one line. Text stays readable; only characters that a terminal acts on or hides are escaped."""
    text = dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(dumps(c)[1:-1] if acts(c) else c for c in text)


def write_json(
    results: Results,
    write: Write,
    *,
    explain: bool = False,
    exact: bool = False,
    end: str = "\n",
    diagnose: bool = False,
    coordinates: bool = False,
) -> None:
    """Write one object. ``diagnose`` adds what each part of the query finds, though something was found.

    ``coordinates`` adds where the places of each hit lie.
    """
    write(dump(envelope(results, explain=explain, diagnose=diagnose, coordinates=coordinates)) + "\n")


def write_jsonl(
    results: Results,
    write: Write,
    *,
    explain: bool = False,
    exact: bool = False,
    end: str = "\n",
    coordinates: bool = False,
) -> None:
    """Write one hit per line."""
    for record in _hit_records(results, explain, coordinates):
        write(dump(record) + "\n")


def write_csv(results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n") -> None:
    """Write a header and one hit per row, quoted as in RFC 4180, with Unix line ends.

    A text that a spreadsheet would read as a formula gets an apostrophe before it.
    """
    import csv

    from searchkit.results.citation import Citation

    line = io.StringIO()
    table = csv.writer(line, lineterminator="\n")

    def row(values: list[Any]) -> None:
        table.writerow([cell(v) if isinstance(v, str) else v for v in values])
        write(line.getvalue())
        line.seek(0)
        line.truncate()

    collapsed = results.stories is not None
    row([*CSV_COLUMNS, "copies"] if collapsed else list(CSV_COLUMNS))
    for hit in results:
        a = hit.article
        passage = next((s.text for s in hit.snippets if s.field == "body"), "")
        told = [hit.rank, a.id, round(hit.score, 6), a.date, a.place, a.agency, a.title, a.path]
        cited = Citation.of(a).text()
        row([*told, " ".join(passage.split()), cited, *([hit.copy_count] if collapsed else [])])


def write_ids(results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n") -> None:
    """Write the ids."""
    for id in results.ids:
        write(name_on_a_line(id, exact, end) + end)


def write_paths(results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n") -> None:
    """Write the paths, each once. Articles that came from no file have none."""
    for path in dict.fromkeys(hit.article.path for hit in results):
        if path:
            write(name_on_a_line(path, exact, end) + end)


def name_on_a_line(text: str, exact: bool, end: str) -> str:
    """An id or a path. If it is exact, only what would end it is escaped."""
    return text.replace(end, _END_ESCAPES[end]) if exact else escaped(text)


def cell(text: str) -> str:
    """A text as a cell of CSV: nothing that acts on a terminal, and no formula of a spreadsheet."""
    shown = escaped(text, kept="\n\t")
    return "'" + shown if text.startswith(_FORMULAS) else shown


class Format(Protocol):
    """Writes results, with explanations if the format can hold them.

    ``exact`` leaves ids and paths as they are, for programs; ``end`` is what ends each of them: a line end or a NUL.
    """

    def __call__(
        self, results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n"
    ) -> None: ...


def _markdown(results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n") -> None:
    from searchkit.display.dossier import write_markdown  # few searches need it

    write_markdown(results, write)


def _html(results: Results, write: Write, *, explain: bool = False, exact: bool = False, end: str = "\n") -> None:
    from searchkit.display.dossier import write_html

    write_html(results, write)


FORMATS: Final[Mapping[str, Format]] = {
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "paths": write_paths,
    "ids": write_ids,
    "md": _markdown,
    "html": _html,
}
