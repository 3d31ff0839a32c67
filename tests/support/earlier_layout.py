"""Archives as they were laid out before some of their fields and columns came."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from searchkit.archive import layout
from searchkit.archive.layout import ArchiveLayout


def without(monkeypatch: pytest.MonkeyPatch, slots: Collection[str]) -> None:
    """Archives are laid out without these slots, as before they came."""
    kept = [slot for slot in layout._SLOTS if slot[0] not in slots]
    assert len(kept) < len(layout._SLOTS)
    monkeypatch.setattr(layout, "_SLOTS", kept)
    lay_out = ArchiveLayout.document
    monkeypatch.setattr(
        ArchiveLayout,
        "document",
        lambda self, fields: lay_out(self, {name: value for name, value in fields.items() if name not in slots}),
    )
