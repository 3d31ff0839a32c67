"""Brings an index up to date with its sources: reads what changed, replaces, removes what is gone, commits.

Articles are replaced by id and left alone if nothing changed. An article is removed only after its source was read to
the end without it. So you may stop a run at any moment. What was committed stays, and the next run completes it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final

from searchkit.archive.adding import Adder, Complete
from searchkit.archive.layout import ArchiveLayout
from searchkit.archive.register import Register, SourceState
from searchkit.article import Article
from searchkit.base.location import is_under, key_of, shown
from searchkit.base.problem import Problem, Unreadable
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid
from searchkit.extract.extractor import BATCH, UserExtractor
from searchkit.ingest.column_mapping import Columns, Remembered
from searchkit.ingest.problem_limit import FewProblems
from searchkit.ingest.reading import may_hold_tables, read_file
from searchkit.ingest.registry import plugin_problems
from searchkit.ingest.regular_file import Stopped, digest_of
from searchkit.ingest.walk import Found, walk

COMMIT_EVERY: Final = 5_000
# Within this time a file can change twice under one time stamp (2 s on FAT).
_STAMP_GRAIN_NS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files and bytes done and in total, and the articles read so far."""

    files: int
    files_total: int
    bytes: int
    bytes_total: int
    articles: int
    path: str


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


@dataclass(slots=True)
class Report:
    """What a run did. ``problems`` holds the Problems of everything under the paths of the run."""

    files_read: int = 0
    files_unchanged: int = 0
    files_removed: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    revision: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> list[Problem]:
        """What could not be read."""
        return [problem for problem in self.problems if problem.severity == "failed"]


def update(
    folder: Path,
    writer: Writer,
    paths: Sequence[Path],
    *,
    extract: Complete | None,
    tag: Complete,
    extractor: UserExtractor | None = None,
    columns: Columns | None = None,
    on_progress: OnProgress | None = None,
    commit_every: int = COMMIT_EVERY,
    should_stop: ShouldStop | None = None,
) -> Report:
    """Bring the index in ``folder`` up to date with the files at and under ``paths``.

    For each article read, ``extractor`` gives it names, ``extract`` completes it, it joins its story, and ``tag`` adds
    the names of the lists. ``should_stop`` is asked before each article and file, and while bytes are read. If it
    returns true, the articles read so far are committed and the report has ``interrupted`` set. ``columns`` are those
    of the tables under ``paths`` (None: as remembered). Raises IndexUnwritable, IndexDamaged, or UsageError if the
    extractor fails.
    """
    remembered = Remembered(writer.description)
    if columns is not None:
        remembered = remembered.changed(paths, folder, columns)
        description = remembered.described(writer.description)
        writer.use(ArchiveLayout(description), description)
    register = Register(folder)
    try:
        run = _Run(
            folder,
            writer,
            register,
            extract,
            tag,
            extractor,
            remembered,
            on_progress,
            max(1, commit_every),
            should_stop,
        )
        return run.run(paths)
    finally:
        register.close()


class _Run:
    def __init__(
        self,
        folder: Path,
        writer: Writer,
        register: Register,
        extract: Complete | None,
        tag: Complete,
        extractor: UserExtractor | None,
        columns: Remembered,
        on_progress: OnProgress | None,
        commit_every: int,
        should_stop: ShouldStop | None,
    ) -> None:
        self.folder = folder
        self.writer = writer
        self.register = register
        self.extracted = extract is not None
        self.extractor = extractor
        self.columns = columns
        self.adder = Adder(writer, tag, extract)
        # The register remembers this for each file, because extraction changes the articles.
        self.reading = "extracted:" if extract else "plain:"
        if extractor is not None:
            self.reading = f"extracted by {extractor.fingerprint}:"
        self.on_progress = on_progress
        self.commit_every = commit_every
        self.should_stop = should_stop
        self.report = Report()
        self.missing: list[Problem] = []  # paths that the caller named but that do not exist
        self.uncommitted = 0
        self.pending: dict[str, str] = {}  # the source of each id added since the last commit
        self.articles = 0

    def run(self, paths: Sequence[Path]) -> Report:
        started = time.monotonic()
        try:
            self.work(paths)
        except Stopped:
            self.report.interrupted = True
        self.commit()
        roots = [key_of(path, self.folder) for path in paths]
        self.report.problems = [*plugin_problems(), *self.missing] + [
            replace(problem, path=shown(problem.path, self.folder))
            for problem in self.register.problems()
            if any(is_under(problem.path, root) for root in roots)
        ]
        self.report.revision = self.writer.revision
        self.report.seconds = time.monotonic() - started
        return self.report

    def work(self, paths: Sequence[Path]) -> None:
        roots = [key_of(path, self.folder) for path in paths]
        for root in roots:
            self.register.forget_problems_under(root)
        files: dict[str, Found] = {}
        unseen: list[str] = []
        for item in walk(paths):
            if isinstance(item, Problem):
                key = key_of(item.path, self.folder)
                if item.code == "missing":
                    # A missing file that was indexed is gone. A missing folder may just not be mounted.
                    if self.register.source(key) is None:
                        self.missing.append(item)
                        unseen.append(key)
                    continue
                self.register.set_problems(key, [item])
                if item.severity == "failed":
                    unseen.append(key)
            else:
                files[key_of(item.path, self.folder)] = item
        self.remove_gone(roots, files, unseen)
        sizes = {key: _size(found.path) for key, found in files.items()}
        total, done = sum(sizes.values()), 0
        for number, (key, found) in enumerate(files.items()):
            self.check()
            self.tell(number, len(files), done, total, key)
            self.file(key, found.path)
            done += sizes[key]
        self.tell(len(files), len(files), total, total, "")

    def check(self) -> None:
        if self.should_stop is not None and self.should_stop():
            raise Stopped

    def tell(self, files: int, files_total: int, done: int, total: int, key: str) -> None:
        self.state = (files, files_total, done, total, key)
        if self.on_progress is not None:
            name = shown(key, self.folder) if key else ""
            self.on_progress(Progress(files, files_total, done, total, self.articles, name))

    def remove_gone(self, roots: Sequence[str], files: dict[str, Found], unseen: Sequence[str]) -> None:
        """Remove the articles of files that are gone. A folder that could not be read does not count as gone."""
        known = set(self.register.known())
        # The index knows the sources, too, in case the register is new or behind.
        for key in sorted(known.union(self.writer.terms("source"))):
            under = any(is_under(key, root) for root in roots)
            if not under or key in files or any(is_under(key, hidden) for hidden in unseen):
                continue
            # A source's term stays after its articles are deleted, until their segment is merged.
            if key in known or self.writer.find("source", key):
                self.remove_source(key)

    def remove_source(self, key: str) -> None:
        self.report.removed += self.writer.delete("source", key)
        self.report.files_removed += 1
        self.register.forget(key)

    def file(self, key: str, path: Path) -> None:
        known = self.register.source(key)
        try:
            stat = path.stat()
            settled = known is not None and stat.st_mtime_ns < known.read_ns - _STAMP_GRAIN_NS
            same_stamp = known is not None and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
            reading = self.reading_of(key)
            read_alike = known is not None and known.digest.startswith(reading)
            if known and read_alike and not self.register.has_failed(key):
                if same_stamp and settled:
                    self.report.files_unchanged += 1
                    return
                if known.size == stat.st_size and known.digest == reading + digest_of(path, self.check):
                    state = replace(known, mtime_ns=stat.st_mtime_ns, read_ns=time.time_ns())
                    self.register.set_source(state)
                    self.report.files_unchanged += 1
                    return
            read_ns = time.time_ns()
            digest = reading + digest_of(path, self.check)
        except (OSError, Unreadable) as error:
            code, reason = "unreadable", getattr(error, "strerror", None) or str(error)
            if isinstance(error, Unreadable):
                code, reason = error.code, error.message
            self.register.set_problems(key, [Problem(str(path), None, None, code, reason)])
            return
        # Registered from the first article on. No digest means that it was not read to its end.
        state = SourceState(key, stat.st_size, stat.st_mtime_ns, "", read_ns, 0)
        self.register.set_source(state)
        problems, articles, whole = self.read(key, path)
        self.report.files_read += 1
        self.register.set_problems(key, problems)
        self.register.set_source(replace(state, digest=digest if whole else "", articles=articles))

    def reading_of(self, key: str) -> str:
        """How a file is read. The register remembers it, because another way gives other articles.

        No value is the beginning of another.
        """
        columns = self.columns.of(key)
        if not columns or not may_hold_tables(key):
            return self.reading
        told = json.dumps(columns, sort_keys=True).encode()
        return f"columns {blake2b(told, digest_size=8).hexdigest()} {self.reading}"

    def read(self, key: str, path: Path) -> tuple[list[Problem], int, bool]:
        """Index a file's articles. Returns its problems, the number of articles, and whether it was read to its end."""
        problems: list[Problem] = []
        few = FewProblems(key)
        seen: set[str] = set()
        for item in self.named(read_file(path, key, columns=self.columns.of(key), check=self.check)):
            self.check()
            if isinstance(item, Problem):
                problems.append(item)
                continue
            try:
                problem = self.article(item, key, seen)
            except ArticleInvalid as error:
                problem = Problem(key, None, None, error.code, f"{item.id}: {error.message}", error.hint)
            if problem is not None and few.keeps(problem):
                problems.append(problem)
            self.articles += 1
            if self.articles % 50 == 0:
                self.tell(*self.state)
        problems += few.rest()
        whole = not any(problem.severity == "failed" and problem.line is None for problem in problems)
        if whole:
            for stored in self.ids_of(key):
                if stored not in seen:
                    self.report.removed += self.writer.delete("id", stored)
        return problems, len(seen), whole

    def named(self, items: Iterator[Article | Problem]) -> Iterator[Article | Problem]:
        """The same items in order, with the names that the user's extractor finds. It gets many articles at once."""
        if self.extractor is None:
            yield from items
            return
        while waiting := list(islice(items, BATCH)):
            completed = iter(self.extractor.complete([item for item in waiting if isinstance(item, Article)]))
            for item in waiting:
                yield next(completed) if isinstance(item, Article) else item

    def article(self, article: Article, key: str, seen: set[str]) -> Problem | None:
        problem = None
        identity = article.id
        if identity in seen or self.elsewhere(identity, key):
            # Two articles with one id: keep both. Losing one in silence would be worse than a longer id.
            where = "this source" if identity in seen else "another source"
            base = identity if identity in seen else f"{identity}~{blake2b(key.encode(), digest_size=3).hexdigest()}"
            number = 2
            identity = f"{base}~2" if base == identity else base
            while identity in seen or self.elsewhere(identity, key):
                identity = f"{base}~{number}"
                number += 1
            message = f"id {article.id} occurs twice (also in {where}); indexed as {identity}"
            problem = Problem(key, None, None, "duplicate_id", message, severity="note")
            article = article.with_changes(id=identity)
        seen.add(identity)
        outcome = self.adder.add_changed(article, key, in_story=self.extracted)
        setattr(self.report, outcome, getattr(self.report, outcome) + 1)
        if outcome == "unchanged":
            return problem
        self.pending[identity] = key
        self.uncommitted += 1
        if self.uncommitted >= self.commit_every:
            self.commit()
        return problem

    def elsewhere(self, identity: str, key: str) -> bool:
        """Whether an id belongs to another source that still exists. Articles of a source that is gone give way."""
        if self.pending.get(identity, key) != key:
            return True
        sources = [str(self.writer.stored(n).get("source") or "") for n in self.writer.find("id", identity)]
        return any(source != key and not self.gone(source) for source in sources)

    def gone(self, source: str) -> bool:
        """Whether a source's file is gone. If so, its articles are removed."""
        if not source or os.path.lexists(os.path.join(os.path.realpath(self.folder), source)):
            return False
        self.remove_source(source)
        return True

    def ids_of(self, key: str) -> Iterator[str]:
        """The ids of a source's committed articles."""
        for docnum in self.writer.find("source", key):
            yield Article.from_json(self.writer.stored(docnum)["record"]).id

    def commit(self) -> None:
        self.writer.commit()
        self.register.commit()
        self.pending.clear()
        self.uncommitted = 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
