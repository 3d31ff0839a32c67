"""Brings an index up to date with its sources: reads what changed, replaces, removes what is gone, commits.

Articles are replaced by id and left alone if nothing changed. An article is removed only after its source was read to
the end, without a failure and without it. All removals come last, when the run knows how many there are. So you may
stop a run at any moment. What was committed stays, and the next run completes it. Which article has an id that several
ask for depends on the present sources alone (archive/ids.py), so an index equals one that is made anew.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from searchkit._native import PlainArticle, PlainArticles
from searchkit.archive.adding import Adder, Complete, Outcome
from searchkit.archive.claim import Claim, claim_of
from searchkit.archive.file_flags import FileFlags
from searchkit.archive.ids import Holder, Ids
from searchkit.archive.layout import ArchiveLayout
from searchkit.archive.register import NO_COMMIT, Reason, Register, SourceState
from searchkit.article import Article
from searchkit.base.location import is_under, key_of, shown
from searchkit.base.problem import Problem, Unreadable
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid
from searchkit.extract.extractor import UserExtractor
from searchkit.extract.settings import Settings
from searchkit.ingest.column_mapping import Columns, Remembered
from searchkit.ingest.container import NORMAL_LIMITS, Limits
from searchkit.ingest.earlier_extraction import EarlierExtraction
from searchkit.ingest.file_articles import FileArticles
from searchkit.ingest.new_articles import other_than_new
from searchkit.ingest.problem_limit import FewProblems
from searchkit.ingest.registry import plugin_problems
from searchkit.ingest.regular_file import Stopped, digest_of, is_gone, is_same_file, size_of
from searchkit.ingest.removals import Loss, held_back
from searchkit.ingest.report import FileChange, OnProgress, Phase, Progress, Report, ShouldStop
from searchkit.ingest.retrying import Retried, retried
from searchkit.ingest.walk import Found, walk
from searchkit.ingest.way_of_reading import WayOfReading

# A run commits after so many changed articles, or after so many seconds with any. So what is fast to read makes few
# segments, and of what is slow little is read again after a kill.
_COMMIT_EVERY: Final = 20_000
_COMMIT_SECONDS: Final = 30.0
# Progress is told after so many articles.
_TOLD_EVERY: Final = 50
# Within this time a file can change twice under one time stamp (2 s on FAT).
_STAMP_GRAIN_NS: Final = 2_000_000_000
_NAME_TAKEN: Final = "another file has this name, too, if bytes that are not UTF-8 are written so; it was not read"
_RENAME: Final = "rename one of the two"


def update(
    folder: Path,
    writer: Writer,
    paths: Sequence[Path],
    *,
    settings: Settings | None,
    tag: Complete,
    extractor: UserExtractor | None = None,
    columns: Columns | None = None,
    on_progress: OnProgress | None = None,
    commit_every: int | None = None,
    should_stop: ShouldStop | None = None,
    allow_removals: bool = False,
    dry_run: bool = False,
    retry_failed: bool = False,
    limits: Limits = NORMAL_LIMITS,
    workers: int = 1,
) -> Report:
    """Bring the index in ``folder`` up to date with the files at and under ``paths``.

    For each article read, ``extractor`` gives it names, it is completed by the ``settings`` (None: not at all) and
    joins its story, and ``tag`` adds the names of the lists. ``commit_every`` is the number of changed articles between
    two commits; None is the usual number, or what half a minute brings. ``should_stop`` is asked before each article
    and file, and while bytes are read. If it returns true, the articles read so far are committed and the report has
    ``interrupted`` set. ``columns`` are those of the tables under ``paths`` (None: as remembered). Many removals need
    ``allow_removals`` (see removals.py). A ``dry_run`` changes nothing on disk; its ``writer`` is a Rehearsal. With
    ``retry_failed``, only files with failures and with kept articles are read, at and under ``paths`` or else of the
    whole index; nothing is removed. ``limits`` are those of a file. With ``workers`` above 1, so many other processes
    extract. Raises IndexUnwritable, IndexDamaged, or UsageError if the extractor fails.
    """
    remembered = Remembered(writer.description)
    if columns is not None:
        remembered = remembered.changed(paths, folder, columns)
        description = remembered.described(writer.description)
        writer.use(ArchiveLayout(description), description)
    register = Register(folder, scratch=dry_run)
    try:
        run = _Run(
            folder,
            writer,
            register,
            settings,
            tag,
            extractor,
            remembered,
            on_progress,
            commit_every,
            should_stop,
            allow_removals,
            dry_run,
            retry_failed,
            limits,
            workers,
        )
        return run.run(paths)
    finally:
        register.close()


@dataclass(slots=True)
class Lost:
    """The articles that a changed file no longer has, by id, and the state of the file once they are removed."""

    claims: dict[str, Claim]
    state: SourceState


class _Run:
    def __init__(
        self,
        folder: Path,
        writer: Writer,
        register: Register,
        settings: Settings | None,
        tag: Complete,
        extractor: UserExtractor | None,
        columns: Remembered,
        on_progress: OnProgress | None,
        commit_every: int | None,
        should_stop: ShouldStop | None,
        allow_removals: bool,
        dry_run: bool,
        retry_failed: bool,
        limits: Limits,
        workers: int,
    ) -> None:
        self.folder = folder
        self.writer = writer
        self.register = register
        self.in_story = settings is not None and not dry_run
        self.adder = Adder(writer, tag)
        self.way = WayOfReading(settings, extractor, limits.years, columns)
        earlier = EarlierExtraction(writer, self.way, plain=self.adder.takes_plain)
        self.file_articles = FileArticles(
            extractor, settings, workers, earlier, columns=columns, limits=limits, check=self.check
        )
        self.flags = FileFlags(writer, register, self.adder)
        self.on_progress = on_progress
        self.commit_every = max(1, commit_every or _COMMIT_EVERY)
        self.commit_seconds = _COMMIT_SECONDS if commit_every is None else math.inf
        self.committed = time.monotonic()
        self.should_stop = should_stop
        self.allow_removals = allow_removals
        self.dry_run = dry_run
        self.retry_failed = retry_failed
        self.retried: Retried | None = None
        self.report = Report(dry_run=dry_run)
        self.changes: dict[str, FileChange] = {}
        self.own: list[Problem] = []  # of the run itself: paths that do not exist, removals that it holds back
        self.had: dict[str, int] = {}  # how many articles the index had of each source under the paths
        self.gone: set[str] = set()
        self.skipped: dict[str, Problem] = {}  # what the walk says of paths that are not read
        self.lost: dict[str, Lost] = {}
        self.gave_way: set[str] = set()  # sources whose file is gone, and whose articles came up elsewhere
        self.came: dict[str, set[str]] = {}  # the files of contested articles that are new, by the id they ask for
        self.now = ""  # the file that is read, and the ids of its articles
        self.seen: set[str] = set()
        self.states: dict[str, SourceState] = {}  # of files read since the last commit
        self.is_marked = True  # whether the register on disk promises nothing of what changed since the last commit
        self.uncommitted = 0
        self.articles = 0
        self.state = (0, 0, 0, 0, "")  # of the progress
        self.ids = Ids(writer, self.adder, register, self.renamed, rehearse=dry_run)

    def run(self, paths: Sequence[Path]) -> Report:
        started = time.monotonic()
        roots = [key_of(path, self.folder) for path in paths]
        try:
            if self.register.revision != self.writer.revision:
                self.ids.settle()
            (self.retry if self.retry_failed else self.work)(roots, paths)
        except Stopped:
            self.report.interrupted = True
        finally:
            self.file_articles.close()
        self.commit()
        if self.writer.is_merging:
            self.tell(*self.state, "merging")
        self.report.problems = [*plugin_problems(), *self.own] + [
            replace(problem, path=shown(problem.path, self.folder))
            for problem in self.register.problems()
            if (problem.path in self.retried if self.retried else any(is_under(problem.path, root) for root in roots))
        ]
        self.report.changes = [
            replace(change, path=shown(change.path, self.folder))
            for _, change in sorted(self.changes.items())
            if change.added or change.replaced or change.removed or change.kept
        ]
        self.report.revision = self.writer.revision
        self.report.seconds = time.monotonic() - started
        return self.report

    def work(self, roots: Sequence[str], paths: Sequence[Path]) -> None:
        for root in roots:
            self.register.forget_problems_under(root)
        self.had = self.counts(roots)
        files: dict[str, Found] = {}
        unseen: list[str] = []
        for item in walk(paths):
            if isinstance(item, Problem):
                key = key_of(item.path, self.folder)
                if item.code == "missing":
                    # A missing file that was indexed is gone. A missing folder may just not be mounted.
                    indexed = any(is_under(source, key) for source in self.had)
                    if key not in self.had and not (indexed and self.allow_removals):
                        self.own.append(item)
                    if key not in self.had and key not in roots:
                        unseen.append(key)
                    continue
                self.skipped[key] = item
                self.register.set_problems(key, [item])
                if (known := self.register.source(key)) is not None:
                    # It replaces the remarks on the file. If the file comes back, it is read again.
                    self.register.set_source(replace(known, digest=""))
                if item.severity == "failed":
                    unseen.append(key)
            else:
                key = key_of(item.path, self.folder)
                found = files.setdefault(key, item)
                if found is not item and not is_same_file(found.path, item.path):
                    # Their names differ in bytes that are not UTF-8, which a key does not have.
                    self.own.append(Problem(shown(key, self.folder), None, None, "name_taken", _NAME_TAKEN, _RENAME))
        gone = [key for key in self.had if key not in files and not any(is_under(key, hidden) for hidden in unseen)]
        self.gone.update(gone)
        for key in self.had.keys() - files.keys() - self.gone:
            self.keep(key, self.had[key], "unreadable")
        self.read_all(files)
        self.remove(roots, gone, {root for root in roots if root not in files and root not in self.had})

    def retry(self, roots: Sequence[str], _: Sequence[Path]) -> None:
        """Read files again that have failures or kept articles, at and under the roots. Nothing is removed."""
        self.retried = tried = retried(self.register, self.folder, roots)
        self.report.retried = tried.number
        tried.enter(self.register)
        self.own += tried.missing.values()
        self.had = {key: self.writer.count("source", key) for key in tried.keys}
        for key in self.had.keys() - tried.files.keys():
            self.keep(key, self.had[key], "gone" if key in tried.missing else "unreadable")
        self.read_all(tried.files)

    def read_all(self, files: Mapping[str, Found]) -> None:
        """Read the files that changed, by their keys."""
        sizes = {key: size_of(found.path) for key, found in files.items()}
        total, done = sum(sizes.values()), 0
        # In the order of claims, an article that comes rarely takes the id of one that came in this run.
        for number, key in enumerate(sorted(files, key=lambda key: key.split("/"))):
            found = files[key]
            self.check()
            self.tell(number, len(files), done, total, key)
            self.file(key, found.path)
            done += sizes[key]
        self.tell(len(files), len(files), total, total, "", "committing")

    def check(self) -> None:
        if self.should_stop and self.should_stop():
            raise Stopped

    def tell(self, files: int, files_total: int, done: int, total: int, key: str, phase: Phase = "reading") -> None:
        self.state = (files, files_total, done, total, key)
        if self.on_progress is not None:
            done += self.file_articles.position if key else 0
            name = shown(key, self.folder) if key else ""
            self.on_progress(Progress(files, files_total, min(done, total), total, self.articles, name, phase))

    def counts(self, roots: Sequence[str]) -> dict[str, int]:
        """How many articles the index has of each known source under the roots."""
        known = set(self.register.known())
        # The index knows the sources, too, in case the register is new or behind.
        keys = sorted(known.union(self.writer.terms("source")))
        counted = {key: self.writer.count("source", key) for key in keys if any(is_under(key, root) for root in roots)}
        # A source's term stays after its articles are deleted, until their segment is merged.
        return {key: number for key, number in counted.items() if number or key in known}

    def count(self, key: str) -> int:
        """How many articles the index has of a file, or would have, were this no dry run."""
        return self.writer.count("source", key) + len(self.ids.not_found(key))

    def remove(self, roots: Sequence[str], gone: Sequence[str], folders: set[str]) -> None:
        """Remove the articles of files that are gone, and those that changed files no longer have.

        If there are too many of them, they stay. Articles that came up in another file are that file's now.
        """
        if gone and not self.dry_run:
            self.ids.flush()
        losses: list[Loss] = []
        moved: dict[str, list[str]] = {}
        for key in gone:
            moved[key] = self.came_up(key, self.ids.of(key)) if self.came else []
            number = self.count(key) - len(moved[key])
            losses.append(Loss(key, number, self.had[key], number, True))
        for key, lost in self.lost.items():
            moved[key] = self.came_up(key, lost.claims)
            number = len(lost.claims) - len(moved[key])
            fewer = min(number, max(0, self.had.get(key, 0) - lost.state.articles))
            losses.append(Loss(key, number, self.had.get(key, 0), fewer, False))
        held: set[str] = set()
        if not self.allow_removals:
            held, problems = held_back(losses, roots, folders, self.had)
            self.own += [replace(problem, path=shown(problem.path, self.folder)) for problem in problems]
        freed: list[str] = []
        any_wait = bool(losses or self.gave_way) and self.ids.any_wait()
        for loss in losses:
            key = loss.key
            is_held = key in held and loss.articles > 0
            if is_held or not loss.gone:
                ids = moved[key] if is_held else sorted(self.lost[key].claims)
                removed = len(self.ids.not_found(key).intersection(ids))
                removed += sum(self.writer.delete("id", identity) for identity in ids)
                freed += ids
                self.report.removed += removed
                if removed:
                    self.change(key, "gone" if loss.gone else "changed").removed = removed
            if is_held:
                kept = None if loss.gone else self.lost[key].claims.keys() - set(ids)
                self.keep(key, loss.articles, "gone" if loss.gone else "shrunk", kept)
            elif loss.gone:
                if any_wait:
                    freed += self.ids.of(key)
                self.change(key, "gone").removed = loss.articles + len(moved[key])
                self.remove_source(key)
            else:
                self.states[key] = self.lost[key].state
                self.register.set_kept(key)
                self.flags.end(key)
        for key in self.gave_way.difference(gone):
            if not self.count(key):
                self.remove_source(key)
        if any_wait:
            self.ids.removed(freed)

    def came_up(self, key: str, claims: Mapping[str, Claim]) -> list[str]:
        """The ids of those articles of a file that are no longer there, but came up in another file in this run."""
        return [identity for identity, claim in claims.items() if self.came.get(claim.stated, set()) - {key}]

    def renamed(self, claim: Claim, before: str, now: str) -> None:
        """An article of the index has another id."""
        if claim.key == self.now and before in self.seen:
            self.seen.remove(before)
            self.seen.add(now)
        lost = self.lost.get(claim.key)
        if lost is not None and lost.claims.pop(before, None) is not None:
            lost.claims[now] = claim
        self.flags.renamed(claim.key, before, now)
        self.uncommitted += 1
        self.report.renamed += 1

    def keep(self, key: str, articles: int, reason: Reason, ids: Collection[str] | None = None) -> None:
        """Remember that articles of a file stay that the run did not find in it: these ``ids``, or all."""
        self.register.set_kept(key, articles, reason)
        self.flags.end(key, ids)
        self.report.kept += articles
        if articles:
            self.change(key, "gone" if reason == "gone" else "changed").kept = articles

    def change(self, key: str, reason: Literal["new", "changed", "gone", "again"]) -> FileChange:
        """What the run changes for a file. It is only reported by a dry run."""
        if not self.dry_run:
            return FileChange(key, reason)
        return self.changes.setdefault(key, FileChange(key, reason))

    def remove_source(self, key: str) -> None:
        self.report.removed += len(self.ids.not_found(key)) + self.writer.delete("source", key)
        self.report.files_removed += 1
        self.register.forget(key)
        self.is_marked = False
        if key in self.skipped:
            # What is there now is no longer a file to read, but still a remark.
            self.register.set_problems(key, [self.skipped[key]])

    def file(self, key: str, path: Path) -> None:
        known = self.register.source(key)
        try:
            stat = path.stat()
            unchanged = None if self.retry_failed else self.unchanged(known, path, stat)
            if unchanged is not None:
                if unchanged is not known:
                    self.register.set_source(unchanged)
                self.register.set_kept(key)
                self.flags.unchanged(key)
                self.report.files_unchanged += 1
                return
            read_ns = time.time_ns()
            digest = self.way.of(key) + digest_of(path, self.check)
        except (OSError, Unreadable) as error:
            code, reason = "unreadable", getattr(error, "strerror", None) or str(error)
            if isinstance(error, Unreadable):
                code, reason = error.code, error.message
            self.register.set_problems(key, [Problem(str(path), None, None, code, reason)])
            self.keep(key, self.had.get(key, 0), "unreadable")
            return
        if known is None:
            change = self.change(key, "new")
        else:
            same = not known.digest or known.digest.rpartition(":")[2] == digest.rpartition(":")[2]
            change = self.change(key, "again" if same else "changed")
        before = self.report.added, self.report.replaced
        self.flags.begin(key)
        # Registered from the first article on. No digest means that it was not read to its end.
        state = SourceState(key, stat.st_size, stat.st_mtime_ns, "", read_ns, 0, stat.st_ctime_ns)
        self.register.set_source(state)
        self.is_marked = False
        problems, seen = self.read(key, path)
        self.report.files_read += 1
        self.register.set_problems(key, problems)
        change.added, change.replaced = self.report.added - before[0], self.report.replaced - before[1]
        failed = [problem for problem in problems if problem.severity == "failed"]
        whole = all(problem.line is not None for problem in failed)
        state = replace(state, digest=digest if whole else "", articles=len(seen))
        # A file that the index had nothing of has lost nothing.
        claims = self.ids.of(key, self.check) if self.had.get(key) else {}
        lost = {identity: claim for identity, claim in claims.items() if identity not in seen}
        if failed:
            self.keep(key, len(lost), "damaged", lost)
        elif lost and self.retry_failed:
            self.keep(key, len(lost), "shrunk", lost)
            state = replace(state, digest="")  # the next other run removes them
        elif lost:
            # Without its digest the file is read again if the run ends before it removes these.
            self.lost[key] = Lost(lost, state)
            state = replace(state, digest="")
        else:
            self.register.set_kept(key)
            self.flags.end(key)
        self.states[key] = state

    def unchanged(self, known: SourceState | None, path: Path, stat: os.stat_result) -> SourceState | None:
        """The present state of a file that need not be read again, else None. Raises OSError."""
        if known is None or self.register.has_failed(known.key):
            return None
        reading = self.way.of(known.key)
        if known.size != stat.st_size or not known.digest.startswith(reading):
            return None
        # The time of a change can be set back, but not the time at which that was done.
        same = known.mtime_ns == stat.st_mtime_ns and known.ctime_ns in (0, stat.st_ctime_ns)
        if same and max(stat.st_mtime_ns, known.ctime_ns) < known.read_ns - _STAMP_GRAIN_NS:
            return known
        read_ns = time.time_ns()
        if known.digest != reading + digest_of(path, self.check):
            return None
        return replace(known, mtime_ns=stat.st_mtime_ns, ctime_ns=stat.st_ctime_ns, read_ns=read_ns)

    def read(self, key: str, path: Path) -> tuple[list[Problem], set[str]]:
        """Index a file's articles. Returns its problems and the ids of its articles in the index."""
        problems: list[Problem] = []
        few = FewProblems(key)
        self.now, self.seen = key, set()
        numbers: dict[str, int] = {}
        for item in self.file_articles.of(key, path, is_known=self.had.get(key, 0) > 0):
            for each in self.not_new(item, numbers) if isinstance(item, PlainArticles) else (item,):
                self.check()
                if isinstance(each, Problem):
                    problems.append(each)
                    continue
                try:
                    self.given(each, numbers)
                except ArticleInvalid as error:
                    problem = Problem(key, None, None, error.code, f"{each.id}: {error.message}", error.hint)
                    if few.keeps(problem):
                        problems.append(problem)
                self.read_more(1)
        problems += few.rest()
        return problems, self.seen

    def read_more(self, number: int) -> None:
        before, self.articles = self.articles, self.articles + number
        if before // _TOLD_EVERY < self.articles // _TOLD_EVERY:
            self.tell(*self.state)

    def not_new(self, articles: PlainArticles, numbers: dict[str, int]) -> Iterator[PlainArticle]:
        """Add those of the articles whose ids nobody else has or asks for. The others are for :meth:`given`."""
        ids = articles.ids

        def add(begin: int, end: int) -> None:
            new = ids[begin:end]
            self.adder.add_plain_new(articles, begin, end, new, self.now)
            self.ids.added_new(new, self.now)
            numbers.update(dict.fromkeys(new, 1))
            self.seen.update(new)
            self.report.added += len(new)
            self.changed(len(new))
            self.read_more(len(new))

        others = range(len(ids)) if self.dry_run or self.flags.assumed else self.ids.not_free(ids)
        return other_than_new(articles, others, room=self.room, check=self.check, add=add)

    def room(self) -> int:
        """How many articles more a commit is made after, at least one."""
        return max(1, self.commit_every - self.uncommitted)

    def given(self, item: Article | PlainArticle, numbers: dict[str, int]) -> None:
        """Add an article of the file that is read. ``numbers`` counts its articles by the id that they ask for."""
        if isinstance(item, Article):
            self.article(self.flags.of(item), numbers)
            return
        claim = Claim(self.now, item.id, numbers.get(item.id, 0) + 1)
        holder = None if self.flags.assumed else self.ids.free_or_own(claim)
        if holder is None:  # there is more to decide
            self.article(self.flags.of(Article.of_plain(item)), numbers)
            return
        outcome = self.adder.add_plain(item, self.now, holder, in_story=self.in_story)
        numbers[claim.stated] = claim.number
        self.done(claim.stated, claim, outcome)

    def article(self, article: Article, numbers: dict[str, int]) -> None:
        """As :meth:`given`, for one that has its flags."""
        stated = claim_of(article, self.now).stated
        claim = Claim(self.now, stated, numbers.get(stated, 0) + 1)
        article, contested = self.ids.given(article, claim, partial(self.gives_way, article, claim))
        try:
            outcome = self.adder.add_changed(article, self.now, in_story=self.in_story)
        except ArticleInvalid:
            self.ids.removed([article.id])
            raise
        numbers[stated] = claim.number
        if outcome == "added" and contested:
            self.came.setdefault(stated, set()).add(self.now)
        self.done(article.id, claim, outcome)

    def done(self, identity: str, claim: Claim, outcome: Outcome) -> None:
        """An article has the id that it was given."""
        self.seen.add(identity)
        self.ids.added(identity, claim, is_written=outcome != "unchanged")
        told = "unchanged" if outcome == "moved" else outcome
        setattr(self.report, told, getattr(self.report, told) + 1)
        self.changed(outcome != "unchanged")

    def changed(self, number: int) -> None:
        self.uncommitted += number
        is_late = self.uncommitted and time.monotonic() - self.committed > self.commit_seconds
        if is_late or self.uncommitted >= self.commit_every:
            self.commit()

    def gives_way(self, article: Article, claim: Claim, holder: Holder) -> bool:
        """Whether a file no longer has the article with an id, and an article that is new came up in its place."""
        assert holder.claim is not None
        source, identity = holder.claim.key, holder.id
        if source in self.lost:
            if identity not in self.lost[source].claims or self.ids.has_earlier(claim):
                return False
            del self.lost[source].claims[identity]
            return True
        if source in self.gone:
            return not self.ids.has_earlier(claim)
        if source in self.had:
            return False
        if not is_gone(os.path.join(os.path.realpath(self.folder), source)):
            return False
        # It lies elsewhere, where this run did not look. It may be on a disk that is not mounted.
        earlier = self.ids.article(holder)
        if (
            earlier is None
            or (earlier.title, earlier.body) != (article.title, article.body)
            or self.ids.has_earlier(claim)
        ):
            return False
        self.gave_way.add(source)
        state = self.register.source(source)
        if state is not None and state.digest:
            # If the file comes back, it is read again.
            self.register.set_source(replace(state, digest=""))
            self.is_marked = False
        return True

    def commit(self) -> None:
        if self.dry_run:
            return
        self.flags.settle()
        if not self.is_marked:
            # It knows files that were read without a digest, and none that is gone. If the run ends here, and they are
            # or come back as they were, they are read again.
            self.register.commit(NO_COMMIT)
            self.is_marked = True
        self.writer.commit()
        self.ids.flushed()
        for state in self.states.values():
            self.register.set_source(state)
        self.states.clear()
        self.register.commit(self.writer.revision)
        self.uncommitted = 0
        self.committed = time.monotonic()
