from collections.abc import Callable, Sequence
from typing import Any

loads: Callable[[bytes], Any]

class Format:
    def supports(self, name: str) -> bool: ...
    def encode(self, value: Sequence[int]) -> bytes: ...

class Existence(Format):
    def __init__(self, field_boost: float = ..., **options: Any) -> None: ...
