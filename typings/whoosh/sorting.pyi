from typing import Any

class FacetType: ...

class FieldFacet(FacetType):
    fieldname: str
    reverse: bool

class ScoreFacet(FacetType): ...

class MultiFacet(FacetType):
    facets: list[Any]
    @classmethod
    def from_sortedby(cls, sortedby: Any) -> MultiFacet: ...
