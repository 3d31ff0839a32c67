"""The Whoosh schema of an archive, and the fields of the index that one article becomes.

Title and body are indexed twice at the same positions: by term (stemmed) and by surface (``*_exact``). Names (place,
person, ...) are indexed by word and, in ``*_value``, as whole values; a column of the whole values counts the facets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from whoosh.analysis import Token, Tokenizer
from whoosh.columns import VarBytesColumn
from whoosh.fields import ID, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence

from searchkit import analysis
from searchkit.article import Article
from searchkit.errors import IndexIncompatible
from searchkit.partial_date import PartialDate

SCHEMA_VERSION: Final = 1
# Between two values of a field no phrase may match.
_VALUE_GAP: Final = 100
_SEPARATOR: Final = "\x1f"
NAME_FIELDS: Final = ("place", "person", "org", "about", "other", "agency", "path")
FACET_FIELDS: Final = ("place", "person", "org", "about", "other", "agency", "lang")

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
            position += _VALUE_GAP
        encode = self.format.encode
        return [(t.encode(), len(where), float(len(where)), encode(where)) for t, where in positions.items()]


class Values(FieldType):
    """A field of whole values, kept in a column for counting."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.unique = False
        self.column_type = VarBytesColumn()

    def index(self, value: Iterable[str], **kwargs: Any) -> list[tuple[bytes, int, float, bytes]]:
        """The postings of one document, one a distinct value."""
        return [(text.encode(), 1, 1.0, b"") for text in dict.fromkeys(value)]

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        yield qstring

    def to_column_value(self, value: Iterable[str]) -> bytes:
        return _SEPARATOR.join(dict.fromkeys(value)).encode()

    def from_column_value(self, value: bytes) -> tuple[str, ...]:
        return _split(value)


@lru_cache(maxsize=65_536)
def _split(joined: bytes) -> tuple[str, ...]:
    return tuple(joined.decode().split(_SEPARATOR)) if joined else ()


def description() -> dict[str, Any]:
    """What the manifest of an archive says of its schema."""
    return {"kind": "archive", "version": SCHEMA_VERSION, "analysis": analysis.ANALYSIS_VERSION}


def archive_schema(described: Mapping[str, Any] | None = None) -> Schema:
    """The schema of an archive. Raises IndexIncompatible if ``described`` is of another version."""
    if described is not None and dict(described) != description():
        raise IndexIncompatible(
            "the archive was indexed by another version of searchkit",
            hint="index the sources again into another folder",
        )
    schema = Schema(
        id=ID(unique=True),
        source=ID(stored=True),
        title=Words(analysis.term),
        title_exact=Words(_as_is),
        body=Words(analysis.term),
        body_exact=Words(_as_is),
        date_first=NUMERIC(int, bits=32, sortable=True),
        date_last=NUMERIC(int, bits=32, sortable=True),
        lang_value=Values(),
        record=STORED(),
        digest=STORED(),
    )
    for name in NAME_FIELDS:
        schema.add(name, Words(analysis.fold))
        schema.add(f"{name}_value", Values())
    return schema


def _as_is(surface: str) -> str:
    return surface


def document(article: Article, source: str = "") -> dict[str, Any]:
    """The index fields of an article that has an id. ``source`` is the key of the file that it was read from."""
    record = article.to_json()
    fields: dict[str, Any] = {
        "id": article.id,
        "source": source or None,
        "title": article.title,
        "title_exact": article.title,
        "body": article.body or None,
        "body_exact": article.body or None,
        "record": record,
        "digest": blake2b(record.encode(), digest_size=12).hexdigest(),
    }
    if article.date:
        date = PartialDate.parse(article.date)
        fields["date_first"] = date.first.toordinal()
        fields["date_last"] = date.last.toordinal()
    names = {
        "place": [article.place],
        "person": article.entities.get("person", ()),
        "org": article.entities.get("org", ()),
        "about": article.entities.get("place", ()),
        "other": article.entities.get("other", ()),
        "agency": [article.agency],
        # Stored paths are relative to the index folder; what leads out of it is no part of the name.
        "path": [article.path and article.path.removeprefix("./").replace("../", "")],
        "lang": [article.language],
    }
    for name, given in names.items():
        values = [value.replace(_SEPARATOR, " ") for value in given if value]
        if values:
            fields[f"{name}_value"] = values
            if name in NAME_FIELDS:
                fields[name] = values
    if article.place:  # found also by its country and as the source writes it
        fields["place"] = [text for text in (article.place, article.country, article.place_written) if text]
    return {name: value for name, value in fields.items() if value is not None}
