"""Compressed files and archives of all kinds, through the one entrance for files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.container import Limits
from searchkit.ingest.reading import read_file
from unix_compress import compressed

TEXT = b"No ferry left the harbour on Friday."


def brotli(data: bytes) -> bytes:
    packed: bytes = pytest.importorskip("brotli").compress(data)
    return packed


def zstd(data: bytes) -> bytes:
    packed: bytes = pytest.importorskip("backports.zstd").compress(data)
    return packed


def old_lzma(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE)


PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".lzma": old_lzma,
    ".Z": compressed,
    ".zst": zstd,
    ".br": brotli,
}
TARS: dict[str, Callable[[bytes], bytes]] = {
    **{f".tar{ending}": pack for ending, pack in PACKED.items()},
    ".tgz": gzip.compress,
    ".txz": lzma.compress,
    ".tlz": old_lzma,
    ".taz": compressed,
    ".tzst": zstd,
}


def read(path: Path, data: bytes, limits: Limits | None = None) -> tuple[list[Article], list[Problem]]:
    path.write_bytes(data)
    items = list(read_file(path, path.name, limits=limits or Limits()))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def tarred(**files: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("ending", PACKED)
def test_a_compressed_file(tmp_path: Path, ending: str) -> None:
    articles, problems = read(tmp_path / f"a.txt{ending}", PACKED[ending](TEXT))
    assert [article.body for article in articles] == [TEXT.decode()]
    assert not problems


@pytest.mark.parametrize("ending", sorted(set(PACKED) - {".br", ".lzma"}))
def test_a_compressed_file_without_an_ending(tmp_path: Path, ending: str) -> None:
    articles, _ = read(tmp_path / "text", PACKED[ending](TEXT))
    assert [article.body for article in articles] == [TEXT.decode()]


@pytest.mark.parametrize("ending", TARS)
def test_a_compressed_tar(tmp_path: Path, ending: str) -> None:
    articles, problems = read(tmp_path / f"a{ending}", TARS[ending](tarred(a_txt=TEXT, b_txt=b"More.")))
    assert [article.body for article in articles] == [TEXT.decode(), "More."]
    assert [article.path for article in articles] == [f"a{ending}!/a.txt", f"a{ending}!/b.txt"]
    assert not problems


@pytest.mark.parametrize("ending", sorted(set(PACKED) - {".Z"}))
def test_a_cut_file_is_told(tmp_path: Path, ending: str) -> None:
    _, problems = read(tmp_path / f"a.txt{ending}", PACKED[ending](TEXT * 9)[:-9])
    assert [(problem.code, problem.severity) for problem in problems] == [("damaged", "failed")]


@pytest.mark.parametrize("ending", PACKED)
def test_what_comes_out_has_a_limit(tmp_path: Path, ending: str) -> None:
    bomb = PACKED[ending](b"a line of a long page\n" * 40_000)
    limits = Limits(ratio_from=100_000, ratio=2)
    articles, problems = read(tmp_path / f"a.html{ending}", bomb, limits)
    assert not articles
    assert "too_large" in [problem.code for problem in problems], problems


@pytest.mark.parametrize("name", ["a.7z", "a.rar", "a.lz", "a.lz4", "a.lzo", "a.cab", "a.arj", "a.txt.7z", "A.RAR"])
def test_what_nothing_here_unpacks_is_told(tmp_path: Path, name: str) -> None:
    articles, (problem,) = read(tmp_path / name, b"\0\1\2\3" * 9)
    assert not articles
    assert (problem.code, problem.severity) == ("no_reader", "failed")
    assert problem.hint == "unpack it and index the folder"


@pytest.mark.parametrize(
    "sign", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\0", b"LZIP\x01", b"\x04\x22\x4d\x18", b"MSCF\0"]
)
def test_such_a_file_under_another_name_is_told(tmp_path: Path, sign: bytes) -> None:
    _, (problem,) = read(tmp_path / "download", sign + b"\0\1\2\3" * 9)
    assert (problem.code, problem.severity) == ("no_reader", "failed")


@pytest.mark.parametrize(("name", "data"), [("a.txt.zst", b"\x28\xb5\x2f\xfd\0\0"), ("a.txt.br", b"\x8b\x01\0\x80x\3")])
def test_a_file_whose_package_is_missing_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    for module in ("brotli", "backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    _, (problem,) = read(tmp_path / name, data)
    assert (problem.code, problem.severity) == ("extra_missing", "failed")
    assert "searchkit-engine[archives]" in problem.hint


@pytest.mark.parametrize("name", ["a.txt.Z", "a.txt.lzma", "a.txt.xz", "a.txt.gz", "a.txt.bz2"])
def test_what_is_not_what_its_name_says_is_told(tmp_path: Path, name: str) -> None:
    _, (problem,) = read(tmp_path / name, b"\x1f\x9d\x90harb" if name.endswith("Z") else b"harbour" * 9)
    assert (problem.code, problem.severity) == ("damaged", "failed")


def test_a_page_named_after_a_host_in_brazil_is_no_compressed_file(tmp_path: Path) -> None:
    articles, problems = read(tmp_path / "jornal.example.com.br", b"The harbour of S\xc3\xa3o Lu\xc3\xads is open.")
    assert [article.body for article in articles] == ["The harbour of São Luís is open."]
    assert not problems
