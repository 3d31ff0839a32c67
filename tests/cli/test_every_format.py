"""One folder with two files of every format and a broken one of each, indexed in one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit as library
from command import searchkit
from every_format import FORMATS, mail


def written(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    for name, (ending, make, broken) in FORMATS.items():
        for word in (f"{name}harbour", f"{name}lighthouse"):
            written(folder / "press" / name / f"{word}{ending}", make(word))
        written(folder / "press" / name / f"broken{ending}", broken)
    for word in ("maildirharbour", "maildirlighthouse"):
        written(folder / "press" / "Maildir" / "cur" / f"{word}:2,S", mail(word))
    for empty in ("new", "tmp"):
        (folder / "press" / "Maildir" / empty).mkdir(parents=True)
    return folder


def test_every_article_is_found_and_every_broken_file_is_told(folder: Path) -> None:
    indexed = searchkit("index", "press", "-i", "i", cwd=folder)
    assert indexed.code == 4, indexed.err
    with library.open(folder / "i") as index:
        for name in (*FORMATS, "maildir"):
            for word in (f"{name}harbour", f"{name}lighthouse"):
                found = index.search(f"body:{word}")
                assert found.total == 1, (word, indexed.err)
                assert word in (found[0].article.path or "")
    status = json.loads(searchkit("status", "--json", "-i", "i", cwd=folder).out)
    told = {Path(problem["path"].split("!")[0]).parent.name for problem in status["problems"]}
    assert told - {"Maildir"} == set(FORMATS), (set(FORMATS) - told, indexed.err)
    assert all(problem["message"] for problem in status["problems"])
