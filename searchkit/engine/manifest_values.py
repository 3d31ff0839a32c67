"""Values of a manifest, checked as they are read. Each function raises ValueError for any other value."""

from __future__ import annotations

from searchkit.base.surrogates import has_surrogates
from searchkit.base.typing_names import Final

# No index reaches it, and every database, format and language holds numbers up to it, and one more.
MOST: Final = 2**53 - 1


def count(value: object) -> int:
    """A whole number from 0 to MOST."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError(f"{value!r} is not a count")
    return value


def count_or_none(value: object) -> int | None:
    """A whole number from 0 to MOST, or null."""
    return None if value is None else count(value)


def measure(value: object) -> float:
    """A number, 0 or more."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise ValueError(f"{value!r} is not a measure")
    return value


def file_name(name: object) -> str:
    """The name of a file in the index folder.

    A manifest is untrusted input: it must not make a reader open files outside its folder.
    """
    if (
        not isinstance(name, str)
        or not name
        or name in (".", "..")
        or any(c in name for c in "/\\:\0")
        or has_surrogates(name)
    ):
        raise ValueError(f"bad file name {name!r}")
    return name
