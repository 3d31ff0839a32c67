from typing import Any

from whoosh.query import Query

class QueryParser:
    def __init__(self, fieldname: str | None, schema: Any, plugins: Any = ..., **kwargs: Any) -> None: ...
    def parse(self, text: str, normalize: bool = ..., debug: bool = ...) -> Query: ...
