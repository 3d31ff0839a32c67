from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.matching import Matcher

class Query:
    def matcher(self, searcher: Any, context: Any = ...) -> Matcher: ...
    def existing_terms(
        self, ixreader: Any, phrases: bool = ..., expand: bool = ..., fieldname: str | None = ...
    ) -> set[tuple[str, bytes | str]]: ...

NullQuery: Query

class Term(Query):
    fieldname: str
    text: str
    def __init__(self, fieldname: str, text: str, boost: float = ...) -> None: ...

class And(Query):
    def __init__(self, subqueries: Sequence[Query], boost: float = ...) -> None: ...

class Or(Query):
    def __init__(self, subqueries: Sequence[Query], boost: float = ...) -> None: ...

class Not(Query):
    def __init__(self, query: Query, boost: float = ...) -> None: ...

class AndNot(Query):
    a: Query
    b: Query
    def __init__(self, a: Query, b: Query) -> None: ...

class Every(Query):
    def __init__(self, fieldname: str | None = ..., boost: float = ...) -> None: ...

class ConstantScoreQuery(Query):
    child: Query
    score: float
    def __init__(self, child: Query, score: float = ...) -> None: ...

class Phrase(Query):
    def __init__(self, fieldname: str, words: Sequence[str], slop: int = ..., boost: float = ...) -> None: ...

class Prefix(Query):
    def __init__(self, fieldname: str, text: str, boost: float = ...) -> None: ...

class Wildcard(Query):
    fieldname: str
    text: str
    def __init__(self, fieldname: str, text: str, boost: float = ...) -> None: ...
    def _btexts(self, ixreader: Any) -> Iterable[bytes]: ...

class FuzzyTerm(Query):
    def __init__(self, fieldname: str, text: str, boost: float = ..., maxdist: int = ..., prefixlength: int = ...) -> None: ...

class NumericRange(Query):
    def __init__(self, fieldname: str, start: Any, end: Any, startexcl: bool = ..., endexcl: bool = ...) -> None: ...

class TermRange(Query):
    def __init__(
        self, fieldname: str, start: str | None, end: str | None, startexcl: bool = ..., endexcl: bool = ...
    ) -> None: ...
