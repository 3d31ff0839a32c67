"""How two copies of a story differ, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from searchkit.display.late_text import Text
from searchkit.display.machine_formats import copy_record
from searchkit.display.results_view import ResultsView, count, facts, marked
from searchkit.display.safe_text import one_line
from searchkit.results.sentence_diff import SentenceDiff

_SIGNS: Final = {"left": ("- ", "red"), "right": ("+ ", "green")}


class DiffView(ResultsView):
    """The lines of a diff. Sentences of the left text alone have a ``-``, those of the right text a ``+``."""

    def diff(self, diff: SentenceDiff) -> Iterator[Text]:
        """All lines. Runs of sentences that both have are told by their number."""
        for sign, article in (("- ", diff.left), ("+ ", diff.right)):
            yield from self.cut(Text(f"{sign}{one_line(article.headline)} · {facts(article)}", style="bold"))
        both, changed = diff.count("same"), diff.count("changed")
        yield Text(
            f"{count(both, 'sentence')} the same · {changed:,} changed · {diff.count('left'):,} only in the first · "
            f"{diff.count('right'):,} only in the second",
            style="dim",
        )
        same = 0
        for pair in diff.pairs:
            if pair.kind == "same":
                same += 1
                continue
            if same:
                yield from self._same(same)
                same = 0
            sides = (("left", pair.left, pair.left_spans), ("right", pair.right, pair.right_spans))
            for side, text, spans in sides:
                if pair.kind in (side, "changed"):
                    sign, style = _SIGNS[side]
                    for number, line in enumerate(self.wrapped(marked(text, spans, colored=self.colored), 2)):
                        yield Text(sign if not number else "  ", style=style).append_text(line[2:])
        if same:
            yield from self._same(same)

    def _same(self, number: int) -> Iterator[Text]:
        yield Text(f"  … {count(number, 'sentence')} the same", style="dim")


def diff_record(diff: SentenceDiff) -> dict[str, Any]:
    """A diff as JSON."""
    return {
        "schema": "searchkit.diff/1",
        "left": copy_record(diff.left),
        "right": copy_record(diff.right),
        "pairs": [pair.as_dict() for pair in diff.pairs],
    }
