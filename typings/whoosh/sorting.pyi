from collections.abc import Callable
from typing import Any

class FacetType: ...

class FieldFacet(FacetType):
    fieldname: str
    reverse: bool
    def __init__(self, fieldname: str, reverse: bool = ...) -> None: ...

class ScoreFacet(FacetType): ...

class FunctionFacet(FacetType):
    def __init__(self, fn: Callable[[Any, int], Any]) -> None: ...

class MultiFacet(FacetType):
    facets: list[Any]
    @classmethod
    def from_sortedby(cls, sortedby: Any) -> MultiFacet: ...
