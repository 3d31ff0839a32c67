"""Facets by how much more often a result has a value than the archive, and timelines as rates."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.results.distinctive import ORDERS, DistinctiveValue, in_order, log_likelihood
from searchkit.results.rates import SMALL
from searchkit.results.reader import Reader

ARTICLES: list[dict[str, Any]] = [
    {
        "id": f"{n}",
        "body": "oil" if n % 4 == 0 else "trade",
        "people": ["Common"] * (n % 2) + (["Oil Man"] if n % 8 == 0 else []) + (["Rare"] if n == 3 else []),
        "date": f"1987-{1 + n % 3:02}-05" if n < 40 else "1987-06" if n < 44 else None,
        "place": "Oslo" if n % 3 else "Rome",
    }
    for n in range(240)
]


def test_values_that_set_a_result_apart_come_first(reader: Reader) -> None:
    (value,) = reader.search("oil").distinctive("person")
    assert (value.value, value.count, value.archive, value.is_few) == ("Oil Man", 30, 30, False)
    values = reader.search("trade").distinctive("people")
    assert [each.value for each in values] == ["Common", "Rare"]
    assert values[1].is_few and values[1].as_dict()["archive"] == 1


def test_all_values_are_compared_and_put_in_order(reader: Reader) -> None:
    values = reader.search("trade").compared("person")
    assert [(each.value, each.count, each.archive, each.g2 > 0) for each in values] == [
        ("Common", 120, 120, True),
        ("Rare", 1, 1, True),
    ]
    everything = reader.search("*").compared("person")
    assert [(each.value, each.g2) for each in everything] == [("Common", 0), ("Oil Man", 0), ("Rare", 0)]
    places = reader.search("oil person:common OR rare").compared("place")
    assert [each.value for each in in_order(places, "name")] == sorted(each.value for each in places)
    both = [
        DistinctiveValue("b", 3, 9, 0.0),
        DistinctiveValue("c", 2, 2, 4.0),
        DistinctiveValue("É", 1, 1, 9.0),
        DistinctiveValue("a", 5, 50, 0.0),
    ]
    assert ["".join(each.value for each in in_order(both, order)) for order in ORDERS] == ["abcÉ", "abcÉ", "Écab"]


def test_filters_narrow_what_is_compared(reader: Reader) -> None:
    results = reader.search("*", filters={"place": "Rome"})
    assert results.distinctive("place")[0].value == "Rome"
    assert results.distinctive("place", limit=1)[0].count == results.total == 80
    assert reader.search("*").distinctive("place") == [], "the whole archive is like itself"
    assert reader.search("zebra").distinctive("place") == []


def test_an_unknown_facet_is_refused(reader: Reader) -> None:
    for field, limit in (("colour", 1), (5, 1), ("place", -1), ("place", "x")):
        with pytest.raises(searchkit.UsageError):
            reader.search("oil").distinctive(field, limit)  # type: ignore[arg-type]
    with pytest.raises(searchkit.UsageError):
        reader.search("oil").compared("colour")


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 500), st.integers(0, 500))
def test_the_log_likelihood_is_that_of_the_four_cells(count: int, rest: int, other: int, other_rest: int) -> None:
    found = log_likelihood(count, count + rest, other, other + other_rest)
    cells = [[count, rest], [other, other_rest]]
    everything = sum(map(sum, cells))
    expected = 0.0
    for row in range(2):
        for column in range(2):
            seen = cells[row][column]
            wanted = sum(cells[row]) * (cells[0][column] + cells[1][column]) / everything if everything else 0
            expected += 2 * seen * math.log(seen / wanted) if seen else 0
    more = (count + rest) and (other + other_rest) and count / (count + rest) > other / (other + other_rest)
    assert found == pytest.approx(expected if more else 0.0, abs=1e-6)
    assert found >= -1e-9


def test_rates_are_shares_of_the_articles_of_each_step(reader: Reader) -> None:
    dated = [a for a in ARTICLES if a["date"]]
    totals = Counter(a["date"][:7] for a in dated)
    counts = Counter(a["date"][:7] for a in dated if a["body"] == "oil")
    found = reader.search("oil").rates("month")
    assert [step.date for step in found.steps] == [f"1987-{month:02}" for month in range(1, 7)]
    for step in found.steps:
        assert (step.count, step.total) == (counts[step.date], totals[step.date])
        assert step.rate == (counts[step.date] / totals[step.date] if totals[step.date] else None)
        assert step.is_small == (totals[step.date] < SMALL)
    assert found.steps[3].as_dict() == {"date": "1987-04", "count": 0, "total": 0, "rate": None, "small": True}


def test_rates_of_mentioned_dates_and_wrong_steps(archive: searchkit.Index) -> None:
    assert archive.search("oil").rates("year", "mentions").steps == ()
    with pytest.raises(searchkit.UsageError):
        archive.search("oil").rates("minute")  # type: ignore[arg-type]
