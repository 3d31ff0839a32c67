"""Matches over calendar time, in order, including empty steps."""

from __future__ import annotations

from itertools import repeat

from searchkit.base import light_datetime as dt
from searchkit.base.light_functools import lru_cache, partial
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.partial_date import month_iso
from searchkit.base.record import record
from searchkit.base.typing_names import Callable, Final, Iterable, Iterator, Literal, Sequence, get_args
from searchkit.errors import UsageError

Axis = Literal["date", "mentions"]
AXES: Final[tuple[Axis, ...]] = get_args(Axis)
Step = Literal["decade", "year", "quarter", "month", "week", "day"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
# A timeline lists no more steps than this, unless all are asked for. One wrong date may be centuries away.
MOST_STEPS: Final = 2_000
# Runs of no more steps are kept; they begin and end at multiples of this number.
_FEW_STEPS: Final = 5_000
_RUN: Final = 128


# A page makes hundreds of them.
class TimelineStep(NamedTuple("TimelineStep", [("date", str), ("count", int)])):
    """A step of calendar time and the number of matches in it. Unpacks into the two.

    ``date`` is ``1980s``, ``1987``, ``1987-Q4``, ``1987-10``, ``1987-W42`` or ``1987-10-19``. Weeks are those of ISO
    8601: they begin on Monday, and the first one of a year has its first Thursday.
    """

    __slots__ = ()


class Gap(NamedTuple("Gap", [("after", str), ("before", str), ("steps", int)])):
    """A run of so many ``steps`` without a match that a timeline leaves out. Both dates are of steps that it has."""

    __slots__ = ()


@record
class Timeline:
    """The steps from the first to the last match in time.

    ``unplaced`` counts the matches without a date, or with a date less exact than ``by``. The steps and ``unplaced``
    add up to the total of the search.

    If ``field`` is ``mentions``, a step counts the matches that mention a date in it. A match counts once in each such
    step, so the sum means nothing. Empty steps are left out.

    A timeline has at most ``MOST_STEPS`` steps, unless all are asked for. If there are more, the longest runs of empty
    steps are left out, and ``gaps`` tells which. If that is not enough, the steps are longer ones: ``by`` is then not
    the step that was asked for, which ``asked`` tells.
    """

    by: Step
    steps: tuple[TimelineStep, ...]
    unplaced: int
    field: Axis = "date"
    gaps: tuple[Gap, ...] = ()
    asked: Step | None = None

    def __iter__(self) -> Iterator[TimelineStep]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


_made: Final[Callable[[tuple[str, int]], TimelineStep]] = partial(tuple.__new__, TimelineStep)


def known_step(by: str) -> Step:
    """The step with this name. Raises UsageError for an unknown one."""
    if by not in STEPS:
        raise UsageError(f"there is no timeline by {by!r}", hint=f"choose from: {', '.join(STEPS)}")
    return by


def check_timeline(by: str, field: str) -> None:
    """Raise UsageError for an unknown step or axis."""
    known_step(by)
    if field not in AXES:
        raise UsageError(f"there is no timeline of {field!r}", hint=f"choose from: {', '.join(AXES)}")


def counted_timeline(by: Step, counts: Sequence[tuple[int, int]], unplaced: int, field: Axis = "date") -> Timeline:
    """The timeline of (number of a step, matches), which are in order and without the empty steps.

    The numbers are those of the native search. It counts the empty steps for nobody: there may be millions of them, for
    one wrong year is enough.
    """
    if not counts:
        return Timeline(by, (), unplaced, field)
    numbers, numbered = zip(*counts, strict=True)
    first, last = numbers[0], numbers[-1]
    dates: Iterable[str]
    if not _is_of_runs(by, first, last):
        dates = map(_kept_or_new(by), repeat(by), numbers)
    else:
        dates, _ = _empty(by, first, last)
        if len(numbers) <= last - first:
            dates = [dates[number - first] for number in numbers]
    # A page makes hundreds of steps, so no line of Python runs for each.
    return Timeline(by, tuple(map(_made, zip(dates, numbered, strict=True))), unplaced, field)


def with_empty_steps(timeline: Timeline) -> Timeline:
    """A timeline with the steps of no match between the first and the last; one of mentions has none."""
    if not timeline.steps or timeline.field == "mentions":
        return timeline
    first, last = (_number(timeline.by, timeline.steps[at].date) for at in (0, -1))
    if len(timeline.steps) == last - first + 1:
        return timeline
    known = {step[0]: step for step in timeline.steps}
    dates, empty = _empty(timeline.by, first, last)
    return Timeline(timeline.by, tuple(map(known.get, dates, empty)), timeline.unplaced, timeline.field)


def _is_of_runs(by: Step, first: int, last: int) -> bool:
    """Whether the dates of these steps are taken from runs that are kept."""
    return by not in ("week", "day") and last - first <= _FEW_STEPS


def with_few_steps(timeline: Timeline, most: int = MOST_STEPS) -> Timeline | None:
    """As :func:`with_empty_steps`, with so many steps at most: the longest runs of empty steps become gaps.

    None if that is not enough.
    """
    if len(timeline.steps) > most:
        return None
    if timeline.steps and timeline.field != "mentions":
        first, last = (_number(timeline.by, timeline.steps[at].date) for at in (0, -1))
        if last - first >= most:
            numbers = [_number(timeline.by, step.date) for step in timeline.steps]
            return _with_gaps(timeline, numbers, most)
    return with_empty_steps(timeline)


def longer_step(by: Step) -> Step:
    """The next longer step. There is none after a decade, of which the calendar has few."""
    return STEPS[max(0, STEPS.index(by) - 1)]


def _with_gaps(timeline: Timeline, numbers: Sequence[int], most: int) -> Timeline:
    """A timeline without its longest runs of empty steps, so that at most so many steps are left."""
    by = timeline.by
    runs = sorted(range(1, len(numbers)), key=lambda at: numbers[at - 1] - numbers[at])
    left_out: set[int] = set()
    length = numbers[-1] - numbers[0] + 1
    for at in runs:
        if length <= most:
            break
        left_out.add(at)
        length -= numbers[at] - numbers[at - 1] - 1
    steps: list[TimelineStep] = []
    gaps: list[Gap] = []
    for at, step in enumerate(timeline.steps):
        if at in left_out:
            gaps.append(Gap(timeline.steps[at - 1].date, step.date, numbers[at] - numbers[at - 1] - 1))
        elif at:
            between = range(numbers[at - 1] + 1, numbers[at])
            steps += [TimelineStep(_kept_or_new(by)(by, number), 0) for number in between]
        steps.append(step)
    return Timeline(by, tuple(steps), timeline.unplaced, timeline.field, tuple(gaps))


def _empty(by: Step, first: int, last: int) -> tuple[Sequence[str], Sequence[TimelineStep]]:
    """The dates of these steps, and the steps without matches."""
    if not _is_of_runs(by, first, last):
        return _empty_steps.__wrapped__(by, first, last)
    # A few runs serve all searches of an archive.
    begin = first // _RUN * _RUN
    dates, steps = _empty_steps(by, begin, last // _RUN * _RUN + _RUN - 1)
    part = slice(first - begin, last - begin + 1)
    return dates[part], steps[part]


@lru_cache(maxsize=64)
def _empty_steps(by: Step, first: int, last: int) -> tuple[tuple[str, ...], tuple[TimelineStep, ...]]:
    text = _kept_or_new(by)
    dates = tuple(text(by, number) for number in range(first, last + 1))
    return dates, tuple(TimelineStep(date, 0) for date in dates)


# The steps of one page are those of the next.
@lru_cache(maxsize=1 << 13)
def _text(by: Step, number: int) -> str:
    """The date of the step with this number."""
    match by:
        case "decade":
            return f"{number:03d}0s"
        case "year":
            return f"{number:04d}"
        case "quarter":
            return f"{number // 4:04d}-Q{number % 4 + 1}"
        case "month":
            return month_iso(number)
        case "week":
            year, week, _ = dt.date.fromordinal(number * 7 + 1).isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "day":
            return dt.date.fromordinal(number).isoformat()


def _kept_or_new(by: Step) -> Callable[[Step, int], str]:
    """What makes the dates of steps. Days are too many to keep: they would drive out all others."""
    return _text.__wrapped__ if by == "day" else _text


def _number(by: Step, text: str) -> int:
    """The number of the step with this date."""
    year = int(text[:4])
    match by:
        case "decade":
            return year // 10
        case "year":
            return year
        case "quarter":
            return year * 4 + int(text[6:]) - 1
        case "month":
            return year * 12 + int(text[5:]) - 1
        case "week":
            return dt.date.fromisocalendar(year, int(text[6:]), 1).toordinal() // 7
        case "day":
            return dt.date.fromisoformat(text).toordinal()
