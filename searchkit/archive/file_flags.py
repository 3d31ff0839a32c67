"""What articles say of their file: part of it could not be read (``error``), or it did not show them (``kept``).

A file's state is known at its end, when its articles are written. So each article first says of its file what the
register said before. Where that turns out to be wrong, the article is written again in place, as a change of lists does
it: without extraction, and not if nothing changes. That happens just before a commit, so a commit has the flags of all
files that were read to their end. Only files that have failures, or had them, cost anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from searchkit.archive.adding import Adder
from searchkit.archive.fields import STORY
from searchkit.archive.origins import origin_of
from searchkit.archive.register import Register
from searchkit.article import Article
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged, IndexLocked, IndexUnreadable

__all__ = ["FileFlags", "registered_flags"]

_NO_IDS: Final[frozenset[str]] = frozenset()
# Notes of readers that part of one article could not be read.
_FAILED_PARTS: Final = frozenset({"page_unreadable", "part_unreadable"})


class FileFlags:
    """Sets the flags ``error`` and ``kept`` of the articles of files, through the writer and the adder of a run."""

    def __init__(self, writer: Writer, register: Register, adder: Adder) -> None:
        self._writer = writer
        self._register = register
        self._adder = adder
        # What the articles of the file that is read have, unless its state changes.
        self.assumed: tuple[str, ...] = ()
        self._had_failed: set[str] = set()
        self._with_kept = {kept.path for kept in register.kept()}
        # The ids of the articles that each of these files did not show. None: it showed none of its articles.
        self._waiting: dict[str, set[str] | None] = {}

    def begin(self, key: str) -> None:
        """A file is read from here on. Call it before the register forgets the file's problems."""
        self.assumed = ()
        if self._register.has_failed(key):
            self.assumed = ("error",)
            self._had_failed.add(key)

    def of(self, article: Article) -> Article:
        """An article of the file that is read, with the flags that it has unless the file's state changes."""
        flags = {flag for flag in article.flags if flag != "kept"}.union(self.assumed)
        return article if flags == set(article.flags) else article.with_changes(flags=flags)

    def unchanged(self, key: str) -> None:
        """A file was found as it was, without failures."""
        if key in self._with_kept:
            self._waiting[key] = set()

    def end(self, key: str, kept: Collection[str] | None = _NO_IDS) -> None:
        """A file was read, or could not be. ``kept`` are the ids that it did not show; None means all of them.

        Call it when the register has the file's problems.
        """
        had_any = key in self._had_failed or key in self._with_kept
        if had_any or kept is None or kept or self._register.has_failed(key):
            self._waiting[key] = None if kept is None else set(kept)

    def renamed(self, key: str, before: str, now: str) -> None:
        """An article of a file has another id."""
        kept = self._waiting.get(key)
        if kept and before in kept:
            kept.remove(before)
            kept.add(now)

    def settle(self) -> None:
        """Write the articles again whose flags changed since the last call. Raises IndexDamaged or IndexUnwritable."""
        if not self._waiting:
            return
        self._writer.flush()
        for key, kept in self._waiting.items():
            problems = self._register.problems(key)
            failed = any(problem.severity == "failed" for problem in problems)
            # Part of such an article could not be read, and its file has no failure.
            paths = {
                f"{key}!/{problem.member}" if problem.member else key
                for problem in problems
                if problem.code in _FAILED_PARTS
            }
            self._had_failed.discard(key)
            if kept is None or kept:
                self._with_kept.add(key)
            else:
                self._with_kept.discard(key)
            for docnum in self._writer.find("source", key):
                stored = self._writer.stored(docnum)
                article = Article.from_json(stored["record"])
                has = {"error": failed or article.path in paths, "kept": kept is None or article.id in kept}
                flags = {flag for flag in ("error", "kept") if has[flag]} | ({"truncated"} & set(article.flags))
                if flags != set(article.flags):
                    in_story = self._writer.number(STORY, docnum) is not None
                    article = article.with_changes(flags=flags, origin=origin_of(self._writer, docnum))
                    self._adder.retag(article, key, in_story=in_story, digest=stored["digest"])
        self._waiting.clear()


def registered_flags(folder: Path, writer: Writer) -> Mapping[str, tuple[str, ...]]:
    """The flags that all articles of a file have, by the key of the file, as far as the register in ``folder`` tells.

    The register has the number of the articles that were kept, and not their ids. So they are known only if no article
    of the file was found. A register that cannot be read tells nothing.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    try:
        register = Register(folder, readonly=True)
        try:
            for key in {problem.path for problem in register.problems() if problem.severity == "failed"}:
                found[key].append("error")
            for kept in register.kept():
                if kept.articles >= len(writer.find("source", kept.path)):
                    found[kept.path].append("kept")
        finally:
            register.close()
    except (IndexDamaged, IndexLocked, IndexUnreadable):
        return {}
    return {key: tuple(flags) for key, flags in found.items()}
