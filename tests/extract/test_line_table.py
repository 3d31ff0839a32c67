"""Lines are found in a file as in a list of all its lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract import line_table
from searchkit.extract.line_table import LineTable

# Lines of many lengths: some share a block, some fill several.
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
values = st.one_of(words, st.integers(0, 40).map("x".__mul__))


def table(folder: Path, lines: list[str]) -> LineTable:
    path = folder / "lines.tsv"
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return LineTable(str(path))


@given(st.dictionaries(words, values, max_size=30), st.integers(1, 20), words)
def test_lines_are_found_as_in_a_list(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str], block: int, other: str
) -> None:
    lines = sorted(f"{key}\t{value}" for key, value in rows.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_table, "_BLOCK", block)
        found = table(tmp_path_factory.getbasetemp(), lines)
        assert len(found) == len(lines)
        assert list(found) == lines
        assert [found[number] for number in range(len(lines))] == lines
        assert [found.of_key(line.split("\t")[0]) for line in lines] == lines
        if other not in rows:
            assert found.of_key(other) is None


@pytest.mark.parametrize("number", [-1, 2, 10_000])
def test_a_number_without_a_line_is_refused(tmp_path: Path, number: int) -> None:
    with pytest.raises(IndexError):
        table(tmp_path, ["a\t1", "b\t2"])[number]


@pytest.mark.parametrize("key", ["", "\ud800", "aa", "z", "a\t1", "a\t1\nb"])
def test_a_key_without_a_line_finds_nothing(tmp_path: Path, key: str) -> None:
    assert table(tmp_path, ["a\t1", "b\t2"]).of_key(key) is None
    assert table(tmp_path, []).of_key(key) is None
