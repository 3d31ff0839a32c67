from collections.abc import Iterator
from typing import Any

class Token:
    text: str
    boost: float
    stopped: bool
    pos: int
    startchar: int
    endchar: int
    def __init__(self, positions: bool = ..., chars: bool = ..., removestops: bool = ..., mode: str = ..., **kwargs: Any) -> None: ...

class Composable: ...

class Tokenizer(Composable):
    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]: ...

class Analyzer(Composable):
    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]: ...

class CompositeAnalyzer(Analyzer):
    items: list[Any]

class RegexTokenizer(Tokenizer):
    expression: Any
    gaps: Any

class Filter(Composable): ...
class LowercaseFilter(Filter): ...

class StopFilter(Filter):
    stops: Any
    min: Any
    max: Any
    renumber: Any

class StemFilter(Filter):
    stemfn: Any
    lang: Any
    ignore: Any
    cachesize: Any
    _stem: Any
