"""Completions with counts: values with those that they have in the present result, and words of the archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from searchkit.base.record import changed
from searchkit.display.safe_text import one_line
from searchkit.results.request import FacetRequest
from searchkit.shell.completer import Suggestion
from searchkit.shell.session import Session
from searchkit.shell.state import State

if TYPE_CHECKING:
    from searchkit._native import Stop

_MOST_WORDS: Final = 12
_MOST_VALUES: Final = 2_000
_FIELD: Final = re.compile(r"(?:\A|[\s(])[+\-]?(?P<field>[^\W\d]\w*):=?\"?[^\":()]*\Z")
_WORD: Final = re.compile(r"(?:\A|[\s(\"])[+\-]?(?P<word>[^\W_]{2,})\Z")


def counted_suggestions(
    found: Sequence[Suggestion], before: str, state: State, session: Session, *, stop: Stop
) -> list[Suggestion]:
    """Completions of the text before the cursor, from those that need no search. ``state`` is what is searched now."""
    match = _FIELD.search(before)
    if match and found and found[0].start == match.end("field") + 1:
        return _with_counts(found, match, before, state, session, stop)
    word = _WORD.search(before)
    return [*found, *(_words(word["word"], word.start("word"), session) if word else ())]


def _with_counts(
    found: Sequence[Suggestion], match: re.Match[str], before: str, state: State, session: Session, stop: Stop
) -> list[Suggestion]:
    """Values with how many articles of the rest of the query have them, the most frequent first."""
    field = session.index.fields.get(match["field"].lower())
    if field is None or field.name not in session.index.facet_fields:
        return list(found)
    # The field is what is being typed; the rest of the line narrows it.
    rest = before[: match.start("field")].rstrip("-+ (")
    others = changed(state, query=rest if rest.count("(") == rest.count(")") else "")
    facet = FacetRequest(field.name, limit=_MOST_VALUES)
    values = session.answer(others, limit=1, facets=[facet], timelines=(), stop=stop).facets[field.name]
    counts = {one_line(value.value): value.count for value in values}
    here = [each for each in found if each.label in counts] or found  # others would find nothing
    told = [each._replace(meta=f"{counts.get(each.label, 0):,}") for each in here]
    return sorted(told, key=lambda each: -counts.get(each.label, 0))


def _words(begun: str, start: int, session: Session) -> list[Suggestion]:
    """The words of the archive with a beginning, the most frequent first."""
    words = session.words.beginning(session.index, begun, _MOST_WORDS)
    return [Suggestion(word, start, word, f"{count:,}") for word, count in words]
