"""What a search found, as the full view draws it: total and filters, the timeline, hits, and facets beside or below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from searchkit.base.analysis import fold
from searchkit.display.results_view import count
from searchkit.results.filters import Filter
from searchkit.results.results import Hit, Results
from searchkit.results.timeline import Timeline
from searchkit.shell.facet_rows import FacetRow, facet_line, facet_rows, facet_summary
from searchkit.shell.help_lines import help_lines, offer_lines
from searchkit.shell.hit_lines import hit_lines
from searchkit.shell.live_search import Counted, Wanted, needs_help
from searchkit.shell.pane import Look, Pane
from searchkit.shell.state import State
from searchkit.shell.styled_line import Line, cells, cut, dimmed, padded, spread

# From this many columns on, facets stand beside the hits; from this many lines on, below them.
_WIDE: Final = 100
_HIGH: Final = 36
_WITH_TIMELINE: Final = 18
_FETCHED: Final = 40
_MOST_WITH_HITS: Final = 2  # offers above hits


class Found:
    """What is known of the search of a state. Hits come page by page."""

    def __init__(self, state: State, results: Results | None = None) -> None:
        self.state = state
        self.results = results
        self.hits: dict[int, Hit] = {}
        self.counted: Counted | None = None
        self.help: Results | None = None
        self.has_failed = False
        # Hits as they were drawn, by their identity: so each is kept as long as its lines.
        self.drawn: dict[tuple[int, int, bool], tuple[Hit, list[Line]]] = {}

    def add(self, results: Results) -> None:
        """Take in a page of hits."""
        self.results = results if self.results is None else self.results
        self.hits.update({hit.rank: hit for hit in results})

    @property
    def total(self) -> int:
        """The number of hits."""
        return self.results.hit_total if self.results is not None else 0

    def shown(self) -> dict[int, Hit]:
        """The hits that can be opened: those found, or else those that are near."""
        if self.results is not None and not self.results.total and self.help is not None:
            return {hit.rank: hit for hit in self.help.nearest}
        return self.hits

    @property
    def needs_help(self) -> bool:
        """Whether it is still to be looked up what else may be meant."""
        return self.help is None and self.results is not None and needs_help(self.results)


class SearchPane(Pane):
    """The list of hits and the list of facets. ``on_facets`` tells which of them has the keys."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.found = Found(State())
        self.is_stale = False
        self.selected = 1
        self.top = 1
        self.on_facets = False
        self.in_line = True
        self.row = 1  # the first value; its facet stands above it
        self.top_row = 0
        self.opened: frozenset[str] = frozenset()
        self.sought = ""  # only values with this text are listed, without case and accents
        self.shown_hits = 1
        self.shown_rows = 1
        self.body_height = 1
        self.body_width = 80

    @property
    def where(self) -> str:  # type: ignore[override]  # it depends on the list that has the keys
        """The name of the keys that work."""
        return "facets" if self.on_facets else "hits"

    # What to search

    def wanted(self, state: State, before: str | None) -> Wanted | None:
        """What is still unknown of a state (None: nothing), and what to complete."""
        found = self.found
        if found.state != state.asks or found.results is None:
            at_first = max(10, self.body_height // 3 + 2)  # what is on the screen; more when one goes on
            return Wanted(state.asks, 0, at_first, self.values, self.opened, before=before)
        # After a jump, what was between is not needed.
        first = max(self.top, self.selected - _FETCHED // 2) if self.top <= self.selected else self.selected
        ranks = range(first, min(self.selected + _FETCHED // 2, found.total) + 1)
        missing = [rank for rank in ranks if rank not in found.hits]
        is_counted = found.counted is not None
        is_helped = not found.needs_help
        if not missing and is_counted and is_helped and before is None:
            return None
        offset = missing[0] - 1 if missing else 0
        return Wanted(state.asks, offset, _FETCHED, self.values, self.opened, is_counted, before, helped=is_helped)

    @property
    def values(self) -> int | None:
        """How many values of each facet there is room for; None if all are looked through."""
        return None if self.sought else max(self.body_height, 20)

    def take(self, wanted: Wanted, results: Results) -> None:
        """Show the hits of a search."""
        if self.found.state != wanted.state or self.found.results is None:
            self.found = Found(wanted.state, results)
            self.selected = self.top = 1
        self.found.add(results)
        self.is_stale = False

    def count(self, wanted: Wanted, counted: Counted) -> None:
        """Show the facets of a search, if its hits are shown."""
        if self.found.state == wanted.state:
            chosen = self.row_chosen()
            self.found.counted = counted
            rows = self.rows()
            at = next((n for n, row in enumerate(rows) if chosen and _same(row, chosen)), self.row)
            self.row = max(0, min(at, len(rows) - 1))

    # Keys

    def move(self, lines: int) -> None:
        """Select another hit, or another row of the facets."""
        if self.on_facets:
            self.row = max(0, min(self.row + lines, len(self.rows()) - 1))
        else:
            self.selected = max(1, min(self.selected + lines, self._last()))

    def turn(self, pages: int) -> None:
        """Move by as many as are on the screen."""
        self.move(pages * max(1, self.shown_rows if self.on_facets else self.shown_hits))

    def first(self) -> None:
        """Select the first."""
        self.move(-(10**9))

    def last(self) -> None:
        """Select the last."""
        self.move(10**9)

    def status(self) -> str:
        """Which hit is selected of how many."""
        total = self._last()
        return "" if not self.found.shown() else f"{min(self.selected, total):,} of {total:,}"

    def hit(self) -> Hit | None:
        """The selected hit, if it is read."""
        return self.found.shown().get(self.selected)

    def row_chosen(self) -> FacetRow | None:
        """The selected row of the facets."""
        rows = self.rows()
        return rows[self.row] if 0 <= self.row < len(rows) else None

    def rows(self) -> list[FacetRow]:
        """All rows of the facets."""
        counted = self.found.counted
        if counted is None:
            return []
        facets, distinct = counted.facets, counted.distinct
        if self.sought:
            facets = {name: [v for v in values if self.sought in fold(v.value)] for name, values in facets.items()}
            distinct = {name: len(values) for name, values in facets.items()}
        lengths = [len(values) for values in facets.values() if values]
        return facet_rows(facets, distinct, self.found.state.filters, fitting(lengths, self.body_height), self.opened)

    def seek(self, text: str) -> None:
        """List only values with a text; with none, all. They are counted again."""
        self.sought = fold(text)
        self.row = 1  # the first value; its facet stands above it
        self.found.counted = None

    def _last(self) -> int:
        shown = self.found.shown()
        return self.found.total or max(shown, default=1)

    # Drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """Total, filters and timeline, then the lists."""
        results = self.found.results
        lines = [self._total(width)]
        timeline = self.found.counted.timeline if self.found.counted else None
        if height >= _WITH_TIMELINE - 5 and timeline is not None and len(timeline) > 1:
            lines.append(self._timeline(timeline, width))
        elif height >= _WITH_TIMELINE - 5:
            lines.append([])
        if self.is_stale:
            lines = [dimmed(line) for line in lines]
        self.body_height = room = height - len(lines)
        if results is None:
            return lines
        if self.on_facets and width < _WIDE:
            return [*lines, *self._facets(width, room)]
        below = self._below(width) if width < _WIDE and height >= _HIGH else []
        side = min(44, width // 3) if width >= _WIDE else 0
        hits_width = width - side - 2 if side else width
        self.body_width = hits_width
        body = self._hits(hits_width, room - len(below))
        if self.is_stale:
            body = [dimmed(line) for line in body]
        if side:
            facets = self._facets(side, room)
            rule: Line = [("class:dim", f" {self.look.glyphs.side}")]
            at = range(room)
            body = [
                [
                    *padded(body[n] if n < len(body) else [], hits_width, ""),
                    *rule,
                    *(facets[n] if n < len(facets) else []),
                ]
                for n in at
            ]
        if below:
            body += [[]] * (room - len(below) - len(body)) + below
        return [*lines, *body]

    def _total(self, width: int) -> Line:
        """The total, and what narrows and orders the result."""
        look, state, results = self.look, self.found.state, self.found.results
        if results is None:
            return [("class:dim", f"searching{look.glyphs.cut}")]
        told = count(results.total, "article")
        if results.stories is not None:
            told += f", {results.stories:,} {'story' if results.stories == 1 else 'stories'}"
        line: Line = [("class:total", told)]
        for each in state.filters:
            line += [("", " "), ("class:chip", chip(each, look))]
        if state.sort != "relevance":
            line.append(("class:dim", f"{look.glyphs.between}{state.sort} first"))
        if state.since is not None:
            line.append(("class:dim", f"{look.glyphs.between}added after revision {state.since}"))
        if state.expand:
            line.append(("class:dim", f"{look.glyphs.between}words added"))
        return cut(line, width, look.glyphs.cut)

    def _timeline(self, timeline: Timeline, width: int) -> Line:
        glyphs = self.look.glyphs
        peak = max(timeline, key=lambda step: step.count)
        left: Line = [("class:dim", f"{timeline.steps[0].date} ")]
        right: Line = [("class:dim", f" {timeline.steps[-1].date}  peak {peak.date} ({peak.count:,})")]
        room = max(8, min(width - cells(left) - cells(right), 120))
        return cut(
            [*left, ("class:bar", sparks([s.count for s in timeline], room, glyphs.sparks)), *right], width, glyphs.cut
        )

    def _hits(self, width: int, height: int) -> list[Line]:
        shown = self.found.shown()
        if not shown:
            return self._nothing(width, height)
        help = self.found.help
        lines = offer_lines(help, width, self.look, _MOST_WITH_HITS) if help is not None and self.found.total else []
        if self.found.results is not None and not self.found.results.total:
            lines = self._nothing(width, height)
            lines.append([("class:title", "the nearest have some of the parts")])
        self._scroll(width, height - len(lines))
        rank = self.top
        fitting = 0
        while len(lines) < height and rank <= self._last():
            drawn = self._hit(rank, width)
            fitting += len(lines) + len(drawn) <= height
            lines += drawn
            rank += 1
        self.shown_hits = max(1, fitting)
        return lines[:height]

    def _scroll(self, width: int, height: int) -> None:
        """Move the first hit that is drawn so that the selected one is on the screen."""
        self.selected = max(1, min(self.selected, self._last()))
        if self.selected < self.top:
            self.top = self.selected
        while self.top < self.selected:
            if self.selected - self.top > height:
                self.top = self.selected - height
            if sum(len(self._hit(rank, width)) for rank in range(self.top, self.selected + 1)) <= height:
                break
            self.top += 1

    def _hit(self, rank: int, width: int) -> list[Line]:
        hit = self.found.shown().get(rank)
        is_selected = rank == self.selected and not self.on_facets and not self.in_line
        if hit is None:
            return [[("class:dim", f" {rank:>4,} {self.look.glyphs.cut}")], [], []]
        key = (id(hit), width, is_selected)
        if key not in self.found.drawn:
            self.found.drawn[key] = hit, hit_lines(hit, width, self.look, selected=is_selected)
        return self.found.drawn[key][1]

    def _nothing(self, width: int, height: int) -> list[Line]:
        """What is told of a search that found nothing."""
        results = self.found.results
        if results is None or results.total:
            return []
        look, help = self.look, self.found.help
        told = help_lines(help, width, look) if help is not None else []
        if self.found.state.filters:
            active = f"{count(len(self.found.state.filters), 'filter')} active: "
            told.append([("class:dim", f"{active}c removes all, Backspace the last")])
        if not told and help is not None:
            told.append([("class:dim", "no article has all of this")])
        return [cut(line, width, look.glyphs.cut) for line in told[:height]]

    def _facets(self, width: int, height: int) -> list[Line]:
        rows = self.rows()
        if self.sought and height > 1:
            told = self.look.line(f"values with {self.sought} (:find lists all)")
            above = cut([("class:chip", told)], width, self.look.glyphs.cut)
            return [above, *(self._rows(rows, width, height - 1) if rows else [])]
        if not rows:
            told = "no article has a facet value" if self.found.counted else f"counting{self.look.glyphs.cut}"
            return [[("class:dim", told)]]
        return self._rows(rows, width, height)

    def _rows(self, rows: Sequence[FacetRow], width: int, height: int) -> list[Line]:
        self.shown_rows = height
        self.row = max(0, min(self.row, len(rows) - 1))
        self.top_row = max(min(self.top_row, self.row), self.row - height + 1, 0)
        if not self.on_facets:
            self.top_row = 0
        longest: dict[str, int] = {}
        for row in rows:
            if row.value is not None:
                longest[row.field] = max(longest.get(row.field, 0), row.value.count)
        lines = [
            facet_line(row, longest.get(row.field, 1), width, self.look, selected=self.on_facets and at == self.row)
            for at, row in enumerate(rows)
        ]
        return lines[self.top_row : self.top_row + height]

    def _below(self, width: int) -> list[Line]:
        counted = self.found.counted
        if counted is None:
            return []
        return [
            facet_summary(name, values, counted.distinct.get(name, len(values)), width, self.look)
            for name, values in counted.facets.items()
            if values
        ]


def fitting(lengths: Sequence[int], height: int) -> int:
    """How many values of each facet fit, at least three. ``lengths`` are those of the facets that have values."""
    most = 3
    while most < height and sum(1 + min(length, most + 1) for length in lengths) <= height:
        most += 1
    return most


def chip(given: Filter, look: Look) -> str:
    """A filter as a small label. A colon tells a region, or words of a field, from a whole value."""
    before, after = look.glyphs.chip
    sign = "" if given.whole else ":"
    return f"{before}{'not ' * given.excluded}{look.line(given.field)}{sign} {look.line(given.value)}{after}"


def sparks(counts: Sequence[int], width: int, signs: str) -> str:
    """A line of small columns. Neighbours are added together where there are more counts than cells."""
    share = -(-len(counts) // max(width, 1))
    sums = [sum(counts[i : i + share]) for i in range(0, len(counts), share)]
    wide = max(1, min(4, width // max(len(sums), 1)))
    most = max(sums, default=0) or 1
    return "".join((signs[-(-n * (len(signs) - 1) // most)] if n else " ") * wide for n in sums)


def _same(one: FacetRow, other: FacetRow) -> bool:
    if one.field != other.field or (one.value is None) != (other.value is None):
        return False
    return one.value is None or other.value is None or one.value.value == other.value.value


def echo_line(found: Found, typed_open: str | None, is_waiting: bool, width: int, look: Look) -> Line:
    """The query as it was understood, and how long it took. ``typed_open`` is a word that is being typed."""
    results = found.results
    if results is None:
        return []
    parsed = look.line(results.parsed)
    if typed_open:
        before, star, after = parsed.rpartition(f"{look.line(typed_open).lower()}*")
        if star:
            parsed = f"{before}{star[:-1]}{look.glyphs.prefix}{after}"
    right = f"searching{look.glyphs.cut}" if is_waiting else f"{results.took_ms:.0f} ms"
    return spread([("class:dim", "= "), ("class:echo", parsed)], [("class:dim", right)], width, look.glyphs.cut)


def warning_texts(found: Found) -> Iterator[str]:
    """What was not understood as it was written, each with what to write instead."""
    for warning in found.results.warnings if found.results is not None else ():
        yield f"{warning.message}{': ' if warning.hint else ''}{warning.hint}"
