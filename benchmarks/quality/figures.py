"""The figures of a question as a table, and whether one of them fell below what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

# A figure may fall by so much. Less is chance: one article more or less.
_SLACK: Final = 0.003
Cell = int | float
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. Whole numbers are counts; the others are figures from 0 to 1, of which more is better."""

    label: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """``head`` names the labels and then the columns.

    ``missing`` maps what could not be measured here to the reason. The labels of its rows begin with it and a comma.
    """

    head: Sequence[str]
    rows: Sequence[Row]
    missing: Mapping[str, str] = field(default_factory=dict)

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [" | ".join(self.head), " | ".join(["---", *["---:"] * (len(self.head) - 1)])]
        for row in self.rows:
            lines.append(" | ".join([row.label, *(_shown(row.cells[name]) for name in self.head[1:])]))
        return "\n".join(f"| {line} |" for line in lines)

    def as_dict(self) -> Record:
        """The table as JSON holds it. Figures have four decimals."""
        rows = {row.label: {name: _kept(cell) for name, cell in row.cells.items()} for row in self.rows}
        return {"head": list(self.head), "rows": rows}

    @classmethod
    def of(cls, record: Record) -> Table:
        """The table that :meth:`as_dict` gave."""
        return cls(record["head"], [Row(label, cells) for label, cells in record["rows"].items()])


def fallen(table: Table, expected: Table) -> Iterator[str]:
    """A sentence for each figure that is more than 0.003 below the expected one, and for each that was not measured.

    What ``table`` says that it could not measure is left out.
    """
    measured = {row.label: row.cells for row in table.rows}
    for row in expected.rows:
        if any(row.label.startswith(f"{what}, ") for what in table.missing):
            continue
        for name, wanted in row.cells.items():
            if isinstance(wanted, int):
                continue
            found = measured.get(row.label, {}).get(name)
            if found is None:
                yield f"{row.label}, {name}: {wanted:.4f} was expected, and it was not measured"
            elif found < wanted - _SLACK:
                yield f"{row.label}, {name}: {found:.4f}, which is less than {wanted:.4f}"


def _shown(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.3f}"


def _kept(cell: Cell) -> Cell:
    return cell if isinstance(cell, int) else round(cell, 4)
