"""The real articles that speed and quality are measured on, read from a folder like ../shared."""

from __future__ import annotations

import json
import lzma
import tarfile
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from searchkit.article import Article
from searchkit.ingest.reading import read_file

_REUTERS: Final = "corpora/reuters21578/reuters21578-sgml.tar.xz"


def reuters(shared: Path, files: int | None = None) -> Iterator[Article]:
    """The articles of Reuters-21578 as its tags give them, of all or of the first ``files``, in order."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(shared / _REUTERS) as tar:
            tar.extractall(folder, filter="data")
        for path in sorted(Path(folder).rglob("*.sgm"))[:files]:
            yield from (item for item in read_file(path, path.name) if isinstance(item, Article))


def reuters_elements(shared: Path) -> Iterator[str]:
    """The markup of each article of Reuters-21578, from the attributes of its element on."""
    with tarfile.open(shared / _REUTERS) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".sgm") else None
            if stream is not None:
                yield from stream.read().decode("cp1252", "replace").split("<REUTERS ")[1:]


def press_releases(shared: Path, step: int = 1) -> Iterator[Article]:
    """Each ``step``-th press release of the senators: title, body and date."""
    with lzma.open(shared / "corpora/senate-15k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, islice(lines, 0, None, step)):
            yield Article(title=record["title"], body=record["body"], date=record.get("date"))
