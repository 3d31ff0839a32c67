"""The data plane, written in Rust: segments, analysis and the execution of query plans."""

from collections.abc import Sequence
from typing import Any, final

# Raised by everything below: OSError; ValueError for a caller's value that cannot be taken; Damaged(message) and
# Incompatible(message) for files; Stopped for a search that was cancelled or ran out of time; and a Rust panic is
# Panicked, never anything else.
class Damaged(Exception): ...
class Incompatible(Exception): ...
class Stopped(Exception): ...
class Panicked(Exception): ...

# --- Query plans (python/src/plan.rs)

@final
class Query:
    """One node of a plan; immutable. What each matches and scores stands in native/core/src/query/tree.rs."""

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
    def terms(self, start: bytes = b"") -> TermCursor:
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
        {"kind": "stored"}                                        bytes
    """

    def __init__(self, slots: str, budget: int, threads: int = 2) -> None: ...
    def add(self, documents: Sequence[tuple[Any, ...]]) -> int:
        """Numbers given are consecutive from the one returned; nothing is kept of a call that raises."""
    def add_json(self, lines: bytes, keys: str) -> int:
        """JSON Lines; ``keys`` is JSON, a list beside the slots: what each is read from.

        A key, a list of keys, null (nothing), ``{"line": true}`` (the whole line), ``{"first_day": key}`` or
        ``{"last_day": key}`` (an ISO date as the ordinal of its first or last day).
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
        """
    def clear(self) -> None:
        """Forget all pending documents."""

def merge(sources: Sequence[tuple[Segment, bytes | None]], path: str) -> tuple[int, int, int, list[bytes]]:
    """Write the live documents of segments, in order, as one: (documents, size, CRC-32, maps).

    A map holds the new number of each old document of a source, as 32-bit numbers (``array("I")``), 0xffffffff for one
    that is gone. The bytes beside a segment are the content of its deletes file.
    """

def deletes_file(docs: Sequence[int], doc_count: int) -> bytes:
    """The content of a file of deletes."""

def deleted_docs(data: bytes, name: str) -> list[int]:
    """The documents that a file of deletes (of that name, for messages) names."""

# --- Searching (python/src/search.rs) and analysis (python/src/analysis.rs): described by their own sections
