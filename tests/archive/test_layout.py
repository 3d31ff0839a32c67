"""What an archive is on disk."""

from __future__ import annotations

from hashlib import blake2b

from searchkit.archive.layout import SCHEMA_VERSION, ArchiveLayout, description


def test_the_layout_is_that_of_its_version() -> None:
    """An index that people have is read by these names. Whoever changes one raises the version, then renews this."""
    slots = blake2b(ArchiveLayout({**description(), "lists": {"names": ["boards"]}}).slots.encode(), digest_size=8)
    assert (SCHEMA_VERSION, slots.hexdigest()) == (4, "103a459b5ff821c3")
