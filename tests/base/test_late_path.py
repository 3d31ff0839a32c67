"""A late path is written, joined and opened as pathlib's."""

from __future__ import annotations

import copy
import os
import pickle
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.late_path import late_path, real_path

texts = st.text(alphabet="a./ b~", max_size=10)


@given(texts)
def test_it_is_written_as_pathlib_writes_it(text: str) -> None:
    late, path = late_path(text), Path(text)
    assert (str(late), os.fspath(late), late) == (str(path), os.fspath(path), path)
    assert hash(late) == hash(path) and late == late_path(text)
    assert (str(late / "name"), late.name, late.parent) == (str(path / "name"), path.name, path.parent)
    assert type(real_path(late)) is type(path) and path / "x" / late == path / "x" / path


def test_it_is_copied_as_other_values() -> None:
    late = late_path("a/b")
    assert pickle.loads(pickle.dumps(late)) == copy.copy(late) == copy.deepcopy(late) == Path("a/b")


def test_it_opens_what_is_there(tmp_path: Path) -> None:
    late = late_path(str(tmp_path)) / "a.txt"
    assert not late.exists()
    late.write_text("x")
    with open(late) as stream:
        assert stream.read() == "x"
