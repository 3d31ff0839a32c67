"""One document of an archive, and the origin of each of its facts."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from searchkit.base import light_datetime as dt
from searchkit.base.light_functools import lru_cache
from searchkit.base.light_json import loads
from searchkit.base.origin import Origin
from searchkit.base.partial_date import PartialDate, Precision
from searchkit.base.record import part, record
from searchkit.base.typing_names import (
    TYPE_CHECKING,
    Any,
    Callable,
    Collection,
    Final,
    Iterable,
    Literal,
    Mapping,
    cast,
    get_args,
)
from searchkit.errors import ArticleInvalid

if TYPE_CHECKING:
    from searchkit._native import PlainArticle

Provenance = Literal["metadata", "dateline", "path", "rule", "gazetteer", "list", "model", "org"]
ENTITY_KINDS: Final = ("person", "org", "place", "event", "other")
# Under which key of ``Article.provenance`` each kind of entity stands. ``place`` is also a field of articles, and that
# field has the key ``place``; so the places that a text names have another key.
PROVENANCE_KEYS: Final[Mapping[str, str]] = {
    "person": "person",
    "org": "org",
    "place": "places",
    "event": "event",
    "other": "other",
}

# What may be wrong with how an article was read (``Article.flags``), and all that ``Article.has`` can tell.
FLAGS: Final = ("error", "kept", "truncated")
SHORTCOMINGS: Final = ("error", "kept", "nodate", "noplace", "truncated")

# Characters of an article's body and title that an index takes. An article of this length needs half a gigabyte of
# memory; a book has a sixteenth of it.
LONGEST_BODY: Final = 16 << 20
LONGEST_TITLE: Final = 1 << 16

_NO_LISTS: Final[frozenset[str]] = frozenset()
_TEXT_FIELDS = frozenset(
    ("title", "place", "country", "place_written", "agency", "language", "url", "path", "dateline")
)
# Most mappings are dicts, which are recognised at once.
_MAPPINGS: Final = (dict, Mapping)
_ONE_LINE = frozenset(("place", "country", "place_written", "agency", "language"))
_LONGEST_MENTION: Final = 40  # characters of a cached mention
# Names of the same fields in other programs' records.
_ALIASES = {"lang": "language", "text": "body", "content": "body", "headline": "title"}
_ENTITY_ALIASES = {
    "people": "person",
    "persons": "person",
    "person": "person",
    "orgs": "org",
    "organisations": "org",
    "organizations": "org",
    "org": "org",
    "places": "place",
    "place": "place",
    "events": "event",
    "event": "event",
}


def provenance_key(kind: str) -> str:
    """The key in ``Article.provenance`` of a kind of entity, or of a user's list, which has its own name as key."""
    return PROVENANCE_KEYS.get(kind, kind)


def body_digest(body: str) -> bytes:
    """The BLAKE2b of a body in UTF-8, of 8 bytes."""
    from searchkit.base.light_hashlib import blake2b  # searching does without

    return blake2b(body.encode("utf-8", "replace"), digest_size=8).digest()


def clean_line(text: str) -> str:
    """``text`` on one line, composed (NFC), without control characters. Runs of white space become one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # it holds no white space but blanks
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(kept.split())


@record(kw_only=True)
class Article:
    """One article. Everything but the text may be unknown (``None``). Every extracted fact has a provenance.

    ``date`` is an ISO string as exact as known (``2019``, ``2019-05`` or ``2019-05-31``). You may pass a ``date`` or
    ``datetime``. ``mentions`` are the dates in the text, in order of time: days, months and years in ISO form, and
    intervals ``2019-04-03/2019-04-04``.

    ``place`` is where the article was filed, by its usual English name if the gazetteer knows it. ``country`` is the
    country of that place. ``place_written`` is the place as the source writes it. ``more_places`` are further places
    of filing (``PARIS/LONDON``), with the provenance of ``place``. ``dateline`` is the dateline as written.

    ``entities`` maps the kinds ``person``, ``org``, ``place``, ``event`` and ``other`` to names. Names that the source
    states come first, and names that the text has beside them follow. A kind with the provenance ``list`` is a
    list of the user's, under its own name. ``also_written`` maps bodies, places and events in ``entities`` to other
    names in the text, such as acronyms. They are searched with the names.

    ``provenance`` maps a field or an entity kind to its origin. The kind ``place`` is called ``places`` there, since
    ``place`` is a field. A name that comes from elsewhere than its kind has a key of its own (``person:Paul Volcker``).
    :meth:`provenance_of` reads both. ``org`` is the origin of a place that stands only in the name of a body.

    ``flags`` tell what is wrong with how the article was read. ``truncated``: its text was cut at a limit. ``error``:
    part of it or of its file could not be read. ``kept``: it stays in the index, although the latest run did not find
    it in its file. The index sets the last two.

    ``origin`` is its place in its source, and the commit that added it. It is no fact of the article: two articles may
    be equal without it.

    Raises ArticleInvalid for values of the wrong type or an impossible date.
    """

    id: str = ""
    title: str | None = None
    body: str = ""
    date: str | None = None
    place: str | None = None
    country: str | None = None
    place_written: str | None = None
    more_places: tuple[str, ...] = ()
    entities: Mapping[str, tuple[str, ...]] = part(default_factory=dict)
    agency: str | None = None
    language: str | None = None
    url: str | None = None
    path: str | None = None
    dateline: str | None = None
    mentions: tuple[str, ...] = ()
    also_written: Mapping[str, tuple[str, ...]] = part(default_factory=dict)
    metadata: Mapping[str, Any] = part(default_factory=dict)
    provenance: Mapping[str, Provenance] = part(default_factory=dict)
    flags: tuple[str, ...] = ()
    origin: Origin | None = part(default=None, compare=False)

    def __post_init__(self) -> None:
        self._check(_ALL)

    def _check(self, names: Collection[str]) -> None:
        """Bring the fields of these names into the form that articles have. Raises ArticleInvalid."""
        set_field = object.__setattr__
        if "id" in names:
            if isinstance(self.id, int) and not isinstance(self.id, bool):
                set_field(self, "id", str(self.id))
            if not isinstance(self.id, str):
                raise ArticleInvalid(f"id must be text, not {type(self.id).__name__}")
        if not isinstance(self.body, str):
            raise ArticleInvalid(f"body must be text, not {type(self.body).__name__}")
        for name in names:
            value = getattr(self, name) if name in _TEXT_FIELDS else None
            if value is None:
                continue
            if not isinstance(value, str):
                raise ArticleInvalid(f"{name} must be text, not {type(value).__name__}")
            if name in _ONE_LINE:  # users count and choose these values, so they have one spelling
                set_field(self, name, clean_line(value) or None)
            elif not value.strip():
                set_field(self, name, None)
        if not isinstance(self.metadata, _MAPPINGS) or not isinstance(self.provenance, _MAPPINGS):
            raise ArticleInvalid("metadata and provenance must be mappings")
        if "id" in names:
            set_field(self, "id", self.id.strip())
        if "date" in names:
            set_field(self, "date", _iso(self.date))
        if "entities" in names or "provenance" in names:
            set_field(self, "entities", _entities(self.entities, _listed(self.provenance)))
        if "more_places" in names and self.more_places != ():
            set_field(self, "more_places", _names(self.more_places, "more_places"))
        if "also_written" in names and self.also_written:
            set_field(self, "also_written", _also_written(self.also_written))
        if "mentions" in names and self.mentions != ():
            set_field(self, "mentions", _mentions(self.mentions or ()))
        if "flags" in names and self.flags != ():
            set_field(self, "flags", _flags(self.flags))
        if "origin" in names and self.origin is not None:
            set_field(self, "origin", Origin.of(self.origin))

    @property
    def has(self) -> tuple[str, ...]:
        """What is wrong with the article, in order: its flags, ``nodate`` without a date, ``noplace`` without a place.

        It is the field ``has`` of queries.
        """
        found = (*self.flags, *(() if self.date else ("nodate",)), *(() if self.place else ("noplace",)))
        return tuple(sorted(found))

    def provenance_of(self, kind: str, name: str | None = None) -> Provenance | None:
        """Where a kind of entity comes from, or one of its names. None if that is unknown.

        A kind has the origin ``metadata`` if its source states any of its names.
        """
        key = provenance_key(kind)
        whole = self.provenance.get(key)
        return whole if name is None else self.provenance.get(f"{key}:{name}", whole)

    @property
    def date_precision(self) -> Precision | None:
        """``year``, ``month`` or ``day``; None if the date is unknown."""
        return PartialDate.parse(self.date).precision if self.date else None

    @property
    def headline(self) -> str:
        """One line to show for the article: its title, or else the beginning of its text."""
        if self.title:
            return clean_line(self.title)
        line = clean_line(self.body[:300])
        return line if len(line) <= 100 else line[:100].rsplit(" ", 1)[0] + " …"

    @property
    def text_hash(self) -> str:
        """16 hexadecimal digits that tell whether a body is still the same: its :func:`body_digest`."""
        return body_digest(self.body).hex()

    @property
    def page_starts(self) -> tuple[int, ...]:
        """The offset in the body at which each page begins. Readers of paged formats keep it in the metadata.

        Empty if there are no pages, or if the metadata uses ``pages`` for something else.
        """
        starts = self.metadata.get("pages")
        if not isinstance(starts, list) or not starts or not all(type(start) is int for start in starts):
            return ()
        return tuple(starts) if starts[0] == 0 and starts == sorted(starts) and starts[-1] <= len(self.body) else ()

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) of the character at ``offset`` of the body; None without pages."""
        return bisect_right(self.page_starts, max(0, offset)) or None

    def with_changes(self, **changes: Any) -> Article:
        """A copy with some fields replaced. Only these are checked; the others were checked before."""
        copy = object.__new__(Article)
        for put, get in _SLOTS.values():
            put(copy, get(self))
        for name, value in changes.items():
            if name in _SLOTS:
                _SLOTS[name][0](copy, value)
        if not changes.keys() <= _ALL_NAMES:
            raise TypeError(f"Article has no {', '.join(map(repr, sorted(changes.keys() - _ALL_NAMES)))}")
        copy._check(changes)
        return copy

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The article of a plain record. Keys that are not article fields go to ``metadata``.

        It also understands ``lang``, ``text``, ``content``, ``headline``, ``people``, ``orgs`` and ``places``. Raises
        ArticleInvalid.
        """
        values: dict[str, Any] = {}
        kinds: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        for key, value in record.items():
            if not isinstance(key, str):
                raise ArticleInvalid(f"field names must be text, not {type(key).__name__}")
            name = _ALIASES.get(key, key)
            if key in _ENTITY_ALIASES and key != "place":
                kinds[_ENTITY_ALIASES[key]] = value
            elif name == "metadata" and isinstance(value, Mapping):
                metadata.update(value)
            elif key == "has" and isinstance(value, list) and all(each in SHORTCOMINGS for each in value):
                # Told by an index. It is told anew, but the text does not get whole again.
                values.setdefault("flags", tuple(each for each in value if each == "truncated"))
            elif name in _OFTEN_OTHERS:  # other programs use these names for other things
                try:
                    values[name] = _OFTEN_OTHERS[name](value)
                except ArticleInvalid:
                    metadata[key] = value
            elif (name == "provenance" and is_provenance(value)) or (name in _FIELD_NAMES and name not in values):
                values[name] = value
            else:
                metadata[key] = value
        if kinds or "entities" in values:
            entities = _entities(values.pop("entities", None) or {}, _listed(values.get("provenance") or {}))
            values["entities"] = {**entities, **_entities(kinds)}
        for name in ("body", "id"):
            if values.get(name) is None:
                values.pop(name, None)
        return cls(**values, metadata=metadata)

    def as_dict(self) -> dict[str, Any]:
        """Every known field as plain values for JSON. Unknown fields are left out."""
        plain: dict[str, Any] = {}
        for name in _ALL:
            value = getattr(self, name)
            if value is None or value in ("", {}, ()):
                continue
            if name in ("entities", "also_written"):
                value = {kind: list(names) for kind, names in value.items()}
            elif isinstance(value, Mapping):
                value = dict(value)
            elif name in ("mentions", "more_places", "flags"):
                value = list(value)
            elif name == "origin":
                value = value.as_dict()
                if not value:
                    continue
            plain[name] = value
        return plain

    def to_json(self) -> str:
        """The record that the index stores. Raises ArticleInvalid if JSON cannot hold the metadata.

        The origin is not in it: columns of the index have that.
        """
        from searchkit._native import article_record  # searching does without

        try:
            return article_record(self, _RECORDED)
        except UnicodeEncodeError as error:
            raise ArticleInvalid("the text holds half of a surrogate pair, which is not a character") from error
        except (TypeError, ValueError) as error:
            raise ArticleInvalid(f"cannot store the metadata: {error}", hint="use plain JSON values") from error

    @classmethod
    def from_json(cls, text: str) -> Article:
        """The inverse of :meth:`to_json`."""
        return cls(**loads(text))

    @classmethod
    def of_stored(cls, values: Mapping[str, Any], origin: Origin | None = None) -> Article:
        """The article of a record that :meth:`to_json` wrote. It was checked before, so only types and dates are now.

        Raises ArticleInvalid, or ValueError for an impossible date.
        """
        if not values.keys() <= _READ_NAMES or None in values.values():
            # A record of an earlier version, or none that was written here, is read as any other.
            return cls(**values, origin=origin)
        article = object.__new__(cls)
        value_of = values.get
        for name, put, read, absent in _READ:
            value = value_of(name)
            if value is None:
                put(article, {} if absent is dict else absent)
            else:
                put(article, read(value))
        _put_origin(article, origin)
        return article

    @classmethod
    def of_plain(cls, plain: PlainArticle) -> Article:
        """An article that the core read."""
        return cls.of_stored(loads(plain.to_json()), plain.origin)


# The fields that a plain record may set to any value of their type.
_ALL: Final = tuple(Article.__annotations__)
_ALL_NAMES: Final = frozenset(_ALL)
# Each field with what sets it and what reads it, whichever type checkers see there.
_SLOTS: Final = {name: (getattr(Article, name).__set__, getattr(Article, name).__get__) for name in _ALL}
# The fields of the record that an index stores.
_RECORDED: Final = tuple(name for name in _ALL if name != "origin")
_FIELD_NAMES: Final = _ALL_NAMES - {"metadata", "provenance"}


def is_provenance(value: object) -> bool:
    """Whether a value may be the ``provenance`` of an article."""
    return isinstance(value, Mapping) and all(
        isinstance(field_name, str) and origin in get_args(Provenance) for field_name, origin in value.items()
    )


_ONLY_TEXT: Final = frozenset((str,))


def _stored_text(value: object) -> str:
    if type(value) is not str:
        raise ArticleInvalid(f"it holds {type(value).__name__} where text belongs")
    return value


def _stored_date(value: object) -> str:
    # Earlier versions stored months and days that are 0. They say no more than what stands before.
    text = _stored_text(value).partition("-00")[0]
    PartialDate.parse(text)
    return text


def _stored_texts(value: object) -> tuple[str, ...]:
    if type(value) is not list or not {*map(type, value)} <= _ONLY_TEXT:
        raise ArticleInvalid(f"it holds {type(value).__name__} where texts belong")
    return tuple(value)


def _stored_mentions(value: object) -> tuple[str, ...]:
    return tuple([_mention(text) if len(text) <= _LONGEST_MENTION else text for text in _stored_texts(value)])


def _stored_names(value: object) -> dict[str, tuple[str, ...]]:
    return {kind: _stored_texts(names) for kind, names in _stored_mapping(value).items()}


def _stored_mapping(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        raise ArticleInvalid(f"it holds {type(value).__name__} where a mapping belongs")
    return value


# How each field of a stored record is read, and what it is where the record has none (``dict``: a new one).
_STORED: Final[tuple[tuple[str, Callable[[object], Any], Any], ...]] = (
    ("id", _stored_text, ""),
    ("title", _stored_text, None),
    ("body", _stored_text, ""),
    ("date", _stored_date, None),
    ("place", _stored_text, None),
    ("country", _stored_text, None),
    ("place_written", _stored_text, None),
    ("more_places", _stored_texts, ()),
    ("entities", _stored_names, dict),
    ("agency", _stored_text, None),
    ("language", _stored_text, None),
    ("url", _stored_text, None),
    ("path", _stored_text, None),
    ("dateline", _stored_text, None),
    ("mentions", _stored_mentions, ()),
    ("also_written", _stored_names, dict),
    ("metadata", _stored_mapping, dict),
    ("provenance", _stored_mapping, dict),
    ("flags", _stored_texts, ()),
)
# The same with what sets each field of a new article.
_READ: Final = tuple([(name, getattr(Article, name).__set__, read, absent) for name, read, absent in _STORED])
_READ_NAMES: Final = frozenset([name for name, _, _ in _STORED])
_put_origin: Final = getattr(Article, "origin").__set__  # noqa: B009  # to a type checker, it is no attribute of the class


def _iso(value: object) -> str | None:
    if value is None or value == "":
        return None
    if type(value) is str and len(value) <= _LONGEST_MENTION:
        return _iso_of_text(value)
    return _iso_of(value)


@lru_cache(maxsize=8192)
def _iso_of_text(text: str) -> str:
    return _iso_of(text)


def _iso_of(value: object) -> str:
    if not isinstance(value, (str, dt.date, PartialDate)):
        raise ArticleInvalid(f"date must be an ISO string or a date, not {type(value).__name__}")
    try:
        return PartialDate.of(value).iso
    except ValueError as error:
        raise ArticleInvalid(
            f"date not understood: {value!r}", hint="write it as 2019, 2019-05 or 2019-05-31"
        ) from error


def _flags(value: object) -> tuple[str, ...]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise ArticleInvalid("flags must be a list")
    given = list(value)
    if unknown := [flag for flag in given if flag not in FLAGS]:
        raise ArticleInvalid(f"there is no flag {unknown[0]!r}", hint=f"there are: {', '.join(FLAGS)}")
    return tuple(flag for flag in FLAGS if flag in given)


def _mentions(value: object) -> tuple[str, ...]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise ArticleInvalid("mentions must be a list of dates")
    found: set[str] = set()
    for item in value:
        if not isinstance(item, str):
            raise ArticleInvalid(f"a mentioned date must be text, not {type(item).__name__}")
        found.add(_mention(item) if len(item) <= _LONGEST_MENTION else _mention.__wrapped__(item))
    return tuple(sorted(found))


@lru_cache(maxsize=8192)
def _mention(item: str) -> str:
    begins, _, ends = item.partition("/")
    try:
        first, last = PartialDate.parse(begins), PartialDate.parse(ends or begins)
    except ValueError as error:
        raise ArticleInvalid(
            f"mentioned date not understood: {item!r}", hint="write 2019-05-31 or an interval"
        ) from error
    if last.last < first.first:
        raise ArticleInvalid(f"mentioned date ends before it begins: {item!r}")
    return f"{first.iso}/{last.iso}" if ends else first.iso


def _names(value: object, kind: str) -> tuple[str, ...]:
    if type(value) is tuple and _are_clean(value):
        return value
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, (tuple, list, Iterable)):
        raise ArticleInvalid(f"entities of kind {kind} must be a list of names, not {type(value).__name__}")
    seen: dict[str, None] = {}
    for name in value:
        if not isinstance(name, str):
            if isinstance(name, Mapping) and isinstance(name.get("name"), str):
                name = name["name"]
            else:
                raise ArticleInvalid(f"an entity must be text, not {type(name).__name__}")
        if name := clean_line(name):
            seen[name] = None
    return tuple(seen)


def _are_clean(names: tuple[object, ...]) -> bool:
    """Whether these are names on one line, each once. It looks at all of them at once, and may miss some that are."""
    try:
        text = "|".join(cast("tuple[str, ...]", names))
    except TypeError:
        return False
    return (
        text.isprintable()
        and not ("  " in text or " |" in text or "| " in text or text[:1] == " " or text[-1:] == " ")
        and "" not in names
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and len({*names}) == len(names)
    )


def _listed(provenance: Mapping[str, Any]) -> frozenset[str]:
    """The kinds that are user lists."""
    if "list" not in provenance.values():
        return _NO_LISTS
    return frozenset(kind for kind, origin in provenance.items() if origin == "list")


def _also_written(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ArticleInvalid("also_written must be a mapping of names to lists of names")
    return {name: _names(others, name) for name, others in value.items()}


_OFTEN_OTHERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "mentions": _mentions,
    "also_written": _also_written,
    "flags": _flags,
    "origin": Origin.of,
}


def _entities(value: object, lists: frozenset[str] = _NO_LISTS) -> dict[str, tuple[str, ...]]:
    """Names by kind, from a mapping of lists, a list of ``{"name", "kind"}`` records, or a plain list of names."""
    if isinstance(value, _MAPPINGS):
        result: dict[str, tuple[str, ...]] = {}
        for key, names in value.items():
            kind = _ENTITY_ALIASES.get(key, key)
            if kind not in ENTITY_KINDS and kind not in lists:
                kind = "other"
            given = _names(names, kind)
            result[kind] = tuple(dict.fromkeys(result[kind] + given)) if kind in result else given
        return result
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ArticleInvalid("entities must be a mapping of kinds to lists of names, or a list of names")
    by_kind: dict[str, list[object]] = {}
    for item in cast("Iterable[object]", value):
        kind = "other"
        if isinstance(item, Mapping):
            called = item.get("kind", item.get("type", "other"))
            kind = _ENTITY_ALIASES.get(called, called) if isinstance(called, str) else "other"
        by_kind.setdefault(kind if kind in ENTITY_KINDS else "other", []).append(item)
    return {kind: _names(names, kind) for kind, names in by_kind.items()}
