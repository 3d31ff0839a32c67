"""The fields of queries: their kinds, and the index fields that each one searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal

from searchkit.base.record import record

Kind = Literal["text", "names", "value", "date", "mentions", "story", "whoosh"]


@record
class QueryField:
    """One field of the query language.

    ``kind`` is one of these: ``text`` (stemmed words), ``names`` (folded words of names and whole values), ``value``
    (only whole values), ``date`` (calendar dates, one per article), ``mentions`` (calendar dates, many per article;
    ``words`` are the fields of days, months and years), ``story`` (the id of a story, a number in the index),
    ``whoosh`` (any field of an embedder's own schema).

    ``words`` are the index fields to search, with their weights. ``exact`` are those of surface forms. ``values`` are
    those of whole values. ``within`` are those of the whole names of what the values lie in; they add nothing to a
    score.
    """

    name: str
    kind: Kind
    words: tuple[tuple[str, float], ...] = ()
    exact: tuple[tuple[str, float], ...] = ()
    values: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@record
class FieldTable:
    """The fields of one index, the default field of bare words, and aliases of fields."""

    fields: Mapping[str, QueryField]
    default: str
    aliases: Mapping[str, str]

    def get(self, name: str) -> QueryField | None:
        """The field of this name, in any case, or None."""
        name = name.lower() if name.lower() in self.fields or name.lower() in self.aliases else name
        return self.fields.get(self.aliases.get(name, name))

    def __getitem__(self, name: str) -> QueryField:
        return self.fields[name]


def _names(name: str, *index_fields: str) -> QueryField:
    index_fields = index_fields or (name,)
    words = tuple((field, 1.0) for field in index_fields)
    within = tuple(f"{field}_within" for field in index_fields if field in ("place", "about"))
    values = tuple(f"{field}_value" for field in index_fields)
    return QueryField(name, "names", words=words, values=values, within=within)


def _table(fields: Iterable[QueryField], default: str, aliases: Mapping[str, str]) -> FieldTable:
    return FieldTable({field.name: field for field in fields}, default, aliases)


ARCHIVE_FIELDS: Final = _table(
    [
        QueryField(
            "text",
            "text",
            words=(("title", 2.0), ("body", 1.0)),
            exact=(("title_exact", 2.0), ("body_exact", 1.0)),
        ),
        QueryField("title", "text", words=(("title", 1.0),), exact=(("title_exact", 1.0),)),
        QueryField("body", "text", words=(("body", 1.0),), exact=(("body_exact", 1.0),)),
        QueryField("date", "date", words=(("date_first", 1.0), ("date_last", 1.0))),
        QueryField("mentions", "mentions", words=(("mention_day", 1.0), ("mention_month", 1.0), ("mention_year", 1.0))),
        _names("place"),
        _names("entities", "person", "org", "about", "event", "other"),
        _names("person"),
        _names("org"),
        _names("about"),
        _names("event"),
        _names("agency"),
        _names("path"),
        QueryField("id", "value", values=("id",)),
        QueryField("lang", "value", values=("lang_value",)),
        QueryField("story", "story", words=(("story", 1.0),), values=("story",)),
    ],
    default="text",
    aliases={
        "entity": "entities",
        "people": "person",
        "organisation": "org",
        "organization": "org",
        "language": "lang",
        "source": "agency",
    },
)


@lru_cache(maxsize=64)
def archive_fields(lists: tuple[str, ...]) -> FieldTable:
    """The table of an archive with these user lists. Each list is a field, and part of ``entities``."""
    if not lists:
        return ARCHIVE_FIELDS
    table = dict(ARCHIVE_FIELDS.fields)
    named = [name.removesuffix("_value") for name in table["entities"].values]
    table["entities"] = _names("entities", *named, *lists)
    return FieldTable(
        {**table, **{name: _names(name) for name in lists}}, ARCHIVE_FIELDS.default, ARCHIVE_FIELDS.aliases
    )


def whoosh_fields(text_fields: Iterable[str], other_fields: Iterable[str]) -> FieldTable:
    """The table of an embedder's schema. Bare words search every text field.

    The default field is named ``*``, which no query can type.
    """
    text_fields = tuple(text_fields)
    others = tuple(other_fields)
    fields = [QueryField(name, "whoosh", words=((name, 1.0),), values=(name,)) for name in (*text_fields, *others)]
    searched = text_fields or others
    fields.append(QueryField("*", "whoosh", words=tuple((name, 1.0) for name in searched), values=searched))
    return _table(fields, default="*", aliases={})
