"""Indexes with right checksums and false claims: readers refuse what verify refuses, and nothing ends the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import crafted_segments
import pytest

from command import environment

COUNT = 70


def test_crafted_indexes_end_no_process_and_verify_finds_what_readers_refuse() -> None:
    """In a process without threads, which forks one for each index."""
    ran = subprocess.run(
        [sys.executable, crafted_segments.__file__, "1", str(COUNT)],
        capture_output=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout.decode()[-3000:] + ran.stderr.decode()[-3000:]
    assert json.loads(ran.stdout.splitlines()[-1]) == {"seed": 1, "crafted": COUNT, "wrong": 0}


@pytest.mark.damages
def test_what_is_crafted_is_another_index_with_right_checksums(tmp_path: Path) -> None:
    """Else the test above would test nothing."""
    from searchkit.engine.file_record import checksum_file
    from searchkit.engine.manifest import Manifest
    from searchkit.engine.repair import damages

    whole = tmp_path / "whole"
    crafted_segments.make_whole(whole)
    assert damages(whole) == []
    for name in Manifest.read(whole).files:
        if name.endswith(".data"):
            data = (whole / name).read_bytes()
            parts = crafted_segments.Parts.of(data)
            assert json.loads(json.dumps(parts.table)) == parts.table
            crafted_segments.put_index(tmp_path / name, whole, name, parts.encoded(), None)
            assert damages(tmp_path / name) == [], "the parts of a file make the same index again"
    crafter = crafted_segments.Crafter(whole)
    told = [crafter.craft(number, tmp_path / str(number)) for number in range(40)]
    assert len(set(told)) > 30
    for number, what in enumerate(told):
        folder = tmp_path / str(number)
        if not what.startswith("manifest"):
            for name, record in Manifest.read(folder).files.items():
                assert checksum_file(folder / name) == record, what
