"""Archives and compressed files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.container import Limits, container_kind
from searchkit.ingest.reading import read_file, read_source
from searchkit.ingest.source import Source

Files = Mapping[str, bytes]


def tar(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(tmp_path: Path, name: str, data: bytes, limits: Limits | None = None) -> tuple[list[Article], list[Problem]]:
    path = tmp_path / name
    path.write_bytes(data)
    items = list(read_file(path, name, limits=limits) if limits else read_file(path, name))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


TWO = {"a.txt": b"First.", "in/b.jsonl": b'{"title": "Second"}\n'}
PACKED: dict[str, Callable[[Files], bytes]] = {
    "x.zip": zipped,
    "x.tar": tar,
    "x.tar.gz": lambda files: gzip.compress(tar(files)),
    "x.tgz": lambda files: gzip.compress(tar(files)),
    "x.tar.xz": lambda files: lzma.compress(tar(files)),
    "x.txz": lambda files: lzma.compress(tar(files)),
    "x.tar.bz2": lambda files: bz2.compress(tar(files)),
    "x.TAR.GZ": lambda files: gzip.compress(tar(files)),
    # By content alone.
    "x": zipped,
    "x.dat": lambda files: bz2.compress(tar(files)),
    "y": tar,
}


@pytest.mark.parametrize("name", PACKED)
def test_members(tmp_path: Path, name: str) -> None:
    articles, problems = read(tmp_path, name, PACKED[name](TWO))
    assert [(article.path, article.headline) for article in articles] == [
        (f"{name}!/a.txt", "First."),
        (f"{name}!/in/b.jsonl", "Second"),
    ]
    assert problems == []


@pytest.mark.parametrize("name", [name for name in PACKED if name not in ("x.dat", "y")])
def test_no_members(tmp_path: Path, name: str) -> None:
    articles, problems = read(tmp_path, name, PACKED[name]({}))
    assert (articles, [(p.code, p.severity) for p in problems]) == ([], [("no_files", "note")])


def test_a_tar_whose_beginning_is_lost_is_told(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, "x.tar", b"\0" * 1024 + tar(TWO)[1024:])
    assert (articles, [p.code for p in problems]) == ([], ["no_files"])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_methods(tmp_path: Path, method: int) -> None:
    articles, problems = read(tmp_path, "x.zip", zipped(TWO, method))
    assert (len(articles), problems) == (2, [])


@pytest.mark.parametrize(
    ("ending", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)]
)
def test_compressed_files(tmp_path: Path, ending: str, compress: Callable[[bytes], bytes]) -> None:
    plain, _ = read(tmp_path, "news.jsonl", b'{"title": "t"}\n')
    (article,), problems = read(tmp_path, "news.jsonl" + ending, compress(b'{"title": "t"}\n'))
    assert (article.path, article.id, problems) == ("news.jsonl" + ending, plain[0].id, [])


def test_several_compressed_parts_are_one_file(tmp_path: Path) -> None:
    data = gzip.compress(b'{"title": "a"}\n') + gzip.compress(b'{"title": "b"}\n')
    assert [article.title for article in read(tmp_path, "a.jsonl.gz", data)[0]] == ["a", "b"]


def nested(depth: int, inner: bytes = b"Text.") -> bytes:
    data, name = inner, "a.txt"
    for level in range(depth):
        data, name = (zipped({name: data}), "in.zip") if level % 2 else (gzip.compress(tar({name: data})), "in.tgz")
    return data


def test_archives_in_archives(tmp_path: Path) -> None:
    (article,), problems = read(tmp_path, "x.tgz", nested(3))
    assert (article.path, problems) == ("x.tgz!/in.zip!/in.tgz!/a.txt", [])
    articles, (problem,) = read(tmp_path, "x.zip", nested(4))
    assert articles == []
    assert (problem.code, problem.member) == ("too_deep", "in.tgz!/in.zip!/in.tgz")


def test_members_that_are_no_articles(tmp_path: Path) -> None:
    files = {
        "README": b"x",
        "._a.txt": b"x",
        "__MACOSX/a.txt": b"x",
        ".git/a.txt": b"x",
        "./b.txt": b"Text.",
        "c.ods": b"x",
    }
    articles, problems = read(tmp_path, "x.tar", tar(files))
    assert [article.path for article in articles] == ["x.tar!/./b.txt"]
    assert [(problem.member, problem.code) for problem in problems] == [
        ("README", "not_an_article"),
        ("._a.txt", "hidden"),
        ("__MACOSX/a.txt", "hidden"),
        (".git/a.txt", "hidden"),
        ("c.ods", "no_reader"),
    ]


def test_names_never_reach_the_file_system(tmp_path: Path) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    names = ["../../escaped.txt", "/escaped.txt", "a\nb.txt", "x" * 5000 + ".txt"]
    for name, data in (
        ("x.tar", tar(dict.fromkeys(names, b"Text."))),
        ("x.zip", zipped(dict.fromkeys(names, b"Text."))),
    ):
        articles, problems = read(tmp_path, name, data)
        assert len(articles) == 4
        assert problems == []
        assert "\n" not in "".join(article.path or "" for article in articles)
    assert sorted(tmp_path.parent.rglob("*")) == sorted([*before, tmp_path / "x.tar", tmp_path / "x.zip"])


def test_links_in_a_tar_are_skipped(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    articles, (problem,) = read(tmp_path, "x.tar", out.getvalue())
    assert articles == []
    assert (problem.code, problem.severity) == ("not_a_file", "skipped")


LINES = b"".join(b'{"title": "t%d", "body": "%d"}\n' % (n, n * 7919**9) for n in range(4_000))


@pytest.mark.parametrize(
    ("ending", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)]
)
def test_what_comes_before_a_damage_is_kept(tmp_path: Path, ending: str, compress: Callable[[bytes], bytes]) -> None:
    # Several streams in a row, as bzip2 and xz hand out nothing of an incomplete block.
    whole = b"".join(compress(LINES[at : at + 10_000]) for at in range(0, len(LINES), 10_000))
    articles, problems = read(tmp_path, "a.jsonl" + ending, whole[: len(whole) * 3 // 4])
    assert 2_000 < len(articles) < 3_600
    assert articles[-1].title == f"t{len(articles) - 1}"
    assert [(problem.code, problem.severity) for problem in problems] == [("damaged", "failed")]


def test_a_small_damaged_file_keeps_its_beginning(tmp_path: Path) -> None:
    data = gzip.compress(b'{"title": "a"}\n{"title": "b"}\n')[:-6]
    articles, problems = read(tmp_path, "a.jsonl.gz", data)
    assert [article.title for article in articles] == ["a", "b"]
    assert [problem.code for problem in problems] == ["damaged"]


@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz"])
def test_a_damaged_tar_keeps_its_beginning(tmp_path: Path, name: str) -> None:
    whole = tar({f"{n}.txt": b"Text." for n in range(10)})
    broken = bytearray(whole)
    broken[1024 * 5 : 1024 * 5 + 100] = b"\xff" * 100
    cut = whole[: 1024 * 5 + 514]
    for data in (bytes(broken), cut):
        articles, problems = read(tmp_path, name, gzip.compress(data) if name.endswith("gz") else data)
        assert [article.path for article in articles] == [f"{name}!/{n}.txt" for n in range(5)]
        assert {problem.code for problem in problems} == {"damaged"}


def test_a_damaged_member_of_a_zip_stands_alone(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"First.", "b.txt": b"Second.", "c.txt": b"Third."}, zipfile.ZIP_STORED))
    data[data.index(b"Second.")] ^= 1
    articles, (problem,) = read(tmp_path, "x.zip", bytes(data))
    assert [article.body for article in articles] == ["First.", "Third."]
    assert (problem.code, problem.member) == ("damaged", "b.txt")


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz", "x.txt.gz", "x.xz", "x.bz2"])
@pytest.mark.parametrize("data", [b"", b"This is no archive at all.", b"\0" * 700])
def test_what_is_no_archive_in_spite_of_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    articles, problems = read(tmp_path, name, data)
    assert articles == []
    if name == "x.tar" and not data.strip(b"\0"):
        # Zeros are an empty tar.
        assert [problem.code for problem in problems] in (["damaged"], ["no_files"])
    elif name in ("x.txt.gz", "x.bz2", "x.xz") and not data:
        assert [problem.severity for problem in problems] == ["failed"]
    else:
        assert [(problem.code, problem.severity) for problem in problems] == [("damaged", "failed")]


def test_encrypted_members(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"Text.", "b.txt": b"Other."}))
    # The flag of the first entry of the table of contents.
    data[data.index(b"PK\1\2") + 8] |= 1
    (article,), (problem,) = read(tmp_path, "x.zip", bytes(data))
    assert (article.body, problem.code, problem.member, problem.severity) == ("Other.", "encrypted", "a.txt", "failed")


SMALL = Limits(total=50_000, ratio=20, ratio_from=10_000)


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar.xz", "x.tar.bz2"])
def test_bombs(tmp_path: Path, name: str) -> None:
    data = PACKED[name]({"a.txt": b"Text.", "b.txt": b"x" * 1_000_000, "c.txt": b"After."})
    articles, problems = read(tmp_path, name, data, SMALL)
    assert [article.body for article in articles] == ["Text."]
    assert [problem.code for problem in problems] == ["too_large"], "it is told once"


def test_limits_hold_for_the_sum(tmp_path: Path) -> None:
    noise = [bytes([n]) * 9_000 for n in b"abcdefgh"]
    data = zipped({f"{n}.txt": part for n, part in enumerate(noise)}, zipfile.ZIP_STORED)
    articles, problems = read(tmp_path, "x.zip", data, SMALL)
    assert (len(articles), {problem.code for problem in problems}) == (5, {"too_large"})
    assert len(read(tmp_path, "x.zip", data)[0]) == 8


def claiming(size: int, kind: bytes = tarfile.REGTYPE, name: str = "b.txt") -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.type = kind
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz", "x.tar.xz"])
@pytest.mark.parametrize("member", ["b.txt", ".b", "b.jpg", "b.zip", "b.tar"])
@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.CONTTYPE, b"Z", tarfile.GNUTYPE_SPARSE])
@pytest.mark.parametrize("size", [2**62, 2**40, 2**31])
def test_a_member_that_claims_too_much(tmp_path: Path, name: str, member: str, kind: bytes, size: int) -> None:
    whole = tar({"a.txt": b"Text."})[:1024] + claiming(size, kind, member) + b"x" * 100
    packed = gzip.compress(whole) if name.endswith("gz") else lzma.compress(whole) if name.endswith("xz") else whole
    articles, problems = read(tmp_path, name, packed)
    assert articles[0].body == "Text."
    failed = [problem.code for problem in problems if problem.severity == "failed"]
    assert failed
    assert set(failed) <= {"too_large", "damaged"}


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.REGTYPE])
@pytest.mark.parametrize("size", [2**62, 2**21, -1, -(2**62)])
def test_a_header_that_claims_too_much(tmp_path: Path, kind: bytes, size: int) -> None:
    articles, problems = read(tmp_path, "x.tar.gz", gzip.compress(claiming(size, kind)))
    assert articles == []
    assert [problem.severity for problem in problems if problem.member is None] == ["failed"]


@pytest.mark.parametrize("pack", [tar, zipped])
def test_members_are_counted(tmp_path: Path, pack: Callable[[Files], bytes]) -> None:
    inner = pack({f"{n}.txt": b"Text." for n in range(6)})
    whole = pack({"in.zip" if pack is zipped else "in.tar": inner, "z.txt": b"Text."})
    articles, problems = read(tmp_path, "x", whole, Limits(members=5))
    assert len(articles) == 4
    assert {problem.code for problem in problems} <= {"too_many_members", "too_large"}
    assert problems[0].code == "too_many_members"


def test_a_zip_in_an_archive_is_limited(tmp_path: Path) -> None:
    data = tar({"in.zip": zipped({"a.txt": b"x" * 5_000}, zipfile.ZIP_STORED)})
    articles, (problem,) = read(tmp_path, "x.tar", data, Limits(zip_in_memory=1_000))
    assert articles == []
    assert (problem.code, problem.member) == ("too_large", "in.zip")


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.gz", b"", "gz"),
        ("a.zip", b"", "zip"),
        ("a.gz", b"PK\3\4", "zip"),
        ("a", b"BZh91AY&SY", "bz2"),
        ("a", b"BZhang said", None),
        ("a.txt", b"text", None),
    ],
)
def test_container_kind(name: str, head: bytes, kind: str | None) -> None:
    assert container_kind(name, head) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../up.txt", "up.txt"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("a/../../b.txt", "a/b.txt"),
        ("..\\..\\up.txt", "up.txt"),
        ("a/b..c.txt", "a/b..c.txt"),
        ("./a.txt", "./a.txt"),
        ("../..", "member"),
    ],
)
def test_the_path_of_a_member_stays_in_its_archive(name: str, shown: str) -> None:
    files = {name: b"The harbour."}
    for ending, data in ((".zip", zipped(files)), (".tar", tar(files))):
        (article,) = read_source(Source("a" + ending, None, partial(io.BytesIO, data)))
        assert isinstance(article, Article)
        assert (article.path, article.body) == (f"a{ending}!/{shown}", "The harbour.")
        assert article.origin is not None
        assert article.origin.member == shown
