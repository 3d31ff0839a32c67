"""Readers of the articles of a module: what is computed above the seam is the same for all views."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import searchkit
from list_view import ListReader
from searchkit.results.reader import Reader


@pytest.fixture(scope="module")
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    """An index of the module's ARTICLES."""
    index = searchkit.create(tmp_path_factory.mktemp("articles") / "i")
    index.add(request.module.ARTICLES, extract=False)
    return index


@pytest.fixture(scope="module", params=[lambda index: index, ListReader.of], ids=["archive", "list"])
def reader(request: pytest.FixtureRequest, archive: searchkit.Index) -> Reader:
    """The index, and a plain loop over its articles."""
    made: Callable[[searchkit.Index], Reader] = request.param
    return made(archive)
