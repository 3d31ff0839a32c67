"""Why a search finds nothing, and what else may be meant: lines of the full view, with a key for each offer."""

from __future__ import annotations

from typing import Final

from searchkit.display.results_view import count, suggestion_lines
from searchkit.results.results import Results
from searchkit.shell.pane import Look
from searchkit.shell.styled_line import Line, wrapped

# The keys of the first offers, in the order of the letters that :doctor gives them. G goes to the end.
OFFER_KEYS: Final = "ABCDEF"


def help_lines(results: Results, width: int, look: Look) -> list[Line]:
    """What is told of a search that finds nothing. ``results`` are those of its whole words."""
    if results.total:
        return [[("class:warning", f"as whole words: {count(results.total, 'article')}; Enter takes them so")]]
    lines: list[Line] = [[("class:warning", look.line(text))] for text in suggestion_lines(results)]
    if results.is_diagnosed:
        from searchkit.display.diagnosis_view import diagnosis_lines  # few searches need it

        lines += [[("class:facts", look.line_kept(line.plain))] for line in diagnosis_lines(results.diagnosis)]
    broken = [part for line in lines for part in wrapped(line, width)]
    return [*broken, *offer_lines(results, width, look)]


def offer_lines(results: Results, width: int, look: Look, most: int = len(OFFER_KEYS)) -> list[Line]:
    """The first offers, each with its key, and how many more there are."""
    offers = results.offers
    lines: list[Line] = []
    between = look.glyphs.between
    for key, offer in zip(OFFER_KEYS[:most], offers, strict=False):
        keys = f"  {key} F2  " if not lines else f"  {key}     "
        line: Line = [("class:key", keys), ("class:value", look.line(offer.query) or "*")]
        if offer.filters:
            line.append(("class:chip", between + between.join(look.line(str(each)) for each in offer.filters)))
        line.append(("class:total", f"{between}{count(offer.total, 'article')}"))
        lines.append([*line, ("class:dim", between + look.line(offer.change))])
    if len(offers) > len(lines):
        lines.append([("class:dim", f"        :doctor lists {len(offers) - len(lines):,} more")])
    return [part for line in lines for part in wrapped(line, width)]
