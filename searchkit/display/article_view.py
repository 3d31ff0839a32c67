"""One article as text, with the origin of each fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from searchkit.archive.fields import metadata_values
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.display.hyperlinks import linked
from searchkit.display.late_text import Text
from searchkit.display.results_view import facts, marked
from searchkit.display.safe_text import one_line
from searchkit.results.story import Story

_SHOWN_COPIES: Final = 20
_SHOWN_SENSES: Final = 2
_KINDS = {"person": "persons", "org": "organisations", "place": "places", "event": "events", "other": "others"}


def article_lines(
    article: Article,
    *,
    title: Iterable[tuple[int, int]] = (),
    body: Iterable[tuple[int, int]] = (),
    story: Story | None = None,
    colored: bool,
    links: bool = False,
) -> Iterator[Text]:
    """The lines of an article. ``title`` and ``body`` are the spans to mark; ``story`` is its story.

    ``links``: its path leads to its file.
    """
    heading = marked(article.title or "(no title)", title if article.title else (), colored=colored)
    heading.stylize("bold")
    yield heading
    yield from fact_lines(article, story, links=links)
    yield Text()
    yield from _body(article, list(body), colored)


def fact_lines(article: Article, story: Story | None = None, *, links: bool = False) -> Iterator[Text]:
    """What is known of an article beside its text, each fact with its origin."""
    place = article.place
    if place and article.country and article.country != place:
        place = f"{place}, {article.country}"
    if place and article.more_places:
        place = f"{place}; {'; '.join(article.more_places)}"
    facts = {
        "id": article.id,
        "date": article.date,
        "place": place,
        "agency": article.agency,
        **{name: ", ".join(values) for name, values in metadata_values(article).items()},
        "author": _author(article),
        "language": article.language,
        "url": article.url,
        "path": article.path,
        "at": _place(article.origin),
        "added in": _revision(article.origin),
        "has": ", ".join(article.has),
    }
    for name, value in facts.items():
        if value:
            line = _fact(name, value, article.provenance.get(name))
            yield linked(line, article) if links and name == "path" else line
        elif name in ("date", "place"):
            yield _fact(name, "unknown", None)
    labels = _KINDS | {kind: kind for kind in article.entities if kind not in _KINDS}
    for kind, label in labels.items():
        if article.entities.get(kind):
            yield _names(label, article, kind)
    if article.place or article.entities.get("place"):
        from searchkit.extract.other_senses import senses  # slow to load

        if others := senses(article):
            told = "; ".join(f"{name}: or {', '.join(_apart(found))}" for name, found in others.items())
            yield _fact("other senses", told, "gazetteer")
    if article.mentions:
        yield _fact("mentions", ", ".join(article.mentions), article.provenance.get("mentions"))
    if story is not None:
        yield from _story(article, story)


def _names(label: str, article: Article, kind: str) -> Text:
    """The names of a kind; where they come from several origins, those of each together."""
    names = article.entities[kind]
    between = "; " if any("," in name for name in names) else ", "
    by_origin: dict[str | None, list[str]] = {}
    for name in names:
        by_origin.setdefault(article.provenance_of(kind, name), []).append(name)
    line = Text.assemble((f"{label:<14}", "dim"))
    for number, (origin, found) in enumerate(by_origin.items()):
        line.append(between if number else "").append(one_line(between.join(found)))
        line.append(f"  ({origin})" if origin else "", style="dim")
    return line


def _place(origin: Origin | None) -> str | None:
    """The line, the page and the range of bytes in the source, as far as they are known."""
    if origin is None:
        return None
    numbers = {"line": origin.line, "page": origin.page}
    parts = [f"{name} {number}" for name, number in numbers.items() if number is not None]
    if origin.start is not None:
        parts.append(f"bytes {origin.start} to {origin.end}")
    return ", ".join(parts)


def _revision(origin: Origin | None) -> str | None:
    return None if origin is None or origin.revision is None else f"revision {origin.revision}"


def _apart(senses: Sequence[str]) -> list[str]:
    """The first few, in quotes because they contain commas."""
    return [f'"{sense}"' for sense in senses[:_SHOWN_SENSES]]


def _story(article: Article, story: Story) -> Iterator[Text]:
    """The story's id, and its other copies."""
    others = [copy for copy in story.copies if copy.id != article.id]
    several = "copy" if len(others) == 1 else "copies"
    yield _fact("story", f"{story.id} · {len(others):,} other {several}" if others else story.id, None)
    for copy in others[:_SHOWN_COPIES]:
        yield _fact("", f"{facts(copy)} · {copy.headline}", None)
    if len(others) > _SHOWN_COPIES:
        yield _fact("", f"+{len(others) - _SHOWN_COPIES:,} more: search story:{story.id}", None)


def _body(article: Article, spans: list[tuple[int, int]], colored: bool) -> Iterator[Text]:
    """The text. If it has several pages, each page has its number above."""
    starts = article.page_starts or (0,)
    ends = (*starts[1:], len(article.body))
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        if len(starts) > 1:
            yield Text(f"p. {number}", style="dim")
        here = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        # The blank line between two pages belongs to the first of them.
        yield marked(article.body[start:end], here, colored=colored, fold=False)


def _author(article: Article) -> str | None:
    """Who wrote the article, from its source or its byline."""
    author = article.metadata.get("author")
    if isinstance(author, list):
        return ", ".join(name for name in author if isinstance(name, str))
    return author if isinstance(author, str) else None


def _fact(name: str, value: str, origin: str | None) -> Text:
    line = Text.assemble((f"{name:<14}", "dim"), one_line(value))
    if origin:
        line.append(f"  ({origin})", style="dim")
    return line
