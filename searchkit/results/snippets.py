"""Passages of a text around the matches of a query, cut between words and, if possible, between sentences.

The work is native.
"""

from __future__ import annotations

from _weakref import ref  # what weakref has it from, without the rest

import searchkit._native as _native
from searchkit.base.record import record
from searchkit.base.typing_names import Callable, Final, Sequence
from searchkit.errors import SearchkitError
from searchkit.results.answer import Document, Match
from searchkit.results.highlights import Highlight

_MOST: Final = 3
# Documents that are cut with one that was asked for, and letters of their bodies. A page of the shell has ten.
_MOST_AHEAD: Final = 15
_MOST_LETTERS: Final = 1 << 18


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
    """Marks the matches of a query in the texts of documents, and cuts snippets around them.

    ``cuts_together`` says whether many documents at once cost less than one by one.
    """

    cuts_together = False

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

    def snippets_of_all(self, documents: Sequence[Document]) -> list[list[Snippet]]:
        """The snippets of each of some documents."""
        return [self.snippets(document) for document in documents]


class PageSnippets:
    """Cuts the snippets of the matches of a page: with those of one, those of the next ones.

    It keeps no match but those whose snippets are cut and not asked for yet. If a document cannot be read, that is
    raised when its own snippets are asked for. Several threads may ask at once: at worst, some are cut twice.
    """

    def __init__(self, matches: Sequence[Match]) -> None:
        self._matches = [ref(match) for match in matches]
        self._places: dict[int, int] | None = None  # by the identity of a match; without those that were cut
        self._ready: dict[Match, list[Snippet]] = {}

    def of(self, match: Match, marker: Marker) -> list[Snippet]:
        """The snippets of a match, by the marker of its query. Raises IndexDamaged."""
        ready = self._ready.pop(match, None)
        if ready is not None:
            return ready
        if self._places is None:
            self._places = {id(known): at for at, each in enumerate(self._matches) if (known := each()) is not None}
        place = self._places.pop(id(match), None)
        documents = [match.document]
        others = [] if place is None or not marker.cuts_together else self._next(place, documents)
        first, *rest = marker.snippets_of_all(documents)
        self._ready.update(zip(others, rest, strict=True))
        return first

    def _next(self, place: int, documents: list[Document]) -> list[Match]:
        """The matches behind a place that are cut with it. Their documents are added to those given."""
        assert self._places is not None
        found: list[Match] = []
        letters = 0
        for at in range(place + 1, min(place + 1 + _MOST_AHEAD, len(self._matches))):
            match = self._matches[at]()
            if match is None or id(match) not in self._places:
                continue
            try:
                document = match.document
            except SearchkitError:
                break
            letters += len(document.article.body) if document.article is not None else 0
            if letters > _MOST_LETTERS:
                break
            self._places.pop(id(match), None)
            found.append(match)
            documents.append(document)
        return found


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
