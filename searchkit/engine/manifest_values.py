"""Values of a manifest, checked as they are read. Each function raises ValueError for any other value."""

from __future__ import annotations

from searchkit.base.surrogates import has_surrogates


def count(value: object) -> int:
    """A whole number, 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def count_or_none(value: object) -> int | None:
    """A whole number, 0 or more, or null."""
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
