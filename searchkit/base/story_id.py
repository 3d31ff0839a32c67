"""How the number of a story is written, and read back."""

from __future__ import annotations


def story_id(number: int) -> str:
    """How the number of a story is written."""
    return f"{number:016x}"


def story_number(text: str) -> int | None:
    """The number of the story that a text names, or None."""
    if len(text) != 16 or not set(text) <= set("0123456789abcdefABCDEF"):
        return None
    number = int(text, 16)
    return number if number < 1 << 63 else None
