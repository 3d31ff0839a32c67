"""The facts found in an article: as lines, and coloured in its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from searchkit.article import Article
from searchkit.display.late_text import Text
from searchkit.display.results_view import marked
from searchkit.display.safe_text import one_line, safe
from searchkit.extract.findings import Finding

_STYLES: Final = {
    "person": "bold magenta",
    "org": "bold cyan",
    "about": "bold green",
    "event": "bold red",
    "mention": "bold yellow",
}


def finding_lines(article: Article, found: Sequence[Finding], *, colored: bool) -> Iterator[Text]:
    """A line for each fact, then the text with all spans marked."""
    yield Text(one_line(article.headline), style="bold")
    for finding in found:
        line = Text.assemble((f"{finding.kind:<10}", "dim"), (one_line(finding.value), _style(finding.kind)))
        notes = [finding.provenance] if finding.provenance else []
        notes += [" ".join(f"{start}-{end}" for start, end in finding.spans)] if finding.spans else []
        line.append(f"  ({', '.join(notes)})" if notes else "", style="dim")
        if finding.coordinates is not None:
            line.append("  at {:.2f}, {:.2f}".format(*finding.coordinates), style="dim")
        if finding.within:
            line.append(f"  in {', '.join(map(one_line, finding.within))}", style="dim")
        if finding.alternatives:
            line.append(f"  or {'; '.join(map(one_line, finding.alternatives))}", style="dim")
        yield line
    yield Text()
    if not colored:
        yield marked(article.body, _apart(found), colored=False, fold=False)
        return
    text = Text(safe(article.body))
    for finding in found:
        for start, end in finding.spans:
            text.stylize(_style(finding.kind), start, end)
    yield text


def _style(kind: str) -> str:
    return _STYLES.get(kind, "bold blue")


def _apart(found: Sequence[Finding]) -> list[tuple[int, int]]:
    """All spans in order; of those that overlap, the first and longest."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted({span for finding in found for span in finding.spans}, key=lambda s: (s[0], -s[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
