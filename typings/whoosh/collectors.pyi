from typing import Any

from whoosh.matching import Matcher
from whoosh.query import Query
from whoosh.searching import Searcher

class Collector:
    offset: int
    matcher: Matcher
    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None: ...
    def collect_matches(self) -> None: ...
    def collect(self, sub_docnum: int) -> Any: ...
    def sort_key(self, sub_docnum: int) -> Any: ...

class FilterCollector(Collector):
    child: Any
    allow: Any
    restrict: Any
    filtered_count: int
    def __init__(self, child: Any, allow: Any = ..., restrict: Any = ...) -> None: ...
    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None: ...
