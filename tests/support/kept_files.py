"""Which files an index needs, found by reading the manifest of every generation that it keeps."""

from __future__ import annotations

from pathlib import Path

from searchkit.engine.manifest import MANIFEST_NAME, Manifest, kept_name


def needed_files(folder: Path) -> set[str]:
    """The names of all files of the latest commit and of those that are kept, with their manifests."""
    latest = Manifest.read(folder)
    needed = {MANIFEST_NAME, *latest.files}
    for generation in latest.generations:
        needed |= {kept_name(generation), *Manifest.read(folder, generation).files}
    return needed
