"""One folder with files of every format, indexed in one command: two good ones, one in another encoding, one broken."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import searchkit as library
from command import Ran, searchkit
from every_format import FORMATS, mail, strange

# Nothing in such a file tells its encoding, so a remark does.
UNDECLARED = frozenset("text json jsonl html markdown csv tsv ninjs jsonld reuters".split())
# Its characters are those of its fonts.
WITHOUT_ENCODING = frozenset({"pdf"})
# Its broken file has a fault of the front matter alone, so its text is read.
MENDED = frozenset({"markdown"})
ENCODED = [name for name in FORMATS if name not in WITHOUT_ENCODING]


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
        if name in ENCODED:
            written(folder / "press" / name / f"strange{ending}", strange(name, f"{name}přístaviště"))
    for word in ("maildirharbour", "maildirlighthouse"):
        written(folder / "press" / "Maildir" / "cur" / f"{word}:2,S", mail(word))
    for empty in ("new", "tmp"):
        (folder / "press" / "Maildir" / empty).mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def indexed(folder: Path) -> Ran:
    return searchkit("index", "press", "-i", "i", cwd=folder)


@pytest.fixture(scope="module")
def problems(folder: Path, indexed: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(searchkit("status", "--json", "-i", "i", cwd=folder).out)["problems"]
    assert indexed
    return found


def test_every_article_is_found(folder: Path, indexed: Ran) -> None:
    assert indexed.code == 4, indexed.err
    with library.open(folder / "i") as index:
        for name in (*FORMATS, "maildir"):
            for word in (f"{name}harbour", f"{name}lighthouse"):
                found = index.search(f"body:{word}")
                assert found.total == 1, (word, indexed.err)
                assert word in (found[0].article.path or "")
        for name in ENCODED:
            found = index.search(f"body:{name}přístaviště")
            assert found.total == 1, (name, indexed.err)
            assert "žádná loď dnes kvůli husté mlze nevyplula z přístavu" in found[0].article.body
            assert "strange" in (found[0].article.path or "")


def test_every_broken_file_is_told_and_no_other(indexed: Ran, problems: list[dict[str, Any]]) -> None:
    failed = {problem["path"].split("!")[0] for problem in problems if problem["severity"] == "failed"}
    broken = {name: f"press/{name}/broken{ending}" for name, (ending, _, _) in FORMATS.items()}
    assert failed == {path for name, path in broken.items() if name not in MENDED}, indexed.err
    assert all(problem["message"] for problem in problems)
    assert {problem["path"].split("!")[0] for problem in problems} >= set(broken.values())
    assert "could not be read" in indexed.err and "searchkit status" in indexed.err


def test_encodings_that_nothing_declares_are_told(problems: list[dict[str, Any]]) -> None:
    told = {Path(p["path"]).parent.name: p["message"] for p in problems if p["code"] == "encoding_fallback"}
    assert set(told) == UNDECLARED
    assert all("windows-1250 (confidence" in message for message in told.values())


def test_the_counts_of_the_report(indexed: Ran) -> None:
    files = len(FORMATS) * 3 + len(ENCODED) + 2
    read = re.search(r"(\d+) articles \((\d+) added; (\d+) files read", indexed.err)
    assert read is not None, indexed.err
    assert int(read[3]) == files
    assert int(read[1]) == int(read[2]) == len(FORMATS) * 2 + len(ENCODED) + len(MENDED) + 2
