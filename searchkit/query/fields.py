"""The fields that a query may name: what kind each is, and the fields of the index that it is looked up in."""

from __future__ import annotations

from searchkit.article import Article, clean_line
from searchkit.base.analysis import CURRENT, Analysis
from searchkit.base.record import record
from searchkit.base.typing_names import Iterable, Literal, Mapping

Kind = Literal["text", "names", "value", "date", "mentions", "story", "count", "like", "whoosh"]


@record
class QueryField:
    """One field of the query language.

    ``kind`` is one of:

    - ``text``: stemmed words;
    - ``names``: folded words of names, and whole values;
    - ``value``: whole values only;
    - ``date``: a calendar axis, with one date an article;
    - ``mentions``: a calendar axis with many dates an article; ``words`` are the index fields of days, months, years;
    - ``story``: the id of a story, a number in the index;
    - ``count``: the number of words in the fields ``words``;
    - ``like``: no field of the index; it takes the id of an article and finds those about the same;
    - ``whoosh``: any field of an embedder's own schema.

    ``words`` are the index fields of words, with their weights. ``exact`` are those of surface forms, ``values`` those
    of whole values. ``within`` are those of the regions that the values lie in, by whole name; they add nothing to a
    score. ``combined`` is the index field with the words of all ``words``, by which they are ranked; None if each is
    ranked by itself. ``parts`` are the fields of a compound field (``entities``); a plain field has none. ``entity`` is
    the kind of entity whose names are the field's values, ``attributes`` the attributes of an article that hold them.
    ``has_one_subject`` marks a field whose values all name one thing, as the spellings of one place do. ``choices`` are
    all values that a field can have, in small letters, if they are few and known.
    """

    name: str
    kind: Kind
    words: tuple[tuple[str, float], ...] = ()
    exact: tuple[tuple[str, float], ...] = ()
    values: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    combined: str | None = None
    parts: tuple[QueryField, ...] = ()
    entity: str | None = None
    attributes: tuple[str, ...] = ()
    has_one_subject: bool = False
    choices: tuple[str, ...] = ()


@record
class FieldTable:
    """The fields of one index, the field that bare words are looked up in, and other names of fields.

    ``analysis`` is the rule by which the words in its fields were indexed, and are looked up.
    """

    fields: Mapping[str, QueryField]
    default: str
    aliases: Mapping[str, str]
    analysis: Analysis = CURRENT

    def get(self, name: str) -> QueryField | None:
        """The field of this name, in any case, or None."""
        lower = name.lower()
        if lower in self.fields or lower in self.aliases:
            name = lower
        return self.fields.get(self.aliases.get(name, name))

    def of_entity(self, kind: str) -> str:
        """The name of the field that holds a kind of entity; the kind itself where no field does."""
        return next((field.name for field in self.fields.values() if field.entity == kind), kind)

    def __getitem__(self, name: str) -> QueryField:
        return self.fields[name]


def compound(name: str, kind: Kind, parts: Iterable[QueryField], combined: str | None = None) -> QueryField:
    """A field that is looked up wherever one of its parts is. ``combined`` is the index field of all of them."""
    parts = tuple(parts)
    return QueryField(
        name,
        kind,
        words=tuple(found for part in parts for found in part.words),
        exact=tuple(found for part in parts for found in part.exact),
        values=tuple(found for part in parts for found in part.values),
        within=tuple(found for part in parts for found in part.within),
        combined=combined,
        parts=parts,
    )


def article_values(field: QueryField, article: Article) -> tuple[str, ...]:
    """The values that an article has in a plain field, in the article's order."""
    if field.entity is not None:
        return tuple(article.entities.get(field.entity, ()))
    found: list[str] = []
    for name in field.attributes:
        owner, _, key = name.rpartition(".")
        value = article.metadata.get(key) if owner else getattr(article, name)
        given = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else ()
        texts = (each for each in given if isinstance(each, str))
        found.extend(each for text in texts if (each := clean_line(text) if owner else text))
    return tuple(found)


def whoosh_fields(text_fields: Iterable[str], other_fields: Iterable[str]) -> FieldTable:
    """The table of an embedder's schema: bare words are looked up in every text field.

    The default field has the name ``*``, which no query can type.
    """
    text_fields = tuple(text_fields)
    others = tuple(other_fields)
    fields = [QueryField(name, "whoosh", words=((name, 1.0),), values=(name,)) for name in (*text_fields, *others)]
    searched = text_fields or others
    fields.append(QueryField("*", "whoosh", words=tuple((name, 1.0) for name in searched), values=searched))
    return FieldTable({field.name: field for field in fields}, "*", {})
