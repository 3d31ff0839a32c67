"""One article as text, with where each of its facts came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from searchkit.article import Article
from searchkit.display.results_view import marked
from searchkit.display.safe_text import one_line

_KINDS = {"person": "persons", "org": "organisations", "place": "places", "event": "events", "other": "others"}


def article_lines(
    article: Article, *, title: Iterable[tuple[int, int]] = (), body: Iterable[tuple[int, int]] = (), colored: bool
) -> Iterator[Text]:
    """The lines of an article; ``title`` and ``body`` are the spans to mark."""
    heading = marked(article.title or "(no title)", title if article.title else (), colored=colored)
    heading.stylize("bold")
    yield heading
    place = article.place
    if place and article.country and article.country != place:
        place = f"{place}, {article.country}"
    facts = {
        "id": article.id,
        "date": article.date,
        "place": place,
        "agency": article.agency,
        "language": article.language,
        "url": article.url,
        "path": article.path,
    }
    for name, value in facts.items():
        if value:
            yield _fact(name, value, article.provenance.get(name))
        elif name in ("date", "place"):
            yield _fact(name, "unknown", None)
    for kind, label in _KINDS.items():
        if names := article.entities.get(kind):
            yield _fact(label, ", ".join(names), article.provenance.get("places" if kind == "place" else kind))
    if article.mentions:
        yield _fact("mentions", ", ".join(article.mentions), article.provenance.get("mentions"))
    yield Text()
    yield from _body(article, list(body), colored)


def _body(article: Article, spans: list[tuple[int, int]], colored: bool) -> Iterator[Text]:
    """The text; above each page of a document that has several, its number."""
    starts = article.page_starts or (0,)
    ends = (*starts[1:], len(article.body))
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        if len(starts) > 1:
            yield Text(f"p. {number}", style="dim")
        here = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        # The blank line between two pages belongs to the first of them.
        yield marked(article.body[start:end], here, colored=colored, fold=False)


def _fact(name: str, value: str, origin: str | None) -> Text:
    line = Text.assemble((f"{name:<14}", "dim"), one_line(value))
    if origin:
        line.append(f"  ({origin})", style="dim")
    return line
