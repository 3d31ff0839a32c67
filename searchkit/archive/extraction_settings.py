"""What an index remembers of how its articles are completed: its home, and whether empty lists are trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from searchkit.archive.layout import ArchiveLayout
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged
from searchkit.extract.settings import USUAL, Settings

__all__ = ["chosen_settings", "remembered_settings"]

_KEY: Final = "extraction"


def remembered_settings(description: Mapping[str, Any]) -> Settings:
    """The settings in the description of an archive. Raises IndexDamaged."""
    kept = description.get(_KEY, {})
    if not isinstance(kept, dict):
        raise IndexDamaged("the manifest does not say how articles are completed")
    trust_empty, home = kept.get("trust_empty", False), kept.get("home")
    if not isinstance(trust_empty, bool) or not (home is None or isinstance(home, str)):
        raise IndexDamaged("the manifest does not say how articles are completed")
    return Settings(trust_empty, home)


def chosen_settings(writer: Writer, *, trust_empty: bool | None = None, home: str | None = None) -> Settings:
    """The settings of a run: what the user says now, and else what the index remembers.

    ``writer`` remembers them from its next commit on. An empty ``home`` forgets it. Raises UsageError for a home that
    is no known place, and IndexDamaged.
    """
    before = remembered_settings(writer.description)
    settings = before
    if trust_empty is not None:
        settings = replace(settings, trust_empty=trust_empty)
    if home is not None:
        from searchkit.extract.home import checked_home  # reads the gazetteer

        settings = replace(settings, home=checked_home(home) if home.strip() else None)
    if settings != before:
        description = _described(writer.description, settings)
        writer.use(ArchiveLayout(description), description)
    return settings


def _described(description: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    rest = {key: value for key, value in description.items() if key != _KEY}
    kept: dict[str, Any] = {}
    if settings.trust_empty != USUAL.trust_empty:
        kept["trust_empty"] = settings.trust_empty
    if settings.home is not None:
        kept["home"] = settings.home
    return {**rest, _KEY: kept} if kept else rest
