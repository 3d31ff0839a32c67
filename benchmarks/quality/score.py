"""What was found, set against what is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the table. ``gold`` things are there, ``found`` were found, ``right`` of these are the gold ones."""

    what: str
    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right, from 0 to 1."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found, from 0 to 1."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0
