"""What a user says of the extraction of a collection. An index keeps it, and every process of a run has it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Settings:
    """How articles are completed.

    ``trust_empty``: a source that states an empty list of names says that there are none, so none are looked for.
    ``home`` is the name of the place where the collection appears (``Paris, Texas``), None if it is unknown.
    ``own_kinds`` are the kinds of names that the user's extractor finds, so that the rules leave them alone.
    """

    trust_empty: bool = False
    home: str | None = None
    own_kinds: tuple[str, ...] = ()

    def beside(self, kinds: tuple[str, ...]) -> Settings:
        """The same beside an extractor of the user's that finds these kinds of names."""
        return replace(self, own_kinds=kinds)

    @property
    def reading(self) -> str:
        """How the register remembers a file that was read by these settings. No value is the beginning of another."""
        if replace(self, own_kinds=()) == USUAL:
            return "extracted:"
        return f"by {blake2b(replace(self, own_kinds=()).to_json().encode(), digest_size=8).hexdigest()} extracted:"

    def to_json(self) -> str:
        """The settings as another process gets them."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """The inverse of :meth:`to_json`."""
        values = json.loads(text)
        return cls(values["trust_empty"], values["home"], tuple(values["own_kinds"]))


USUAL = Settings()
