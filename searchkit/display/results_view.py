"""Search results as text: query as understood, total, facets as bars, timeline, hits with snippets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from searchkit.article import Article
from searchkit.display.counted import count as count
from searchkit.display.late_text import Text
from searchkit.display.safe_text import one_line, safe
from searchkit.results.distinctive import DistinctiveValue
from searchkit.results.facets import FacetValue
from searchkit.results.results import Hit, Results
from searchkit.results.snippets import Snippet, place_of
from searchkit.results.timeline import Timeline

SHOWN_FACETS: Final = ("place", "person", "org", "agency")
SHOWN_NEAREST: Final = 5
SHOWN_VALUES: Final = 5
_LINES_OF_NEAREST: Final = 2
_BAR: Final = "▏▎▍▌▋▊▉█"
_SPARKS: Final = "▁▂▃▄▅▆▇█"
_BAR_CELLS: Final = 6
_VALUE: Final = 40  # cells of a value of a facet


class ResultsView:
    """The lines of a page of results. Without colour, hits stand in [brackets]. ``links`` lead to their files."""

    def __init__(self, *, width: int, colored: bool, links: bool = False) -> None:
        self.links = links
        self.width = max(width, 30)
        self.colored = colored

    def page(
        self,
        results: Results,
        *,
        filters: Sequence[str] = (),
        timeline: Timeline | None = None,
        most: int = SHOWN_VALUES,
        explain: bool = False,
        nearest: bool = True,
        diagnose: bool = False,
    ) -> Iterator[Text]:
        """All lines of a page. If nothing was found, they end with the ``nearest`` articles.

        ``diagnose`` tells what each part of the query finds, though something was found.
        """
        yield from self.head(results, filters)
        yield from self.offers(results, diagnose)
        if timeline is not None and len(timeline) > 1:
            yield from self.cut(self.sparkline(timeline))
        yield from self.facets(results.facets, most, results.distinct)
        for hit, following in zip_longest(results, results[1:]):
            yield Text()
            yield from self.hit(hit)
            if explain:
                yield from self.reasons(hit, following)
                yield from self.explanation(hit)
        if nearest and results.nearest:
            yield Text()
            yield from self.cut(Text("0 articles have all of them · the nearest have some", style="bold"))
            for hit in results.nearest[:SHOWN_NEAREST]:
                yield Text()
                yield from self.hit(hit)
                if explain:
                    yield from self.explanation(hit)

    def reasons(self, hit: Hit, beside: Hit | None = None) -> Iterator[Text]:
        """Why a hit stands where it stands, in a few sentences. Nothing for a query of Whoosh's."""
        if hit.has_reasons:
            yield from self.wrapped(Text(one_line(hit.reasons(beside).text()), style="cyan"), 5)

    def explanation(self, hit: Hit) -> Iterator[Text]:
        """How the score of a hit is made, one number per line, each part below the whole."""
        for depth, line in hit.explain().lines():
            yield from self.cut(Text(" " * (5 + 2 * depth) + safe(line), style="dim"))

    def head(self, results: Results, filters: Sequence[str] = ()) -> Iterator[Text]:
        """The query as understood, warnings with their place, and the total."""
        yield from self.cut(Text.assemble(("understood  ", "dim"), safe(results.parsed)))
        for warning in results.warnings:
            yield from self.warning(results.query, warning.message, warning.span.start, warning.hint)
        if results.added:
            yield from self.wrapped(added_line(results), 0)
        for text in filters:
            yield Text.assemble(("filter      ", "dim"), (safe(text), "cyan"))
        if results.since is not None:
            yield Text.assemble(("since       ", "dim"), (f"revision {results.since}", "cyan"))
        total = count(results.total, "article")
        if results.stories is not None:
            total += f", {results.stories:,} {'story' if results.stories == 1 else 'stories'}"
        yield Text(f"{total} · {results.took_ms:.0f} ms", style="bold")
        for line in suggestion_lines(results):
            yield from self.cut(Text(line, style="yellow"))

    def offers(self, results: Results, diagnose: bool = False) -> Iterator[Text]:
        """Why nothing was found, and other searches that may have been meant, each with a letter."""
        diagnosis = results.diagnosis if diagnose or results.is_diagnosed else None
        offers = results.offers if diagnosis is None or results.is_diagnosed else diagnosis.offers
        if diagnosis is None and not offers:
            return
        from searchkit.display.diagnosis_view import diagnosis_lines, offer_lines  # most pages do without

        for line in diagnosis_lines(diagnosis) if diagnosis is not None else ():
            yield from self.wrapped(line, 0)
        for line in offer_lines(offers):
            yield from self.wrapped(line, 0)

    def warning(self, query: str, message: str, start: int, hint: str) -> Iterator[Text]:
        """A warning with a caret under its place in the query."""
        shown = safe(query).replace("\n", " ").replace("\t", " ")
        begin = max(0, start - self.width // 2)
        end = begin + self.width - 4
        before, after = ("…" if is_cut else "" for is_cut in (begin > 0, end < len(shown)))
        piece = before + shown[begin + len(before) : end - len(after)] + after
        yield Text(f"  {piece}", style="dim", no_wrap=True)
        yield Text(" " * (2 + start - begin) + "^ ", style="yellow").append(safe(message))
        if hint:
            yield Text(f"  {safe(hint)}", style="dim")

    def facets(
        self,
        facets: Mapping[str, Sequence[FacetValue]],
        most: int = SHOWN_VALUES,
        distinct: Mapping[str, int] | None = None,
    ) -> Iterator[Text]:
        """A line for each facet that has values: the most frequent values with a bar and their count.

        ``distinct`` is how many values each facet has in all, where not all are given.
        """
        for name, values in facets.items():
            if not values:
                continue
            line = Text(f"{name:<8}", style="dim")
            longest = values[0].count
            shown = 0
            for value in values[:most]:
                told = Text(one_line(value.value), style="cyan")
                told.truncate(_VALUE, overflow="ellipsis")
                entry = Text.assemble(told, " ", (bar(value.count, longest), "blue"), f" {value.count:,}")
                if shown and line.cell_len + entry.cell_len + 12 > self.width:
                    break
                line.append("  " if shown else "").append_text(entry)
                shown += 1
            left = (distinct or {}).get(name, len(values)) - shown
            if left > 0:
                line.append(f"  +{left:,}", style="dim")
            yield from self.cut(line)

    def sparkline(self, timeline: Timeline) -> Text:
        """The timeline on one line. Neighbouring steps are added together if there are too many."""
        room = max(10, self.width - 40)
        counts = [step.count for step in timeline]
        share = -(-len(counts) // room)
        sums = [sum(counts[i : i + share]) for i in range(0, len(counts), share)]
        peak = max(timeline, key=lambda step: step.count)
        return Text.assemble(
            (f"{timeline.steps[0].date} ", "dim"),
            (sparks(sums), "blue"),
            (f" {timeline.steps[-1].date}  peak {peak.date} ({peak.count:,})", "dim"),
        )

    def hit(self, hit: Hit) -> Iterator[Text]:
        """The lines of one hit: rank and title, facts, snippets. If it lacks something, two lines of a passage."""
        article = hit.article
        title = next((s for s in hit.snippets if s.field == "title"), None)
        headline = self.snippet(title) if title else Text(one_line(article.headline) or "(no text)")
        headline.stylize("bold")
        if self.links:
            from searchkit.display.hyperlinks import linked

            headline = linked(headline, article)
        yield from self.cut(Text.assemble((f"{hit.rank:>3}  ", "green"), headline))
        line = Text("     ").append(facts(article), style="dim")
        if hit.copy_count:
            line.append(f" · +{hit.copy_count:,} {'copy' if hit.copy_count == 1 else 'copies'}", style="cyan")
        yield from self.cut(line)
        passages = [s for s in hit.snippets if s.field != "title" and (article.title or s.spans)]
        if hit.lacks:
            yield from self.cut(Text("     lacks ").append(", ".join(map(_lacked, hit.lacks)), style="yellow"))
            del passages[1:]
        for snippet in passages:
            passage = self.snippet(snippet)
            before = "…" if snippet.offset else ""
            after = "…" if snippet.offset + len(snippet.text) < len(article.body) else ""
            number = article.page_at(place_of(snippet)) if snippet.field == "body" else None
            page = (f"p. {number}  " if number else "", "dim")
            lines = list(self.wrapped(Text.assemble(page, before, passage, after), 5))
            if hit.lacks and len(lines) > _LINES_OF_NEAREST:
                del lines[_LINES_OF_NEAREST:]
                lines[-1].truncate(self.width - 1)
                lines[-1].append("…")
            yield from lines

    def snippet(self, snippet: Snippet) -> Text:
        """A snippet on one line, with its hits marked."""
        return marked(snippet.text, snippet.spans, colored=self.colored)

    def cut(self, line: Text) -> Iterator[Text]:
        """A line cut to the width."""
        line.truncate(self.width, overflow="ellipsis")
        yield line

    def wrapped(self, text: Text, indent: int) -> Iterator[Text]:
        """A text wrapped to the width, and indented."""
        from rich.console import Console

        for line in text.wrap(Console(width=self.width), self.width - indent):
            line.rstrip()
            yield Text(" " * indent).append_text(line)


def added_line(results: Results) -> Text:
    """The words that were added to the query, each with its weight, where a word of the query has 100 %."""
    several = len({added.stemmer for added in results.added}) > 1
    language = {added.stemmer: f" ({added.stemmer})" if several else "" for added in results.added}
    words = " · ".join(f"{one_line(added.word)}{language[added.stemmer]} {added.weight:.1%}" for added in results.added)
    return Text.assemble(("added       ", "dim"), words)


def distinctive_line(value: DistinctiveValue, widest: int) -> str:
    """A value that sets a result apart, with its counts here and in the archive. ``~`` marks a small count."""
    few = "~" if value.is_few else " "
    return f"{value.count:>{widest},} of {value.archive:,}{few} {one_line(value.value)} · G² {value.g2:,.1f}"


def suggestion_lines(results: Results) -> Iterator[str]:
    """A line for each query word that no article has, with the nearest words that articles have."""
    for suggestion in results.suggestions:
        near = ", ".join(f"{one_line(value.value)} ({value.count:,})" for value in suggestion.instead)
        field = "" if suggestion.field == "text" else f"{suggestion.field}:"
        yield f"no article has {field}{one_line(suggestion.word)} · did you mean {near}?"


def _lacked(part: str) -> str:
    """A part of a query that an article lacks. It may have the words of a phrase."""
    is_phrase = part.startswith('"') and part.endswith('"') and " " in part
    return one_line(part) + " as a phrase" * is_phrase


def marked(text: str, spans: Iterable[tuple[int, int]], *, colored: bool, fold: bool = True) -> Text:
    """A text with its hits marked. White space is folded to single blanks unless ``fold`` is false."""
    result = Text()
    position = 0
    clean = safe(text)

    def add(piece: str, style: str = "") -> None:
        if fold:
            begins = piece[:1].isspace() and not result.plain.endswith(" ")
            ends = piece[-1:].isspace()
            piece = (" " if begins else "") + " ".join(piece.split()) + (" " if ends and piece.strip() else "")
        result.append(piece, style)

    for start, end in spans:
        add(clean[position:start])
        add(clean[start:end] if colored else f"[{clean[start:end]}]", "bold red" if colored else "")
        position = end
    add(clean[position:])
    if fold:
        result.rstrip()
    return result


def facts(article: Article) -> str:
    """Date, place, agency and id on one line. Unknown facts are left out."""
    place = article.place
    if place and article.country and article.country != place:
        place = f"{place}, {article.country}"
    known = [article.date or "no date", place, article.agency, article.id]
    return " · ".join(one_line(fact) for fact in known if fact)


def bar(number: float, longest: float, cells: int = _BAR_CELLS) -> str:
    """A bar as long as the share of ``number`` in ``longest``."""
    eighths = max(1, round(number / (longest or 1) * cells * 8))
    full, part = divmod(eighths, 8)
    return "█" * full + (_BAR[part - 1] if part else "")


def sparks(counts: Sequence[int]) -> str:
    """A line of small columns, one per count. A count of zero is a blank."""
    most = max(counts, default=0) or 1
    return "".join(_SPARKS[-(-n * 7 // most)] if n else " " for n in counts)
