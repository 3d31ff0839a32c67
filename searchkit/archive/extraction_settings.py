"""What an index remembers of how its articles are completed: its home, and whether empty lists are trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from searchkit.archive.layout import ArchiveLayout
from searchkit.archive.learned_home import LearnedHome
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged
from searchkit.extract.settings import Settings

__all__ = ["chosen_settings", "keep_learned", "may_learn_home", "remembered_home", "remembered_settings"]

_KEY: Final = "extraction"
# What a user says who wants no home. The index keeps the empty text, so that none is learned.
_NONE: Final = ("", "none")


def remembered_settings(description: Mapping[str, Any]) -> Settings:
    """The settings in the description of an archive. Raises IndexDamaged."""
    kept = _kept(description)
    return Settings(kept.get("trust_empty", False), kept.get("home") or None)


def remembered_home(description: Mapping[str, Any]) -> LearnedHome | None:
    """The home that an archive learned by itself, with its evidence. None if it has none or the user named it."""
    kept = _kept(description)
    return LearnedHome(kept["home"], *kept["learned"]) if "learned" in kept else None


def may_learn_home(writer: Writer) -> bool:
    """Whether an archive has no articles, and nobody said what its home is, or that it has none."""
    return not writer.segments and "home" not in _kept(writer.description)


def keep_learned(writer: Writer, learned: LearnedHome) -> Settings:
    """The settings with this home, which ``writer`` remembers from its next commit on."""
    kept = {**_kept(writer.description), "home": learned.place, "learned": [learned.articles, learned.of]}
    return _remembered_by(writer, kept)


def chosen_settings(writer: Writer, *, trust_empty: bool | None = None, home: str | None = None) -> Settings:
    """The settings of a run: what the user says now, and else what the index remembers.

    ``writer`` remembers them from its next commit on. An empty ``home``, or ``none``, says that there is none. Raises
    UsageError for a home that is no known place, and IndexDamaged.
    """
    kept = dict(_kept(writer.description))
    if trust_empty is not None:
        kept["trust_empty"] = trust_empty
    if home is not None:
        kept.pop("learned", None)
        if home.strip().lower() in _NONE:
            kept["home"] = ""
        else:
            from searchkit.extract.home import checked_home  # reads the gazetteer

            kept["home"] = checked_home(home)
    return _remembered_by(writer, kept)


def _kept(description: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the description of an archive says of extraction, checked. Raises IndexDamaged."""
    kept = description.get(_KEY, {})
    if (
        not isinstance(kept, dict)
        or not isinstance(kept.get("trust_empty", False), bool)
        or not isinstance(kept.get("home", ""), str)
        or ("learned" in kept and not (kept.get("home") and _is_evidence(kept["learned"])))
    ):
        raise IndexDamaged("the manifest does not say how articles are completed")
    return kept


def _is_evidence(kept: object) -> bool:
    return isinstance(kept, list) and len(kept) == 2 and all(type(number) is int for number in kept)


def _remembered_by(writer: Writer, kept: Mapping[str, Any]) -> Settings:
    """The settings as kept. ``writer`` remembers them, if they are not what it remembers already."""
    told = {key: value for key, value in kept.items() if key != "trust_empty" or value}
    description = {key: value for key, value in writer.description.items() if key != _KEY}
    if told:
        description[_KEY] = told
    if description != writer.description:
        writer.use(ArchiveLayout(description), description)
    return remembered_settings(description)
