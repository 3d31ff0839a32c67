"""An archive's fields as a Whoosh schema, so that Whoosh's query parser and queries understand them.

Archives are written and searched without it; ``layout.py`` says what the fields are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence

from searchkit.archive.layout import NAME_FIELDS, VALUE_GAP, WITHIN
from searchkit.base import analysis

Form = Callable[[str], str]


class WordTokenizer(Tokenizer):
    """searchkit's words as a Whoosh analyzer, so that Whoosh's own query parser understands the archive's fields."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, start_pos: int = 0, **kwargs: Any
    ) -> Iterator[Token]:
        token = Token(positions, chars, **kwargs)
        for position, (surface, start, end) in enumerate(analysis.tokens(value), start_pos):
            token.text = self.form(surface)
            token.boost = 1.0
            token.stopped = False
            token.pos = position
            token.startchar, token.endchar = start, end
            yield token


class Words(TEXT):
    """A field of words in one form, with positions; a value is a text or several texts."""

    def __init__(self, form: Form) -> None:
        super().__init__(analyzer=WordTokenizer(form), phrase=True)
        self.form = form

    def index(self, value: str | Iterable[str], **kwargs: Any) -> list[tuple[bytes, int, float, bytes]]:
        """The postings of one document: (term, frequency, weight, positions)."""
        positions: dict[str, list[int]] = {}
        position = 0
        form = self.form
        for text in [value] if isinstance(value, str) else value:
            for surface in analysis.surfaces(text):
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
        """The postings of one document, one a distinct value."""
        return [(text.encode(), 1, 1.0, b"") for text in dict.fromkeys(value)]

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        yield qstring


def archive_schema(lists: Iterable[str] = ()) -> Schema:
    """The schema of an archive with these lists of the user's."""
    schema = Schema(
        id=ID(unique=True),
        source=ID(stored=True),
        title=Words(analysis.term),
        title_exact=Words(_as_is),
        body=Words(analysis.term),
        body_exact=Words(_as_is),
        date_first=NUMERIC(int, bits=64),
        date_last=NUMERIC(int, bits=64),
        story=NUMERIC(int, bits=64),
        lang_value=Values(),
        stemmer=Values(),
        record=STORED(),
        digest=STORED(),
    )
    for step in ("day", "month", "year"):
        schema.add(f"mention_{step}", Values())
    for name in WITHIN.values():
        schema.add(name, Values())
    for name in (*NAME_FIELDS, *lists):
        schema.add(name, Words(analysis.fold))
        schema.add(f"{name}_value", Values())
    return schema


def _as_is(surface: str) -> str:
    return surface
