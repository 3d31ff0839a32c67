"""What all tests of programs written for Whoosh share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def own_folder_of_temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoosh's RamStorage writes files of fixed names there, which tests at the same time would share."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("temporary"))
        patch.setattr(tempfile, "tempdir", folder)
        patch.setenv("TMPDIR", folder)
        yield
