"""Filters as JSON."""

from __future__ import annotations

from typing import Any

from searchkit.results.filters import Filters


def filters_record(filters: Filters) -> list[dict[str, Any]]:
    """One object for each filter."""
    return [
        {"field": each.field, "value": each.value, "whole": each.whole, "excluded": each.excluded} for each in filters
    ]
