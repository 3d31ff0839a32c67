"""Who quotes a passage: the articles that share runs of words with it, and where."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article
from searchkit.base.analysis import Token
from searchkit.base.record import record
from searchkit.base.surrogates import without_surrogates
from searchkit.errors import SearchStopped
from searchkit.results.answer import Document
from searchkit.results.shared_runs import Runs
from searchkit.results.view import Texts, View

if TYPE_CHECKING:
    from searchkit._native import Stop

LEAST: Final = 8
# A passage is looked for up to here.
MOST_WORDS: Final = 20_000
MOST_CHARACTERS: Final = 1_000_000


@record
class Passage:
    """The text that was looked for. ``id`` is that of its article, if it is one of the archive.

    ``words`` is how many of its words were looked for. ``is_cut``: it is longer, and the rest was not looked for.
    """

    text: str
    words: int
    id: str | None = None
    is_cut: bool = False


@record
class SharedRun:
    """``words`` adjacent words of an article that stand in the passage, too.

    They are ``text[start:end]`` of the article's ``field`` and ``text[passage_start:passage_end]`` of the passage.
    """

    field: str
    start: int
    end: int
    passage_start: int
    passage_end: int
    words: int


@record
class Quote:
    """An article that shares ``words`` of the passage's words, in some runs, of which the longest has ``longest``.

    A word of the passage counts once, however many runs have it.

    ``is_copy``: it is a copy of the same story as the passage, which is an article of the archive.
    """

    rank: int
    article: Article
    story: str | None
    is_copy: bool
    words: int
    longest: int
    runs: tuple[SharedRun, ...]

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id


class Quotes(Sequence[Quote]):
    """The articles that share runs of words with a passage, those with the most shared words first.

    ``total`` is the exact number of articles that share a run of ``min_words`` words or more. ``revision`` is the
    number of the commit that was searched.
    """

    def __init__(
        self, passage: Passage, min_words: int, total: int, found: Sequence[Quote], revision: int, took_ms: float
    ) -> None:
        self.passage = passage
        self.min_words = min_words
        self.total = total
        self.revision = revision
        self.took_ms = took_ms
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index: Any) -> Any:
        return self._found[index]

    def __iter__(self) -> Iterator[Quote]:
        return iter(self._found)

    def __repr__(self) -> str:
        return f"<Quotes total={self.total}>"


def quotes(
    view: View,
    text: str,
    article: str | None,
    story: str | None,
    min_words: int,
    limit: int | None,
    time_limit: float | None,
    stop: Stop | None,
) -> Quotes:
    """The quotes of a text. ``article`` and ``story`` are the ids of the article that it is, if it is one.

    Raises SearchStopped.
    """
    started = time.perf_counter()
    tokens, is_cut = _words(view, text)
    words = [token.surface for token in tokens]
    runs = Runs(words)
    total = 0

    def found() -> Iterator[tuple[int, int, int, Texts]]:
        nonlocal total
        for texts in view.sharing(words, min_words, time_limit, stop):
            if stop is not None and stop.is_set:
                raise SearchStopped("the search was stopped")
            if time_limit is not None and time.perf_counter() - started > time_limit:
                raise SearchStopped("the search took longer than its time limit")
            if texts.id == article:
                continue
            count, longest = _counted(view, texts, runs, min_words)
            if count:
                total += 1
                yield -count, -longest, total, texts

    best = sorted(found()) if limit is None else heapq.nsmallest(limit, found())
    ranked = [
        _quote(rank, texts.read(), story, _aligned(view, texts, tokens, runs, min_words), -count)
        for rank, (count, _, _, texts) in enumerate(best, 1)
    ]
    passage = Passage(text, len(tokens), article, is_cut)
    return Quotes(passage, min_words, total, ranked, view.revision, (time.perf_counter() - started) * 1000)


def _words(view: View, text: str) -> tuple[list[Token], bool]:
    """The words of a passage that are looked for, and whether it has more."""
    tokens = list(view.fields.analysis.tokens(without_surrogates(text[:MOST_CHARACTERS])))
    if len(text) > MOST_CHARACTERS and tokens:
        tokens.pop()  # perhaps half of one
    if len(tokens) > MOST_WORDS:
        return tokens[:MOST_WORDS], True
    return tokens, len(text) > MOST_CHARACTERS


def _counted(view: View, texts: Texts, runs: Runs, least: int) -> tuple[int, int]:
    """How many words of the passage an article shares, each counted once, and how many the longest run has."""
    analysis = view.fields.analysis
    shared = [run for text in (texts.title, texts.body) for run in runs.shared(analysis.surfaces(text), least)]
    count = reached = 0
    for begin, end in sorted((run.passage_start, run.passage_start + run.words) for run in shared):
        count += max(0, end - max(begin, reached))
        reached = max(end, reached)
    return count, max((run.words for run in shared), default=0)


def _aligned(view: View, texts: Texts, tokens: Sequence[Token], runs: Runs, least: int) -> Iterator[SharedRun]:
    """The runs that an article shares, title first, with their places."""
    for field, text in (("title", texts.title), ("body", texts.body)):
        words = list(view.fields.analysis.tokens(text))
        for start, there, count in runs.shared([word.surface for word in words], least):
            here, passage = words[start : start + count], tokens[there : there + count]
            yield SharedRun(field, here[0].start, here[-1].end, passage[0].start, passage[-1].end, count)


def _quote(rank: int, document: Document, story: str | None, found: Iterator[SharedRun], count: int) -> Quote:
    assert document.article is not None
    runs = tuple(found)
    is_copy = story is not None and document.story == story
    return Quote(rank, document.article, document.story, is_copy, count, max(run.words for run in runs), runs)
