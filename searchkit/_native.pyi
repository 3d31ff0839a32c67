"""The data plane, written in Rust: segments, analysis and the execution of query plans."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self, final

__all__ = [
    "ArticleLayout",
    "ArticleMarker",
    "Builder",
    "Counts",
    "Damaged",
    "Deletes",
    "Field",
    "Found",
    "Incompatible",
    "InternalError",
    "LaidOut",
    "LimitReached",
    "Mentions",
    "NameFinder",
    "NameRules",
    "OutOfResources",
    "PlaceTerms",
    "PlainArticle",
    "PlainArticles",
    "PostingCursor",
    "Query",
    "Searcher",
    "Segment",
    "Shingles",
    "Stop",
    "Stopped",
    "Tagger",
    "TermCursor",
    "TermStats",
    "UnpunctuatedPlaces",
    "Weighting",
    "article_record",
    "date_landmark_kinds",
    "date_landmarks",
    "find_in_words",
    "find_words",
    "fold",
    "held_terms",
    "holders",
    "holding",
    "html_elements",
    "is_part_of_words",
    "language_evidence",
    "merge",
    "passages",
    "place_key",
    "plain_article",
    "plain_lines",
    "plain_records",
    "query_surfaces",
    "record_digest",
    "recorded_articles",
    "regex_problem",
    "reuters_article",
    "surface",
    "surfaces",
    "term",
    "tidy",
    "tokens",
    "train_tagger",
    "within_distance",
    "word_classes",
    "words",
]

# Everything below may raise these, and OSError. ValueError or TypeError is for a wrong argument.
class Damaged(Exception):
    """A file differs from what was written. The message names it."""

class Incompatible(Exception):
    """This version does not read the format of a file. The message names it."""

class Stopped(Exception):
    """A search was stopped, or ran out of time."""

class LimitReached(Exception):
    """Something is too large. ``args``: what, what to do, and "document" or "index"."""

class OutOfResources(Exception):
    """The system had no memory or no thread left."""

class InternalError(Exception):
    """A bug in searchkit. For a panic on any thread, the message has its text, file and line."""

# --- Query plans (python/src/plan.rs)

@final
class Query:
    """One node of a plan. It is immutable. native/core/src/query/tree.rs says what each matches and scores.

    ``boost`` multiplies scores. ``slop`` is the largest distance between neighbours (1: adjacent). ``low_open`` and
    ``high_open`` exclude the ends of a range; None is an open end. ``distance`` counts edits of a letter, and the first
    ``prefix`` letters must be equal. Nodes share their parts. ValueError: more than 200 levels of nodes, or more than
    16,777,216 nodes in all.
    """

    @staticmethod
    def term(field: str, term: bytes, boost: float = 1.0) -> Query: ...
    @staticmethod
    def phrase(field: str, terms: Sequence[bytes], slop: int = 1, boost: float = 1.0) -> Query: ...
    @staticmethod
    def prefix(field: str, prefix: bytes, boost: float = 1.0) -> Query: ...
    @staticmethod
    def wildcard(field: str, pattern: str, boost: float = 1.0) -> Query: ...
    @staticmethod
    def regex(field: str, source: str, boost: float = 1.0) -> Query: ...
    @staticmethod
    def length(field: str, low: int | None, high: int | None, boost: float = 1.0) -> Query: ...
    @staticmethod
    def placed(
        query: Query,
        leaves: Sequence[Query],
        groups: Sequence[str],
        least: int = 1,
        breaks: str | None = None,
    ) -> Query:
        """The matches of ``query`` whose words stand in certain places, with its scores.

        ``groups`` are spans as JSON (native/core/src/spans.rs), which name ``leaves`` by number. At least ``least``
        places must be found in all groups together. ``breaks`` is the field that says where sentences begin.
        """
    @staticmethod
    def fuzzy(field: str, text: str, distance: int = 1, prefix: int = 0, boost: float = 1.0) -> Query: ...
    @staticmethod
    def term_range(
        field: str,
        low: bytes | None,
        high: bytes | None,
        low_open: bool = False,
        high_open: bool = False,
        boost: float = 1.0,
    ) -> Query: ...
    @staticmethod
    def any_of(field: str, terms: Sequence[bytes], boost: float = 1.0) -> Query: ...
    @staticmethod
    def range(column: str, low: int | None, high: int | None, boost: float = 1.0) -> Query: ...
    @staticmethod
    def exists(field: str, boost: float = 1.0) -> Query: ...
    @staticmethod
    def every(boost: float = 1.0) -> Query: ...
    @staticmethod
    def nothing() -> Query: ...
    @staticmethod
    def all(parts: Sequence[Query]) -> Query: ...
    @staticmethod
    def any(parts: Sequence[Query]) -> Query: ...
    @staticmethod
    def no(query: Query) -> Query: ...
    @staticmethod
    def and_not(wanted: Query, refused: Query) -> Query: ...
    @staticmethod
    def and_maybe(wanted: Query, optional: Query) -> Query: ...
    @staticmethod
    def scored_by(query: Query, scores: Query) -> Query: ...
    @staticmethod
    def require(scored: Query, required: Query) -> Query: ...
    @staticmethod
    def best(parts: Sequence[Query], tiebreak: float = 0.0) -> Query: ...
    @staticmethod
    def enough(parts: Sequence[tuple[Query, int]], least: int) -> Query:
        """What matches parts whose weights are ``least`` or more together. It is scored as ``any``."""
    @staticmethod
    def const(query: Query, score: float) -> Query: ...
    @staticmethod
    def boosted(query: Query, boost: float) -> Query: ...
    @staticmethod
    def docs(docs: Sequence[int], boost: float = 1.0) -> Query: ...
    def __repr__(self) -> str: ...

# --- Reading segments (python/src/segment.rs)

@final
class Segment:
    """An open, immutable segment file. Threads may share it. Documents are numbered from 0 to ``doc_count`` - 1."""

    @staticmethod
    def open(path: str, in_memory: bool = False) -> Segment: ...
    @property
    def doc_count(self) -> int: ...
    @property
    def size(self) -> int: ...
    def fields(self) -> list[Field]: ...
    def field(self, name: str) -> Field | None: ...
    def number_columns(self) -> list[str]: ...
    def keyword_columns(self) -> list[str]: ...
    def number(self, column: str, doc: int) -> int | None: ...
    def number_count(self, column: str) -> int:
        """How many documents have a number in a column, including deleted ones."""
    def with_numbers(self, column: str, numbers: Sequence[int]) -> list[int]:
        """The documents, including deleted ones, that have one of these numbers in a column, in order."""
    def keywords(self, column: str, doc: int) -> list[bytes]: ...
    def grouped(
        self, field: str, term: bytes, columns: Sequence[str], deleted: Deletes, most: int
    ) -> list[tuple[list[int | None], int, bool]]:
        """The documents that have a term, in groups: (values, first document, whether they are live), in order.

        Documents of a group have the same values in the four ``columns`` of numbers, and are in ``deleted`` or not.
        Documents without a value in the first column are groups of their own. It ends when the live ones have more than
        ``most`` different values in the first column.
        """
    def stored(self, doc: int) -> bytes: ...
    def verify(self) -> list[str]:
        """All that does not fit its checksum or grammar: one line each, with file and section."""

@final
class Field:
    name: str
    has_freqs: bool
    has_positions: bool
    has_payloads: bool
    doc_count: int
    total_length: int
    term_count: int
    min_length: int
    max_length: int
    def length(self, doc: int) -> int: ...
    def term(self, term: bytes) -> TermStats | None: ...
    def terms(self, start: bytes | None = None) -> TermCursor:
        """A cursor on the first term at or after ``start``."""
    def postings(self, term: bytes) -> PostingCursor | None: ...

@final
class TermStats:
    df: int
    cf: int
    weight: float
    min_length: int
    max_length: int
    max_weight: float
    first_doc: int
    last_doc: int

@final
class TermCursor:
    """``term`` is None past the end."""

    @property
    def term(self) -> bytes | None: ...
    @property
    def df(self) -> int: ...
    @property
    def cf(self) -> int: ...
    def next(self) -> bool: ...
    def seek(self, term: bytes) -> bool: ...

@final
class PostingCursor:
    """A cursor that begins on the first posting. ``doc`` is -1 past the end."""

    @property
    def doc(self) -> int: ...
    @property
    def freq(self) -> int: ...
    @property
    def weight(self) -> float: ...
    def next(self) -> bool: ...
    def skip_to(self, doc: int) -> bool: ...
    def positions(self) -> list[int]: ...
    def payload(self) -> bytes: ...
    def block_max(self) -> tuple[int, int, float]:
        """(last document, least length, greatest weight) of the current block."""
    def all_docs(self) -> list[int]: ...

# --- Building segments (python/src/builder.rs)

# --- Articles (python/src/articles.rs)

@final
class PlainArticle:
    """An article as the core has it (:func:`plain_article`, :func:`reuters_article`, :func:`recorded_articles`)."""

    @property
    def id(self) -> str:
        """Its id. Empty if its source states none."""
    @property
    def title(self) -> str | None: ...
    @property
    def body(self) -> str: ...
    @property
    def dateline(self) -> str | None:
        """The dateline that its source states outside the text."""
    @property
    def date(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def more_places(self) -> list[str]:
        """Further places of filing."""
    @property
    def places(self) -> list[str]:
        """The places that it names."""
    @property
    def size(self) -> int:
        """The bytes of its body."""
    @property
    def is_empty(self) -> bool:
        """Whether it has neither a title nor a text."""
    origin: Any
    """The ``Origin`` that the caller keeps with it; None at first."""
    def content_hash(self, name: str) -> str:
        """Sixteen hexadecimal digits that stand for a name, the title, the body and the date."""
    def put(self, path: str, id: str) -> None:
        """Set its path and its id."""
    def to_json(self) -> str:
        """The record, as ``Article.to_json`` gives it."""
    def digest(self) -> str:
        """The digest of the record, as :func:`record_digest` gives it."""

def plain_article(line: str) -> PlainArticle | None:
    """The article of a line of JSON. None if it is not plain: Python reads it, or tells what is wrong with it.

    A plain line gives every field in the form that most records give it, so that no choice and no remark is needed.
    """

@final
class PlainArticles:
    """The plain articles that stand one after another in a source, as the core reads them (:func:`plain_lines`).

    Places count them from 0. What takes some of them raises IndexError if there are not so many, and has them empty
    afterwards.
    """

    def __len__(self) -> int: ...
    @property
    def languages(self) -> list[str]:
        """The languages that they state, each once."""
    @property
    def dates(self) -> tuple[str, str] | None:
        """The first and the last of their dates. None if they have none."""
    @property
    def ids(self) -> list[str]:
        """Their ids, in order."""
    @property
    def size(self) -> int:
        """The bytes of their bodies."""
    def keep(self, number: int) -> None:
        """Leave out all but so many of the first."""
    def content_hashes(self, name: str) -> list[str]:
        """What ``PlainArticle.content_hash`` gives of each that has no id, in order."""
    def put(self, path: str, ids: Sequence[str], member: str | None) -> None:
        """Set the path of all, the ids of those that have none, and the name of their source inside a container."""
    def apart(self, begin: int, end: int, origin: Callable[..., Any]) -> list[PlainArticle]:
        """Take some of them, each by itself. ``origin`` makes an ``Origin`` of start, end, line, page and member."""
    def laid_out(
        self,
        layout: ArticleLayout,
        places: PlaceTerms,
        begin: int,
        end: int,
        source: str,
        names: Mapping[str, str],
        revision: int,
        stemmers: Mapping[str, str],
    ) -> list[LaidOut]:
        """Take some of them, laid out as ``ArticleLayout.plain`` does it.

        ``places`` knows what their places lie in. ``names`` has the names of the values ``start``, ``end``, ``line``
        and ``member`` of an origin, of its ``revision``, and of the ``stemmer``. ``stemmers`` has the codes of
        stemmers that are not English, by language.
        """

def plain_lines(block: bytes, begin: int, at: int, line: int) -> tuple[PlainArticles, int, int]:
    """The articles of plain lines of JSON Lines, from the byte ``begin`` of a block on, up to one that is not plain.

    That byte is the byte ``at`` of the source, and begins the line with the number ``line``. Blank lines are left out.
    Returns the articles, the byte of the block where the next line begins, and the number of that line.
    """

def plain_records(
    documents: list[Any], begin: int, most: int, keeps: Callable[[str], bool]
) -> tuple[PlainArticles, int]:
    """The articles of the dicts of a list whose fields are plain, from a place on, up to one that is none.

    It ends before their bodies have more than ``most`` bytes, and after some hundred. ``keeps`` tells whether a
    language stays as it is written. Each article has an id, and no place in a source. Returns the articles, and the
    place of the next document.
    """

@final
class PlaceTerms:
    """What the places of plain articles lie in, as values of an archive. It remembers some thousand places."""

    def __new__(cls) -> Self: ...
    def unknown(self, articles: PlainArticles) -> list[tuple[str, tuple[str | None, str | None, list[str]]]]:
        """The places of articles that it does not know: a key, and the place of filing, its country, and the others."""
    def learn(self, layout: ArticleLayout, key: str, values: Mapping[str, Any]) -> None:
        """Remember the values, by their names, for the places with a key. Raises ValueError."""

def html_elements() -> list[str]:
    """The elements of HTML, in small letters."""

def recorded_articles(batch: bytes) -> list[PlainArticle | None] | None:
    """The articles of a batch of records, a line each, as ``Article.to_json`` writes them.

    None for what is no such batch. In the list, None stands for an article that only Python can handle: it may have a
    longer id than it asks for, or it has names of lists.
    """

def reuters_article(attributes: str, markup: str) -> PlainArticle | None:
    """The article of an element of Reuters-21578. None if it has no ``<TEXT>``.

    ``attributes`` stand in its first tag, and ``markup`` between its tags.
    """

def article_record(article: object, names: Sequence[str]) -> str:
    """The attributes of these names as a JSON object without blanks, as ``json`` writes them.

    What is None or empty is left out. Raises TypeError or ValueError for what JSON does not know, and
    UnicodeEncodeError for half of a surrogate pair.
    """

def record_digest(record: str) -> str:
    """The digest of a record that an index stores: 24 hexadecimal digits (BLAKE2b)."""

@final
class LaidOut:
    """An article as the values of a builder's slots. A builder takes it once."""

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""

@final
class ArticleLayout:
    """How articles fill the slots of an archive.

    ``slots`` is that of a :class:`Builder`. ``fills`` is a JSON list beside it, with an entry for each slot:

        null                        nothing, or the core fills it
        "stored"                    the digest of the record, the file as JSON, and the record
        "id", "source", "title", "body", "first_day", "last_day"
        {"entity": kind, ...}, {"list": name, ...}, {"field": "place" | "agency" | "path" | "language" | "has", ...}
                                    whole values; with "words": true the texts whose words find the article, and with
                                    "other_names": true among them other names of the values
        {"mentions": step}, {"mention_column": step}       "day", "month" or "year"
        {"given": name}             a value that the caller has

    Raises ValueError for others.
    """

    def __new__(cls, slots: str, fills: str) -> Self: ...
    def document(self, record: str, source: str, more: dict[str, Any]) -> LaidOut:
        """Lay out a record. ``source`` is its file, ``more`` has the given values. Raises ValueError."""
    def plain(self, article: PlainArticle, source: str, more: dict[str, Any]) -> LaidOut:
        """As :meth:`document`."""

# --- Building (python/src/builder.rs)

@final
class Builder:
    """Analyses documents on worker threads. Each flush writes one segment, in the order of addition.

    ``budget`` is the memory in bytes before ``is_full``. ``slots`` is a JSON list of the places of a document's tuple:

        {"kind": "text", "splitter": "archive" | "whoosh", "fields": [["body", "term"], ["body_exact", "surface"]],
         "gap": 0, "freqs": true, "positions": true}
            str or list[str], split once natively. Every named field gets its own form of each word: "surface", "fold",
            "term", "lower", {"standard": {...}} or {"stemming": {...}}
        {"kind": "postings", "field": "f", "freqs": true, "positions": true, "payloads": false, "lengths": true}
            list[(term: bytes, freq: int, weight: float, positions: list[int] | None, payload: bytes)]
        {"kind": "terms", "field": "f", "column": "f" | null}     list[str | bytes]: whole values, no frequencies
        {"kind": "number", "column": "c"}                         int in 64 bits, signed
        {"kind": "keywords", "column": "c"}                       bytes | list[bytes]
        {"kind": "stored"}                                        bytes, at most 512 MB
        {"kind": "panic"}                              str: the worker panics with this text, for tests
    """

    def __new__(cls, slots: str, budget: int, threads: int = 2) -> Self: ...
    def add(self, documents: Sequence[tuple[Any, ...] | LaidOut]) -> int:
        """Add documents. Returns the number of the first; the others follow. A call that raises adds nothing.

        A wrong Python type raises here. Other values that do not fit their slot raise in :meth:`flush`.
        """
    @property
    def pending(self) -> int:
        """Documents not yet flushed."""
    @property
    def memory(self) -> int:
        """Bytes in use for documents."""
    @property
    def is_full(self) -> bool:
        """Whether the budget is used up, so that a flush is due."""
    def flush(self, path: str) -> tuple[int, int, int, int]:
        """Write all pending documents as one segment file (not synced).

        Returns (number of the first, documents, size in bytes, CRC-32). ValueError and LimitReached may be about any
        of the documents. After an error nothing is pending. After InternalError the builder cannot be used any more.
        """
    def clear(self) -> None:
        """Forget all pending documents."""

@final
class Deletes:
    """The deleted documents of a segment: a set of numbers below ``doc_count``, kept as bits.

    Threads may share it. A search or a merge sees the set as it was when it began. A copy costs almost nothing until
    one of the two changes. ValueError for a number outside the segment.
    """

    def __new__(cls, doc_count: int, docs: Sequence[int] = ...) -> Self: ...
    @staticmethod
    def from_bytes(data: bytes, name: str) -> Deletes:
        """Read the content of a deletes file. ``name`` is for messages. Raises Damaged or Incompatible."""
    def to_bytes(self) -> bytes:
        """The content of a deletes file."""
    @property
    def doc_count(self) -> int:
        """How many documents the segment has, including deleted ones."""
    def __len__(self) -> int: ...
    def __contains__(self, doc: int, /) -> bool: ...
    def __iter__(self) -> Iterator[int]:
        """The present members, in order."""
    def add(self, doc: int) -> None: ...
    def discard(self, doc: int) -> None: ...
    def update(self, docs: Sequence[int]) -> int:
        """Add documents. Returns how many were new. If one is outside the segment, adds none."""
    def minus(self, other: Deletes) -> list[int]:
        """The members that are not in ``other``, in order."""
    def copy(self) -> Deletes: ...

def merge(
    sources: Sequence[tuple[Segment, Deletes | None]], path: str, stop: Stop
) -> tuple[int, int, int, list[bytes]]:
    """Write the live documents of segments, in order, as one segment. Returns (documents, size in bytes, CRC-32, maps).

    There is a map for each source. It has the new number of each old document, as 32-bit numbers (``array("I")``).
    0xffffffff means that the document is gone. Once ``stop`` is set, it removes what it wrote and raises Stopped.
    """

def held_terms(segments: Sequence[Segment], field: str, terms: Sequence[bytes]) -> list[int]:
    """Which of many terms any document has, by their places in order. Deleted documents count, too."""

def holding(segments: Sequence[Segment], field: str, term: bytes) -> list[tuple[int, list[int]]]:
    """The documents that have a term: (place of the segment, their numbers there). Deleted ones are among them."""

def holders(segments: Sequence[Segment], field: str, terms: Sequence[bytes], most: int) -> list[tuple[int, int, int]]:
    """The documents that have any of the terms: (place of the segment, number there, how many of the terms it has).

    They come in order, with deleted ones. For each term, only the first ``most`` documents of a segment count.
    """

# --- Searching (python/src/search.rs)

@final
class Stop:
    """Ends searches and merges from another thread."""

    def __new__(cls) -> Self: ...
    def set(self) -> None:
        """Make every search and merge with this object raise Stopped from now on."""
    @property
    def is_set(self) -> bool: ...

@final
class Weighting:
    """A ranking formula. ``fields`` has other formulas for some fields; their own ``fields`` are ignored.

    ``kind`` is "bm25" (searchkit's own), "bursty" (the same with more for words that recur; archives rank by it),
    "bm25f" (Whoosh's), "frequency" (Whoosh's for fields that are not scorable) or "tf_idf". ``k1`` and ``b`` are the
    parameters of BM25.
    """

    def __new__(
        cls, kind: str = "bm25", k1: float = 1.2, b: float = 0.75, fields: dict[str, Weighting] | None = None
    ) -> Self: ...

_Explanation = tuple[str, float, tuple["_Explanation", ...]]

@final
class Counts:
    """How many matches have each value of a column. A document counts once for each of its distinct values.

    ``values`` are (value, matches). ``distinct`` is the number of all values, without the limit. ``missing`` is the
    number of matches without a value.
    """

    values: list[tuple[Any, int]]
    distinct: int
    missing: int
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Found:
    """What a search found.

    ``total`` is the exact number of all matches. ``hits`` are (document, score). ``facets`` are in the order of the
    request. So are ``timelines``. Each has (number of a step, matches) in order, without the empty steps, and how many
    matches are in no step. ``groups`` is the number of groups. ``members`` are the other documents of each hit's group,
    in their order.
    """

    total: int
    hits: list[tuple[int, float]]
    facets: list[Counts]
    timelines: list[tuple[list[tuple[int, int]], int]]
    groups: int
    members: list[list[int]]
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Searcher:
    """Searches a fixed list of segments, each with its deleted documents. Threads may share it.

    ``weighting`` is for searches that name none; None is BM25.

    Documents are numbered through all segments, including deleted ones. No method returns a deleted document. Raises
    Damaged, and Stopped when ``stop`` was set or ``time_limit`` (seconds) is over.
    """

    def __new__(cls, leaves: Sequence[tuple[Segment, Deletes | None]], weighting: Weighting | None = None) -> Self: ...
    @property
    def doc_count(self) -> int: ...
    @property
    def live_count(self) -> int: ...
    def search(
        self,
        query: Query,
        *,
        limit: int | None = ...,
        offset: int = 0,
        sort: Sequence[tuple[str, str | None, bool, bool]] | None = None,
        filter: Query | None = None,
        mask: Query | None = None,
        weighting: Weighting | None = None,
        group: tuple[str, str] | None = None,
        facets: Sequence[tuple[str, Query | None, str | None, int | None]] | None = None,
        timelines: Sequence[tuple[Sequence[str], str]] | None = None,
        stop: Stop | None = None,
        time_limit: float | None = None,
    ) -> Found:
        """The matches of a plan.

        - ``limit`` is the number of hits, by default ten: 0 only counts, None returns all. ``offset`` is the number of
          hits to skip.
        - ``sort``: keys (by, column, descending, missing last). ``by`` is "score", "doc", or "number" or "keyword" for
          the values of a column. Without keys, the best score comes first. Ties go by document number.
        - ``filter`` must match and ``mask`` must not. Neither adds to scores.
        - ``group``: two columns of numbers (column, first). Of the matches with the same value in the column, only the
          one with the least ``first`` is a hit. Documents without a ``first`` come after others, and ties go by
          document number. A document without a value is a group of its own. The total counts all matches.
        - ``facets``: (column, query, contains, limit). The values of the column are counted over all matches. With a
          ``query`` they are counted over its matches instead, without filter and mask. ``contains`` keeps only values
          with this text, in any case of letters. ``limit`` keeps only the greatest counts, greatest first. Without it,
          all values come in their own order.
        - ``timelines``: (columns, step), with "day", "week", "month", "quarter", "year" or "decade" as the step. Two
          columns of numbers are the first and the last day that a date covers, as ``date.toordinal`` counts. A match
          counts in the step that has both. One column of keywords has dates in ISO form. A match counts once in each
          step that has all of one. Steps are numbered from the first day, week (at 0), month (at 12), quarter (at 4),
          year or decade (at 0) of the year 1 on.
        """
    def count(self, query: Query, *, stop: Stop | None = None, time_limit: float | None = None) -> int: ...
    def matched_docs(
        self,
        query: Query,
        *,
        weighting: Weighting | None = None,
        stop: Stop | None = None,
        time_limit: float | None = None,
    ) -> tuple[bytes, bytes]:
        """All matches in the order of their numbers: 32-bit numbers (``array("I")``) and scores (``array("f")``)."""
    def documents(
        self, docs: Sequence[int], columns: Sequence[str], keyword: str, most: int
    ) -> list[tuple[bytes, tuple[int | None, ...], bytes | None] | None]:
        """What is stored of documents: bytes, values in ``columns`` of numbers, and the first value in one of keywords.

        What is wrong with the first document is raised. Another that cannot be read is None, and so are those after the
        first ``most`` bytes.
        """
    def matching_terms(
        self, query: Query, docs: Sequence[int], *, stop: Stop | None = None, time_limit: float | None = None
    ) -> list[list[tuple[str, bytes]]]:
        """For each document, the sorted (field, term) that leaves of the query match in it.

        Leaves in negations never count. The terms of a phrase count if the document has the phrase.
        """
    def explain(
        self, query: Query, doc: int, *, weighting: Weighting | None = None, stop: Stop | None = None
    ) -> _Explanation | None:
        """A tree of (what, value, parts), whose root has the score. None if the document does not match."""
    def expand(
        self, query: Query, *, stop: Stop | None = None, time_limit: float | None = None
    ) -> dict[str, list[bytes]]:
        """The terms of the index that leaves of the query match, by field. Leaves in negations are left out."""
    def doc_frequency(self, field: str, term: bytes) -> int:
        """How many documents have the term, including deleted ones."""
    def frequency(self, field: str, term: bytes) -> int:
        """How often the term occurs, including deleted documents."""
    def total_length(self, field: str) -> int: ...

# --- Analysis and highlights (python/src/analysis.rs); places are offsets in characters

# A chain is JSON: "archive", or {"splitter": "archive" | "whoosh", "form": FORM, "surface": FORM}, where FORM is
# "surface" | "fold" | "term" | "lower" | {"term": language} | {"standard": {"stop": [..], "min": n, "max": n | null}}
# | {"stemming": {"stop": [..], "min": n, "max": n | null, "ignore": [..]}}. Without "surface" it is "surface" for the
# archive's splitter and "lower" for Whoosh's. Raises ValueError for anything else.

def words(text: str, rule: int = 2) -> list[tuple[str, int, int]]:
    """(surface, start, end) of every word by a rule of archives. ValueError for an unknown rule."""

def surfaces(text: str, rule: int = 2) -> list[str]: ...
def query_surfaces(text: str) -> list[str]:
    """The surfaces by which a text is found by rule 3: without the last letter of a run that ends it."""

def is_part_of_words(word: str) -> bool:
    """Whether it is one letter of a script without spaces."""

def surface(word: str, rule: int = 2) -> str: ...
def fold(word: str, rule: int = 2) -> str: ...
def term(surface_form: str, language: str = "en", rule: int = 2) -> str:
    """The term of a surface form. ``language`` is en, fr, de, es or ru; ValueError for another."""

def place_key(name: str) -> str:
    """The form under which the name of a place is looked up: ``ST. JOHN'S`` becomes ``saint johns``."""

def tidy(name: str) -> str:
    """A name as newspapers print it: ``KNOKKE-HEIST`` becomes ``Knokke-Heist``.

    A name that is not all in capitals stays as it is, but for its white space and its first letter.
    """

def language_evidence(text: str) -> tuple[str | None, int, int, int, int]:
    """(likeliest language, words, its function words, the points of all its signs, the points of the next language).

    A function word that no other language has gives 24 points. If it is one ASCII letter, it gives 6 and is not
    counted. A letter gives 12 points, an ending 3. Signs that several languages share give proportionally less.
    """

def tokens(chain: str, text: str) -> list[tuple[str, int, int, int]]:
    """(term, position, start, end) of every word of ``text`` that the chain keeps."""

@final
class Shingles:
    """The set of a text's shingles, which are runs of ``width`` folded words. Immutable. See core/src/shingles.rs."""

    def __new__(cls, text: str, width: int) -> Self: ...
    def __len__(self) -> int:
        """How many distinct shingles there are."""
    @property
    def words(self) -> int:
        """How many words the text has."""
    @property
    def digest(self) -> int:
        """A number of 63 bits that only texts of the same shingles and as many words share."""
    def common(self, other: Shingles) -> int:
        """How many shingles the two sets share."""
    def keys(self, bands: int, rows: int) -> list[bytes]:
        """A key of four bytes for each band of ``rows`` minima. No keys for a text without words."""

# A leaf of a query is one of
#     ("terms", [..], slop)       these terms in order, at most ``slop`` words between neighbours
#     ("surfaces", [..], slop)    the same of surfaces
#     ("wildcard", pattern)       surfaces; ``*`` is any run of characters, ``?`` is one
#     ("fuzzy", text, distance)   surfaces within so many edits
#     ("any", [..])               words whose term or surface is one of these; each of these has a leaf number
#     ("nothing",)
# Leaves are numbered from 0. A word that several leaves match has the lowest number.
NativeLeaf = (
    tuple[Literal["terms", "surfaces"], Sequence[str], int]
    | tuple[Literal["wildcard", "regex"], str]
    | tuple[Literal["fuzzy"], str, int]
    | tuple[Literal["any"], Sequence[str]]
    | tuple[Literal["placed"], Sequence[NativeLeaf], str]
    | tuple[Literal["nothing"]]
)

def find_words(text: str, chain: str, leaves: Sequence[NativeLeaf]) -> list[tuple[int, int, int]]:
    """(start, end, leaf number) of every word of ``text`` that a leaf matches, in order, each once."""

def find_in_words(
    words: Sequence[tuple[str, str, int, int]], leaves: Sequence[NativeLeaf]
) -> list[tuple[int, int, int]]:
    """As :func:`find_words`, for words from elsewhere: (term, surface, start, end)."""

@final
class ArticleMarker:
    """Marks the matches of a query in articles of one language, and cuts passages around them. Threads may share it.

    ``chain`` splits their texts. Each leaf has the number of the part of the query that it belongs to. ``title`` and
    ``body`` are the leaves for titles and for bodies, ``last`` those for both that come after all others.
    """

    def __new__(
        cls,
        chain: str,
        title: Sequence[tuple[NativeLeaf, int]],
        body: Sequence[tuple[NativeLeaf, int]],
        last: Sequence[tuple[NativeLeaf, int]],
    ) -> Self: ...
    def marks(
        self,
        title: str,
        body: str,
        names: Sequence[tuple[Sequence[str], int]],
        dates: Sequence[tuple[int, int, int]],
    ) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
        """(start, end, number) of all that is matched in the title and in the body of an article, in order.

        ``names`` are the names that the query finds in this article: the surfaces of each, and a number. ``dates`` are
        further marks in the body.
        """
    def passages(
        self,
        articles: Sequence[tuple[str, str, Sequence[tuple[Sequence[str], int]], Sequence[tuple[int, int, int]]]],
    ) -> list[tuple[tuple[tuple[int, int], ...], list[tuple[int, int, tuple[tuple[int, int], ...]]]]]:
        """For each article: (start, end) of all that is matched in the title, and the passages of the body.

        An article is what :meth:`marks` takes. Passages are as of :func:`passages`. A body without a match has one only
        if the title has no match, too.
        """

def passages(
    text: str, marks: Sequence[tuple[int, int, int]], most: int
) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """(start, end, the marks in it from its start) of at most ``most`` passages of a text around marks, in order.

    Without a mark it is the beginning of the text, or nothing of a blank one.
    """

def regex_problem(source: str) -> str | None:
    """What is wrong with a regular expression, in a line. None if nothing is."""

def within_distance(a: str, b: str, most: int) -> bool:
    """Whether ``b`` is at most ``most`` insertions, deletions and replacements of a letter away from ``a``."""

@final
class NameFinder:
    """Finds the names of lists in texts. Threads may share it.

    ``spellings`` are (text, number of the list, number of the name in it, care). ``care`` is "folded" (any case),
    "raised" (begins with a capital) or "exact" (the same case of every letter). ValueError for another.
    """

    def __new__(cls, spellings: Sequence[tuple[str, int, int, str]]) -> Self: ...
    def find(self, text: str) -> list[tuple[int, int, int, int]]:
        """(list, name, start, end), in order. Of overlapping names of one list, the first and longest."""

# --- Cues for rules: where datelines and dates may be (python/src/cues.rs)

def date_landmarks(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Places from ``start`` on that may belong to a date, each with the number of its kind, in order."""

def date_landmark_kinds() -> list[str]:
    """The kinds of landmarks, by number: ``<number>``, ``<month>``, ``<weekday>``, ``<quarter>``, then parts of words
    (``oday``).
    """

@final
class UnpunctuatedPlaces:
    """Finds places where the dateline of a text without punctuation may be. Threads may share it.

    ``small`` are the words that no dateline follows, ``openers`` those that open sentences, ``states`` the letters of
    states, and ``days`` the beginnings of words of a date. All but the states are in small letters.
    """

    def __new__(
        cls, small: Sequence[str], openers: Sequence[str], states: Sequence[str], days: Sequence[str]
    ) -> Self: ...
    def find(self, text: str) -> list[tuple[int, int, bool, bool, tuple[str, int] | None]]:
        """The possible places, in the order in which to try them: (begin, end, after a number, capitals, state).

        ``after a number`` is also true at the beginning of the text. ``capitals`` is whether its capitals mean
        something. ``state`` has the letters of the state after the place, with their end.
        """

# --- Names in running text (python/src/names.rs)

_NameKind = Literal["person", "org", "place", "event"]
_NameOrigin = Literal["model", "rule", "gazetteer"]

@final
class Tagger:
    """The tagger of names with its weights. It is immutable, and threads may share it. Raises Damaged for wrong
    weights, with the name ``file``.
    """

    def __new__(cls, weights: bytes, file: str) -> Self: ...
    def names(
        self, text: str, certain: bool = False
    ) -> list[tuple[Literal["person", "place", "org", "misc"], int, int, float]]:
        """Kind, begin and end in characters, and the probability of each name, in order. Without ``certain``, every
        probability is 1.
        """

@final
class NameRules:
    """The rules that turn what the tagger finds into names of persons, organisations, places and events. It remembers
    what it was told of places. Threads may share it.

    ``starters`` are words that begin sentences, in small letters. ``in_text`` are the keys (:func:`place_key`) of names
    that always mean a place. ``place_named`` tells the usual name of a place, and whether it goes before a person of
    that surname. ``well_known`` tells the usual name of a place that is large enough to stand in the names of bodies.
    """

    def __new__(
        cls,
        starters: Sequence[str],
        in_text: Sequence[str],
        place_named: Callable[[str], tuple[str, bool] | None],
        well_known: Callable[[str], str | None],
    ) -> Self: ...
    def find(
        self, tagger: Tagger, title: str, body: str, start: int = 0
    ) -> tuple[
        dict[_NameKind, tuple[str, ...]],
        dict[_NameKind, dict[str, tuple[str, ...]]],
        dict[_NameKind, _NameOrigin],
        Mentions,
    ]:
        """The names in a title, and in a body from an offset on. Returns the names of each kind, the other forms of
        those that have any, the weakest origin of each kind that has names, and all mentions in the body. Raises what
        the two functions raise.
        """
    def places_in(self, names: Sequence[str]) -> list[str]:
        """The usual names of the places in the names of bodies, each once, in order. Raises what the two functions
        raise.
        """

@final
class Mentions:
    """The places in a body where names stand."""

    def all(self) -> list[tuple[_NameKind, int, int, str, _NameOrigin]]:
        """Kind, begin and end in characters, the name under which it is filed, and its origin, in order."""
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

def train_tagger(
    lessons: Sequence[tuple[str, Sequence[tuple[int, int, str | None]], float]],
    lexicon: Sequence[tuple[str, int]],
    classes: Sequence[tuple[str, int]] = ...,
    *,
    rounds: int,
    rate: float,
    dropout: float,
    least: int,
    most: int,
) -> bytes:
    """The weights learned from ``lessons``. A lesson is a text, its names and the weight of its gradients. A name is
    (begin, end, kind); no kind means that it is unknown. ``lexicon`` has phrases and their flags. ``classes`` has words
    and the number of their class, from 1 on. ``least``: rarer features are not learned. ``most``: the number of
    features to keep. ``rounds`` is the number of passes, ``rate`` the learning rate. ``dropout`` is the share of
    features left out at random.
    """

def word_classes(texts: Sequence[str], *, words: int, classes: int, rounds: int) -> list[tuple[str, int]]:
    """The ``words`` most frequent words of texts, in lower case and sorted, each with the number of its class. Words of
    a class occur between the same words (Brown et al. 1992). Each word may move to another class ``rounds`` times.
    """
