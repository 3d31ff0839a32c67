"""Which earlier commits an index keeps, and what each of them still needs on disk.

The last one is always kept. The others stay for some hours after they were replaced, as long as the bytes that all
of them add are no more than a share of the archive's size. The oldest go first. Only if there are too many of them,
they are thinned out: the newest stay, the older ones are spread over the time, and the oldest stays, too.

The latest manifest has one entry for each kept commit, so no other manifest is read to know what may be removed. A file
is named in the entry of the last kept commit that uses it, with the first one that did. When the oldest commit goes,
the files of its entry go with it, but for those that the latest commit uses (after a restore it may use them again).
When another one goes, the files that an earlier one may use are named in the entry before.
"""

from __future__ import annotations

import time

from searchkit.base.record import changed, part, record
from searchkit.base.typing_names import Any, Final, Iterable, Mapping, Sequence
from searchkit.engine.manifest_values import count, count_or_none, file_name, measure

# The list of kept commits is part of every manifest, so it has to stay short.
MOST_KEPT: Final = 100


@record
class Keep:
    """How long and how much an index keeps.

    ``hours`` counts from the moment at which a commit was replaced. ``share`` is what all kept commits may add, as a
    multiple of the archive's own size: 1 is as much again.
    """

    hours: float = 24
    share: float = 1

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Keep:
        """The choice as it stands in a manifest. Raises ValueError, KeyError or TypeError."""
        return cls(measure(entry["hours"]), measure(entry["share"]))

    def as_json(self) -> dict[str, float]:
        """The choice for a manifest."""
        return {"hours": self.hours, "share": self.share}


@record
class Kept:
    """One earlier commit that is kept.

    ``time`` is when it was made and ``until`` when the next commit took its place, in seconds since 1970. Either is
    None where an earlier searchkit did not state it. ``documents`` are those that are not deleted. ``size`` is the
    number of bytes of all files of the commit, ``manifest`` that of its manifest. ``files`` has the sizes of the files
    that no later kept commit uses. ``since`` has the revision of the first commit that used such a file, if it was an
    earlier one. It is None where an earlier searchkit wrote the entry.
    """

    revision: int
    time: int | None
    until: int | None
    documents: int
    size: int
    manifest: int
    files: Mapping[str, int] = part(default_factory=dict)
    since: Mapping[str, int] | None = part(default_factory=dict)

    def first_use(self, name: str) -> int:
        """The revision of the first commit that used a file of this entry. 0 if that is not known."""
        return 0 if self.since is None else self.since.get(name, self.revision)

    def adds(self, latest: Mapping[str, Any]) -> int:
        """The bytes that go with this commit once the earlier ones are gone. ``latest`` are the latest one's files."""
        return self.manifest + sum(size for name, size in self.files.items() if name not in latest)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Kept:
        """The entry as it stands in a manifest. Raises ValueError, KeyError, TypeError or AttributeError."""
        return cls(
            count(entry["revision"]),
            count_or_none(entry["time"]),
            count_or_none(entry["until"]),
            count(entry["documents"]),
            count(entry["size"]),
            count(entry["manifest"]),
            {file_name(name): count(size) for name, size in entry["files"].items()},
            {file_name(name): count(first) for name, first in entry["since"].items()} if "since" in entry else None,
        )

    def as_json(self) -> dict[str, Any]:
        """The entry for a manifest."""
        return {
            "revision": self.revision,
            "time": self.time,
            "until": self.until,
            "documents": self.documents,
            "size": self.size,
            "manifest": self.manifest,
            "files": dict(self.files),
            **({} if self.since is None else {"since": dict(self.since)}),
        }


def now() -> int:
    """Seconds since 1970, never negative."""
    return max(0, int(time.time()))


def with_newest(kept: Sequence[Kept], newest: Kept) -> tuple[Kept, ...]:
    """The entries with one more, of a later commit. It takes over the files that it uses, too."""
    earlier: list[Kept] = []
    since = dict(newest.since or {})
    for each in kept:
        taken = each.files.keys() & newest.files.keys()
        since |= {name: each.first_use(name) for name in taken}
        earlier.append(_with_files(each, {n: s for n, s in each.files.items() if n not in taken}) if taken else each)
    return (*earlier, changed(newest, since=since))


def retained(kept: Sequence[Kept], latest: Mapping[str, int], keep: Keep, present: int) -> tuple[Kept, ...]:
    """The entries that stay, with the last one always among them.

    ``latest`` has the sizes of the files of the latest commit, ``present`` is the time now. The archive's own size is
    that of the largest commit among the latest and those that stay. So one that was emptied by mistake can be brought
    back. A clock that was put back, or was wrong for a while, removes nothing before its time.
    """
    ends = _ends(kept, present)
    first = 0
    while first < len(kept) - 1 and present - ends[first] >= keep.hours * 3600:
        first += 1
    staying = list(thinned(kept[first:], present))
    added = [each.adds(latest) for each in staying]
    own = sum(latest.values())
    while len(staying) > 1 and sum(added) > keep.share * max(own, *(each.size for each in staying)):
        del staying[0], added[0]
    return tuple(staying)


def thinned(kept: Sequence[Kept], present: int) -> tuple[Kept, ...]:
    """At most ``MOST_KEPT`` entries: the oldest, the newest half, and of those between what is spread over the time.

    As long as there are too many, the one goes whose neighbours were replaced within the shortest time, and of several
    the oldest. ``present`` is the time now.
    """
    staying, ends = list(kept), _ends(kept, present)
    while len(staying) > MOST_KEPT:
        between = range(1, len(staying) - MOST_KEPT // 2)
        chosen = min(between, key=lambda number: ends[number + 1] - ends[number - 1])
        staying[chosen - 1] = _with_files_of(staying[chosen - 1], staying[chosen])
        del staying[chosen], ends[chosen]
    return tuple(staying)


def _with_files_of(earlier: Kept, going: Kept) -> Kept:
    """An entry with those files of the next one, which goes, that its own commit may use.

    That is known of files that came later. Of others it is certain unless an earlier commit was restored.
    """
    shared = {name: size for name, size in going.files.items() if going.first_use(name) <= earlier.revision}
    if not shared:
        return earlier
    first = {name: going.first_use(name) for name in shared}
    more = changed(earlier, since=None if earlier.since is None else {**earlier.since, **first})
    return _with_files(more, {**earlier.files, **shared})


def _with_files(entry: Kept, files: Mapping[str, int]) -> Kept:
    """An entry with other files. It states the first use only of those that an earlier commit used."""
    since = entry.since
    if since is not None:
        since = {name: first for name, first in since.items() if name in files and first != entry.revision}
    return changed(entry, files=files, since=since)


def _ends(kept: Sequence[Kept], present: int) -> list[int]:
    """When each was replaced, whatever the clock said then.

    A time that is still to come is wrong: it was not after the next one, nor after now. A time that is too early does
    no harm, because the oldest go first, and stop at the first that is recent.
    """
    ends: list[int] = []
    following = present
    for each in reversed(kept):
        if each.until is None or each.until <= present:
            following = each.until or 0
        ends.append(following)
    return ends[::-1]


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as text, with ranges: ``3-7, 9``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
