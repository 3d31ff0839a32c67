"""How an article is laid out for the native core: the fields of an archive, and an article as their values.

Title and body are indexed twice at the same positions: by term (stemmed) and by surface (``*_exact``). Their terms are
those of the article's language; the field ``stemmer`` has its code where that is not English. Names (place,
person, ...) are indexed by word and, in ``*_value``, as whole values; a column of the whole values counts the facets.
Dates are the ordinals of their first and last day, in columns alone.
What places lie in is indexed in fields of its own (``*_within``), by whole names: it finds articles, and is no value of
theirs.
Mentioned dates are terms of days, months and years, each in a field of its own, so that a range of days is three ranges
of terms; columns of months and years, with those that the days lie in, count them over time.
The number of an article's story is a column; the keys by which its copies are found are terms.
Each list of the user's is a field of names like the others; which ones there are stands in the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import ENTITY_KINDS, Article
from searchkit.base.analysis import ANALYSIS_VERSION, STEMMERS, stemmer_of
from searchkit.base.mention_steps import mention_steps
from searchkit.base.partial_date import PartialDate
from searchkit.errors import ArticleInvalid, IndexDamaged, IndexIncompatible

if TYPE_CHECKING:
    from searchkit.engine.snapshot import Snapshot

SCHEMA_VERSION: Final = 4
NAME_FIELDS: Final = ("place", "person", "org", "about", "event", "other", "agency", "path")
FACET_FIELDS: Final = ("place", "person", "org", "about", "event", "other", "agency", "lang")
# By what else an article is found than by its own values of the field.
WITHIN: Final = {"place": "place_within", "about": "about_within"}
FIRST_DAY: Final = "#date_first"
LAST_DAY: Final = "#date_last"
# Which story an article is a copy of, and the keys by which copies are found; stories.py enters both.
STORY: Final = "#story"
STORY_KEYS: Final = "story_key"
# The columns by which mentioned dates are counted.
MENTION_COLUMNS: Final = {"year": "mentioned_year", "month": "mentioned_month", "day": "mention_day"}
# The field of the articles that are not stemmed as English.
STEMMER: Final = "stemmer"
# What else the manifest may say: of the user's lists, of columns of tables, of an extractor.
_USERS: Final = ("lists", "columns", "extractor")
# Between two values of a field no phrase may match.
VALUE_GAP: Final = 100


def description() -> dict[str, Any]:
    """What the manifest of an archive says of its schema; of one with lists it says ``lists`` besides."""
    return {"kind": "archive", "version": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION}


def list_names(described: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the lists that an archive has, in order. Raises IndexDamaged."""
    lists = described.get("lists", {"names": []})
    names = lists.get("names") if isinstance(lists, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) and is_list_name(name) for name in names):
        raise IndexDamaged("the manifest does not tell which lists the index has")
    return tuple(sorted(names))


def is_list_name(name: str) -> bool:
    """Whether a list may be called so: a word of lower-case letters, digits and ``_`` that names no field."""
    if not name.isidentifier() or name != name.lower() or len(name) > 60:
        return False
    return name not in _NO_LIST_NAMES and FIELDS.isdisjoint((name, f"{name}_value", name.removesuffix("_value")))


def is_archive(described: Mapping[str, Any]) -> bool:
    """Whether a description is of an archive, of any version."""
    return described.get("kind") == "archive"


def stemmers(snapshot: Snapshot) -> tuple[str, ...]:
    """The stemmers that an archive's articles have, by code; English, too, where there is no article."""
    others = {code: snapshot.doc_frequency(STEMMER, code) for code in STEMMERS[1:]}
    known = tuple(code for code, count in others.items() if count)
    return known if known and sum(others.values()) == snapshot.doc_count else ("en", *known)


class ArchiveLayout:
    """The layout of every archive. Raises IndexIncompatible if ``described`` is of another version."""

    version = 0

    def __init__(self, described: Mapping[str, Any] | None = None) -> None:
        if described is not None and {k: v for k, v in described.items() if k not in _USERS} != description():
            raise IndexIncompatible(
                "the archive was indexed by another version of searchkit",
                hint="index the sources again into another folder",
            )
        self.lists = list_names(described or {})
        listed = [slot for name in self.lists for slot in (_name_words(name), _name_values(name))]
        self._own = (*_SLOTS, *listed)
        self._names = frozenset(name for name, _ in self._own)
        self.slots = json.dumps([slot for _, slot in self._own])

    def document(self, fields: Mapping[str, Any]) -> tuple[Any, ...]:
        """The tuple of a document as :func:`document` gives it."""
        for name in fields:
            if name not in self._names and name not in _STORED:
                raise ArticleInvalid(f"there is no field {name!r} in an archive")
        stored = _pack(
            str(fields.get("digest") or ""), str(fields.get("source") or ""), str(fields.get("record") or "")
        )
        return (stored, *(fields.get(name) for name, _ in self._own[1:]))

    def term(self, field: str, value: Any) -> bytes:
        """The term of a whole value."""
        return str(value).encode(errors="replace")

    def stored(self, data: bytes) -> dict[str, Any]:
        """``digest``, ``source`` and ``record`` of a document. Raises IndexDamaged."""
        try:
            digest, source, record = data.decode().split("\n", 2)
            return {"digest": digest, "source": json.loads(source) or None, "record": record}
        except ValueError as error:
            raise IndexDamaged(f"a stored article cannot be read: {error}") from error


def _pack(digest: str, source: str, record: str) -> bytes:
    return f"{digest}\n{json.dumps(source)}\n{record}".encode(errors="replace")


def _words(name: str, gap: int, *forms: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    slot = {"kind": "text", "splitter": "archive", "fields": [[name, form] for name, form in forms], "gap": gap}
    return name, slot | {"language": _STEMMER_PLACE}


def _values(name: str, column: str | None = None) -> tuple[str, dict[str, Any]]:
    return name, {"kind": "terms", "field": name, "column": column}


def _name_words(name: str) -> tuple[str, dict[str, Any]]:
    return _words(name, VALUE_GAP, (name, "fold"))


def _name_values(name: str) -> tuple[str, dict[str, Any]]:
    return _values(f"{name}_value", f"{name}_value")


_STEMMER_PLACE: Final = 3
_SLOTS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("record", {"kind": "stored"}),
    _values("id"),
    _values("source"),
    _values(STEMMER),
    _words("title", 0, ("title", "term"), ("title_exact", "surface")),
    _words("body", 0, ("body", "term"), ("body_exact", "surface")),
    ("date_first", {"kind": "number", "column": FIRST_DAY}),
    ("date_last", {"kind": "number", "column": LAST_DAY}),
    *(_name_words(name) for name in NAME_FIELDS),
    *(_name_values(name) for name in (*NAME_FIELDS, "lang")),
    *(_values(name) for name in WITHIN.values()),
    _values("mention_day", MENTION_COLUMNS["day"]),
    _values("mention_month"),
    _values("mention_year"),
    (MENTION_COLUMNS["month"], {"kind": "keywords", "column": MENTION_COLUMNS["month"]}),
    (MENTION_COLUMNS["year"], {"kind": "keywords", "column": MENTION_COLUMNS["year"]}),
    (STORY, {"kind": "number", "column": STORY}),
    _values(STORY_KEYS),
]
_NAMES: Final = frozenset(name for name, _ in _SLOTS)
# The fields that have terms.
FIELDS: Final = frozenset(
    _NAMES - {"record", "date_first", "date_last", "mentioned_month", "mentioned_year", STORY, STORY_KEYS}
    | {"title_exact", "body_exact"}
)
_STORED: Final = frozenset({"record", "digest", "source"})
# What people, programs and articles call something else; the fields of queries are looked at by who adds a list.
_NO_LIST_NAMES: Final = frozenset(
    {*Article.__annotations__, *ENTITY_KINDS, "date", "places", "text", "entities", "event"}
)


def document(
    article: Article, source: str = "", *, within: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """The index fields of an article that has an id. ``source`` is the key of the file that it was read from;
    ``within`` the terms of what its places lie in, by the fields of :data:`WITHIN`.
    """
    from hashlib import blake2b  # slow to load, and searching does without

    record = article.to_json()
    fields: dict[str, Any] = {
        "id": article.id,
        "source": source or None,
        "title": article.title,
        "body": article.body or None,
        STEMMER: code if (code := stemmer_of(article.language)) != "en" else None,
        "record": record,
        "digest": blake2b(record.encode(), digest_size=12).hexdigest(),
    }
    if article.date:
        date = PartialDate.parse(article.date)
        fields["date_first"] = date.first.toordinal()
        fields["date_last"] = date.last.toordinal()
    names = {
        "place": [article.place, *article.more_places],
        "person": article.entities.get("person", ()),
        "org": article.entities.get("org", ()),
        "about": article.entities.get("place", ()),
        "event": article.entities.get("event", ()),
        "other": article.entities.get("other", ()),
        "agency": [article.agency],
        # Stored paths are relative to the index folder; what leads out of it is no part of the name.
        "path": [article.path and article.path.removeprefix("./").replace("../", "")],
        "lang": [article.language],
        **{kind: given for kind, given in article.entities.items() if article.provenance.get(kind) == "list"},
    }
    for name, given in names.items():
        values = [value for value in given if value]
        if values:
            fields[f"{name}_value"] = values
            if name != "lang":
                fields[name] = values
    fields.update(within or {})
    for name in ("org", "about", "event"):  # found also by acronyms and other names that the text uses
        more = [other for value in fields.get(name, ()) for other in article.also_written.get(value, ())]
        if more:
            fields[name] = [*fields[name], *more]
    if article.mentions:
        steps: dict[str, set[str]] = {"day": set(), "month": set(), "year": set()}
        for mention in article.mentions:
            for step, text in mention_steps(mention):
                steps[step].add(text)
        finer = steps["day"] | steps["month"]
        fields.update({f"mention_{step}": sorted(texts) for step, texts in steps.items() if texts})
        fields["mentioned_month"] = [text.encode() for text in sorted({text[:7] for text in finer})]
        fields["mentioned_year"] = [text.encode() for text in sorted({text[:4] for text in finer | steps["year"]})]
    if article.place:  # found also by its country and as the source writes it
        written = (article.place, article.country, article.place_written, *article.more_places)
        fields["place"] = [text for text in written if text]
    return {name: value for name, value in fields.items() if value is not None}
