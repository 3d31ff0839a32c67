"""Which extractor the articles of an index get their names from, beside the rules.

One that was chosen by its name stands in the manifest, so that later runs read files with it, too.
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

# Whether names are extracted, or by what: an extractor, or one told by its name.
Extraction = bool | str | Extractor
# What is said for no extractor but the rules.
RULES: Final = "rules"


def given_extractor(extraction: str | Extractor) -> UserExtractor | None:
    """The extractor that is given or told; None for the rules. Raises UsageError."""
    if extraction == RULES:
        return None
    return UserExtractor(loaded(extraction) if isinstance(extraction, str) else extraction)


def chosen_extractor(folder: Path, writer: Writer, extraction: Extraction) -> UserExtractor | None:
    """The extractor for the files that a run reads: what is given, or for True the one that is remembered.

    One that is told by its name is remembered from the next commit on. Raises UsageError if it is not there.
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
        raise IndexDamaged("the manifest does not tell which extractor was chosen")
    name, colon, argument = kept["spec"].partition(":")
    if kept.get("in_folder") is True:
        argument = os.path.normpath(os.path.join(os.path.realpath(folder), argument))
    return UserExtractor(loaded(name + colon + argument))


def _described(folder: Path, description: Mapping[str, Any], spec: str) -> dict[str, Any]:
    rest = {key: value for key, value in description.items() if key != "extractor"}
    if spec == RULES:
        return rest
    name, _, argument = spec.partition(":")
    if argument and os.path.isdir(argument):  # a folder is remembered as it lies from the index
        return {**rest, "extractor": {"spec": f"{name}:{key_of(argument, folder)}", "in_folder": True}}
    return {**rest, "extractor": {"spec": spec, "in_folder": False}}
