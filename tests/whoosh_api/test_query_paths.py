"""The page of query classes is what is printed now, and leaves none out."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "make_query_table.py"))


def test_the_page_is_current(table: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert table["page"]() == page, "python tools/make_query_table.py > docs/queries.md"


def test_no_query_class_is_missing(table: dict[str, Any]) -> None:
    assert table["missing"]() == set()
