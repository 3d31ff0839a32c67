"""An archive's fields as a Whoosh schema, so that Whoosh's query parser and queries can use them.

Writing and searching an archive does not need it. ``fields.py`` defines the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence
from whoosh.query import Query as WhooshQuery

from searchkit.archive.fields import MENTIONS, STEMMER, TABLE, VALUE_GAP, exact_field, list_field, within_field
from searchkit.base.analysis import CURRENT, Analysis
from searchkit.engine.plan import Plan
from searchkit.engine.snapshot import Snapshot
from searchkit.results.answer import Document
from searchkit.results.highlights import archive_text, term_highlights
from searchkit.results.snippets import FieldMarks, Marker
from searchkit.whoosh_api.whoosh_plan import planned, query_terms

Form = Callable[[str], str]


class WordTokenizer(Tokenizer):
    """searchkit's words as a Whoosh analyzer, so that Whoosh's own query parser can use the archive's fields."""

    def __init__(self, form: Form, analysis: Analysis) -> None:
        self.form = form
        self.analysis = analysis

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, start_pos: int = 0, **kwargs: Any
    ) -> Iterator[Token]:
        token = Token(positions, chars, **kwargs)
        for position, (surface, start, end) in enumerate(self.analysis.tokens(value), start_pos):
            token.text = self.form(surface)
            token.boost = 1.0
            token.stopped = False
            token.pos = position
            token.startchar, token.endchar = start, end
            yield token


class Words(TEXT):
    """A field of words in one form, with positions. A value is a text or several texts."""

    def __init__(self, form: Form, analysis: Analysis) -> None:
        super().__init__(analyzer=WordTokenizer(form, analysis), phrase=True)
        self.form = form
        self.analysis = analysis

    def index(self, value: str | Iterable[str], **kwargs: Any) -> list[tuple[bytes, int, float, bytes]]:
        """The postings of one document: (term, frequency, weight, positions)."""
        positions: dict[str, list[int]] = {}
        position = 0
        form = self.form
        for text in [value] if isinstance(value, str) else value:
            for surface in self.analysis.surfaces(text):
                positions.setdefault(form(surface), []).append(position)
                position += 1
            position += VALUE_GAP
        encode = self.format.encode
        return [(t.encode(), len(where), float(len(where)), encode(where)) for t, where in positions.items()]


class Values(FieldType):
    """A field of whole values."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.unique = False
        self.column_type = None

    def index(self, value: Iterable[str], **kwargs: Any) -> list[tuple[bytes, int, float, bytes]]:
        """The postings of one document, one for each distinct value."""
        return [(text.encode(), 1, 1.0, b"") for text in dict.fromkeys(value)]

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        yield qstring


@lru_cache(maxsize=64)
def archive_schema(lists: tuple[str, ...] = (), analysis: Analysis = CURRENT) -> Schema:
    """The schema of an archive with these lists of names and this rule for words."""
    schema = Schema(
        source=ID(stored=True),
        date_first=NUMERIC(int, bits=64),
        date_last=NUMERIC(int, bits=64),
        story=NUMERIC(int, bits=64),
        record=STORED(),
        digest=STORED(),
    )
    schema.add("id", ID(unique=True))
    schema.add(STEMMER, Values())
    for name in MENTIONS.values():
        schema.add(name, Values())
    for field in (*TABLE, *map(list_field, lists)):
        if field.has_words:
            schema.add(field.name, Words(analysis.term if field.kind == "text" else analysis.fold, analysis))
        if field.has_exact:
            schema.add(exact_field(field.name), Words(_as_is, analysis))
        if field.values and field.name != "id":
            schema.add(field.values, Values())
        if field.has_within:
            schema.add(within_field(field.name), Values())
    return schema


def whoosh_plan(snapshot: Snapshot, lists: tuple[str, ...], analysis: Analysis, query: WhooshQuery) -> Plan:
    """How a Whoosh query runs over the articles of a snapshot. Raises UsageError.

    ``lists`` are the names of the archive's lists, ``analysis`` is its rule for words.
    """
    return planned(archive_schema(lists, analysis), snapshot, query)


def whoosh_marker(snapshot: Snapshot, lists: tuple[str, ...], analysis: Analysis, query: WhooshQuery) -> Marker:
    """What marks the terms of a Whoosh query in titles and bodies.

    ``lists`` are the names of the archive's lists, ``analysis`` is its rule for words.
    """
    terms = query_terms(archive_schema(lists, analysis), snapshot, query)

    def mark(document: Document) -> list[FieldMarks]:
        article = document.article
        if article is None:
            return []
        texts = {"title": article.title or "", "body": article.body}
        return [
            FieldMarks(
                name,
                text,
                term_highlights(
                    terms.get(name, set()) | terms.get(exact_field(name), set()),
                    archive_text(text, article.language, analysis),
                ),
            )
            for name, text in texts.items()
        ]

    return Marker(mark)


def _as_is(surface: str) -> str:
    return surface
