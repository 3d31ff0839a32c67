"""How documents of a schema become the tuples that native code takes: what the writer needs to know of a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Layout(Protocol):
    """The places of a document's tuple. ``version`` grows with the slots; other slots need another Builder."""

    @property
    def version(self) -> int:
        """Of the slots."""

    @property
    def slots(self) -> str:
        """The JSON that a Builder is made with."""

    def document(self, fields: Mapping[str, Any], /) -> tuple[Any, ...]:
        """The tuple of a document. Raises ArticleInvalid, or what the fields raise for values that they do not take."""

    def term(self, field: str, value: Any, /) -> bytes:
        """The term under which a document with this value of a whole-value field is found. Raises ValueError."""

    def stored(self, data: bytes, /) -> dict[str, Any]:
        """The stored fields of a document from the bytes of its stored slot. Raises IndexDamaged."""
