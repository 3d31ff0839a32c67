"""Which earlier commits an index keeps, and what each of them still needs on disk.

The last one is always kept. The others stay for some hours after they were replaced, as long as the bytes that all
of them add are no more than a share of the archive's size. The oldest go first.

The latest manifest has one entry for each kept commit, so no other manifest is read to know what may be removed. A file
is named in the entry of the last kept commit that uses it. When the oldest commit goes, the files of its entry go with
it, but for those that the latest commit uses (after a restore it may use them again).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from searchkit.base.record import changed, part, record
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
    that no later kept commit uses.
    """

    revision: int
    time: int | None
    until: int | None
    documents: int
    size: int
    manifest: int
    files: Mapping[str, int] = part(default_factory=dict)

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
        }


def now() -> int:
    """Seconds since 1970, never negative."""
    return max(0, int(time.time()))


def with_newest(kept: Sequence[Kept], newest: Kept) -> tuple[Kept, ...]:
    """The entries with one more, of a later commit. It takes over the files that it uses, too."""
    earlier = (
        changed(each, files={name: size for name, size in each.files.items() if name not in newest.files})
        if not each.files.keys().isdisjoint(newest.files)
        else each
        for each in kept
    )
    return (*earlier, newest)


def retained(kept: Sequence[Kept], latest: Mapping[str, int], keep: Keep, present: int) -> tuple[Kept, ...]:
    """The entries that stay, with the last one always among them.

    ``latest`` has the sizes of the files of the latest commit, ``present`` is the time now. The archive's own size is
    that of the largest commit among the latest and those that stay. So one that was emptied by mistake can be brought
    back. A clock that was put back, or was wrong for a while, removes nothing before its time.
    """
    staying = list(kept[-MOST_KEPT:])
    ends = _ends(staying, present)
    while len(staying) > 1 and present - ends[len(ends) - len(staying)] >= keep.hours * 3600:
        del staying[0]
    added = [each.adds(latest) for each in staying]
    own = sum(latest.values())
    while len(staying) > 1 and sum(added) > keep.share * max(own, *(each.size for each in staying)):
        del staying[0], added[0]
    return tuple(staying)


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
