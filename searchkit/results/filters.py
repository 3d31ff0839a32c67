"""Filters as values: what hits must have beside the query, or must not have. They add nothing to a score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.errors import UsageError
from searchkit.query.echo import echo
from searchkit.query.lexer import quote
from searchkit.query.parser import QueryWarning, parse, unknown_value
from searchkit.query.tree import NOWHERE, DateRange, Exact, Exists, Leaf, Node, Not, Or, Phrase, ValueRange, WordCount
from searchkit.results.request import Condition

if TYPE_CHECKING:
    import datetime as dt

    from searchkit.query.fields import QueryField
    from searchkit.results.view import View

_WRITTEN: Final = late_pattern(r"(?s)\s*(-?)\s*(\w+)\s*(:=|=|:)\s*(.*?)\s*\Z")
_HOW: Final = "write FIELD=VALUE for a whole value, FIELD:VALUE for a region, such as place=Brussels or place:Europe"
_RANGES: Final = (DateRange, ValueRange, WordCount, Exists)


@record
class Filter:
    """One condition. Several of one field are alternatives; all fields must be met.

    ``whole``: the articles that have ``value`` as a whole value of ``field``, as facets list it. Else they are those
    that the query ``FIELD:VALUE`` finds: in a field of places also what lies in the place, so ``place:Europe`` is a
    region. In a field of dates or numbers, ``value`` is a range in either case, such as ``1987-03..1987-05``.
    ``excluded``: hits must not meet the condition.
    """

    field: str
    value: str
    whole: bool = True
    excluded: bool = False

    @classmethod
    def read(cls, text: str, *, excluded: bool = False) -> Filter:
        """A filter as people write it: ``place=Brussels``, ``place:Europe``, ``date=1987-03``, ``-agency=AFP``.

        Quotation marks around the value mean nothing. ``excluded`` is the same as a minus. Raises UsageError.
        """
        found = _WRITTEN.match(text) if isinstance(text, str) else None
        if found is None or not found[4]:
            raise UsageError(f"{text!r} is no filter", hint=_HOW)
        minus, field, sign, value = found.groups()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        return cls(field, value, sign != ":", excluded or bool(minus))

    def __str__(self) -> str:
        """The text that :meth:`read` reads as this filter."""
        value = f'"{self.value}"' if self.value != self.value.strip() or self.value[:1] in '="' else self.value
        return f"{'-' * self.excluded}{self.field}{'=' if self.whole else ':'}{value}"


@record
class Filters:
    """Filters in the order in which they were chosen, each once. They never change: a change makes others."""

    chosen: tuple[Filter, ...] = ()

    @classmethod
    def of(cls, given: Given | None) -> Filters:
        """The filters of a caller: a Filters, a mapping from fields to whole values, or filters and texts of filters.

        In a mapping, a field with ``-`` before it names values to exclude. Raises UsageError.
        """
        if given is None:
            return NO_FILTERS
        if isinstance(given, Filters):
            return given
        if isinstance(given, Filter):
            return cls((given,))
        if isinstance(given, Mapping):
            return cls(tuple(dict.fromkeys(_of_mapping(given))))
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise UsageError("filters are a Filters, a mapping of fields to values, or a list", hint=_HOW)
        read = (each if isinstance(each, Filter) else Filter.read(each) for each in given)
        return cls(tuple(dict.fromkeys(read)))

    def adding(self, added: Filter) -> Filters:
        """These with one more. The same condition with the other sign goes: a value is either wanted or excluded."""
        kept = tuple(each for each in self.chosen if _condition(each) != _condition(added))
        return self if added in self.chosen else Filters((*kept, added))

    def without(self, left_out: Filter) -> Filters:
        """These but for one."""
        return Filters(tuple(each for each in self.chosen if each != left_out))

    def of_field(self, field: str) -> Filters:
        """Those of one field."""
        return Filters(tuple(each for each in self.chosen if each.field == field))

    def without_field(self, field: str) -> Filters:
        """Those of all other fields."""
        return Filters(tuple(each for each in self.chosen if each.field != field))

    def __iter__(self) -> Iterator[Filter]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)

    def __bool__(self) -> bool:
        return bool(self.chosen)


# What a caller may give for filters.
Given = Filters | Filter | Mapping[str, str | Sequence[str]] | Iterable[str | Filter]
NO_FILTERS: Final = Filters()


def resolved(
    view: View, given: Filters, today: dt.date | None = None
) -> tuple[Filters, tuple[Condition, ...], tuple[QueryWarning, ...]]:
    """The filters by the names of a view's fields, the conditions that they make, and warnings about unknown values.

    Raises UsageError for a field that cannot be filtered by, and for a range that cannot be read.
    """
    warnings: list[QueryWarning] = []
    named: dict[Filter, None] = {}
    groups: dict[tuple[str, bool], list[Node]] = {}
    for each in given:
        field = view.fields.get(each.field) if isinstance(each.field, str) else None
        if field is None or not (field.values or (view.has_articles and field.kind != "like")):
            choices = ", ".join(view.facet_fields)
            raise UsageError(f"there is no field {each.field!r} to filter by", hint=f"choose from: {choices}")
        if not isinstance(each.value, str):
            raise UsageError(f"values to filter {each.field} by are text")
        node = _node(view, field, each, today)
        if isinstance(node, Exact) and field.choices:
            if node.text.lower() in field.choices:
                node = Exact(field.name, node.text.lower())
            else:
                warnings.append(unknown_value(field, each.value, NOWHERE))
        named[Filter(field.name, each.value, each.whole, each.excluded)] = None
        groups.setdefault((field.name, each.excluded), []).append(node)
    conditions = tuple(_together(field, excluded, nodes) for (field, excluded), nodes in groups.items())
    return Filters(tuple(named)), conditions, tuple(warnings)


def query_text(view: View, given: Filter, today: dt.date | None = None) -> str:
    """The query that finds what a filter finds. Raises UsageError for a filter that the view does not know."""
    _, (condition,), _ = resolved(view, Filters((given,)), today)
    node = condition.node
    if isinstance(node, Not):
        return f"-{echo(node.part, view.fields.default)}"
    return echo(node, view.fields.default)


def _of_mapping(given: Mapping[Any, Any]) -> Iterator[Filter]:
    for name, values in given.items():
        if not isinstance(name, str):
            raise UsageError(f"there is no field {name!r} to filter by")
        excluded = name.startswith("-")
        wanted = [values] if isinstance(values, str) else values
        if not isinstance(wanted, Sequence) or not all(isinstance(value, str) for value in wanted):
            raise UsageError(f"values to filter {name} by are text")
        for value in wanted:
            yield Filter(name[excluded:], value, excluded=excluded)


def _condition(given: Filter) -> tuple[str, str, bool]:
    return given.field, given.value, given.whole


def _node(view: View, field: QueryField, given: Filter, today: dt.date | None) -> Leaf:
    if field.name == "lang" and field.kind == "value" and not given.whole:
        from searchkit.base.language_code import language_code

        return Exact(field.name, language_code(given.value) or given.value)
    if field.values and (given.whole or not view.has_articles or field.kind not in ("names", "text")):
        return Exact(field.name, given.value)
    if given.value == "*":
        return Exists(field.name)
    if field.kind in ("names", "text"):
        return Exact(field.name, given.value) if given.whole else Phrase(field.name, given.value)
    # A range is read as a query is. Quotes keep its words together.
    for text in (given.value, quote(given.value)):
        parsed = parse(f"{field.name}:{text}", view.fields, today)
        if isinstance(parsed.tree, _RANGES) and not parsed.warnings:
            return parsed.tree
    what = "a date or a range of dates" if field.kind in ("date", "mentions") else "a range"
    raise UsageError(f"{given.value!r} is not {what}", hint=f"{field.name}={_EXAMPLES.get(field.kind, 'A..B')}")


_EXAMPLES: Final = {"date": "1987-03..1987-05", "mentions": "1987-03..1987-05", "count": "100..500"}


def _together(field: str, excluded: bool, nodes: list[Node]) -> Condition:
    """The alternatives of one field as one condition."""
    node = nodes[0] if len(nodes) == 1 else Or(tuple(nodes))
    return Condition(field, Not(node) if excluded else node)
