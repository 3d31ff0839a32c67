from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.index import Index


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of 24 articles on a port strike and one on the weather."""
    where = tmp_path / "i"
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
def index(folder: Path) -> Iterator[Index]:
    with searchkit.open(folder) as opened:
        yield opened
