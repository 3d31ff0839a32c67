"""The progress of a run: how far the file that is read is read, and what goes on after the last article."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

import searchkit
from searchkit.engine.writer import Writer
from searchkit.ingest.report import Progress


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.xz", "a.json"])
@pytest.mark.parametrize("extract", [False, True])
def test_one_large_file_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, extract: bool) -> None:
    records = [{"id": str(n), "body": f"{n * 7919 % 10_007:x} " * 400} for n in range(400)]
    lines = "\n".join(map(json.dumps, records))
    data = (lines if "jsonl" in name else json.dumps(records)).encode()
    (tmp_path / name).write_bytes(lzma.compress(data) if name.endswith(".xz") else data)
    monkeypatch.setattr(Writer, "is_merging", True)
    told: list[Progress] = []
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(tmp_path / name, extract=extract, on_progress=told.append)
    size = (tmp_path / name).stat().st_size
    assert {p.bytes_total for p in told} == {size}
    read = [p.bytes for p in told if p.phase == "reading"]
    assert read == sorted(read)
    assert read[0] == 0
    if name == "a.jsonl":
        assert len(set(read)) >= 7
        assert 0 < read[1] < size
    assert all(p.path.endswith(name) for p in told if p.phase == "reading")
    assert [(p.phase, p.files, p.bytes, p.articles, p.path) for p in told[-2:]] == [
        ("committing", 1, size, 400, ""),
        ("merging", 1, size, 400, ""),
    ]
