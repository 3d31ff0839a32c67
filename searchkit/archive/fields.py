"""The one table of an archive's fields.

One line of :data:`TABLE` says everything about a field. The layout of the index, the fields of queries, the Whoosh
schema, facets, aliases and marks derive from it. The names of index fields (``place_value``) are made only here.
"""

from __future__ import annotations

from searchkit.article import ENTITY_KINDS, SHORTCOMINGS, Article, provenance_key
from searchkit.base.analysis import CURRENT, Analysis
from searchkit.base.light_functools import lru_cache
from searchkit.base.record import record
from searchkit.base.typing_names import Final, Iterable, Sequence
from searchkit.query.fields import FieldTable, Kind, QueryField, article_values, compound

# The default field of queries, and the field of all kinds of entities.
TEXT: Final = "text"
ENTITIES: Final = "entities"
# The number of words of the body.
WORDS: Final = "words"
# The articles about the same as one.
LIKE: Final = "like"


@record
class ArchiveField:
    """One field of every archive.

    - ``kind`` is the kind of the query field (see :class:`~searchkit.query.fields.QueryField`).
    - ``attributes`` are the attributes of an article that hold its values (``metadata.KEY`` for a key of its metadata).
      ``entity`` is the kind of entity whose names are its values instead.
    - ``provenance`` is the key of ``Article.provenance`` that says where its values come from.
    - ``has_facet``: its values can be counted, so a column holds them. ``has_column``: a column holds them for other
      uses.
    - ``has_within``: a search for a region also finds the articles whose values lie in it.
    - ``has_other_names``: the names in ``Article.also_written`` find its values, too.
    - ``has_one_subject``: all its values name one thing.
    - ``choices`` are all values that it can have, if they are few and known.
    - ``is_queried``: queries may name it. ``also`` are its other names in queries.
    - ``weight`` is the weight of its words in a compound field.
    - ``ranked_with`` is the index field that ranks its words in a compound field, together with those of other fields.
      There a word counts as often as its weight, which is then a whole number.
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
    choices: tuple[str, ...] = ()
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
        """Whether the surface forms of its words are indexed, too."""
        return self.kind == "text"

    @property
    def values(self) -> str | None:
        """The index field of its whole values; None if it has none."""
        if self.name == "id":  # the name since the first archive
            return self.name
        return value_field(self.name) if self.kind in ("names", "value") else None


def _entity(name: str, kind: str | None = None, **more: object) -> ArchiveField:
    kind = kind or name
    provenance = provenance_key(kind)
    return ArchiveField(name, "names", entity=kind, provenance=provenance, has_facet=True, **more)  # type: ignore[arg-type]


TABLE: Final[tuple[ArchiveField, ...]] = (
    ArchiveField("title", "text", ("title",), weight=2.0, ranked_with=TEXT),
    ArchiveField("body", "text", ("body",), ranked_with=TEXT),
    ArchiveField("date", "date", ("date",), provenance="date"),
    ArchiveField("mentions", "mentions", ("mentions",), provenance="mentions"),
    ArchiveField(
        "place",
        "names",
        ("place", "more_places"),
        provenance="place",
        has_facet=True,
        has_within=True,
        has_one_subject=True,
    ),
    _entity("person", also=("people",)),
    _entity("org", has_other_names=True, also=("organisation", "organization")),
    # The places that the text mentions; ``place`` is where the article was filed.
    _entity("about", "place", has_within=True, has_other_names=True),
    _entity("event", has_other_names=True),
    _entity("other", is_queried=False),
    ArchiveField(
        "agency",
        "names",
        ("agency",),
        provenance="agency",
        has_facet=True,
        also=("source",),
    ),
    ArchiveField("path", "names", ("path",), has_column=True),
    ArchiveField("id", "value", ("id",)),
    ArchiveField("lang", "value", ("language",), provenance="language", has_facet=True, also=("language",)),
    # What is wrong with an article.
    ArchiveField("has", "value", ("has",), has_facet=True, choices=SHORTCOMINGS),
    ArchiveField("story", "story"),
)
# A gap of positions between two values of a field, so that no phrase spans both.
VALUE_GAP: Final = 100
BY_NAME: Final = {field.name: field for field in TABLE}
FACETS: Final = tuple(field.name for field in TABLE if field.has_facet)
# Columns: the first and the last day of the date, the number of the story, and the digest of the text that decides it.
FIRST_DAY: Final = "#date_first"
LAST_DAY: Final = "#date_last"
STORY: Final = "#story"
STORY_TEXT: Final = "#story_text"
# The terms that find copies of an article; ``stories.py`` makes them.
STORY_KEYS: Final = "story_key"
# The ids that an article with a longer id asks for (claim.py), and the key of the first of them in its metadata.
CLAIMED_ID: Final = "claimed_id"
STATED_ID: Final = "stated_id"
# Columns: the place of an article in its source, the commit that added it, the hash of its body, and that of what its
# source gave before extraction. All are numbers but the name of the member.
ORIGIN: Final = {
    "start": "#origin_start",
    "end": "#origin_end",
    "line": "#origin_line",
    "page": "#origin_page",
    "revision": "#revision",
}
ORIGIN_MEMBER: Final = "#origin_member"
TEXT_HASH: Final = "#text_hash"
GIVEN_HASH: Final = "#given_hash"
# The index fields of mentioned days, months and years, and the columns that count them by each step of a timeline.
MENTIONS: Final = {step: f"mention_{step}" for step in ("day", "month", "year")}
MENTION_COLUMNS: Final = {
    "decade": "mentioned_year",
    "year": "mentioned_year",
    "quarter": "mentioned_month",
    "month": "mentioned_month",
    "week": "mention_day",
    "day": "mention_day",
}
# The field of the articles that are not stemmed as English.
STEMMER: Final = "stemmer"
# Names that mean something else to people, programs and articles.
_TAKEN_NAMES: Final = frozenset(
    {*Article.__annotations__, *ENTITY_KINDS, "date", "places", TEXT, ENTITIES, "event"}
    # Parts of the layout that are no fields (layout.py).
    | {"record", "digest", FIRST_DAY[1:], LAST_DAY[1:], STORY_KEYS, CLAIMED_ID, *MENTION_COLUMNS.values()}
)


def value_field(name: str) -> str:
    """The index field of the whole values of a field. The column that counts them has the same name."""
    return f"{name}_value"


def exact_field(name: str) -> str:
    """The index field of the surface forms of a field of text."""
    return f"{name}_exact"


def breaks_field(name: str) -> str | None:
    """The index field that says where the sentences and paragraphs of a field begin. A title is one sentence."""
    return f"{name}_breaks" if name == "body" else None


def within_field(name: str) -> str:
    """The index field of the places that the values of a field lie in, by whole name."""
    return f"{name}_within"


def list_field(name: str) -> ArchiveField:
    """The field of a list of the user's. The kind of entity has the list's name."""
    return _entity(name)


def has_form_of_list_name(name: str) -> bool:
    """Whether a name is a word of small letters, digits and ``_``."""
    return name.isidentifier() and name == name.lower() and len(name) <= 60


def is_list_name(name: str) -> bool:
    """Whether a list can have this name: small letters, digits and ``_``, and not the name of a field."""
    if not has_form_of_list_name(name):
        return False
    if name in _TAKEN_NAMES or ARCHIVE_FIELDS.get(name) is not None:
        return False
    return INDEX_FIELDS.isdisjoint((name, value_field(name), name.removesuffix("_value")))


def combined_fields() -> dict[str, dict[str, int]]:
    """The index fields that rank several fields together: the weights of these by their names."""
    combined: dict[str, dict[str, int]] = {}
    for field in TABLE:
        if field.ranked_with:
            combined.setdefault(field.ranked_with, {})[field.name] = int(field.weight)
    return combined


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
        choices=field.choices,
    )


def _weighted(field: ArchiveField) -> QueryField:
    """A field as part of a compound one, with its weight."""
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
def archive_fields(lists: tuple[str, ...] = (), analysis: Analysis = CURRENT) -> FieldTable:
    """The query fields of an archive with these lists of names. Each list is a field and part of ``entities``.

    ``analysis`` is the archive's rule for words.
    """
    listed = [list_field(name) for name in lists]
    texts = [_weighted(field) for field in TABLE if field.kind == "text"]
    fields = {TEXT: compound(TEXT, "text", texts, TEXT if analysis.has_combined else None)}
    for field in TABLE:
        if field.entity is not None and ENTITIES not in fields:
            own = [each for each in TABLE if each.name not in lists]
            parts = [_weighted(each) for each in (*own, *listed) if each.entity is not None]
            fields[ENTITIES] = compound(ENTITIES, "names", parts)
        if field.is_queried:
            fields[field.name] = query_field(field)
    fields[WORDS] = QueryField(WORDS, "count", words=(("body", 1.0),))
    fields[LIKE] = QueryField(LIKE, "like")
    fields |= {field.name: query_field(field) for field in listed}
    also = {"entity": ENTITIES} | {other: field.name for field in TABLE for other in field.also}
    return FieldTable(fields, TEXT, also, analysis)


def metadata_values(article: Article) -> dict[str, tuple[str, ...]]:
    """The values of the fields that read an article's metadata, by field; fields without values are left out."""
    read = [query_field(field) for field in TABLE if any("." in name for name in field.attributes)]
    return {field.name: values for field in read if (values := article_values(field, article))}


def facet_fields(lists: Iterable[str]) -> tuple[str, ...]:
    """The fields of an archive whose values can be counted."""
    lists = tuple(lists)
    return (*(name for name in FACETS if name not in lists), *lists)


ARCHIVE_FIELDS: Final = archive_fields()
# The fields of the index that have terms, without those of the user's lists.
INDEX_FIELDS: Final = frozenset(
    {"source", STEMMER, *MENTIONS.values()}
    | {field.name for field in TABLE if field.has_words}
    | {exact_field(field.name) for field in TABLE if field.has_exact}
    | {field.values for field in TABLE if field.values}
    | {within_field(field.name) for field in TABLE if field.has_within}
)
