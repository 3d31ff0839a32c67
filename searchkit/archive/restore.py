"""Going back to an earlier generation, with the register of sources.

The register may be behind the index but never ahead of it. So it forgets what it knows before the commit, and the next
run reads every source again. It keeps the names of the files that the restored generation has articles of.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from searchkit import _native
from searchkit.archive.layout import ArchiveLayout, is_archive
from searchkit.archive.register import REGISTER_NAME, Register
from searchkit.engine.generations import Restored
from searchkit.engine.generations import restore as restore_generation
from searchkit.engine.manifest import Manifest
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store


def restore(folder: Path, generation: int) -> Restored:
    """Make a kept generation the latest again, as a new commit, and keep the commit that was the latest.

    Lists, columns and the extractor come back with it. The aliases stay as they are. Raises IndexMissing if the
    generation is not kept, UsageError if it is the latest. Raises IndexDamaged, IndexUnreadable, IndexIncompatible,
    IndexLocked or IndexUnwritable; then the index is as it was.
    """

    def forget_readings() -> None:
        description = Manifest.read(folder, generation).schema
        if not is_archive(description):
            return
        held = _sources(folder, description, generation)
        if held or (folder / REGISTER_NAME).exists():
            register = Register(folder)
            try:
                register.read_again(held)
                register.commit()
            finally:
                register.close()

    return restore_generation(folder, generation, forget_readings)


def _sources(folder: Path, description: Mapping[str, Any], generation: int) -> list[str]:
    """The keys of the files that a generation has articles of."""
    snapshot = Snapshot(Store(folder, description, ArchiveLayout(description), generation))
    try:
        # A term stays after its articles are deleted, until their segment is merged.
        return [
            key
            for key in snapshot.values("source")
            if snapshot.search(_native.Query.term("source", key.encode(errors="replace")), limit=0).total
        ]
    finally:
        snapshot.close()
