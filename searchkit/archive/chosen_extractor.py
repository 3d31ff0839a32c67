"""Which extractor finds the names in the articles of an index, beside the rules.

An extractor that was chosen by its name is recorded in the manifest. Later runs use it, too, if this user has allowed
it: it is code, and whoever can write to the index can name any.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from searchkit.archive.allowed_extractor import allow, is_allowed
from searchkit.archive.layout import ArchiveLayout
from searchkit.engine.manifest import Manifest
from searchkit.engine.writer import Writer
from searchkit.errors import ExtractorNotAllowed, IndexDamaged
from searchkit.extract.extractor import Extractor, UserExtractor, loaded

__all__ = ["RULES", "Extraction", "check_allowed", "chosen_extractor", "given_extractor"]

# Whether to extract (True, False), or an extractor, or the name of one.
Extraction = bool | str | Extractor
# The name that asks for the rules alone.
RULES: Final = "rules"


def given_extractor(extraction: str | Extractor) -> UserExtractor | None:
    """The extractor that was given, itself or by name. None for the rules. Raises UsageError."""
    if extraction == RULES:
        return None
    return UserExtractor(loaded(extraction) if isinstance(extraction, str) else extraction)


def chosen_extractor(
    folder: Path, writer: Writer, extraction: Extraction, *, dry_run: bool = False
) -> UserExtractor | None:
    """The extractor for the files of a run. For ``True`` it is the one that the index remembers.

    ``writer`` remembers one that is given by name, from its next commit on. That also allows it for later runs, but not
    in a ``dry_run``. ``folder`` is the index folder. Raises ExtractorNotAllowed, or UsageError if it is missing.
    """
    if extraction is False:
        return None
    if extraction is True:
        return _remembered(folder, writer.description)
    extractor = given_extractor(extraction)
    if isinstance(extraction, str):
        description = _described(folder, writer.description, extraction)
        if not dry_run and (kept := _named(folder, description)) is not None:
            allow(folder, kept)
        writer.use(ArchiveLayout(description), description)
    return extractor


def check_allowed(folder: Path) -> None:
    """Check that a run may use the extractor that the index in ``folder`` names, if any. Raises ExtractorNotAllowed."""
    spec = _named(folder, Manifest.read(folder).schema)
    if spec is not None and not is_allowed(folder, spec):
        raise _not_allowed(folder, spec, "you have not allowed it here, or it has changed since")


def _remembered(folder: Path, description: Mapping[str, Any]) -> UserExtractor | None:
    check_allowed(folder)
    spec = _named(folder, description)
    return None if spec is None else UserExtractor(loaded(spec))


def _named(folder: Path, description: Mapping[str, Any]) -> str | None:
    """The extractor that an index names, with the whole path if it is in the index folder."""
    kept = description.get("extractor")
    if kept is None:
        return None
    if not isinstance(kept, dict) or not isinstance(kept.get("spec"), str):
        raise IndexDamaged("the manifest does not say which extractor was chosen")
    spec: str = kept["spec"]
    if kept.get("in_folder") is not True:
        return spec
    name, _, argument = spec.partition(":")
    whole = f"{name}:{os.path.normpath(os.path.join(os.path.realpath(folder), argument))}"
    if not _is_inside(folder, os.path.join(folder, argument)):
        raise _not_allowed(folder, whole, "its path leads out of the index folder")
    return whole


def _not_allowed(folder: Path, spec: str, why: str) -> ExtractorNotAllowed:
    return ExtractorNotAllowed(
        f"the index in {folder} names the extractor {spec!r}, and {why}; nothing was changed",
        hint=f"if you trust it, name it: --extractor {spec}; if not, go back to the rules: --extractor {RULES}",
    )


def _is_inside(folder: Path, path: str) -> bool:
    """Whether a path and all that it links to lie in the index folder."""
    top = os.path.realpath(folder)
    places = [path]
    for root, folders, files in os.walk(path):
        places += [os.path.join(root, name) for name in (*folders, *files)]
    return all(os.path.realpath(place).startswith(top + os.sep) for place in places)


def _described(folder: Path, description: Mapping[str, Any], spec: str) -> dict[str, Any]:
    rest = {key: value for key, value in description.items() if key != "extractor"}
    if spec == RULES:
        return rest
    name, _, argument = spec.partition(":")
    if not argument or not os.path.isdir(argument):
        return {**rest, "extractor": {"spec": spec, "in_folder": False}}
    # A folder in the index moves with it. Others are remembered by their whole path.
    path, top = os.path.realpath(argument), os.path.realpath(folder)
    if _is_inside(folder, path):
        return {**rest, "extractor": {"spec": f"{name}:{os.path.relpath(path, top)}", "in_folder": True}}
    return {**rest, "extractor": {"spec": f"{name}:{path}", "in_folder": False}}
