"""A screen of a terminal as a picture: SVG with its text as text, in colours, without fonts from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import groupby
from typing import Any, Final

_CELL: Final = (8.4, 18)
_MARGIN: Final = (14, 38, 14, 14)  # left, top, right, bottom
_SIZE: Final = 14
_GROUND: Final = "#16181d"
_PLAIN: Final = "#d7dae0"
# The colours of the terminal by the names that pyte gives them.
_COLOURS: Final = {
    "default": _PLAIN,
    "black": "#16181d",
    "red": "#ff7b72",
    "green": "#7ee787",
    "brown": "#e3b341",
    "blue": "#79b8ff",
    "magenta": "#d2a8ff",
    "cyan": "#76e3ea",
    "white": _PLAIN,
    "brightblack": "#8b949e",
}
_TEXT: Final = re.compile(r'<text [^>]*y="([\d.]+)"[^>]*>(.*?)</text>', re.S)
_RUN: Final = re.compile(r'<tspan x="([\d.]+)"[^>]*>(.*?)</tspan>', re.S)


def picture(lines: Sequence[Sequence[Any]], title: str, told: str) -> str:
    """SVG of lines of cells (``data``, ``fg``, ``bold``, ``reverse``, as pyte has them). ``told`` describes it."""
    columns = max(len(line) for line in lines)
    width = round(columns * _CELL[0] + _MARGIN[0] + _MARGIN[2])
    height = round(len(lines) * _CELL[1] + _MARGIN[1] + _MARGIN[3])
    styles = sorted({_style(cell) for line in lines for cell in line if cell.data.strip()})
    names = {style: f"s{number}" for number, style in enumerate(styles)}
    rules = [f".{name} {{ {style} }}" for style, name in names.items()]
    body: list[str] = []
    for row, line in enumerate(lines):
        body += _line(row, line, names)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' role="img" aria-labelledby="title told">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="told">{escape(told)}</desc>',
            "<style>",
            f"text {{ font: {_SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;"
            " white-space: pre; }",
            *rules,
            "</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{_GROUND}"/>',
            *(f'<circle cx="{20 + 18 * n}" cy="18" r="5" fill="#484f58"/>' for n in range(3)),
            *body,
            "</svg>",
            "",
        )
    )


def text_of(svg: str) -> str:
    """The text of a picture, line by line."""
    rows: dict[int, str] = {}
    for y, runs in _TEXT.findall(svg):
        row = round((float(y) - _MARGIN[1] - _SIZE) / _CELL[1])
        line = ""
        for x, text in _RUN.findall(runs):
            at = round((float(x) - _MARGIN[0]) / _CELL[0])
            line = line.ljust(at) + unescape(text)
        rows[row] = line
    return "\n".join(rows.get(row, "") for row in range(max(rows, default=-1) + 1)) + "\n"


def _line(row: int, line: Sequence[Any], names: dict[str, str]) -> Iterator[str]:
    """A line: boxes behind what is reversed, then runs of text of one style, each at its column."""
    y = _MARGIN[1] + row * _CELL[1]
    runs: list[str] = []
    column = 0
    for (reverse, style), group in groupby(line, key=lambda cell: (cell.reverse, _style(cell))):
        text = "".join(cell.data for cell in group)
        x, wide = _MARGIN[0] + column * _CELL[0], len(text) * _CELL[0]
        column += len(text)
        if reverse:
            fill = style.split(";")[0].removeprefix("fill: ")
            yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{_CELL[1]}" fill="{_behind(fill)}"/>'
        begun = len(text) - len(text.lstrip())
        shown = text.strip()
        if shown:
            at, long = x + begun * _CELL[0], len(shown) * _CELL[0]
            told = escape(shown, quote=False)
            # Bars have no gaps: whatever the font, their blocks are as wide as a cell.
            fitted = ' lengthAdjust="spacingAndGlyphs"' if any("▁" <= char <= "▏" for char in shown) else ""
            runs.append(f'<tspan x="{at:.1f}" textLength="{long:.1f}"{fitted} class="{names[style]}">{told}</tspan>')
    if runs:
        yield f'<text y="{y + _SIZE:.1f}">{"".join(runs)}</text>'


def _style(cell: Any) -> str:
    colour = _COLOURS.get(cell.fg, _PLAIN)
    fill = _GROUND if cell.reverse else colour
    return f"fill: {fill}" + ("; font-weight: bold" if cell.bold else "")


def _behind(fill: str) -> str:
    return _PLAIN if fill == _GROUND else fill
