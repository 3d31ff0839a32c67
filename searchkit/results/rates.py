"""A timeline as rates: which share of the articles of each step of time a search finds."""

from __future__ import annotations

from typing import Any, Final

from searchkit.base.record import record
from searchkit.results.timeline import Axis, Gap, Step, Timeline

# Of fewer articles, a share says little.
SMALL: Final = 100


@record
class RateStep:
    """A step of time: ``count`` of its ``total`` articles match. ``rate`` is their share, None where there are none."""

    date: str
    count: int
    total: int

    @property
    def rate(self) -> float | None:
        """The share of the articles of this step that match, from 0 to 1."""
        return self.count / self.total if self.total else None

    @property
    def is_small(self) -> bool:
        """Whether the archive has too few articles of this step for the share to say much."""
        return self.total < SMALL

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rate = None if self.rate is None else round(self.rate, 6)
        return {"date": self.date, "count": self.count, "total": self.total, "rate": rate, "small": self.is_small}


@record
class Rates:
    """The steps from the first to the last match in time. ``field`` is the axis, as of a timeline.

    ``gaps`` has the runs of steps without a match that are left out, as of a timeline.
    """

    by: Step
    field: Axis
    steps: tuple[RateStep, ...]
    gaps: tuple[Gap, ...] = ()


def rates(found: Timeline, whole: Timeline) -> Rates:
    """The rates of a timeline among all articles, which ``whole`` counts by the same steps."""
    totals = dict(whole.steps)
    steps = tuple(RateStep(date, count, totals.get(date, count)) for date, count in found.steps)
    return Rates(found.by, found.field, steps, tuple(found.gaps))
