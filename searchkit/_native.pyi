"""The data plane, written in Rust: segments, analysis and the execution of query plans."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, Self, final

__all__ = [
    "Builder",
    "Counts",
    "Damaged",
    "Deletes",
    "Field",
    "Found",
    "Incompatible",
    "InternalError",
    "LimitReached",
    "NameCues",
    "NameFinder",
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
    "acronyms",
    "date_landmark_kinds",
    "date_landmarks",
    "find_in_words",
    "find_words",
    "fold",
    "language_evidence",
    "merge",
    "replaced",
    "surface",
    "surfaces",
    "term",
    "tokens",
    "train_tagger",
    "within_distance",
    "word_classes",
    "words",
]

# Raised by everything below, beside OSError, and ValueError (or TypeError) for a caller's value that cannot be taken.
class Damaged(Exception):
    """A file is not what was written; the message names it."""

class Incompatible(Exception):
    """A file is of a format that this version does not read; the message names it."""

class Stopped(Exception):
    """A search was cancelled, or ran out of time."""

class LimitReached(Exception):
    """Something is larger than can be kept. ``args``: what, what can be done, and "document" or "index"."""

class InternalError(Exception):
    """A mistake of the core itself. Of a panic, on whatever thread, the message has the text, the file and the line."""

# --- Query plans (python/src/plan.rs)

@final
class Query:
    """One node of a plan; immutable. What each matches and scores stands in native/core/src/query/tree.rs.

    Nodes share their parts. ValueError: more than 200 nodes inside one another, or more than 16,777,216 in all.
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
    def require(scored: Query, required: Query) -> Query: ...
    @staticmethod
    def best(parts: Sequence[Query], tiebreak: float = 0.0) -> Query: ...
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
    """An open, immutable segment file; may be shared by threads. Documents are numbered 0..doc_count."""

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
    def keywords(self, column: str, doc: int) -> list[bytes]: ...
    def holders(self, field: str, terms: Sequence[bytes], most: int) -> list[tuple[int, int]]:
        """(document, how many of the terms it has) of documents, deleted ones included, that have any; in order.

        Of each term the first ``most`` documents are looked at.
        """
    def stored(self, doc: int) -> bytes: ...
    def verify(self) -> list[str]:
        """What does not fit its checksum or grammar, one line each, naming file and section."""

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
    """On the first posting when made. ``doc`` is -1 past the end."""

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

@final
class Builder:
    """Takes documents, analyses them on worker threads, and writes each flush as one segment in order of addition.

    ``slots`` is JSON, a list that says what each place of a document's tuple is:

        {"kind": "text", "splitter": "archive" | "whoosh", "fields": [["body", "term"], ["body_exact", "surface"]],
         "gap": 0, "freqs": true, "positions": true}
            str or list[str], split once natively; every named field gets its own form of each word: "surface", "fold",
            "term", "lower", {"standard": {...}} or {"stemming": {...}}
        {"kind": "postings", "field": "f", "freqs": true, "positions": true, "payloads": false, "lengths": true}
            list[(term: bytes, freq: int, weight: float, positions: list[int] | None, payload: bytes)]
        {"kind": "terms", "field": "f", "column": "f" | null}     list[str | bytes]: whole values, no frequencies
        {"kind": "number", "column": "c"}                         int in 64 bits, signed
        {"kind": "keywords", "column": "c"}                       bytes | list[bytes]
        {"kind": "stored"}                                        bytes, at most 512 MB
        {"kind": "panic"}                              str: the worker that reads it panics with it, for tests
    """

    def __new__(cls, slots: str, budget: int, threads: int = 2) -> Self: ...
    def add(self, documents: Sequence[tuple[Any, ...]]) -> int:
        """Numbers given are consecutive from the one returned; nothing is kept of a call that raises.

        What does not fit its slot otherwise than by its Python type is told by :meth:`flush`.
        """
    def add_json(self, lines: bytes, keys: str) -> int:
        """JSON Lines; ``keys`` is JSON, a list beside the slots: what each is read from.

        A key, a list of keys, null (nothing), ``{"line": true}`` (the whole line), ``{"first_day": key}`` or
        ``{"last_day": key}`` (an ISO date as the ordinal of its first or last day).
        """
    def add_dicts(self, documents: list[dict[str, Any]], keys: str) -> int:
        """Dicts of what JSON knows (or of tuples), read as :meth:`add_json` reads their lines: the bytes of those.

        Nothing is kept of a call that raises TypeError or ValueError for what JSON does not know.
        """
    @property
    def pending(self) -> int:
        """Documents not yet flushed."""
    @property
    def memory(self) -> int:
        """Bytes that are gathered."""
    @property
    def is_full(self) -> bool:
        """Whether the budget asks for a flush."""
    def flush(self, path: str) -> tuple[int, int, int, int, list[tuple[int, str]]]:
        """Write all pending documents as one segment file (not synced).

        (number of the first, documents, size in bytes, CRC-32, bad lines as (number of the document, what is wrong)).
        ValueError and LimitReached tell of any of the documents. After an error nothing is pending; after InternalError
        the builder is of no more use.
        """
    def clear(self) -> None:
        """Forget all pending documents."""

@final
class Deletes:
    """The deleted documents of a segment: a set of numbers below ``doc_count``, kept as bits.

    May be shared by threads. A search or a merge sees the set as it was when it was handed over; copies cost next to
    nothing until one of them changes. ValueError for a number that is none of the segment's.
    """

    def __new__(cls, doc_count: int, docs: Sequence[int] = ...) -> Self: ...
    @staticmethod
    def from_bytes(data: bytes, name: str) -> Deletes:
        """Read the content of a deletes file (of that name, for messages). Raises Damaged or Incompatible."""
    def to_bytes(self) -> bytes:
        """The content of a deletes file."""
    @property
    def doc_count(self) -> int:
        """How many documents the segment has, deleted ones included."""
    def __len__(self) -> int: ...
    def __contains__(self, doc: int, /) -> bool: ...
    def __iter__(self) -> Iterator[int]:
        """In order, as they are now."""
    def add(self, doc: int) -> None: ...
    def discard(self, doc: int) -> None: ...
    def update(self, docs: Sequence[int]) -> int:
        """Add documents, or none of them if one is not of the segment; how many were new."""
    def minus(self, other: Deletes) -> list[int]:
        """Those that are not in another set, in order."""
    def copy(self) -> Deletes: ...

def merge(sources: Sequence[tuple[Segment, Deletes | None]], path: str) -> tuple[int, int, int, list[bytes]]:
    """Write the live documents of segments, in order, as one: (documents, size, CRC-32, maps).

    A map holds the new number of each old document of a source, as 32-bit numbers (``array("I")``), 0xffffffff for one
    that is gone.
    """

def replaced(field: str, new: Segment, older: Sequence[Segment]) -> tuple[list[int], list[list[int]]]:
    """The documents of ``new``, and of each older segment, in whose place later ones of ``new`` stand.

    They share a term of ``field``, whose terms are unique; of several in ``new`` the last stays.
    """

# --- Searching (python/src/search.rs)

@final
class Stop:
    """Ends searches from another thread."""

    def __new__(cls) -> Self: ...
    def set(self) -> None:
        """Every search that was given this raises Stopped from now on."""
    @property
    def is_set(self) -> bool: ...

@final
class Weighting:
    """A ranking formula, and others for some fields (of which those for further fields are not looked at).

    ``kind`` is "bm25" (searchkit's own), "bm25f" (Whoosh's), "frequency" (Whoosh's for fields that are not scorable) or
    "tf_idf".
    """

    def __new__(
        cls, kind: str = "bm25", k1: float = 1.2, b: float = 0.75, fields: dict[str, Weighting] | None = None
    ) -> Self: ...

_Explanation = tuple[str, float, list["_Explanation"]]

@final
class Counts:
    """How many matches have each value of a column; a document counts once for each of its distinct values.

    ``values`` are (value, matches), ``distinct`` how many values there are, whatever the limit, ``missing`` the matches
    without a value.
    """

    values: list[tuple[Any, int]]
    distinct: int
    missing: int
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Found:
    """What a search found.

    ``total`` is the exact number of all matches, ``hits`` are (document, score). ``facets`` are as they were asked for.
    ``pairs`` are ((number, number), matches) of the two columns asked for, ``unpaired`` the matches without both.
    ``groups`` is how many groups there are, ``members`` the other documents of each hit's group, first ones first.
    """

    total: int
    hits: list[tuple[int, float]]
    facets: list[Counts]
    pairs: list[tuple[tuple[int, int], int]]
    unpaired: int
    groups: int
    members: list[list[int]]
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Searcher:
    """Searches a fixed list of segments; may be shared by threads.

    Beside each segment stand its deleted documents. Documents are numbered through all segments, deleted ones included;
    no method gives a deleted one. Errors: Damaged; Stopped when ``stop`` was set or ``time_limit`` (seconds) is over.
    """

    def __new__(cls, leaves: Sequence[tuple[Segment, Deletes | None]]) -> Self: ...
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
        pairs: tuple[str, str] | None = None,
        stop: Stop | None = None,
        time_limit: float | None = None,
    ) -> Found:
        """The matches of a plan: ten hits unless ``limit`` is another; 0 only counts, None is all.

        - ``sort``: keys (by, column, descending, missing last), by being "score", "number", "keyword" (a column's) or
          "doc"; none is best score first. What ties goes by document number.
        - ``filter`` must match, ``mask`` must not; neither adds to scores.
        - ``group``: two columns of numbers (column, first). Of the matches with one value of the column only the one
          with the least ``first`` is a hit; documents without a ``first`` come after others, and document numbers break
          ties. A document without a value is a group of its own. The total counts all matches.
        - ``facets``: (column, query, contains, limit). Counted over all matches, or over those of the facet's own query
          (then without filter and mask); only values with that text in them, whatever the case; only the ``limit``
          greatest counts, greatest first, else all in the order of the values.
        - ``pairs``: two columns of numbers, whose pairs are counted.
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
    def matching_terms(
        self, query: Query, docs: Sequence[int], *, stop: Stop | None = None, time_limit: float | None = None
    ) -> list[list[tuple[str, bytes]]]:
        """For each of the documents, the (field, term) in it that the query's leaves stand for, sorted.

        Leaves in negations never count; the terms of a phrase count where the phrase stands.
        """
    def explain(self, query: Query, doc: int, *, weighting: Weighting | None = None) -> _Explanation | None:
        """(what, value, parts), the root's value being the score of the hit; None where the document does not match."""
    def expand(
        self, query: Query, *, stop: Stop | None = None, time_limit: float | None = None
    ) -> dict[str, list[bytes]]:
        """The terms of the index that the query's leaves stand for, by field; those in negations are left out."""
    def doc_frequency(self, field: str, term: bytes) -> int:
        """Documents that have the term, deleted ones included."""
    def frequency(self, field: str, term: bytes) -> int:
        """Occurrences of the term, those in deleted documents included."""
    def total_length(self, field: str) -> int: ...

# --- Analysis and highlights (python/src/analysis.rs); places are offsets in characters

# A chain is JSON: "archive", or {"splitter": "archive" | "whoosh", "form": FORM, "surface": FORM}, where FORM is
# "surface" | "fold" | "term" | "lower" | {"term": language} | {"standard": {"stop": [..], "min": n, "max": n | null}}
# | {"stemming": {"stop": [..], "min": n, "max": n | null, "ignore": [..]}}. Without "surface" it is "surface" for the
# archive's splitter and "lower" for Whoosh's. Raises ValueError for anything else.

def words(text: str) -> list[tuple[str, int, int]]:
    """(surface, start, end) of every word that the archive's splitter finds."""

def surfaces(text: str) -> list[str]: ...
def surface(word: str) -> str: ...
def fold(word: str) -> str: ...
def term(surface_form: str, language: str = "en") -> str:
    """``language`` is one of en, fr, de, es and ru; raises ValueError for others."""

def language_evidence(text: str) -> tuple[str | None, int, int, int, int]:
    """(likeliest language, words, function words of it, what all signs of it are worth, what those of the next are).

    A function word that no other language has is worth 24, or 6 if it is one letter of ASCII, and then is not counted;
    a letter is worth 12, an ending 3; what several languages share, as much less.
    """

def tokens(chain: str, text: str) -> list[tuple[str, int, int, int]]:
    """(term, position, start, end) of every word of ``text`` that the chain keeps."""

@final
class Shingles:
    """The set of the shingles of a text, runs of ``width`` folded words; immutable. Defined in core/src/shingles.rs."""

    def __new__(cls, text: str, width: int) -> Self: ...
    def __len__(self) -> int:
        """How many distinct shingles there are."""
    @property
    def words(self) -> int:
        """How many words the text has."""
    def common(self, other: Shingles) -> int:
        """How many shingles both have."""
    def keys(self, bands: int, rows: int) -> list[bytes]:
        """A key of four bytes for each band of so many minima; none for a text without words."""

# A leaf of a query is one of
#     ("terms", [..], slop)       these terms in order, at most ``slop`` words between neighbours
#     ("surfaces", [..], slop)    the same of surfaces
#     ("wildcard", pattern)       surfaces; ``*`` is any run of characters, ``?`` is one
#     ("fuzzy", text, distance)   surfaces within so many edits
#     ("any", [..])               words whose term is one of these, or else their surface; has a number for each of them
#     ("nothing",)
# Leaves are numbered from 0; a word that several match has the lowest number.
NativeLeaf = (
    tuple[Literal["terms", "surfaces"], Sequence[str], int]
    | tuple[Literal["wildcard"], str]
    | tuple[Literal["fuzzy"], str, int]
    | tuple[Literal["any"], Sequence[str]]
    | tuple[Literal["nothing"]]
)

def find_words(text: str, chain: str, leaves: Sequence[NativeLeaf]) -> list[tuple[int, int, int]]:
    """(start, end, leaf number) of every word of ``text`` that a leaf matches, in order, each once."""

def find_in_words(
    words: Sequence[tuple[str, str, int, int]], leaves: Sequence[NativeLeaf]
) -> list[tuple[int, int, int]]:
    """The same for words made elsewhere: (term, surface, start, end) of each."""

def within_distance(a: str, b: str, most: int) -> bool:
    """Whether ``b`` is at most ``most`` insertions, deletions and replacements of a letter away from ``a``."""

@final
class NameFinder:
    """Finds the names of lists in texts; may be shared by threads.

    ``spellings`` are (text, number of the list, number of the name in it, care); care is "folded" (any case), "raised"
    (a capital first) or "exact" (the case of every letter as in the text). ValueError for another.
    """

    def __new__(cls, spellings: Sequence[tuple[str, int, int, str]]) -> Self: ...
    def find(self, text: str) -> list[tuple[int, int, int, int]]:
        """(list, name, start, end) in order; of names of one list that overlap, the first and longest."""

# --- What tells rules where names and dates may be (python/src/cues.rs)

@final
class NameCues:
    """Finds in one pass what rules for names look at; may be shared by threads. Words and phrases begin with A to Z."""

    def __new__(cls, honorifics: Sequence[str], heads: Sequence[str], phrases: Sequence[str]) -> Self: ...
    def find(self, text: str, start: int = 0) -> tuple[list[tuple[int, int]], list[int], list[int], list[int]]:
        """Begin and end of acronyms (``EU``, ``U.N.``), where an honorific stands before a capital, and where a head
        word stands, each from ``start`` on; and the numbers of the phrases in the text whose first word also stands
        between white space.
        """

def acronyms(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Begin and end of each short form that ``text`` explains, and of the long form that stands beside it, in order."""

def date_landmarks(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Where from ``start`` on something may belong to a date, and the number of its kind, in order."""

def date_landmark_kinds() -> list[str]:
    """The kinds of landmarks by their numbers: ``<number>``, ``<month>``, ``<weekday>``, ``<quarter>``, then words as
    they are looked for (``oday``).
    """

@final
class UnpunctuatedPlaces:
    """Finds where the dateline of a text that lost its punctuation may stand; may be shared by threads.

    It is given the words after which none stands, those that open sentences, the letters of states, and what the words
    of a date begin with; all but the states in small letters.
    """

    def __new__(
        cls, small: Sequence[str], openers: Sequence[str], states: Sequence[str], days: Sequence[str]
    ) -> Self: ...
    def find(self, text: str) -> list[tuple[int, int, bool, bool, tuple[str, int] | None]]:
        """Begin and end of each possible place; whether a number ends just before it, or the text begins with it;
        whether it stands in capitals that say something; and the letters of the state that follows, with their end. In
        the order in which they are to be tried.
        """

# --- Names in running text (python/src/names.rs)

@final
class Tagger:
    """The tagger of names with its weights; immutable, may be shared by threads. Damaged: these are no weights of one;
    ``file`` is the name that the error gives them.
    """

    def __new__(cls, weights: bytes, file: str) -> Self: ...
    def names(
        self, text: str, certain: bool = False
    ) -> list[tuple[Literal["person", "place", "org", "misc"], int, int, float]]:
        """Kind, begin and end in characters, and how probable the name is (1 unless
        ``certain``), in order.
        """

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
    """The weights that lessons teach: text, its names (begin, end, kind; no kind: what stands there is not known) and
    the weight of its gradients. ``lexicon``: phrases and their flags; ``classes``: words and the number of their class,
    from 1 on; ``least``: features seen less often are not learned; ``most``: so many features are kept.
    """

def word_classes(texts: Sequence[str], *, words: int, classes: int, rounds: int) -> list[tuple[str, int]]:
    """The most frequent words of texts, in lower case and sorted, each with the number of its class. Words of a class
    stand between the same words (Brown et al. 1992); each word may move to another class ``rounds`` times.
    """
