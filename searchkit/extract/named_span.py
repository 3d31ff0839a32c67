"""What extractors of names give: the names in a text, with their spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

# How many texts an extractor gets at once.
BATCH: Final = 64


class NamedSpan(NamedTuple):
    """A name in a text: its kind (person, org, place, event, other) and its offsets in characters.

    ``name`` is the name to enter. If it is empty, that is the text of the span.
    """

    kind: str
    start: int
    end: int
    name: str = ""


# Takes texts, and gives for each of them its names. It may have two attributes. ``name`` is recorded with each file
# that was read with it. ``kinds`` are the kinds of names that it finds; without it they are person, org and place.
Extractor = Callable[[Sequence[str]], Iterable[Iterable[tuple[Any, ...]]]]
