"""Story numbers as text, and back."""

from __future__ import annotations


def story_id(number: int) -> str:
    """A story number as 16 hexadecimal digits."""
    return f"{number:016x}"


def story_number(text: str) -> int | None:
    """The story number that a text names, or None."""
    if len(text) != 16 or not set(text) <= set("0123456789abcdefABCDEF"):
        return None
    number = int(text, 16)
    return number if number < 1 << 63 else None
