from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.index import Index
from tests.shell.pseudo_terminal import PseudoTerminal

Open = Callable[..., PseudoTerminal]


def article(number: int, **given: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": f"port-{number:02}",
        "title": f"Harbour report {number}",
        "body": f"Dockers went on strike at the port. Paragraph {number} of the report.",
        "date": f"2019-{number % 12 + 1:02}-03",
        "place": "New York" if number % 2 else "Zürich",
        "agency": "AFP",
        "entities": {"person": ["Jean Moreau"], "org": ['The "Dock" Union'] if number < 4 else ["CGT"]},
    }
    return fields | given


@pytest.fixture(scope="session")
def whole_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that each test has a copy of."""
    where = tmp_path_factory.mktemp("strike") / "i"
    with searchkit.create(where) as index:
        weather = {
            "id": "rain",
            "title": "Rain",
            "body": "Rain in the north. " * 200,
            "date": "2011-01-02",
            "place": "Oslo",
        }
        index.add([*(article(n) for n in range(24)), weather], extract=False)
    return where


@pytest.fixture
def folder(whole_folder: Path, tmp_path: Path) -> Path:
    """An index of 24 articles on a port strike and one on the weather."""
    return shutil.copytree(whole_folder, tmp_path / "i")


@pytest.fixture
def opened(folder: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens the shell in a pseudo-terminal."""
    terminals: list[PseudoTerminal] = []

    def open_one(term: str = "xterm-256color", on: Path = folder, **given: Any) -> PseudoTerminal:
        terminals.append(PseudoTerminal(on, tmp_path, term, **given))
        return terminals[-1]

    yield open_one
    for terminal in terminals:
        terminal.child.close(force=True)


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    with searchkit.open(folder) as opened:
        yield opened
