"""What a mistaken name may have meant."""

from __future__ import annotations

from searchkit.base.typing_names import Iterable


def close_names(name: str, known: Iterable[str], least: float = 0.6) -> list[str]:
    """The known name that is most like ``name``. There is none if all are less alike than ``least``, from 0 to 1."""
    from difflib import get_close_matches  # slow to load; only mistakes need it

    return get_close_matches(name, list(known), 1, least)
