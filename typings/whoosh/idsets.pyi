from collections.abc import Iterable
from typing import Any

class DocIdSet: ...

class BitSet(DocIdSet):
    def __init__(self, source: Iterable[int] | None = ..., size: int = ...) -> None: ...
