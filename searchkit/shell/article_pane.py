"""The article view: matches and names marked in the text, where each fact comes from, and what leads further."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from searchkit.article import Article
from searchkit.display.results_view import facts
from searchkit.query.echo import echo
from searchkit.query.tree import Exact
from searchkit.results.story import Story
from searchkit.shell.pane import Look, Scrolled
from searchkit.shell.session import Marks
from searchkit.shell.styled_line import Line, Piece, cut, wrapped

_MOST_NAMES: Final = 400
_MOST_COPIES: Final = 50
_WIDEST_TEXT: Final = 100
_MOST_IN_LINE: Final = 1000  # names in one line of a source


class Link(NamedTuple):
    """What an article leads to: a search, or another article by its id. ``kind`` and ``label`` are shown."""

    kind: str
    label: str
    query: str | None
    id: str | None = None


class ArticlePane(Scrolled):
    """One article. ``rank`` is its place in the result, 0 if it was opened by its id."""

    where = "article"

    def __init__(self, look: Look, article: Article, marks: Marks, rank: int) -> None:
        super().__init__()
        self.look = look
        self.article = article
        self.marks = marks
        self.rank = rank
        self.hit = 0  # which match is selected, from 1; none at first
        self.link = 0
        self.shows_names = True
        self.story: Story | None = None
        self.facts: list[str] = []  # read later, for some are slow to find
        self.links: list[Link] = list(_name_links(article))
        self._width = 0
        self._lines: list[Line] = []
        self._hit_lines: list[int] = []
        self._link_lines: list[int] = []
        self._facts_at = 0

    # What it shows

    def add_facts(self, facts: Sequence[str], story: Story | None) -> None:
        """Add what was looked up after the text was shown."""
        self.facts, self.story = list(facts), story
        if story is not None:
            others = [copy for copy in story.copies if copy.id != self.article.id]
            self.links += [Link("copy", f"{facts_line(copy)}", None, copy.id) for copy in others[:_MOST_COPIES]]
            if others:
                self.links.append(Link("story", f"all {len(story.copies):,} copies", f"story:{story.id}"))
        self._lines = []

    def show_names(self, on: bool) -> None:
        """Mark the names in the text, or do not."""
        self.shows_names = on
        self._lines = []

    @property
    def hits(self) -> int:
        """The number of matches."""
        return len(self.marks.title) + len(self.marks.body)

    @property
    def place(self) -> int | None:
        """Where the selected match begins in the text, or else the first one. None if none is marked there."""
        spans = [None] * len(self.marks.title) + [start for start, _ in self.marks.body]
        if self.hit:
            return spans[self.hit - 1]
        return next((start for start in spans if start is not None), None)

    # Keys

    def next_hit(self, step: int) -> bool:
        """Go to the next match, or the one before. Whether there is one."""
        if not self.hits or not 1 <= self.hit + step <= self.hits:
            return False
        self.hit = max(1, self.hit + step)
        self.lines(self._width or _WIDEST_TEXT)
        self._reveal(self._hit_lines[self.hit - 1])
        return True

    def next_link(self, step: int) -> None:
        """Select the next name or copy, or the one before."""
        if not self.links:
            return
        self.link = (self.link - 1 + step) % len(self.links) + 1 if self.link else (1 if step > 0 else len(self.links))
        self.lines(self._width or _WIDEST_TEXT)
        self._reveal(self._link_lines[self.link - 1])

    def show_facts(self) -> None:
        """Scroll to the facts."""
        self.lines(self._width or _WIDEST_TEXT)
        self.top = self._facts_at

    def status(self) -> str:
        """Which match is selected, and which lines are shown."""
        several = f"hit {self.hit or '-'}/{self.hits:,}" if self.hits else "no hit marked"
        lines = super().status()
        return f"{several}  {lines}" if lines else several

    def _reveal(self, line: int) -> None:
        """Scroll so that a line is on the screen, with some of what stands before it."""
        if not self.top <= line < self.top + self.height:
            self.top = max(0, line - self.height // 3)

    # Drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines that are shown, with the selected match and name."""
        styles = {f"class:hit.{self.hit}": "class:hit.selected", f"class:link.{self.link}": "class:title.selected"}
        mark = f"class:mark.{self.link}"

        def drawn(style: str, text: str) -> Piece:
            *others, last = style.rsplit(" ", 1)
            if last == mark:
                text = self.look.glyphs.selected
            return " ".join((*others, styles.get(last, last))), text

        return [[drawn(style, text) for style, text in line] for line in super().draw(width, height)]

    def lines(self, width: int) -> list[Line]:
        """The whole article at a width."""
        if width != self._width or not self._lines:
            self._width = width
            self._lay_out(min(width, _WIDEST_TEXT), width)
        return self._lines

    def _lay_out(self, width: int, whole_width: int) -> None:
        look, article = self.look, self.article
        self._hit_lines, self._link_lines = [], []
        lines: list[Line] = []
        lines += self._text(
            article.title or "(no title)", self.marks.title if article.title else (), 0, width, lines, "class:title"
        )
        lines.append(cut([("class:facts", look.glyphs.shown(facts(article)))], whole_width, look.glyphs.cut))
        lines.append([])
        starts = article.page_starts or (0,)
        ends = (*starts[1:], len(article.body))
        hits_before = len(self.marks.title)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
            if len(starts) > 1:
                lines.append([("class:dim", f"p. {number}")])
            here = [(max(a, start) - start, min(b, end) - start) for a, b in self.marks.body if a < end and b > start]
            lines += self._text(article.body[start:end], here, hits_before, width, lines, "")
            hits_before += len(here)
        self._hit_lines += [len(lines) - 1] * (self.hits - len(self._hit_lines))
        lines.append([])
        if self.links:
            lines.append([("class:facet", "leads to"), ("class:dim", "  Tab selects, Enter or 1-9 opens")])
        for number, link in enumerate(self.links, 1):
            self._link_lines.append(len(lines))
            sign = look.glyphs.kinds.get(link.kind, "")
            lines.append(
                cut(
                    [
                        (f"class:rank class:mark.{number}", " "),
                        ("class:rank", f"{number:>3} "),
                        ("class:dim", f"{look.line(link.kind)}{sign} "),
                        (f"class:value class:link.{number}", look.line(link.label)),
                    ],
                    whole_width,
                    look.glyphs.cut,
                )
            )
        if self.links:
            lines.append([])
        self._facts_at = len(lines)
        for fact in self.facts:
            lines += wrapped([("class:facts", look.line_kept(fact))], whole_width)
        self._lines = lines

    def _text(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        hits_before: int,
        width: int,
        above: Sequence[Line],
        style: str,
    ) -> list[Line]:
        """The lines of a text, in the lines of its source, with matches and names marked."""
        names = list(_names_in(text, self.article)) if self.shows_names else []
        lines: list[Line] = []
        start = 0
        span_ends, name_ends = [end for _, end in spans], [end for _, end, _ in names]
        hit = 0
        for part in text.split("\n"):
            end = start + len(part)
            pieces: list[Piece] = []
            hits_here: list[int] = []  # after how many pieces each match begins
            first = bisect_right(span_ends, start)
            here = spans[first : bisect_left(spans, (end, end))]
            named = [name for name in names[bisect_right(name_ends, start) :][:_MOST_IN_LINE] if name[0] < end]
            for a, b, number, kind in _segments(start, end, here, named):
                at = None if number is None else first + number
                if at is not None and at >= hit:
                    hits_here.append(len(pieces))
                    hit = at + 1
                pieces += self._segment(text[a:b], a, b, at, kind, hits_before, style, named)
            broken = wrapped(pieces, width)
            self._note_hits(hits_here, pieces, broken, len(above) + len(lines))
            lines += broken
            start = end + 1
        return lines

    def _note_hits(self, hits: Sequence[int], pieces: Sequence[Piece], broken: Sequence[Line], first: int) -> None:
        """Remember in which line each match begins: the letters before it tell, whatever blanks breaking dropped."""
        for at in hits:
            letters = sum(len("".join(text.split())) for _, text in pieces[:at])
            seen = 0
            for number, line in enumerate(broken):
                seen += sum(len("".join(text.split())) for _, text in line)
                if seen > letters:
                    self._hit_lines.append(first + number)
                    break
            else:
                self._hit_lines.append(first + max(len(broken) - 1, 0))

    def _segment(
        self, text: str, start: int, end: int, number: int | None, kind: str, hits_before: int, style: str, names: Names
    ) -> Iterator[Piece]:
        look = self.look
        how = f"{style} class:name" if kind else style
        opening = any(a == start for a, _, _ in names)
        closing = next((k for _, b, k in names if b == end), None)
        if kind and opening:
            yield "class:mark", look.glyphs.name[0]
        if number is None:
            yield how, look.text(text)
        else:
            before, after = look.brackets
            yield f"{how} class:hit.{hits_before + number + 1}", f"{before}{look.text(text)}{after}"
        if kind and closing:
            yield "class:mark", look.glyphs.name[1] + look.glyphs.kinds.get(closing, "")


Names = Sequence[tuple[int, int, str]]


def facts_line(article: Article) -> str:
    """A copy on one line."""
    return f"{facts(article)} · {article.headline}"


def _name_links(article: Article) -> Iterator[Link]:
    for kind, names in article.entities.items():
        field = "about" if kind == "place" else kind
        for name in names:
            yield Link(kind, name, echo(Exact(field, name)))


def _names_in(text: str, article: Article) -> Iterator[tuple[int, int, str]]:
    """Where names of the article stand in a text, with their kind. They never overlap; the longest counts."""
    kinds: dict[str, str] = {}
    for kind, names in article.entities.items():
        for name in names:
            for written in (name, *article.also_written.get(name, ())):
                if len(written) > 1 and len(kinds) < _MOST_NAMES:
                    kinds.setdefault(_folded(written), kind)
    if not kinds:
        return
    longest_first = sorted(kinds, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
        found = kinds.get(_folded(match.group()))
        if found:
            yield match.start(), match.end(), found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _segments(
    start: int, end: int, spans: Sequence[tuple[int, int]], names: Names
) -> Iterator[tuple[int, int, int | None, str]]:
    """A stretch of text in pieces: from where to where each goes, the number of its match, and the kind of its name."""
    inside = [(n, a, b) for n, (a, b) in enumerate(spans) if a < end and b > start]
    named = [(a, b, kind) for a, b, kind in names if a < end and b > start]
    edges = {start, end}
    for _, a, b in inside:
        edges |= {max(a, start), min(b, end)}
    for a, b, _ in named:
        edges |= {max(a, start), min(b, end)}
    at = sorted(edges)
    for a, b in pairwise(at):
        number = next((n for n, x, y in inside if x <= a and b <= y), None)
        kind = next((k for x, y, k in named if x <= a and b <= y), "")
        yield a, b, number, kind
