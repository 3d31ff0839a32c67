"""How documents of a schema become the tuples for native code: all that the writer knows of a schema."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING, Any, Mapping, Protocol

if TYPE_CHECKING:
    from searchkit._native import LaidOut


class Layout(Protocol):
    """The places of a document's tuple. Other slots need another Builder."""

    @property
    def version(self) -> int:
        """A number that grows with every change of the slots."""

    @property
    def slots(self) -> str:
        """The JSON that a Builder is made with."""

    def document(self, fields: Mapping[str, Any], /) -> tuple[Any, ...] | LaidOut:
        """The tuple of a document, or what native code laid out.

        Raises ArticleInvalid, or an error of a field that does not accept its value.
        """

    def term(self, field: str, value: Any, /) -> bytes:
        """The term for a value of a field of whole values. Raises ValueError."""

    def stored(self, data: bytes, /) -> dict[str, Any]:
        """The stored fields of a document from the bytes of its stored slot. Raises IndexDamaged."""
