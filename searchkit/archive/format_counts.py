"""How many files, articles, remarks and failures an archive has of each format of its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from searchkit.base.problem import Problem
from searchkit.base.record import record

# Before these endings another one tells more: .tar.xz, .jsonl.gz.
_PACKED: Final = frozenset((".gz", ".xz", ".bz2", ".zst"))
_LONGEST: Final = 12  # letters of an ending; a longer one is no ending


@record
class FormatCount:
    """The numbers of one format. ``ending`` is that of the files, in small letters, empty if they have none."""

    ending: str
    files: int
    articles: int
    remarks: int
    failures: int

    def as_dict(self) -> dict[str, str | int]:
        """The numbers as plain values for JSON."""
        return {
            "ending": self.ending,
            "files": self.files,
            "articles": self.articles,
            "remarks": self.remarks,
            "failures": self.failures,
        }


def format_counts(articles: Mapping[str, int], problems: Iterable[Problem]) -> tuple[FormatCount, ...]:
    """The numbers by format, those with the most articles first. ``articles`` has them by the key of the file.

    A file that could not be read at all counts as a file. What is no article counts nowhere.
    """
    files: dict[str, set[str]] = {}
    counts: dict[str, Counter[str]] = {}
    for key, number in articles.items():
        files.setdefault(_ending(key), set()).add(key)
        counts.setdefault(_ending(key), Counter())["articles"] += number
    for problem in problems:
        if problem.severity == "skipped" or (problem.severity == "failed" and problem.code == "removals_held"):
            continue
        ending = _ending(problem.path)
        files.setdefault(ending, set()).add(problem.path)
        counts.setdefault(ending, Counter())["failures" if problem.severity == "failed" else "remarks"] += 1
    found = [
        FormatCount(ending, len(files[ending]), told["articles"], told["remarks"], told["failures"])
        for ending, told in counts.items()
        if told.total()
    ]
    return tuple(sorted(found, key=lambda each: (-each.articles, -each.failures, each.ending)))


def _ending(key: str) -> str:
    """The ending of a file's name, with the one before it if the last only says how the file is packed."""
    name = key.rpartition("/")[2].lower()
    stem, ending = _split(name)
    if ending in _PACKED:
        return _split(stem)[1] + ending
    return ending


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and ending.isalnum() and len(ending) <= _LONGEST else (name, "")
