from typing import Any

from whoosh.matching import Matcher
from whoosh.query import Query
from whoosh.searching import Results, Searcher

class Collector:
    offset: int
    matcher: Matcher
    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None: ...
    def set_subsearcher(self, subsearcher: Searcher, offset: int) -> None: ...
    def collect_matches(self) -> None: ...
    def collect(self, sub_docnum: int) -> Any: ...
    def results(self) -> Results: ...
    def sort_key(self, sub_docnum: int) -> Any: ...

class ScoredCollector(Collector):
    replace: int

class TopCollector(ScoredCollector):
    usequality: bool
    def __init__(self, limit: int = ..., usequality: bool = ...) -> None: ...

class WrappingCollector(Collector):
    child: Any
    def __init__(self, child: Any) -> None: ...

class FilterCollector(WrappingCollector):
    child: Any
    allow: Any
    restrict: Any
    filtered_count: int
    def __init__(self, child: Any, allow: Any = ..., restrict: Any = ...) -> None: ...
    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None: ...

class TermsCollector(WrappingCollector):
    def __init__(self, child: Any, settype: Any = ...) -> None: ...

class TimeLimitCollector(WrappingCollector):
    def __init__(self, child: Any, timelimit: Any, greedy: bool = ..., use_alarm: bool = ...) -> None: ...

