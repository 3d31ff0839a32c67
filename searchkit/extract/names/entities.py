"""The people, organisations, places and events that a text names, with their spans and usual names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from searchkit._native import Mentions, NameRules, Tagger
from searchkit.article import Provenance
from searchkit.extract.cue_words import STARTERS
from searchkit.extract.gazetteer import places_in_text
from searchkit.extract.names.place_names import usual_place, well_known
from searchkit.extract.names.tagger import tagger as shipped_tagger

EntityKind = Literal["person", "org", "place", "event"]
KINDS: Final[tuple[EntityKind, ...]] = ("person", "org", "place", "event")


class Mention(NamedTuple):
    """One place in a body where a name stands. ``written`` is exactly ``body[start:end]``.

    ``name`` is the form under which the name is filed. ``provenance`` is ``model`` (trained weights), ``rule``, or
    ``gazetteer`` for places that it knows.
    """

    kind: EntityKind
    written: str
    start: int
    end: int
    name: str
    provenance: Provenance


class Entities(NamedTuple):
    """What a title and a body name.

    ``names`` gives for each kind its names, each once, in the order of first appearance. ``also_written`` gives for
    organisations, places and events the other forms of a name in the body (``EU``). Persons have none: their short
    names are parts of the full name. ``provenance`` gives for each kind the weakest origin of its names, which is
    ``model`` before ``rule`` before ``gazetteer``. ``found`` are the places in the ``body``: see ``mentions``.
    """

    names: Mapping[EntityKind, tuple[str, ...]]
    also_written: Mapping[EntityKind, Mapping[str, tuple[str, ...]]]
    provenance: Mapping[EntityKind, Provenance]
    body: str
    found: Mentions

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The places in the body where the names stand, in order."""
        return tuple(
            Mention(kind, self.body[start:end], start, end, name, provenance)
            for kind, start, end, name, provenance in self.found.all()
        )


def find_entities(title: str | None, body: str, start: int = 0, tagger: Tagger | None = None) -> Entities:
    """The names in a title, and in a body from offset ``start`` on. The time is linear in their length.

    Places and the best-known organisations get their usual English name. Persons get the fullest name in the text. An
    acronym that the text explains gets its long form. In a title where all words have capitals, only names count that
    the body or a list also has. ``tagger`` replaces the tagger that ships with the package.
    """
    names, also_written, provenance, mentions = rules().find(tagger or shipped_tagger(), title or "", body, start)
    return Entities(names, also_written, provenance, body, mentions)


@lru_cache(maxsize=1)
def rules() -> NameRules:
    """The rules for names. A process makes them once."""
    return NameRules(sorted(STARTERS), sorted(places_in_text()), usual_place, well_known)
