"""How two copies of a story differ, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from searchkit.article import Article
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.results.sentences import sentences

Kind = Literal["same", "left", "right", "changed"]
Spans = tuple[tuple[int, int], ...]
# Two sentences with such a share of common words are one that was changed.
_ALIKE: Final = 0.5
_WORD: Final = late_pattern(r"\w+|[^\w\s]")
# Of longer texts, sentences are only compared where they are the same.
_MOST_PAIRS: Final = 2_500


@record
class SentencePair:
    """A sentence of the left text and that of the right text in its place.

    ``kind`` is "same" (but for case and blanks), "changed", "left" or "right" (only there; the other is empty). The
    spans of a changed pair are what differs, in characters.
    """

    kind: Kind
    left: str = ""
    right: str = ""
    left_spans: Spans = ()
    right_spans: Spans = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        told: dict[str, Any] = {"kind": self.kind}
        if self.kind != "right":
            told["left"] = self.left
        if self.kind != "left":
            told["right"] = self.right
        if self.kind == "changed":
            told["left_spans"] = [list(span) for span in self.left_spans]
            told["right_spans"] = [list(span) for span in self.right_spans]
        return told


@record
class SentenceDiff:
    """Two articles, and their titles and texts as pairs of sentences in order."""

    left: Article
    right: Article
    pairs: tuple[SentencePair, ...]

    def count(self, kind: Kind) -> int:
        """How many pairs there are of a kind."""
        return sum(pair.kind == kind for pair in self.pairs)


def sentence_diff(left: Article, right: Article) -> SentenceDiff:
    """How two articles differ."""
    ours, theirs = (_of(article) for article in (left, right))
    found: list[SentencePair] = []
    matcher = SequenceMatcher(None, [*map(_plain, ours)], [*map(_plain, theirs)], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += (SentencePair("same", *both) for both in zip(ours[a:b], theirs[c:d], strict=True))
        else:
            found += _aligned(ours[a:b], theirs[c:d])
    return SentenceDiff(left, right, tuple(found))


def _of(article: Article) -> list[str]:
    title = [" ".join(article.title.split())] if article.title else []
    return [*title, *sentences(article.body)]


def _plain(sentence: str) -> str:
    return " ".join(_WORD.findall(sentence.casefold()))


def _aligned(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[SentencePair]:
    """Sentences that differ, as pairs: the pairs that share most in an order that both texts have."""
    left_words, right_words = (
        [[word for word in _WORD.findall(each.casefold()) if word.isalnum()] for each in side]
        for side in (ours, theirs)
    )
    best: list[list[float]] = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    alike: dict[tuple[int, int], float] = {}
    if len(ours) * len(theirs) <= _MOST_PAIRS:
        for i in reversed(range(len(ours))):
            for j in reversed(range(len(theirs))):
                share = _share(left_words[i], right_words[j])
                alike[i, j] = share
                paired = share + best[i + 1][j + 1] if share >= _ALIKE else 0.0
                best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(ours) or j < len(theirs):
        share = alike.get((i, j), 0.0)
        if share >= _ALIKE and best[i][j] == share + best[i + 1][j + 1]:
            yield _changed(ours[i], theirs[j])
            i, j = i + 1, j + 1
        elif i < len(ours) and (j == len(theirs) or best[i][j] == best[i + 1][j]):
            yield SentencePair("left", ours[i])
            i += 1
        else:
            yield SentencePair("right", right=theirs[j])
            j += 1


def _share(left: list[str], right: list[str]) -> float:
    """The share of common words in two sentences, in any order."""
    both = len(left) + len(right)
    rest = list(right)
    common = 0
    for word in left:
        if word in rest:
            rest.remove(word)
            common += 1
    return 2 * common / both if both else 0.0


def _changed(left: str, right: str) -> SentencePair:
    ours, theirs = (list(_WORD.finditer(text)) for text in (left, right))
    words, their_words = ([match[0].casefold() for match in side] for side in (ours, theirs))
    left_spans, right_spans = [], []
    for kind, a, b, c, d in SequenceMatcher(None, words, their_words, autojunk=False).get_opcodes():
        if kind != "equal" and a < b:
            left_spans.append((ours[a].start(), ours[b - 1].end()))
        if kind != "equal" and c < d:
            right_spans.append((theirs[c].start(), theirs[d - 1].end()))
    return SentencePair("changed", left, right, tuple(left_spans), tuple(right_spans))
