"""A path of which ``pathlib`` is loaded on first need. A command that searches once only joins and opens paths."""

from __future__ import annotations

import os

from searchkit.base.typing_names import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathlib import Path


class _LatePath:
    """Stands for a ``pathlib.Path``. It is written, joined and opened without it; for all else, it makes one."""

    __slots__ = ("_made", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._made: Path | None = None

    def __fspath__(self) -> str:
        return self._text

    __str__ = __fspath__

    def __truediv__(self, name: str) -> _LatePath:
        return _LatePath(name if self._text == "." else os.path.join(self._text, name))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._path, name)

    def __eq__(self, other: object) -> bool:
        return self._path == (other._path if isinstance(other, _LatePath) else other)

    def __hash__(self) -> int:
        return hash(self._path)

    def __repr__(self) -> str:
        return repr(self._path)

    def __reduce__(self) -> tuple[Any, ...]:
        return late_path, (self._text,)

    @property
    def _path(self) -> Path:
        if self._made is None:
            self._made = real_path(self)
        return self._made


def late_path(text: str) -> Path:
    """What stands for the path of this text, written as ``pathlib`` writes it."""
    if os.sep != "/" or text.startswith("//"):  # where more is to know
        return real_path(text)
    plain = "/".join(part for part in text.split("/") if part not in ("", "."))
    return cast("Path", _LatePath(f"/{plain}" if text.startswith("/") else plain or "."))


def real_path(path: str | os.PathLike[str] | Any) -> Path:
    """The ``pathlib.Path`` of a path."""
    from pathlib import Path

    return Path(path)
