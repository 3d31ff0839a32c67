"""The entry point for files. It yields articles and Problems and never raises."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Final

from searchkit._native import PlainArticle, PlainArticles
from searchkit.article import Article
from searchkit.base.location import as_utf8
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.article_size import cut, cut_notes
from searchkit.ingest.container import NORMAL_LIMITS, Budget, Kind, Limits, container_kind, members
from searchkit.ingest.formats import plain_text
from searchkit.ingest.maildir import message_name
from searchkit.ingest.problem_limit import FewProblems
from searchkit.ingest.registry import Format, extension, format_by_content, format_by_extension
from searchkit.ingest.regular_file import Check, is_special, open_regular, proceed
from searchkit.ingest.source import SPLIT, Source, printable
from searchkit.ingest.stated_facts import are_all_settled, are_settled, settled
from searchkit.ingest.time_limit import Clock, TimeOver

# A word alone or before a dot, in any case. Before a dash only in capitals ("LICENSE-MIT"), because
# "notice-of-meeting.txt" may be an article. Office programs write a lock file "~$name.docx" beside an open document.
# Windows keeps files of its own in a folder.
_NO_ARTICLE = re.compile(
    r"(?i:readme|licen[cs]e|notice|changelog)(?:\..*)?|(?:README|LICEN[CS]E|NOTICE|CHANGELOG)[-_ ].*|.*\.(?i:dtd)"
    r"|~\$.*|(?i:(?:eh)?thumbs\.db|desktop\.ini)",
    re.DOTALL,
)


# What hears of the file once it is open.
OnOpen = Callable[[BinaryIO], None]
# What is read of a file.
Item = Article | PlainArticle | PlainArticles | Problem


def _endings(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NO_READER: Final = _endings(
    ".doc .msg .epub .rtf .xls .xlsx .ods .fods .ppt .pptx .odp .fodp .odg .wacz .parquet .sqlite .db "
)
_PACKED: Final = _endings(
    ".7z .rar .lz .lz4 .lzo .lzh .lha .arj .cab .ace .zoo .sit .sitx .zpaq .cpio .pax .deb .rpm .xar .alz "
)
_MEDIA: Final = _endings(
    ".jpg .jpeg .png .gif .tif .tiff .bmp .webp .svg .ico .heic .avif .psd .mp3 .wav .flac .ogg .oga .opus "
    ".m4a .aac .wma .mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .wmv .flv .ttf .otf .woff .woff2 .exe .dll .so "
    ".dylib .bin .o .a .class .pyc .jar .iso .dmg "
)
_EXHAUSTED: Final = frozenset({"too_large", "too_many_members"})
# The first bytes of kinds of files, for files whose name says nothing.
_SIGNATURES: Final = (
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0", ".doc"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"LZIP\x01", ".lz"),
    (b"\x04\x22\x4d\x18", ".lz4"),
    (b"\x89LZO\0", ".lzo"),
    (b"MSCF\0", ".cab"),
)


def read_file(
    path: Path,
    display: str,
    *,
    limits: Limits = NORMAL_LIMITS,
    columns: Mapping[str, str] | None = None,
    check: Check = proceed,
    on_open: OnOpen | None = None,
) -> Iterator[Article | Problem]:
    """The articles of a file, in order, and its Problems.

    ``display`` is the file's name for users. Each article has it as ``path``; inside an archive, ``!/`` and the
    member's name follow. Each article has an id: the source's own, or 16 hexadecimal digits. The digits come from the
    name of the file or member, the title, the body and the date. ``columns`` maps fields to columns of the tables in
    the file. Of the problems of one code it yields twenty, and then how many more there were. ``check`` is asked while
    bytes are read and parsed; what it raises (Stopped) ends the reading. ``on_open`` gets the file once it is open,
    and may ask it how far it is read. Never raises for bad input.
    """
    items = plain_or_articles(path, display, limits=limits, columns=columns, check=check, on_open=on_open)
    yield from (Article.of_plain(item) if isinstance(item, PlainArticle) else item for item in items)


def plain_or_articles(
    path: Path,
    display: str,
    *,
    limits: Limits = NORMAL_LIMITS,
    columns: Mapping[str, str] | None = None,
    check: Check = proceed,
    on_open: OnOpen | None = None,
) -> Iterator[Article | PlainArticle | Problem]:
    """What :func:`read_file` yields, with articles as the core read them where it did."""
    return _apart(together(path, display, limits=limits, columns=columns, check=check, on_open=on_open))


def together(
    path: Path,
    display: str,
    *,
    limits: Limits = NORMAL_LIMITS,
    columns: Mapping[str, str] | None = None,
    check: Check = proceed,
    on_open: OnOpen | None = None,
) -> Iterator[Item]:
    """What :func:`plain_or_articles` yields, with those articles together that the core read together."""
    shown = as_utf8(display)  # with its line breaks, for the path has to open the file
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        yield Problem(shown, None, None, "unreadable", _reason(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield Problem(shown, None, None, "not_a_file", "not a regular file")
        return
    if is_special(status):
        yield Problem(shown, None, None, "special_file", "not a regular file", severity="skipped")
        return
    name = printable(message_name(path) or path.name)
    clock = Clock(limits.seconds, status.st_size, check)

    def opener() -> BinaryIO:
        file = open_regular(path, clock.ask)
        if on_open is not None:
            on_open(file)
        return file

    source = Source(shown, None, opener, name=name, size=status.st_size, columns=columns, check=clock.ask)
    yield from _read(source, limits, clock)


def may_hold_tables(name: str) -> bool:
    """Whether a file may be a table or records, or contain some, judging by its name."""
    by_name = format_by_extension(name)
    return by_name is None or by_name.name in ("csv", "json", "jsonl", "mail", "mbox", "warc")


def read_source(
    source: Source, *, limits: Limits = NORMAL_LIMITS, check: Check = proceed
) -> Iterator[Article | Problem]:
    """What :func:`read_file` yields, for bytes from elsewhere (standard input, a download)."""
    clock = Clock(limits.seconds, source.size, check)
    source.check = clock.ask
    items = _apart(_read(source, limits, clock))
    yield from (Article.of_plain(item) if isinstance(item, PlainArticle) else item for item in items)


def _apart(items: Iterator[Item]) -> Iterator[Article | PlainArticle | Problem]:
    """The same items, with each article by itself."""
    for item in items:
        if isinstance(item, PlainArticles):
            yield from item.apart(0, len(item), Origin)
        else:
            yield item


def _read(source: Source, limits: Limits, clock: Clock) -> Iterator[Item]:
    few = FewProblems(source.path)
    budget = Budget(source.size, limits, clock.ask)
    items = _Reading(budget).items(source, 0)
    articles = 0
    told = False
    try:
        for item in items:
            if not isinstance(item, Problem):
                number = len(item) if isinstance(item, PlainArticles) else 1
                articles += number
                if articles > limits.articles:
                    if isinstance(item, PlainArticles) and articles - number < limits.articles:
                        item.keep(number - (articles - limits.articles))
                        yield item
                    message = f"more than {limits.articles:,} articles; the rest is not read"
                    yield source.problem("too_many_articles", message, hint=SPLIT)
                    break
            elif told and item.code in _EXHAUSTED:
                continue  # one limit for all of the file is told once, not for every member
            elif not few.keeps(item):
                continue
            clock.pause()
            yield item
            clock.go_on()
            told = told or (budget.exhausted and isinstance(item, Problem) and item.code in _EXHAUSTED)
    except TimeOver:
        message = f"reading took more than {clock.seconds:,.0f} seconds of processor time; the rest is not read"
        hint = "if the file is sound, raise the limit: --file-seconds N (Python: file_seconds=N), 0 for none"
        yield source.problem("too_slow", message, hint=hint)
    yield from few.rest()


class _Reading:
    """The reading of one file, with all the archives in it."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._copies: dict[str, int] = {}

    def items(self, source: Source, depth: int) -> Iterator[Item]:
        """The content of a file or member. ``depth`` counts the archives around it."""
        try:
            yield from self._items(source, depth)
        except Unreadable as error:
            yield source.failure(error)
        except OSError as error:
            yield source.problem("unreadable", _reason(error))
        except Exception as error:
            # A bug in a reader must cost no more than the one file.
            message = f"the reader failed: {type(error).__name__}: {error}"
            yield source.problem("reader_failed", printable(message[:300]))
        finally:
            source.close()

    def _items(self, source: Source, depth: int) -> Iterator[Item]:
        name = source.name
        if _NO_ARTICLE.fullmatch(name):
            yield source.problem("not_an_article", "not an article", severity="skipped")
            return
        chosen = _chosen(source)
        if isinstance(chosen, Problem):
            yield chosen
        elif isinstance(chosen, str):
            yield from self._members(source, chosen, depth + 1)
        else:
            for item in chosen.read(source):
                if isinstance(item, PlainArticles):
                    yield from self._together(item, source)
                elif isinstance(item, PlainArticle):
                    yield from self._plain(item, source)
                elif isinstance(item, Article):
                    yield from cut_notes(item, source)
                    yield from self._settled(cut(item), source)
                elif isinstance(item, Problem):
                    yield item
                elif isinstance(item, Source):
                    yield from self._inner(item, depth + 1)
                else:
                    raise TypeError(f"format {chosen.name} yields {type(item).__name__}")

    def _members(self, source: Source, kind: Kind, depth: int) -> Iterator[Item]:
        if depth > self._budget.limits.depth:
            yield self._too_deep(source)
            return
        is_empty = True
        for member in members(source, kind, self._budget):
            is_empty = False
            if isinstance(member, Problem):
                yield member
            else:
                yield from self.items(member, depth)
        if is_empty:  # also a tar whose beginning a failed copy left as zeros
            yield source.problem("no_files", "an archive without files", severity="note")

    def _inner(self, member: Source, depth: int) -> Iterator[Item]:
        """A source that a reader found inside its own, such as a mail attachment."""
        if depth > self._budget.limits.depth:
            yield self._too_deep(member)
        else:
            yield from self.items(member, depth)

    def _too_deep(self, source: Source) -> Problem:
        message = f"more than {self._budget.limits.depth} archives inside one another"
        return source.problem(
            "too_deep", message, hint="this limit is fixed; unpack the outer ones and index the folder"
        )

    def _together(self, articles: PlainArticles, source: Source) -> Iterator[Item]:
        if source.facts or source.record is not None or not are_all_settled(articles, self._budget.limits.years):
            for article in articles.apart(0, len(articles), Origin):
                yield from self._plain(article, source)
            return
        made = [self._made(key) for key in articles.content_hashes(source.member or source.name)]
        articles.put(_path(source), made, source.member)
        yield articles

    def _plain(self, article: PlainArticle, source: Source) -> Iterator[Article | PlainArticle | Problem]:
        if are_settled(article, self._budget.limits.years):
            yield self._placed_plain(article, source)
        else:
            yield from self._settled(Article.of_plain(article), source)

    def _settled(self, article: Article, source: Source) -> Iterator[Article | Problem]:
        for item in settled(article, source, self._budget.limits.years):
            yield self._placed(item, source) if isinstance(item, Article) else item

    def _placed(self, article: Article, source: Source) -> Article:
        """The article with its path, its origin and an id. If a record has its own path, that goes to the metadata."""
        path = _path(source)
        changes: dict[str, Any] = {"path": path, "origin": _origin(article, source)}
        more = {"path": article.path} if article.path and article.path != path else {}
        for name, value in source.facts.items():
            if name != "url":
                more[name] = value
                continue
            # Where it was found. The article may state another address, which is kept.
            changes["url"] = value
            if article.url is not None and article.url != value:
                more["stated_url"] = article.url
        if more:
            changes["metadata"] = {**more, **article.metadata}
        if not article.id:
            parts = (source.member or source.name, article.title or "", article.body, article.date or "")
            changes["id"] = self._made(blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest())
        return article.with_changes(**changes)

    def _placed_plain(self, article: PlainArticle, source: Source) -> Article | PlainArticle:
        """As :meth:`_placed`."""
        if source.facts:
            return self._placed(Article.of_plain(article), source)
        article.origin = _origin(article, source)
        article.put(_path(source), article.id or self._made(article.content_hash(source.member or source.name)))
        return article

    def _made(self, key: str) -> str:
        """The id of the next article with the same content."""
        copies = self._copies[key] = self._copies.get(key, 0) + 1
        return key if copies == 1 else f"{key}-{copies}"


def _path(source: Source) -> str:
    return f"{source.path}!/{source.member}" if source.member else source.path


def _origin(article: Article | PlainArticle, source: Source) -> Origin | None:
    """Where an article stands: in its source, or in the capture that holds its page."""
    origin = article.origin
    if source.record is not None:
        origin = source.record._replace(page=origin.page if origin is not None else None)
    if source.member:
        return (origin or Origin())._replace(member=source.member)
    return origin


def _chosen(source: Source) -> Format | Kind | Problem:
    """How to read a source: as an archive, in a format, or not at all."""
    ending = extension(source.name)
    if ending in _MEDIA:
        return plain_text.not_text(source)
    by_name = format_by_extension(source.name)
    if by_name:
        return by_name
    if ending in _NO_READER or ending in _PACKED:
        return _no_reader(source, ending)
    head = source.head()
    kind = container_kind(source.name, head)
    if kind:
        # Office documents are zip files, too.
        return (format_by_content(head) if kind == "zip" else None) or kind
    for signature, sort in _SIGNATURES:
        if head.startswith(signature):
            return _no_reader(source, sort)
    return format_by_content(head) or plain_text.FORMAT


def _no_reader(source: Source, ending: str) -> Problem:
    hint = "unpack it and index the folder" if ending in _PACKED else "convert it to text or JSON Lines"
    return source.problem("no_reader", f"no reader for {ending} files", hint=hint)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
