"""What makes two articles copies of one story, and the keys by which copies find each other.

Articles are compared by their sets of shingles: runs of WIDTH words of the text (native/core/src/shingles.rs). The
title and the dateline are left out, because copies differ in them. A text of fewer than BRIEF words says too little on
its own (``Pay April 1, record March 15``), so its title is part of it.

The resemblance of two sets is the number of shared shingles, divided by the number of shingles in either. Two articles
are copies if their resemblance is at least RESEMBLANCE. They are also copies if the longer contains the shorter
(CONTAINMENT), which must be at least half as long. Regular notices repeat the same words with another name, number or
day, so short texts have stricter rules:

- Below SHORT words, the resemblance must be ALIKE, or one must contain the other except at one seam (BUT_A_SEAM).
- Below BRIEF words, one must contain the other completely, and they must be dated at most one day apart.
- Articles dated more than a week apart must be ALIKE and LONG.

Each set has BANDS keys of ROWS minima each. Two sets of resemblance j share a key with a probability of
1 - (1 - j^ROWS)^BANDS: 0.965 at 0.7, 0.996 at 0.8. Sources: A. Broder, On the resemblance and containment of documents,
1997; for the bands, J. Leskovec, A. Rajaraman and J. Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from searchkit._native import PlainArticle, Shingles
from searchkit.article import Article
from searchkit.base.partial_date import PartialDate

WIDTH: Final = 3
BANDS: Final = 8
ROWS: Final = 3
# In percent.
RESEMBLANCE: Final = 70
CONTAINMENT: Final = 90
ALIKE: Final = 90
# A text of fewer than SHORT words with one other word has less than this in common.
BUT_A_SEAM: Final = 95
# Numbers of words. In texts of LONG words and more, a dateline makes too little difference to look for it.
BRIEF: Final = 40
SHORT: Final = 60
LONG: Final = 100
# Days between copies for which the usual rules hold, and more days than any two dates are apart.
WEEK: Final = 7
FOREVER: Final = 1 << 40

# The ordinals of the first and last day of a date; None without one.
Days = tuple[int, int] | None


class Sketch(NamedTuple):
    """What articles are compared by: the shingles of their text, and their days."""

    shingles: Shingles
    days: Days

    @property
    def keys(self) -> list[bytes]:
        """The keys of the text; none if it has no words."""
        return self.shingles.keys(BANDS, ROWS)


def sketch(title: str | None, body: str, date: str | None = None, dateline: str | None = None) -> Sketch:
    """The sketch of an article. ``dateline`` is one that the source states outside the text."""
    days = _days(date) if date else None
    shingles = Shingles(body, WIDTH)
    if shingles.words >= LONG:
        return Sketch(shingles, days)
    start = 0 if dateline else _body_start(body)
    if start:
        shingles = Shingles(body[start:], WIDTH)
    if shingles.words < BRIEF and title:
        shingles = Shingles(f"{title}\n{body[start:]}", WIDTH)
    return Sketch(shingles, days)


def _body_start(body: str) -> int:
    from searchkit.extract.opening import body_start  # slow to load, and a run that extracts nothing goes without

    return body_start(body)


@lru_cache(maxsize=4096)
def _days(date: str) -> Days:
    """The days of a date. An archive repeats the same few thousand."""
    when = PartialDate.parse(date)
    return when.first.toordinal(), when.last.toordinal()


def sketch_of(article: Article | PlainArticle) -> Sketch:
    """The sketch of an article."""
    return sketch(article.title, article.body, article.date, article.dateline)


def reach(a: Shingles, b: Shingles) -> int | None:
    """How many days apart articles with these texts may be dated and still be copies. None: they are never copies."""
    common = a.common(b)
    shorter, longer = sorted((len(a), len(b)))
    resemblance = 100 * common / max(1, shorter + longer - common)
    words = min(a.words, b.words)
    if resemblance >= ALIKE and words >= LONG:
        return FOREVER
    contained = 100 * common / max(1, shorter) if 2 * shorter >= longer else 0.0
    if words < BRIEF:
        return 1 if contained == 100 else None
    if words < SHORT:
        return WEEK if resemblance >= ALIKE or contained >= BUT_A_SEAM else None
    return WEEK if resemblance >= RESEMBLANCE or contained >= CONTAINMENT else None


def apart(a: Days, b: Days) -> int:
    """How many days lie between two dates. At most 0 if they overlap, 0 if one is missing."""
    return max(a[0], b[0]) - min(a[1], b[1]) if a and b else 0


def are_copies(a: Sketch, b: Sketch) -> bool:
    """Whether two articles tell one story in the same words."""
    within = reach(a.shingles, b.shingles)
    return within is not None and apart(a.days, b.days) <= within
