"""Halves of surrogate pairs: Python's texts may hold them, UTF-8 and so an index never do."""

from __future__ import annotations


def has_surrogates(text: str) -> bool:
    """Whether a text holds half of a surrogate pair, so that no index can hold the text."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def without_surrogates(text: str) -> str:
    """The text with ``?`` for each half of a surrogate pair. Offsets stay the same."""
    return text.encode(errors="replace").decode() if has_surrogates(text) else text


def as_bytes(text: str) -> bytes:
    """The text as UTF-8. A half of a surrogate pair gets bytes that no index holds."""
    return text.encode(errors="surrogatepass")
