"""Passages of a text around the matches of a query, cut between words and, if possible, between sentences.

The work is native.
"""

from __future__ import annotations

import searchkit._native as _native
from searchkit.base.record import record
from searchkit.base.typing_names import Callable, Final, Sequence
from searchkit.results.answer import Document
from searchkit.results.highlights import Highlight

_MOST: Final = 3


@record
class Snippet:
    """A passage: ``text`` is exactly ``field_text[offset:offset + len(text)]``. ``spans`` are offsets in ``text``."""

    field: str
    text: str
    offset: int
    spans: tuple[tuple[int, int], ...]


@record
class FieldMarks:
    """What a query matches in one text of a document, in order."""

    field: str
    text: str
    marks: Sequence[Highlight]


class Marker:
    """Marks the matches of a query in the texts of documents, and cuts snippets around them."""

    def __init__(self, mark: Callable[[Document], list[FieldMarks]]) -> None:
        self._mark = mark

    def marks(self, document: Document) -> list[FieldMarks]:
        """The marks in each text of a document, in the order of display."""
        return self._mark(document)

    def snippets(self, document: Document) -> list[Snippet]:
        """The title if it matched, and matching passages of the texts. Without a match, the beginning of an article."""
        snippets: list[Snippet] = []
        for each in self.marks(document):
            if document.article is None:
                if each.marks:
                    snippets.extend(passages(each.field, each.text, each.marks))
            elif each.field == "title":
                if each.marks:
                    snippets.append(Snippet(each.field, each.text, 0, tuple((h.start, h.end) for h in each.marks)))
            elif each.marks or not snippets:
                snippets.extend(passages(each.field, each.text, each.marks))
        return snippets


def place_of(snippet: Snippet) -> int:
    """The offset in the field of the first match in a passage, else of its beginning."""
    return snippet.offset + (snippet.spans[0][0] if snippet.spans else 0)


def passages(field: str, text: str, found: Sequence[Highlight], most: int = _MOST) -> list[Snippet]:
    """At most ``most`` passages of about 220 characters, in the order of the text.

    ``field`` is the name of the field, ``found`` the highlights in its text. Passages with more different parts of the
    query are preferred. Without a highlight, the passage is the beginning of the text.
    """
    cut = _native.passages(text, found, most)
    return [Snippet(field, text[start:end], start, spans) for start, end, spans in cut]
