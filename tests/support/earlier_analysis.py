"""A rule for words as an earlier version may have had it: words are not stemmed, and names keep their accents."""

from __future__ import annotations

from pathlib import Path

import searchkit
from searchkit.archive.layout import ArchiveLayout, description
from searchkit.base.analysis import ANALYSES, Analysis
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer

NUMBER = 0


class EarlierAnalysis(Analysis):
    term_form = "fold"
    fold_form = "surface"

    def fold(self, word: str) -> str:
        return self.surface(word)

    def folded(self, text: str) -> str:
        return " ".join(self.surfaces(text))

    def term(self, surface: str, language: str = "en") -> str:
        return super().fold(surface)

    def text_chain(self, stemmer: str) -> str:
        return '{"splitter": "archive", "form": "fold"}'

    def name_chain(self) -> str:
        return '{"splitter": "archive", "form": "surface", "surface": "surface"}'


EARLIER = EarlierAnalysis(NUMBER)


def writer_of(folder: Path) -> Writer:
    """A writer of the archive in a folder."""
    return Writer(Store.open(folder, ArchiveLayout), ["id"])


def create_earlier(folder: Path) -> searchkit.Index:
    """An empty archive of the earlier rule, which has to be among ANALYSES."""
    assert NUMBER in ANALYSES
    described = description(EARLIER)
    Store.create(folder, described, ArchiveLayout(described))
    return searchkit.open(folder)
