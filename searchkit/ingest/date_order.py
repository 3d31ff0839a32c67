"""Whether a column writes days or months first (``03/04/2019``). Its other dates decide; nothing is guessed."""

from __future__ import annotations

import re
from typing import Final, Literal

_NUMERIC: Final = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)", re.ASCII | re.DOTALL)

First = Literal["day", "month"]


class DateOrder:
    """What the dates of one column show about their order.

    ``shown`` has, for each order, the first date that can be read in only one way, and its line.
    """

    def __init__(self) -> None:
        self.shown: dict[First, tuple[str, int]] = {}

    def see(self, written: str, line: int) -> bool:
        """Take note of a date. True if it can be read in two ways."""
        match = _NUMERIC.fullmatch(written)
        if match is None:
            return False
        first, second = int(match[1]), int(match[3])
        if not (1 <= first <= 31 and 1 <= second <= 31) or first == second:
            return False
        if first <= 12 and second <= 12:
            return True
        if min(first, second) <= 12:
            self.shown.setdefault("day" if first > 12 else "month", (written.strip(), line))
        return False

    @property
    def first(self) -> First | None:
        """What stands first. None if no date showed it, or if dates showed both orders."""
        return next(iter(self.shown)) if len(self.shown) == 1 else None

    def settled(self, written: str) -> str | None:
        """The meaning of an ambiguous date as a day in ISO form. None while the order is unknown."""
        match = _NUMERIC.fullmatch(written)
        if match is None or self.first is None:
            return None
        day, month = (match[1], match[3]) if self.first == "day" else (match[3], match[1])
        return f"{match[4]}-{int(month):02d}-{int(day):02d}"
