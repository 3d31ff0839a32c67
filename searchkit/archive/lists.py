"""The lists of an index: their content is kept in its folder, and all of its articles are tagged by them.

A commit keeps its lists in a file beside its segments. The digest of the content is part of the file's name, and the
description of the schema has it, too. When the lists change, the same commit searches every stored article for the new
names. It reads no source, and writes only articles whose names change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchkit.archive.adding import Adder
from searchkit.archive.fields import STORY
from searchkit.archive.layout import ArchiveLayout, list_names
from searchkit.archive.origins import origin_in_live
from searchkit.article import Article
from searchkit.base.light_hashlib import blake2b
from searchkit.base.problem import Problem
from searchkit.base.regular_file import read_file
from searchkit.engine.manifest import BESIDE_PREFIX, damage, not_read
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged, UsageError
from searchkit.extract.user_lists import ListedNames, UserList

__all__ = ["ListChange", "tagger", "use_lists"]

_NOTHING: Final = ListedNames(())


class ListChange(NamedTuple):
    """What a change of lists did.

    ``names`` has the number of names of each list of the index now. ``changed`` is the number of articles whose names
    changed. ``problems`` are notes on lines of the files that were skipped. ``interrupted``: the change was stopped,
    and nothing has changed.
    """

    names: Mapping[str, int]
    changed: int
    problems: tuple[Problem, ...] = ()
    interrupted: bool = False


class _Stopped(Exception):
    """The change was asked to stop."""


def tagger(folder: Path, writer: Writer) -> Callable[[Article], Article]:
    """A function that tags an article by the current lists of the index. ``writer`` gets the fields that they need.

    Raises IndexDamaged.
    """
    description = writer.description
    writer.use(ArchiveLayout(description))
    return lists_of(folder, description).tag


def lists_of(folder: Path, description: Mapping[str, Any]) -> ListedNames:
    """The lists of the commit whose schema has this description. Raises IndexDamaged."""
    if "lists" not in description:
        return _NOTHING
    names, digest = list_names(description), description["lists"].get("digest")
    return _read(folder / _file_name(digest), digest, names)


def use_lists(
    folder: Path,
    writer: Writer,
    given: Iterable[tuple[UserList, list[Problem]]],
    drop: Sequence[str],
    should_stop: Callable[[], bool] | None,
) -> ListChange:
    """Replace or add the lists ``given``, drop those that ``drop`` names, and commit. See Index.use_lists.

    ``folder`` is the index folder and ``writer`` its writer. If ``should_stop`` returns true, nothing changes.
    """
    problems: list[Problem] = []
    lists = {each.name: each for each in lists_of(folder, writer.description).lists}
    for name in drop:
        if lists.pop(name, None) is None:
            hint = f"it has: {', '.join(lists)}" if lists else "it has none"
            raise UsageError(f"the index has no list {name!r}", hint=hint)
    taken: set[str] = set()
    for each, notes in given:
        if each.name in taken:
            raise UsageError(f"two lists are called {each.name!r}", hint="a list is named after its file; rename one")
        taken.add(each.name)
        lists[each.name] = each
        problems.extend(notes)
    changed, interrupted = 0, False

    def check() -> None:
        if should_stop is not None and should_stop():
            raise _Stopped

    try:
        changed = change_lists(writer, lists.values(), on_article=check)
        writer.commit()
    except _Stopped:
        interrupted = True
        lists = {each.name: each for each in lists_of(folder, writer.description).lists}
    names = {name: len(lists[name].names) for name in sorted(lists)}
    return ListChange(names, changed, tuple(problems), interrupted)


@lru_cache(maxsize=4)
def _read(path: Path, digest: str, names: tuple[str, ...]) -> ListedNames:
    # A file is read once: its name changes with its content.
    try:
        data = read_file(path)
        if _digest(data) != digest:
            raise ValueError("its checksum does not match")
        kept = json.loads(data)
        lists = [UserList(name, tuple(tuple(map(str, spelled)) for spelled in kept[name])) for name in names]
        if not all(spelled for each in lists for spelled in each.names):
            raise ValueError("a name without a spelling")
    except OSError as error:
        raise not_read(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise damage(path, f"is damaged: {error}") from error
    return ListedNames(lists)


def change_lists(
    writer: Writer,
    lists: Iterable[UserList],
    *,
    on_article: Callable[[], None] = lambda: None,
) -> int:
    """Replace all lists of the index and tag its articles by the new ones. Returns how many articles changed.

    ``on_article`` is called before each article; if it raises, nothing is changed. The caller has to commit. Raises
    IndexDamaged or IndexUnwritable.
    """
    listed = ListedNames(lists)
    kept = {each.name: each.names for each in listed.lists}
    description = {key: value for key, value in writer.description.items() if key != "lists"}
    beside: dict[str, bytes] = {}
    if kept:
        data = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        description["lists"] = {"names": sorted(kept), "digest": _digest(data)}
        beside[_file_name(_digest(data))] = data
    if description == writer.description:
        return 0
    try:
        writer.use(ArchiveLayout(description), description, beside)
        return _tag_all(writer, listed, on_article)
    except BaseException:
        writer.cancel()
        writer.use(ArchiveLayout(writer.description))
        raise


def _tag_all(writer: Writer, listed: ListedNames, on_article: Callable[[], None]) -> int:
    changed = 0
    adder = Adder(writer, listed.tag)
    # Articles that are written here go into later segments.
    for segment in list(writer.segments):
        for docnum in range(segment.record.documents):
            if docnum in segment.deleted:
                continue
            on_article()
            stored = writer.stored_in(segment, docnum)
            record = json.loads(stored["record"])
            tagged = "list" in record.get("provenance", {}).values()
            if not tagged and not any(listed.find(record.get(name) or "") for name in ("title", "body")):
                continue
            in_story = segment.reader.number(STORY, docnum) is not None
            source = stored.get("source") or ""
            article = Article(**record, origin=origin_in_live(segment, docnum))
            changed += adder.retag(article, source, in_story=in_story, digest=stored["digest"])
    return changed


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


def _file_name(digest: object) -> str:
    if not isinstance(digest, str) or not digest.isalnum() or len(digest) > 64:
        raise IndexDamaged("the manifest does not say where the lists of the index are")
    return f"{BESIDE_PREFIX}lists-{digest}.json"
