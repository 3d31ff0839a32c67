"""A hit as a few styled lines: its title, its facts, and a passage with what matched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from searchkit.display.results_view import facts
from searchkit.results.results import Hit
from searchkit.results.snippets import Snippet, place_of
from searchkit.shell.pane import Look
from searchkit.shell.styled_line import Line, cells, cut, marked_pieces, wrapped

_INDENT: Final = 6
_SPACE = re.compile(r"\s+")


def hit_lines(hit: Hit, width: int, look: Look, *, selected: bool, passage_lines: int = 2) -> list[Line]:
    """The lines of a hit. One that is selected has a mark before it."""
    article = hit.document.article
    mark = look.glyphs.selected if selected else " "
    number = f"{mark}{hit.rank:>{_INDENT - 2},} "
    style = "class:title.selected" if selected else "class:title"
    if article is None:
        fields = ", ".join(f"{name}: {value}" for name, value in hit.fields.items())
        return [cut([("class:rank", number), (style, look.line(fields))], width, look.glyphs.cut)]
    heading = next((s for s in hit.snippets if s.field == "title"), None)
    title = _passage(heading, look, style) if heading else [(style, look.line(article.headline) or "(no text)")]
    lines = [cut([("class:rank", number), *title], width, look.glyphs.cut)]
    told: Line = [("class:facts", " " * _INDENT + look.glyphs.shown(facts(article)))]
    passages = [s for s in hit.snippets if s.field != "title" and (article.title or s.spans)]
    if hit.copy_count:
        told.append(("class:facts", f"{look.glyphs.between}+{hit.copy_count:,} copies"))
    if len(passages) > 1:
        told.append(("class:facts", f"{look.glyphs.between}{len(passages)} passages"))
    lines.append(cut(told, width, look.glyphs.cut))
    if hit.lacks:
        lacks = ", ".join(look.line(part) for part in hit.lacks)
        lines.append(cut([("class:warning", " " * _INDENT + f"lacks {lacks}")], width, look.glyphs.cut))
        passage_lines = 1
    for snippet in passages[:1]:
        lines += _passage_lines(snippet, article.body, width, look, passage_lines)
        if snippet.field == "body" and (page := article.page_at(place_of(snippet))):
            lines[1] = cut([*told, ("class:facts", f"{look.glyphs.between}p. {page}")], width, look.glyphs.cut)
    return lines


def _passage_lines(snippet: Snippet, body: str, width: int, look: Look, most: int) -> list[Line]:
    before = look.glyphs.cut if snippet.offset else ""
    after = look.glyphs.cut if snippet.offset + len(snippet.text) < len(body) else ""
    pieces: Line = [("class:passage", before), *_passage(snippet, look, "class:passage"), ("class:passage", after)]
    room = max(width - _INDENT, 10)
    broken = wrapped(pieces, room)
    if len(broken) > most:
        broken = [*broken[: most - 1], _ended(broken[most - 1], room, look.glyphs.cut)]
    return [[("", " " * _INDENT), *line] for line in broken]


def _passage(snippet: Snippet, look: Look, style: str) -> Line:
    pieces = marked_pieces(snippet.text, snippet.spans, style, f"{style} class:hit", look.brackets)
    return [(how, _SPACE.sub(" ", look.text(text))) for how, text in pieces]


def _ended(line: Sequence[tuple[str, str]], width: int, mark: str) -> Line:
    """A line with a mark after its last word that leaves room for it: more follows that is not shown."""
    words = list(line)
    while len(words) > 1 and (cells([*words, ("", mark)]) > width or not words[-1][1].strip()):
        words.pop()
    return cut([*words, ("class:dim", mark)], width, mark)
