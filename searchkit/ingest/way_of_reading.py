"""How files are read, in a word that the register remembers for each of them. Another way gives other articles."""

from __future__ import annotations

import json
from hashlib import blake2b

from searchkit.archive.plausible_date import DEFAULT_YEARS, Years
from searchkit.extract.extractor import UserExtractor
from searchkit.extract.settings import Settings
from searchkit.ingest.column_mapping import Remembered
from searchkit.ingest.reading import may_hold_tables

__all__ = ["WayOfReading"]


class WayOfReading:
    """How one run reads files. Its arguments are those of the run. Without ``settings`` nothing is extracted."""

    def __init__(
        self, settings: Settings | None, extractor: UserExtractor | None, years: Years, columns: Remembered
    ) -> None:
        way = "plain:" if settings is None else settings.reading
        if extractor is not None:
            way = way.replace("extracted", f"extracted by {extractor.fingerprint}")
        if years != DEFAULT_YEARS:
            way = f"years {years} {way}"
        self._way = way
        self._columns = columns

    def of(self, key: str) -> str:
        """How a file is read. No value is the beginning of another."""
        columns = self._columns.of(key)
        if not columns or not may_hold_tables(key):
            return self._way
        told = json.dumps(columns, sort_keys=True).encode()
        return f"columns {blake2b(told, digest_size=8).hexdigest()} {self._way}"
