"""Why a hit has its score, in the engine's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.base.typing_names import TYPE_CHECKING, Any, Iterator
from searchkit.errors import SearchStopped

if TYPE_CHECKING:
    from searchkit._native import Stop


# A long query makes half a million of them.
@dataclass(frozen=True, slots=True)
class Explanation:
    """A number, what it is, and the numbers that make it up. The value of the root is the score of the hit."""

    what: str
    value: float
    parts: tuple[Explanation, ...] = ()

    @classmethod
    def of(cls, told: tuple[str, float, tuple[Any, ...]], stop: Stop | None = None) -> Explanation:
        """The engine's explanation as a tree. Raises SearchStopped once ``stop`` is set."""
        what, value, parts = told
        if not parts:
            return cls(what, value)
        if stop is not None and stop.is_set:
            raise SearchStopped("the explanation was stopped")
        return cls(what, value, tuple([cls.of(part, stop) for part in parts]))

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """One line of text for each number, with its depth in the tree."""
        yield depth, f"{self.value:,.4f}".rstrip("0").rstrip(".") + f"  {self.what}"
        for part in self.parts:
            yield from part.lines(depth + 1)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON-able values."""
        return {"what": self.what, "value": self.value, "parts": [part.as_dict() for part in self.parts]}
