"""Damaged and hostile documents of every format, indexed beside whole ones: those must all be found."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import searchkit
from every_format import FORMATS
from searchkit.engine.repair import damages
from tools.soak.hunt import ROOT, Wrong
from tools.soak.mutation import mutated
from tools.soak.watched import Watched

_ENDINGS: Final = tuple(
    ".txt .json .jsonl .sgm .xml .rss .html .csv .tsv .md .pdf .docx .nitf .eml .mbox .warc .wet .zip .tar .tgz "
    ".tar.gz .gz "
    ".bz2 .xz .txt.gz .csv.xz .odt .fodt .lzma .Z .zst .br .deflate .unknown".split()
)
_LARGEST_SEED: Final = 1 << 18  # bytes
_WHOLE: Final = {f"{place}-whole.txt": f"{place} ferry left the harbour and nothing was lost." for place in "amz"}
Packing = Callable[[str, bytes], tuple[str, bytes]]


class Documents(Watched):
    name = "documents"
    number = 12_000
    share = 0.25
    batch = 40
    seconds = 60.0
    megabytes = 1500

    def prepare(self, folder: Path) -> None:
        pass

    def case(self, seed: int, number: int) -> bytes:
        """The ending of a file name, a NUL, and the content."""
        pick = random.Random(f"{seed} documents {number}")
        seeds = document_seeds()
        ending, data = pick.choice(seeds)
        others = [other for _, other in pick.sample(seeds, 3)]
        data = mutated(pick, data, others)
        while pick.random() < 0.15:
            ending, data = pick.choice(_PACKINGS)(ending, data)
            if pick.random() < 0.3:
                data = mutated(pick, data, others)
        if pick.random() < 0.1:
            ending = pick.choice(_ENDINGS)
        return ending.encode() + b"\0" + data

    def check(self, cases: Sequence[bytes]) -> None:
        with tempfile.TemporaryDirectory(prefix="soak-") as name:
            press = Path(name, "press")
            press.mkdir()
            for file, text in _WHOLE.items():
                (press / file).write_text(text)
            for number, case in enumerate(cases):
                ending, _, data = case.partition(b"\0")
                (press / f"b{number:03}{ending.decode()}").write_bytes(data)
            _indexed(Path(name), press, len(cases))


def _indexed(folder: Path, press: Path, files: int) -> None:
    with searchkit.create(folder / "i") as index:
        report = index.add_files(press)
        for problem in report.problems:
            if problem.code == "reader_failed":
                raise Wrong("raw", f"{problem.path}: {problem.message}", problem.message[:60])
        told = {Path(problem.path).name for problem in report.problems}
        told |= {Path(problem.path.split("!")[0]).name for problem in report.problems}
        found = [hit.article for hit in index.search("*", limit=None)]
        index.search("ferry OR the", facets=list(index.facet_fields), stories=True)[:2]
        json.dumps([article.as_dict() for article in found])
    by_file: dict[str, list[searchkit.Article]] = {}
    for article in found:
        by_file.setdefault(Path((article.path or "").split("!")[0]).name, []).append(article)
    for file, text in _WHOLE.items():
        if [article.body for article in by_file.get(file, [])] != [text]:
            raise Wrong("lost", f"the whole file {file} is not found", "whole")
    if report.added != len(found):
        raise Wrong("lost", f"{report.added} articles were added, and {len(found)} are there", "added")
    for path in sorted(press.iterdir()):
        if path.name not in told and path.name not in by_file:
            raise Wrong("lost", f"{path.name} has no article and no problem", f"untold {path.suffix}")
    if damage := damages(folder / "i"):
        raise Wrong("lost", f"the new index is damaged: {damage}", "damage")
    with searchkit.open(folder / "i") as index:
        again = index.add_files(press)
        if (again.added, again.replaced, again.removed) != (0, 0, 0):
            told_again = f"a second run added {again.added}, replaced {again.replaced}, removed {again.removed}"
            raise Wrong("lost", told_again, "second run")


@cache
def document_seeds() -> tuple[tuple[str, bytes], ...]:
    """Whole files: the ending of each, and its content."""
    made = [(ending, make(word)) for ending, make, _ in FORMATS.values() for word in ("harbour", "léger")]
    broken = [(ending, content) for ending, _, content in FORMATS.values()]
    seeds = [(ending, data if isinstance(data, bytes) else data.encode()) for ending, data in (*made, *broken)]
    seeds += [pack(ending, data) for (ending, data), pack in zip(seeds, _PACKINGS * 9, strict=False)]
    seeds += [(".txt", (ROOT / "seeds/astana-rail-freight.txt").read_bytes())]
    cases = Path(os.environ.get("SHARED", ROOT.parent / "shared")) / "cases"
    for path in sorted(cases.glob("*/*.*")) if cases.is_dir() else ():
        if path.stat().st_size <= _LARGEST_SEED:
            seeds.append((path.suffix, path.read_bytes()))
    return tuple(seeds)


def _zipped(ending: str, data: bytes) -> tuple[str, bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((f"a{ending}", data), ("folder/b.txt", b"A second member of an archive.")):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return ".zip", out.getvalue()


def _tarred(ending: str, data: bytes) -> tuple[str, bytes]:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in ((f"a{ending}", data), ("b.txt", b"A second member of an archive.")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return ".tar", out.getvalue()


def _gzipped(ending: str, data: bytes) -> tuple[str, bytes]:
    return f"{ending}.gz", gzip.compress(data, mtime=0)


_PACKINGS: Final[tuple[Packing, ...]] = (
    _zipped,
    _tarred,
    _gzipped,
    lambda ending, data: _gzipped(*_tarred(ending, data)),
    lambda ending, data: (f"{ending}.bz2", bz2.compress(data)),
    lambda ending, data: (f"{ending}.xz", lzma.compress(data)),
)
