from collections.abc import Callable, Sequence
from typing import Any

class Column:
    _default: Any
    _typecode: str
    _child: Column
    _spec: str
    reversible: bool
    def default_value(self, reverse: bool = ...) -> Any: ...

class VarBytesColumn(Column):
    def __init__(self, allow_offsets: bool = ..., write_offsets_cutoff: int = ...) -> None: ...

class CompressedBytesColumn(Column):
    def __init__(self, level: int = ..., module: Any = ...) -> None: ...

class PickleColumn(Column):
    def __init__(self, child: Column) -> None: ...

    class Writer:
        _child: Any

    class Reader:
        _child: Any

class RefBytesColumn(Column):
    def __init__(self, fixedlen: float = ..., default: Any = ...) -> None: ...
class NumericColumn(Column):
    def __init__(self, typecode: Any, default: Any = ...) -> None: ...
class ClampedNumericColumn(Column):
    def __init__(self, child: Any) -> None: ...
class BitColumn(Column): ...
class StructColumn(Column):
    def __init__(self, spec: Any, default: Any) -> None: ...
class VarBytesListColumn(Column): ...
class FixedBytesListColumn(Column): ...

typecode_min: dict[str, int]
typecode_max: dict[str, int]

class ColumnReader:
    def __getitem__(self, docnum: int) -> Any: ...

class MultiColumnReader(ColumnReader):
    def __init__(self, readers: Sequence[ColumnReader], offsets: Sequence[int] | None = ...) -> None: ...

class TranslatingColumnReader(ColumnReader):
    def __init__(self, reader: ColumnReader, translate: Callable[[Any], Any]) -> None: ...
    def raw_column(self) -> ColumnReader: ...

class CompressedBlockColumn(Column):
    def __init__(self, level: float = ..., blocksize: float = ..., module: Any = ...) -> None: ...

class FixedBytesColumn(Column):
    def __init__(self, fixedlen: Any, default: Any = ...) -> None: ...

