"""The one table of an archive's fields.

All that searchkit knows of a field stands in one line of :data:`TABLE`. The layout of the index, the fields of queries,
the Whoosh schema, facets, aliases and marks derive from it. The names of index fields (``place_value``) are made here
and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from searchkit.article import ENTITY_KINDS, Article, provenance_key
from searchkit.base.record import record
from searchkit.query.fields import FieldTable, Kind, QueryField, compound

# The field that bare words are looked up in, and the one that holds every kind of entity.
TEXT: Final = "text"
ENTITIES: Final = "entities"


@record
class ArchiveField:
    """One field of every archive.

    - ``kind`` is the kind of the query field (see :class:`~searchkit.query.fields.QueryField`).
    - ``attributes`` are the attributes of an article that its values are read from (``metadata.KEY`` for a key of its
      metadata); ``entity`` is the kind of entity whose names are its values instead.
    - ``provenance`` is the key of ``Article.provenance`` that tells where its values come from.
    - ``has_facet``: its values can be counted. ``has_column``: they are kept in a column, which a facet needs.
    - ``has_within``: articles are also found by what its values lie in.
    - ``has_other_names``: articles are also found by ``Article.also_written`` of its values.
    - ``has_one_subject``: all its values name one thing.
    - ``is_queried``: queries may name it. ``also`` are its other names in queries.
    - ``weight`` is what a word of it counts for in the compound field that it is part of.
    - ``ranked_with`` names the fields that share one length and one document frequency in ranking: those of one name.
      Every field of today is ranked by its own.
    """

    name: str
    kind: Kind
    attributes: tuple[str, ...] = ()
    entity: str | None = None
    provenance: str | None = None
    has_facet: bool = False
    has_column: bool = False
    has_within: bool = False
    has_other_names: bool = False
    has_one_subject: bool = False
    is_queried: bool = True
    also: tuple[str, ...] = ()
    weight: float = 1.0
    ranked_with: str = ""

    @property
    def has_words(self) -> bool:
        """Whether it is indexed by word."""
        return self.kind in ("text", "names")

    @property
    def has_exact(self) -> bool:
        """Whether the surface forms of its words are indexed beside their terms."""
        return self.kind == "text"

    @property
    def values(self) -> str | None:
        """The index field of its whole values; None if it has none."""
        if self.name == "id":  # which is looked up by this name since the first archive
            return self.name
        return value_field(self.name) if self.kind in ("names", "value") else None


def _entity(name: str, kind: str | None = None, **more: object) -> ArchiveField:
    kind = kind or name
    provenance = provenance_key(kind)
    return ArchiveField(name, "names", entity=kind, provenance=provenance, has_facet=True, has_column=True, **more)  # type: ignore[arg-type]


TABLE: Final[tuple[ArchiveField, ...]] = (
    ArchiveField("title", "text", ("title",), weight=2.0, ranked_with="title"),
    ArchiveField("body", "text", ("body",), ranked_with="body"),
    ArchiveField("date", "date", ("date",), provenance="date"),
    ArchiveField("mentions", "mentions", ("mentions",), provenance="mentions"),
    ArchiveField(
        "place",
        "names",
        ("place", "more_places"),
        provenance="place",
        has_facet=True,
        has_column=True,
        has_within=True,
        has_one_subject=True,
        ranked_with="place",
    ),
    _entity("person", also=("people",), ranked_with="person"),
    _entity("org", has_other_names=True, also=("organisation", "organization"), ranked_with="org"),
    # The places that the text names; ``place`` is where the article was filed.
    _entity("about", "place", has_within=True, has_other_names=True, ranked_with="about"),
    _entity("event", has_other_names=True, ranked_with="event"),
    _entity("other", is_queried=False, ranked_with="other"),
    ArchiveField(
        "agency",
        "names",
        ("agency",),
        provenance="agency",
        has_facet=True,
        has_column=True,
        also=("source",),
        ranked_with="agency",
    ),
    ArchiveField("path", "names", ("path",), has_column=True, ranked_with="path"),
    ArchiveField("id", "value", ("id",)),
    ArchiveField(
        "lang", "value", ("language",), provenance="language", has_facet=True, has_column=True, also=("language",)
    ),
    ArchiveField("story", "story"),
)
BY_NAME: Final = {field.name: field for field in TABLE}
FACETS: Final = tuple(field.name for field in TABLE if field.has_facet)
# The columns of the first and the last day of a date, and of the number of a story.
FIRST_DAY: Final = "#date_first"
LAST_DAY: Final = "#date_last"
STORY: Final = "#story"
# The terms by which copies of an article are found; ``stories.py`` enters them.
STORY_KEYS: Final = "story_key"
# The index fields of mentioned days, months and years, and the columns by which they are counted.
MENTIONS: Final = {step: f"mention_{step}" for step in ("day", "month", "year")}
MENTION_COLUMNS: Final = {"year": "mentioned_year", "month": "mentioned_month", "day": "mention_day"}
# The field of the articles that are not stemmed as English.
STEMMER: Final = "stemmer"
# What people, programs and articles call something else.
_TAKEN_NAMES: Final = frozenset(
    {*Article.__annotations__, *ENTITY_KINDS, "date", "places", TEXT, ENTITIES, "event"}
    # What an article is laid out in beside the fields (layout.py).
    | {"record", "digest", FIRST_DAY[1:], LAST_DAY[1:], STORY_KEYS, *MENTION_COLUMNS.values()}
)


def value_field(name: str) -> str:
    """The index field of the whole values of a field, and the column that counts them."""
    return f"{name}_value"


def exact_field(name: str) -> str:
    """The index field of the surface forms of a field of text."""
    return f"{name}_exact"


def within_field(name: str) -> str:
    """The index field of the whole names of what the values of a field lie in."""
    return f"{name}_within"


def list_field(name: str) -> ArchiveField:
    """The field of a list of names that the user gave; the kind of entity has the list's name."""
    return _entity(name, ranked_with=name)


def is_list_name(name: str) -> bool:
    """Whether a list can have this name: a word of small letters, digits and ``_`` that names no field."""
    if not name.isidentifier() or name != name.lower() or len(name) > 60:
        return False
    if name in _TAKEN_NAMES or ARCHIVE_FIELDS.get(name) is not None:
        return False
    return INDEX_FIELDS.isdisjoint((name, value_field(name), name.removesuffix("_value")))


def query_field(field: ArchiveField) -> QueryField:
    """A field as queries know it."""
    words: Sequence[str] = (field.name,) if field.has_words else ()
    values: tuple[str, ...] = (field.values,) if field.values else ()
    if field.kind == "date":
        words = (FIRST_DAY[1:], LAST_DAY[1:])
    elif field.kind == "mentions":
        words = tuple(MENTIONS.values())
    elif field.kind == "story":
        words, values = (STORY[1:],), (STORY[1:],)
    return QueryField(
        field.name,
        field.kind,
        words=tuple((name, 1.0) for name in words),
        exact=((exact_field(field.name), 1.0),) if field.has_exact else (),
        values=values,
        within=(within_field(field.name),) if field.has_within else (),
        entity=field.entity,
        attributes=field.attributes,
        has_one_subject=field.has_one_subject,
    )


def _weighted(field: ArchiveField) -> QueryField:
    """A field as part of a compound one: its words count by its weight."""
    plain = query_field(field)
    return QueryField(
        plain.name,
        plain.kind,
        words=tuple((name, field.weight) for name, _ in plain.words),
        exact=tuple((name, field.weight) for name, _ in plain.exact),
        values=plain.values,
        within=plain.within,
        entity=plain.entity,
        attributes=plain.attributes,
        has_one_subject=plain.has_one_subject,
    )


@lru_cache(maxsize=64)
def archive_fields(lists: tuple[str, ...] = ()) -> FieldTable:
    """The query fields of an archive with these lists of names; each list is a field, and part of ``entities``."""
    listed = [list_field(name) for name in lists]
    fields = {TEXT: compound(TEXT, "text", [_weighted(field) for field in TABLE if field.kind == "text"])}
    for field in TABLE:
        if field.entity is not None and ENTITIES not in fields:
            parts = [_weighted(each) for each in (*TABLE, *listed) if each.entity is not None]
            fields[ENTITIES] = compound(ENTITIES, "names", parts)
        if field.is_queried:
            fields[field.name] = query_field(field)
    fields |= {field.name: query_field(field) for field in listed}
    also = {"entity": ENTITIES} | {other: field.name for field in TABLE for other in field.also}
    return FieldTable(fields, TEXT, also)


def facet_fields(lists: Iterable[str]) -> tuple[str, ...]:
    """The fields of an archive whose values can be counted."""
    return (*FACETS, *lists)


ARCHIVE_FIELDS: Final = archive_fields()
# The fields of the index that have terms, without those of the user's lists.
INDEX_FIELDS: Final = frozenset(
    {"source", STEMMER, *MENTIONS.values()}
    | {field.name for field in TABLE if field.has_words}
    | {exact_field(field.name) for field in TABLE if field.has_exact}
    | {field.values for field in TABLE if field.values}
    | {within_field(field.name) for field in TABLE if field.has_within}
)
