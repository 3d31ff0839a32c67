"""Quotes as text: each article that shares runs of words with a passage, and the runs in their context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from searchkit.display.late_text import Text
from searchkit.display.results_view import ResultsView, count, facts, marked
from searchkit.display.safe_text import one_line
from searchkit.results.quotes import Quote, Quotes, SharedRun

_MOST_RUNS: Final = 3  # shown of one article
_AROUND: Final = 60  # characters before and after a run
# A longer run is shown by its beginning and its end.
_LONGEST: Final = 320
_BEGINNING: Final = 200
_END: Final = 80


class QuotesView(ResultsView):
    """The lines of quotes. Without colour, shared words stand in [brackets]."""

    def quotes(self, quotes: Quotes) -> Iterator[Text]:
        """All lines of an answer."""
        passage = quotes.passage
        what = f"article {one_line(passage.id)}" if passage.id is not None else "passage"
        yield from self.cut(
            Text(
                f"{what}, {count(passage.words, 'word')} · {count(quotes.total, 'article')} with at least "
                f"{quotes.min_words:,} of them in a row · {quotes.took_ms:.0f} ms",
                style="bold",
            )
        )
        for line in notices(quotes):
            yield from self.cut(Text(line, style="yellow"))
        for quote in quotes:
            yield Text()
            yield from self.quote(quote)
        if len(quotes) < quotes.total:
            yield Text()
            yield Text(f"{len(quotes):,} of {count(quotes.total, 'article')} shown", style="dim")

    def quote(self, quote: Quote) -> Iterator[Text]:
        """The lines of one article: rank and title, facts, its longest runs in the order of the text."""
        article = quote.article
        headline = Text(one_line(article.headline) or "(no text)", style="bold")
        yield from self.cut(Text.assemble((f"{quote.rank:>3}  ", "green"), headline))
        yield from self.cut(Text("     ").append(facts(article), style="dim"))
        shares = f"{count(quote.words, 'word')} in {count(len(quote.runs), 'run')}"
        if len(quote.runs) > 1:
            shares += f", the longest of {quote.longest:,}"
        same = " · copy of the same story" if quote.is_copy else ""
        yield from self.cut(Text("     ").append(shares + same, style="cyan"))
        longest = sorted(quote.runs, key=lambda run: -run.words)[:_MOST_RUNS]
        for run in quote.runs:
            if run in longest:
                text = (article.title or "") if run.field == "title" else article.body
                yield from self.wrapped(self._in_context(run, text), 5)
        if len(quote.runs) > len(longest):
            yield Text(f"     {count(len(quote.runs) - len(longest), 'more run')}", style="dim")

    def _in_context(self, run: SharedRun, text: str) -> Text:
        """A run between the words around it, after its place in the passage."""
        begin = _begin(text, run.start)
        end = _end(text, run.end)
        parts = [(begin, end, run.start, run.end)]
        if run.end - run.start > _LONGEST:
            first, last = _end(text, run.start + _BEGINNING - _AROUND), _begin(text, run.end - _END + _AROUND)
            parts = [(begin, first, run.start, first), (last, end, last, run.end)]
        shown = [
            marked(text[low:high], [(start - low, stop - low)], colored=self.colored)
            for low, high, start, stop in parts
        ]
        place = (f"{run.passage_start:,}-{run.passage_end:,}  ", "dim")
        before, after = "…" if begin else "", "…" if end < len(text.rstrip()) else ""
        return Text.assemble(place, before, Text(" … ").join(shown), after)


def notices(quotes: Quotes) -> Iterator[str]:
    """What a reader must know of a passage that is too long, or too short."""
    words = count(quotes.passage.words, "word")
    if quotes.passage.is_cut:
        yield f"the passage is too long: only its first {words} were looked for"
    if quotes.passage.words < quotes.min_words:
        yield f"the passage has {words}, fewer than {quotes.min_words:,}; nothing can share so many in a row"


def _begin(text: str, at: int) -> int:
    """The beginning of a word at most so many characters before a place."""
    low = max(0, at - _AROUND)
    while low < at and low and not text[low - 1].isspace():
        low += 1
    return low


def _end(text: str, at: int) -> int:
    """The end of a word at most so many characters after a place."""
    high = min(len(text), at + _AROUND)
    while high > at and high < len(text) and not text[high].isspace():
        high -= 1
    return high
