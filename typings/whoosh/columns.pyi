from typing import Any

class Column:
    def default_value(self, reverse: bool = ...) -> Any: ...

class VarBytesColumn(Column):
    def __init__(self, allow_offsets: bool = ..., write_offsets_cutoff: int = ...) -> None: ...

class CompressedBytesColumn(Column):
    def __init__(self, level: int = ..., module: str = ...) -> None: ...

class PickleColumn(Column):
    def __init__(self, child: Column) -> None: ...

    class Writer:
        _child: Any

    class Reader:
        _child: Any
