"""What readers refuse in files whose checksums are right, ``searchkit verify`` finds."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from crafted_segments import Parts, put_index

import searchkit
from command import searchkit as run
from searchkit.archive.fields import FIRST_DAY
from searchkit.errors import IndexDamaged
from searchkit.results.contents import damaged_contents


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "index"
    with searchkit.create(folder) as index:
        index.add(
            [{"id": str(n), "body": f"port {n}", "date": f"2019-03-{n + 1:02}", "place": "Genoa"} for n in range(20)]
            + [{"id": "20", "body": "port", "mentions": ["2018-04-30"]}]
        )
    return folder


def changed(whole: Path, folder: Path, change: Callable[[Parts], None]) -> str:
    """An index with a segment that ``change`` has changed; the name of its file."""
    (file,) = (path.name for path in whole.glob("segment-*.data"))
    parts = Parts.of((whole / file).read_bytes())
    change(parts)
    put_index(folder, whole, file, parts.encoded(), parts.table["documents"])
    return file


def far_dates(parts: Parts) -> None:
    at = parts.place("number blocks", FIRST_DAY)
    kind, name, data = parts.sections[at]
    low, high = struct.unpack_from("<qq", data)
    parts.sections[at] = (kind, name, struct.pack("<qq", low + (1 << 40), high + (1 << 40)) + data[16:])


def no_text(parts: Parts) -> None:
    """A name that is no UTF-8."""
    put_value(parts, "place_value", b"Genoa", b"Gen\xffa")


def no_date(parts: Parts) -> None:
    """A mentioned day that is none."""
    put_value(parts, "mention_day", b"2018-04-30", b"2018-04-31")


def put_value(parts: Parts, column: str, old: bytes, new: bytes) -> None:
    """Put another value into the dictionary of a column and into its index."""
    import zlib

    for kind in ("keyword values", "keyword index"):
        at = parts.place(kind, column)
        _, name, data = parts.sections[at]
        changed = data.replace(old, new)
        if kind == "keyword values":
            changed = struct.pack("<I", zlib.crc32(changed[4:])) + changed[4:]
        parts.sections[at] = (kind, name, changed)


def many_documents(parts: Parts) -> None:
    """Four thousand million documents without lengths, columns or stored blocks of their own."""
    parts.table["documents"] = 4_000_000_000
    parts.table["numbers"] = parts.table["keywords"] = []
    for field in parts.table["fields"]:
        field.update(width=0, docs=0, total_length=0, min_length=0, max_length=0)
        at = parts.place("lengths", field["name"])
        parts.sections[at] = ("lengths", field["name"], b"")


@pytest.mark.damages
@pytest.mark.parametrize(
    ("change", "query"),
    [
        (far_dates, lambda index: index.search("*").timeline("day")),
        (far_dates, lambda index: index.search("*").timeline("decade")),
        (no_date, lambda index: index.search("*").timeline("week", "mentions")),
        (no_text, lambda index: index.search("*", facets=["place"]).facets),
        (many_documents, lambda index: index.search("*")),
    ],
)
def test_readers_and_verify_refuse_the_same(
    whole: Path, tmp_path: Path, change: Callable[[Parts], None], query: Callable[[searchkit.Index], object]
) -> None:
    file = changed(whole, tmp_path / "index", change)
    with pytest.raises(IndexDamaged, match=file), searchkit.open(tmp_path / "index") as index:
        query(index)
    told = run("verify", "-i", tmp_path / "index", "--json")
    assert told.code == 3
    assert [damage["file"] for damage in json.loads(told.out)["damaged"]] == [file]


def test_a_whole_index_has_contents_that_can_be_read(whole: Path) -> None:
    with searchkit.open(whole) as index:
        assert damaged_contents(index.view) is None
