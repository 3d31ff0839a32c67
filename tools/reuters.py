"""Reuters-21578 (Lewis, 1997): the bodies of its articles."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from searchkit.article import Article
from searchkit.ingest.reading import read_file


def reuters_bodies(shared: Path) -> list[str]:
    """The 21,578 bodies in the order of the files; ``shared`` is a folder like ../shared."""
    bodies: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(shared / "corpora/reuters21578/reuters21578-sgml.tar.xz") as tar:
            tar.extractall(folder, filter="data")
        for path in sorted(Path(folder).rglob("*.sgm")):
            bodies += [item.body for item in read_file(path, path.name) if isinstance(item, Article)]
    return bodies
