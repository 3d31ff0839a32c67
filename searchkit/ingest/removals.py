"""Which removals of a run are so large that the cause may be a folder that is not mounted, or a file that was cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from searchkit.base.location import is_under
from searchkit.base.problem import Problem

# A run may remove this many articles of a source folder, and half of them, without being told to.
FEW: Final = 20
HINT: Final = (
    "check that the source is mounted and whole; searchkit index --allow-removals "
    "(Python: allow_removals=True) permits the removal"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a run would remove of one file: so many ``articles`` were not found in it again.

    ``had`` is how many articles the index had of the file before the run. The file has ``fewer`` now.
    An article that was
    edited may have a new id, and then takes the place of an old one. If the file is ``gone``, all of them count.
    """

    key: str
    articles: int
    had: int
    fewer: int
    gone: bool


def held_back(
    losses: Sequence[Loss], roots: Collection[str], folders: Collection[str], had: Mapping[str, int]
) -> tuple[set[str], list[Problem]]:
    """The files whose articles must stay, and a failed Problem for each source that would lose too many.

    ``roots`` are the keys of the paths of the run; those in ``folders`` are or were folders. ``had`` says how many
    articles the index had of each file before the run.
    """
    held: set[str] = set()
    problems: list[Problem] = []
    for root in dict.fromkeys(roots):
        under = [loss for loss in losses if is_under(loss.key, root)]
        total = sum(number for key, number in had.items() if is_under(key, root))
        fewer = sum(loss.fewer for loss in under)
        if _too_many(fewer, total) or (root in folders and 0 < fewer >= total):
            held.update(loss.key for loss in under)
            problems.append(_problem(root, under, total))
    for loss in losses:
        if loss.key not in held and not loss.gone and _too_many(loss.fewer, loss.had):
            held.add(loss.key)
            problems.append(_problem(loss.key, [loss], loss.had))
    return held, problems


def _too_many(fewer: int, total: int) -> bool:
    return fewer > FEW and fewer * 2 > total


def _problem(key: str, losses: Sequence[Loss], total: int) -> Problem:
    number = sum(loss.articles for loss in losses)
    gone = [loss for loss in losses if loss.gone]
    parts = []
    if gone:
        parts.append(f"{sum(loss.articles for loss in gone):,} of {len(gone):,} files that are gone")
    if changed := [loss for loss in losses if not loss.gone]:
        parts.append(f"{sum(loss.articles for loss in changed):,} no longer in {len(changed):,} changed files")
    what = f"this run would remove {number:,} of its {total:,} articles ({', '.join(parts)}); none of them was removed"
    return Problem(key, None, None, "removals_held", what, HINT)
