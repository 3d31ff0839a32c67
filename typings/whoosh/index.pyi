from collections.abc import Sequence
from typing import Any

from whoosh.fields import Schema
from whoosh.reading import IndexReader

class TOC:
    def __init__(self, schema: Schema, segments: Sequence[Any], generation: int) -> None: ...

class FileIndex:
    storage: Any
    indexname: str
    _schema: Schema
    def reader(self, reuse: IndexReader | None = ...) -> IndexReader: ...
    def latest_generation(self) -> int: ...
