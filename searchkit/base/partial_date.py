"""A calendar date known to the day, to the month or only to the year.

A month is not its first day, so the precision is kept everywhere. Only where ranges are compared does a date become
its first and last day.
"""

from __future__ import annotations

from searchkit.base import light_datetime as dt
from searchkit.base.late_pattern import late_pattern
from searchkit.base.light_functools import lru_cache
from searchkit.base.record import record
from searchkit.base.typing_names import Final, Literal

Precision = Literal["year", "month", "day"]

# English names of months, in lower case.
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}


def month_iso(number: int) -> str:
    """The month with this number, counted from January of the year 0, in ISO form."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


_ISO = late_pattern(r"(?a)(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?")
_LONGEST_KEPT = 40  # characters of a cached text; a time after the day may be longer
_LENGTHS: Final = ([4], [4, 2], [4, 2, 2])  # of the year, the month and the day
_COMPACT = late_pattern(r"(?a)(\d{4})(\d{2})(\d{2})")


@record(order=True)
class PartialDate:
    """A year, a month of a year, or a day. Raises ValueError for an impossible date."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2019``, ``2019-05``, ``2019-05-28``, ``20190528`` or an ISO date with a time, which is dropped.

        Raises ValueError for anything else.
        """
        return _of_text(text) if len(text) <= _LONGEST_KEPT else _of_text.__wrapped__(text)

    @classmethod
    def of(cls, value: PartialDate | dt.date | str) -> PartialDate:
        """The partial date of a ``date``, a ``datetime`` or an ISO string."""
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, dt.date):
            return cls(value.year, value.month, value.day)
        return cls.parse(value)

    @property
    def precision(self) -> Precision:
        """Whether the year, the month or the day is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first(self) -> dt.date:
        """The first day that the date covers."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that the date covers."""
        if self.day is not None:
            return self.first
        month = self.month or 12
        if month == 12:
            return dt.date(self.year, 12, 31)
        return dt.date(self.year, month + 1, 1) - dt.timedelta(1)

    @property
    def iso(self) -> str:
        """ISO 8601 at the precision known: ``2019``, ``2019-05`` or ``2019-05-28``."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    def __str__(self) -> str:
        return self.iso


@lru_cache(maxsize=8192)
def _of_text(text: str) -> PartialDate:
    """What :meth:`PartialDate.parse` returns. It is cached, because an archive repeats the same few thousand days."""
    text = text.strip()
    parts = text.split("-")
    # What dates mostly are, read without a pattern.
    if text.isascii() and [len(part) for part in parts] in _LENGTHS and all(part.isdigit() for part in parts):
        return PartialDate(*map(int, parts))
    match = _COMPACT.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"not an ISO date: {text!r}")
    year, month, day = match.groups()
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
