"""The facets of a result as rows to choose from: names of facets, and values with counts and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from searchkit.results.facets import FacetValue
from searchkit.results.filters import Filter, Filters
from searchkit.shell.pane import Look
from searchkit.shell.styled_line import Line, cells, cut, padded

_BAR_CELLS: Final = 6


class FacetRow(NamedTuple):
    """A row: the name of a facet (without a value), or one of its values. ``filter`` tells how it is filtered by."""

    field: str
    value: FacetValue | None
    filter: Filter | None = None
    left: int = 0
    is_open: bool = False


def facet_rows(
    facets: Mapping[str, Sequence[FacetValue]],
    distinct: Mapping[str, int],
    filters: Filters,
    most: int,
    opened: frozenset[str],
) -> list[FacetRow]:
    """The rows of facets that have values: at most ``most`` values of each, and all of those that are opened.

    Values that are filtered by stand among them, also where no article has them any more.
    """
    rows: list[FacetRow] = []
    for name, values in facets.items():
        chosen = {each.value: each for each in filters.of_field(name) if each.whole}
        if not values and not chosen:
            continue
        is_open = name in opened
        shown = list(values if is_open else values[:most])
        known = {value.value for value in shown}
        shown += [value for value in values if value.value in chosen and value.value not in known]
        known = {value.value for value in shown}
        shown += [FacetValue(value, 0) for value in chosen if value not in known]
        left = max(distinct.get(name, len(values)) - len(shown), 0)
        rows.append(FacetRow(name, None, left=left, is_open=is_open))
        rows += [FacetRow(name, value, chosen.get(value.value)) for value in shown]
    return rows


def facet_line(row: FacetRow, longest: int, width: int, look: Look, *, selected: bool) -> Line:
    """A row of at most ``width`` cells. ``longest`` is the greatest count of its facet."""
    glyphs = look.glyphs
    mark = glyphs.selected if selected else " "
    if row.value is None:
        left = f" +{row.left:,}" if row.left else ""
        name = [("class:facet.selected" if selected else "class:facet", look.line(row.field).upper())]
        return cut([("class:rank", mark), *name, ("class:dim", left)], width, glyphs.cut)
    sign = "" if row.filter is None else (glyphs.excluded if row.filter.excluded else glyphs.chosen) + " "
    style = "class:chip" if row.filter else "class:title.selected" if selected else "class:value"
    count = f" {row.value.count:,} "
    bar = value_bar(row.value.count, longest, look)
    room = width - 2 - len(count) - _BAR_CELLS
    if room < 8:
        room, bar = width - 2 - len(count), ""
    name = padded([(style, sign + (look.line(row.value.value) or "(blank)"))], max(room, 1), glyphs.cut)
    return cut([("class:rank", f"{mark} "), *name, ("class:count", count), ("class:bar", bar)], width, glyphs.cut)


def facet_summary(name: str, values: Sequence[FacetValue], distinct: int, width: int, look: Look) -> Line:
    """A facet on one line: its most frequent values, and how many more there are."""
    line: Line = [("class:facet", f"{look.line(name):<8} ")]
    shown = 0
    for value in values:
        piece: Line = [
            ("class:dim", look.glyphs.between if shown else ""),
            ("class:value", look.line(value.value)),
            ("class:count", f" {value.count:,}"),
        ]
        if cells(line) + cells(piece) > width - 8 and shown:
            break
        line += piece
        shown += 1
    if distinct > shown:
        line.append(("class:dim", f"  +{distinct - shown:,}"))
    return cut(line, width, look.glyphs.cut)


def value_bar(number: int, longest: int, look: Look) -> str:
    """A bar of at most five cells, as long as a count is beside the longest."""
    signs = look.glyphs.bars
    if not number:
        return ""
    if look.glyphs.only_ascii:
        return signs[-1] * max(1, round(number / max(longest, 1) * (_BAR_CELLS - 1)))
    eighths = max(1, round(number / max(longest, 1) * (_BAR_CELLS - 1) * 8))
    full, part = divmod(eighths, 8)
    return signs[-1] * full + (signs[part - 1] if part else "")
