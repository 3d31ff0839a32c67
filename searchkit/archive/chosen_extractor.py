"""Which extractor finds the names in the articles of an index, beside the rules.

An extractor that was chosen by its name is recorded in the manifest. Later runs use it, too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from searchkit.archive.layout import ArchiveLayout
from searchkit.base.location import key_of
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged
from searchkit.extract.extractor import Extractor, UserExtractor, loaded

__all__ = ["RULES", "Extraction", "chosen_extractor", "given_extractor"]

# Whether to extract (True, False), or an extractor, or the name of one.
Extraction = bool | str | Extractor
# The name that asks for the rules alone.
RULES: Final = "rules"


def given_extractor(extraction: str | Extractor) -> UserExtractor | None:
    """The extractor that was given, itself or by name. None for the rules. Raises UsageError."""
    if extraction == RULES:
        return None
    return UserExtractor(loaded(extraction) if isinstance(extraction, str) else extraction)


def chosen_extractor(folder: Path, writer: Writer, extraction: Extraction) -> UserExtractor | None:
    """The extractor for the files of a run. For ``True`` it is the one that the index remembers.

    ``writer`` remembers one that is given by name, from its next commit on. ``folder`` is the index folder. Raises
    UsageError if the extractor is missing.
    """
    if extraction is False:
        return None
    if extraction is True:
        return _remembered(folder, writer.description)
    extractor = given_extractor(extraction)
    if isinstance(extraction, str):
        description = _described(folder, writer.description, extraction)
        writer.use(ArchiveLayout(description), description)
    return extractor


def _remembered(folder: Path, description: Mapping[str, Any]) -> UserExtractor | None:
    kept = description.get("extractor")
    if kept is None:
        return None
    if not isinstance(kept, dict) or not isinstance(kept.get("spec"), str):
        raise IndexDamaged("the manifest does not say which extractor was chosen")
    name, colon, argument = kept["spec"].partition(":")
    if kept.get("in_folder") is True:
        argument = os.path.normpath(os.path.join(os.path.realpath(folder), argument))
    return UserExtractor(loaded(name + colon + argument))


def _described(folder: Path, description: Mapping[str, Any], spec: str) -> dict[str, Any]:
    rest = {key: value for key, value in description.items() if key != "extractor"}
    if spec == RULES:
        return rest
    name, _, argument = spec.partition(":")
    if argument and os.path.isdir(argument):  # the path of a folder is remembered relative to the index
        return {**rest, "extractor": {"spec": f"{name}:{key_of(argument, folder)}", "in_folder": True}}
    return {**rest, "extractor": {"spec": spec, "in_folder": False}}
