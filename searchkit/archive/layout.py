"""How an article is laid out for the native core: the slots of an archive, and an article as their values.

``fields.py`` lists the fields.

- Title and body are indexed twice at the same positions: by term (stemmed) and by surface. The language of the article
  decides its terms. If that is not English, the field ``stemmer`` has the code of the language.
- The terms of title and body together are a field that ranks articles. A word of the title counts twice there.
- Postings of the body, made as its words are read, say where sentences and paragraphs begin.
- Names are indexed by word and as whole values. A column of the whole values counts the facets.
- Dates are in columns alone, as the ordinals of their first and last day.
- The countries and regions that places lie in are indexed in fields of their own, by whole names. They find articles,
  but are not among their values.
- Mentioned dates are terms in three fields, for days, months and years. So a range of days is three ranges of terms.
  Columns of months and years count them over time.
- The number of an article's story and the digest of its text are columns. The keys that find its copies are terms.
- The place of an article in its source, the commit that added it, the hash of its body and that of what its source gave
  are columns.
- The ids that an article with a longer id asks for are terms (``claim.py``).
- Each list of the user's is a field of names like the others. The manifest says which lists there are.
"""

from __future__ import annotations

from searchkit.archive.fields import (
    BY_NAME,
    CLAIMED_ID,
    FIRST_DAY,
    GIVEN_HASH,
    LAST_DAY,
    MENTION_COLUMNS,
    MENTIONS,
    ORIGIN,
    ORIGIN_MEMBER,
    STATED_ID,
    STEMMER,
    STORY,
    STORY_KEYS,
    STORY_TEXT,
    TABLE,
    TEXT_HASH,
    VALUE_GAP,
    ArchiveField,
    breaks_field,
    combined_fields,
    exact_field,
    has_form_of_list_name,
    list_field,
    query_field,
    value_field,
    within_field,
)
from searchkit.article import Article
from searchkit.base.analysis import ANALYSES, CURRENT, STEMMERS, Analysis, stemmer_of
from searchkit.base.computed_once import computed_once
from searchkit.base.given_origin import given_hash
from searchkit.base.light_json import dumps, loads
from searchkit.base.origin import Origin
from searchkit.base.typing_names import TYPE_CHECKING, Any, Collection, Final, Iterator, Mapping, Sequence
from searchkit.base.version import VERSION
from searchkit.errors import ArticleInvalid, IndexDamaged, IndexIncompatible
from searchkit.query.fields import article_values

if TYPE_CHECKING:
    from searchkit._native import ArticleLayout, LaidOut, PlaceTerms, PlainArticle, PlainArticles
    from searchkit.engine.snapshot import Snapshot

# Every archive has had this layout since the first release. Changes since then are numbered by the analysis.
SCHEMA_VERSION: Final = 4

_Slot = tuple[str, dict[str, Any]]
# A place of filing, its country, and the places that an article names.
_Places = tuple[str | None, str | None, list[str]]


def description(analysis: Analysis = CURRENT) -> dict[str, Any]:
    """The schema of an archive as its manifest describes it. An archive with lists has the key ``lists``, too.

    ``searchkit`` is the first version that indexed the archive by its present analysis.
    """
    return {
        "kind": "archive",
        "version": SCHEMA_VERSION,
        "analysis": analysis.number,
        "searchkit": VERSION,
    }


def analysis_of(described: Mapping[str, Any]) -> Analysis:
    """The rule for words of an archive with this description.

    Raises IndexDamaged, or IndexIncompatible if this version does not have the rule.
    """
    version, number = numbers_of(described)
    if version == SCHEMA_VERSION and number in ANALYSES:
        return ANALYSES[number]
    ours = VERSION
    if version > SCHEMA_VERSION or number > CURRENT.number:
        by = described.get("searchkit")
        raise IndexIncompatible(
            f"the archive has analysis {number}, made by a later searchkit than this one ({ours})",
            hint=f"use searchkit {by} or later" if isinstance(by, str) else "use the latest searchkit",
        )
    raise IndexIncompatible(
        f"the archive has analysis {number}, an earlier rule for words that searchkit {ours} no longer has",
        hint="searchkit upgrade indexes the stored articles again; it needs no sources",
    )


def is_older(described: Mapping[str, Any]) -> bool:
    """Whether the numbers of an archive are older than today's, so that it can be upgraded. Raises IndexDamaged."""
    version, number = numbers_of(described)
    current = (SCHEMA_VERSION, CURRENT.number)
    return (version, number) != current and version <= SCHEMA_VERSION and number <= CURRENT.number


def numbers_of(described: Mapping[str, Any]) -> tuple[int, int]:
    """The numbers of an archive's layout and analysis. Raises IndexDamaged."""
    version, number = described.get("version"), described.get("analysis")
    if not isinstance(version, int) or not isinstance(number, int):
        raise IndexDamaged("the manifest does not say which analysis the archive has")
    return version, number


def list_names(described: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the lists that an archive has, in order. Raises IndexDamaged.

    A later version may have a field with the name of a list. In such an archive the list takes the field's place.
    """
    lists = described.get("lists", {"names": []})
    names = lists.get("names") if isinstance(lists, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) and has_form_of_list_name(name) for name in names):
        raise IndexDamaged("the manifest does not say which lists the index has")
    return tuple(sorted(names))


def is_archive(described: Mapping[str, Any]) -> bool:
    """Whether a description is that of an archive, of any version."""
    return described.get("kind") == "archive"


def stemmers(snapshot: Snapshot) -> tuple[str, ...]:
    """The codes of the stemmers of an archive's articles. English, if there are no articles."""
    others = {code: snapshot.doc_frequency(STEMMER, code) for code in STEMMERS[1:]}
    known = tuple(code for code, count in others.items() if count)
    return known if known and sum(others.values()) == snapshot.doc_count else ("en", *known)


class ArchiveLayout:
    """The layout of an archive from its description; by default of an empty one. Raises as :func:`analysis_of`."""

    version = 0

    def __init__(self, described: Mapping[str, Any] | None = None) -> None:
        self._analysis = CURRENT if described is None else analysis_of(described)
        self.lists = list_names(described or {})
        listed = [list_field(name) for name in self.lists]
        self._listed = {name: field for field in listed for name in (field.name, field.values)}
        replaced = {made(name) for name in self.lists for made in (str, value_field, within_field)}
        own = [slot for slot in _SLOTS if slot[0] not in replaced and _has_rule(slot, self._analysis)]
        self._slots = (*own, *(slot for field in listed for slot in (_words(field), _values(field))))
        self._places = tuple(name for name, _ in self._slots)
        self._names = frozenset(self._places)

    @computed_once
    def slots(self) -> str:
        """The JSON that a Builder is made with. Searching does not need it."""
        taking = {name: place for place, name in enumerate(self._places)}
        return dumps(
            [
                _by_rule(slot, self._analysis)
                | {"breaks": taking.get(breaks_field(name) or "")}
                | ({"of": [[taking[part], weight] for part, weight in slot["of"]]} if "of" in slot else {})
                for name, slot in self._slots
            ]
        )

    @property
    def term_fields(self) -> frozenset[str]:
        """The index fields with terms that every new segment has. Those of lists are not among them."""
        listed = {made(name) for name in self.lists for made in (str, value_field)}
        slots = [slot for name, slot in self._slots if name not in listed]
        values = (slot["field"] for slot in slots if slot["kind"] in ("terms", "combined"))
        texts = (name for slot in slots if slot["kind"] == "text" for name, _ in slot["fields"])
        return frozenset((*values, *texts))

    @computed_once
    def _articles(self) -> ArticleLayout:
        from searchkit._native import ArticleLayout  # searching does not need it

        return ArticleLayout(self.slots, dumps([self._fill(name) for name in self._places]))

    @computed_once
    def _places_known(self) -> PlaceTerms:
        from searchkit._native import PlaceTerms

        return PlaceTerms()

    def _fill(self, slot: str) -> str | dict[str, Any] | None:
        """What fills a slot, as the core understands it."""
        if slot in self._listed:
            return {"list": self._listed[slot].name, "words": slot == self._listed[slot].name}
        return _FILLS[slot]

    def document(self, fields: Mapping[str, Any]) -> LaidOut:
        """A document as :func:`document` gives it, laid out. Raises ArticleInvalid."""
        for name in fields:
            if name not in self._names and name not in _STORED:
                raise ArticleInvalid(f"there is no field {name!r} in an archive")
        return self._articles.document(fields["record"], fields.get("source") or "", dict(fields))

    def plain(self, article: PlainArticle, source: str, beside: Mapping[str, Any], revision: int | None) -> LaidOut:
        """A document of an archive without lists, of an article as the core has it, which has nothing more afterwards.

        ``source`` is as for :func:`document`. ``beside`` has what its record does not tell, by index field: the regions
        of its places, and its story. ``revision`` is the commit that adds it.
        """
        more: dict[str, Any] = {**beside, _REVISION: revision}
        if (language := article.language) and (code := stemmer_of(language)) != "en":
            more[STEMMER] = code
        if (origin := article.origin) is not None:
            start, end, line, page, member, _ = origin
            more[_START], more[_END], more[_LINE] = start, end, line
            if page is not None:
                more[_PAGE] = page
            if member:
                more[ORIGIN_MEMBER] = member.encode("utf-8", "replace")
            if (given := given_hash(origin)) is not None:
                more[GIVEN_HASH] = given
        return self._articles.plain(article, source, more)

    def places_unknown(self, articles: PlainArticles) -> list[tuple[str, _Places]]:
        """The places of articles that :meth:`learn` was not told of, each with a key."""
        return self._places_known.unknown(articles)

    def learn(self, key: str, within: Mapping[str, Sequence[str]]) -> None:
        """Remember the regions of the places with a key, by index field."""
        self._places_known.learn(self._articles, key, dict(within))

    def plain_together(
        self, articles: PlainArticles, begin: int, end: int, source: str, revision: int
    ) -> list[LaidOut]:
        """As :meth:`plain`, for some of the articles that the core read together, whose places are known."""
        stemmed = {language: stemmer_of(language) for language in articles.languages}
        others = {language: code for language, code in stemmed.items() if code != "en"}
        return articles.laid_out(self._articles, self._places_known, begin, end, source, _NAMES, revision, others)

    def term(self, field: str, value: Any) -> bytes:
        """The term of a whole value."""
        return str(value).encode(errors="replace")

    def stored(self, data: bytes) -> dict[str, Any]:
        """``digest``, ``source`` and ``record`` of a document. Raises IndexDamaged."""
        try:
            digest, source, record = data.decode().split("\n", 2)
            is_plain = source[:1] == '"' == source[-1:] and source.count('"') == 2 and "\\" not in source
            return {
                "digest": digest,
                "source": (source[1:-1] if is_plain else loads(source)) or None,
                "record": record,
            }
        except ValueError as error:
            raise IndexDamaged(f"a stored article cannot be read: {error}") from error


def _words(field: ArchiveField) -> _Slot:
    """The slot of a field's words: text by term and surface, names folded."""
    forms = [[field.name, "term"], [exact_field(field.name), "surface"]] if field.has_exact else [[field.name, "fold"]]
    gap = 0 if field.kind == "text" else VALUE_GAP
    return field.name, {"kind": "text", "fields": forms, "gap": gap, "language": _STEMMER_PLACE}


def _has_rule(slot: _Slot, analysis: Analysis) -> bool:
    """Whether the archives of a rule have a slot."""
    kind = slot[1]["kind"]
    return (analysis.has_breaks or kind != "postings") and (analysis.has_combined or kind != "combined")


def _breaks(field: ArchiveField) -> Iterator[_Slot]:
    """The slot of where the sentences of a field begin, which the field's own slot fills."""
    if name := breaks_field(field.name):
        yield name, {"kind": "postings", "field": name, "positions": True, "lengths": False}


def _by_rule(slot: dict[str, Any], analysis: Analysis) -> dict[str, Any]:
    """A slot as the native Builder takes it, with the splitter and the forms of words of a rule."""
    if slot["kind"] != "text":
        return slot
    forms = {"term": analysis.term_form, "surface": analysis.surface_form, "fold": analysis.fold_form}
    fields = [[name, forms[form]] for name, form in slot["fields"]]
    return {**slot, "splitter": analysis.splitter, "fields": fields}


def _values(field: ArchiveField) -> _Slot:
    name = field.values or field.name
    return _terms(name, name if field.has_facet or field.has_column else None)


def _terms(name: str, column: str | None = None) -> _Slot:
    return name, {"kind": "terms", "field": name, "column": column}


def _combined(name: str, weights: Mapping[str, int]) -> _Slot:
    """The slot of a field over the words of several. The core fills it, and it stands before theirs."""
    return name, {"kind": "combined", "field": name, "of": list(weights.items())}


def _number(name: str, column: str) -> _Slot:
    return name, {"kind": "number", "column": column}


def _slots() -> list[_Slot]:
    """The slots of an archive without lists."""
    return [
        ("record", {"kind": "stored"}),
        _values(BY_NAME["id"]),
        _terms("source"),
        _terms(STEMMER),
        *(_combined(name, weights) for name, weights in combined_fields().items()),
        *(_words(field) for field in TABLE if field.kind == "text"),
        *(slot for field in TABLE if field.kind == "text" for slot in _breaks(field)),
        _number("date_first", FIRST_DAY),
        _number("date_last", LAST_DAY),
        *(_words(field) for field in TABLE if field.kind == "names"),
        *(_values(field) for field in TABLE if field.values and field.name != "id"),
        *(_terms(within_field(field.name)) for field in TABLE if field.has_within),
        _terms(MENTIONS["day"], MENTION_COLUMNS["day"]),
        _terms(MENTIONS["month"]),
        _terms(MENTIONS["year"]),
        *((column, {"kind": "keywords", "column": column}) for column in _MENTIONED_COLUMNS),
        _number(STORY, STORY),
        _terms(STORY_KEYS),
        _terms(CLAIMED_ID),
        _number(STORY_TEXT, STORY_TEXT),
        *(_number(column, column) for column in (*ORIGIN.values(), TEXT_HASH, GIVEN_HASH)),
        (ORIGIN_MEMBER, {"kind": "keywords", "column": ORIGIN_MEMBER}),
    ]


_STEMMER_PLACE: Final = 3
_MENTIONED_COLUMNS: Final = (MENTION_COLUMNS["month"], MENTION_COLUMNS["year"])
_SLOTS: Final[list[_Slot]] = _slots()
_STORED: Final = frozenset({"record", "source"})
_START, _END, _LINE, _PAGE, _REVISION = (ORIGIN[name] for name in ("start", "end", "line", "page", "revision"))
_NAMES: Final = {
    "start": _START,
    "end": _END,
    "line": _LINE,
    "member": ORIGIN_MEMBER,
    "revision": _REVISION,
    "stemmer": STEMMER,
}
_ORIGIN: Final = (_START, _END, _LINE, _PAGE, _REVISION, ORIGIN_MEMBER)


def _reads_metadata(field: ArchiveField) -> bool:
    return any("." in name for name in field.attributes)


def _fills() -> dict[str, str | dict[str, Any] | None]:
    """What fills each slot of an archive without lists."""
    fills: dict[str, str | dict[str, Any] | None] = {name: {"given": name} for name, _ in _SLOTS}
    fills |= dict.fromkeys((name for name, slot in _SLOTS if slot["kind"] in ("combined", "postings")), None)
    fills |= {
        TEXT_HASH: "text_hash",
        "record": "stored",
        "id": "id",
        "source": "source",
        "date_first": "first_day",
        "date_last": "last_day",
    }
    fills |= {MENTIONS[step]: {"mentions": step} for step in ("day", "month", "year")}
    fills |= {MENTION_COLUMNS[step]: {"mention_column": step} for step in ("month", "year")}
    for field in TABLE:
        if field.kind == "text":
            fills[field.name] = field.name
        elif field.kind in ("names", "value") and field.name != "id":
            if _reads_metadata(field):
                continue  # it is given
            read = {"entity": field.entity} if field.entity else {"field": field.attributes[0]}
            how = {**read, "other_names": field.has_other_names}
            fills |= {field.values or field.name: how}
            fills |= {field.name: how | {"words": True}} if field.has_words else {}
    return fills


_FILLS: Final = _fills()
# The fields that the core cannot read, since it passes the metadata on.
OF_METADATA: Final = tuple((field, query_field(field)) for field in TABLE if _reads_metadata(field))


def document(
    article: Article,
    source: str = "",
    *,
    within: Mapping[str, Sequence[str]] | None = None,
    lists: Collection[str] = (),
) -> dict[str, Any]:
    """The record of an article that has an id, and what the index has of it beside the record.

    ``source`` is the key of the file that it was read from. ``within`` has the regions that its places lie in, as
    terms, for the fields ``place`` and ``about``. ``lists`` are the names of the archive's lists. The columns of its
    origin have what ``article.origin`` tells.
    """
    if "list" in article.provenance.values():
        for kind, origin in article.provenance.items():
            if origin == "list" and article.entities.get(kind) and kind not in lists:
                raise ArticleInvalid(f"there is no field {kind!r} in an archive")
    fields: dict[str, Any] = {"id": article.id, "record": article.to_json()}
    for field, queried in OF_METADATA:
        if field.name not in lists and (values := article_values(queried, article)):
            fields[field.values or field.name] = list(values)
            if field.has_words:
                fields[field.name] = list(values)
    if source and STATED_ID in article.metadata and (claimed := _claimed_before(article, source)):
        fields[CLAIMED_ID] = claimed
    if source:
        fields["source"] = source
    return fields | _beside(article.language, article.origin, within or {}, lists)


def within_fields(within: Mapping[str, Sequence[str]], lists: Collection[str] = ()) -> dict[str, Any]:
    """The regions of an article's places, by the names of fields, as index fields. Lists take the place of fields."""
    return {within_field(name): terms for name, terms in within.items() if name not in lists}


def _beside(
    language: str | None,
    origin: Origin | None,
    within: Mapping[str, Sequence[str]],
    lists: Collection[str] = (),
) -> dict[str, Any]:
    """What an article's language, origin and places add to its record."""
    fields: dict[str, Any] = within_fields(within, lists)
    if language and (code := stemmer_of(language)) != "en":
        fields[STEMMER] = code
    if origin is not None:
        start, end, line, page, member, revision = origin
        told = (start, end, line, page, revision, member.encode("utf-8", "replace") if member else None)
        fields.update((column, value) for column, value in zip(_ORIGIN, told, strict=True) if value is not None)
        if (given := given_hash(origin)) is not None:
            fields[GIVEN_HASH] = given
    return fields


def _claimed_before(article: Article, source: str) -> list[str]:
    from searchkit.archive.claim import claimed_before  # searching does without

    return claimed_before(article, source)
