"""A part of an office document, which is a zip file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.base.problem import Unreadable

if TYPE_CHECKING:
    import zipfile

__all__ = ["zip_part"]


def zip_part(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A part of at most ``limit`` bytes. Raises KeyError if it is missing, and Unreadable (``too_large``)."""
    with archive.open(name) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        message = f"a part of more than {limit >> 20} MiB when decompressed"
        raise Unreadable("too_large", message, hint="this limit is fixed; split the document")
    return data
