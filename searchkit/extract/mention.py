"""A name where it stands in a text."""

from __future__ import annotations

from typing import Literal, NamedTuple

from searchkit.article import Provenance

EntityKind = Literal["person", "org", "place", "event"]


class Mention(NamedTuple):
    """A name in a body. ``written`` is exactly ``body[start:end]``; ``name`` is the full or usual name that is meant.

    ``provenance`` tells what found it: ``model`` (trained weights), ``rule``, or ``gazetteer`` for places
    that it knows.
    """

    kind: EntityKind
    written: str
    start: int
    end: int
    name: str
    provenance: Provenance
