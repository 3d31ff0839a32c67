"""The places in the names of bodies: Edmonton in *Edmonton Police*, Texas in *University of Texas*."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.extract.names.entities import rules


def places_in_names(names: Sequence[str]) -> list[str]:
    """The usual names of the places in the names of bodies, each once, in order.

    A place stands at the begin of a name, or after *of*, *at*, *in* or a comma. The longest one counts, and never all
    of the name.
    """
    return rules().places_in(names)
