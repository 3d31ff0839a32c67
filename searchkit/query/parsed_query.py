"""What was understood of a query text, and what was not."""

from __future__ import annotations

from searchkit.base import light_datetime as dt
from searchkit.base.record import part, record
from searchkit.base.typing_names import Final
from searchkit.query.echo import echo
from searchkit.query.fields import QueryField
from searchkit.query.tree import Node, Span

_MOST_WARNINGS: Final = 100


@record
class QueryWarning:
    """A part of the query text that was not understood as written, and what the parser did with it.

    ``instead`` is the query as it may have been meant; empty if nobody can tell.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    instead: str = part(default="", compare=False)


def unknown_value(field: QueryField, value: str, span: Span) -> QueryWarning:
    """The warning about a value that is none of the few that the field has."""
    hint = f"there are: {' '.join(f'{field.name}:{choice}' for choice in field.choices)}"
    return QueryWarning("unknown_value", f"{value!r} is no value of {field.name} and finds nothing", span, hint)


@record
class Unquoted:
    """The one word that a field was given, where more words follow: perhaps they were all meant.

    ``name`` is the place of the field's name with its colon, ``start`` that of its word. ``ends`` are the ends of the
    words that follow. ``exact``: a ``=`` stands before the word.
    """

    field: str
    name: Span
    start: int
    ends: tuple[int, ...]
    exact: bool = False


@record
class ParsedQuery:
    """What was understood of a query text.

    ``today`` is what ``yesterday`` counted from. ``unquoted`` are fields whose value may lack quotation marks.
    """

    text: str
    tree: Node
    warnings: tuple[QueryWarning, ...]
    default: str = "text"
    today: dt.date | None = None
    unquoted: tuple[Unquoted, ...] = ()

    @property
    def echo(self) -> str:
        """The query as understood, with all parentheses. Parsing it gives the same tree."""
        return echo(self.tree, self.default)


class Warnings(list[QueryWarning]):
    """The warnings about one query text, at most so many."""

    def warn(self, code: str, message: str, span: Span, hint: str = "", instead: str = "") -> None:
        """Add one."""
        if len(self) < _MOST_WARNINGS:
            self.append(QueryWarning(code, message, span, hint, instead))
        elif len(self) == _MOST_WARNINGS:
            message = f"a query has at most {_MOST_WARNINGS} warnings; there are more from here on"
            self.append(QueryWarning("more_warnings", message, span))

    @property
    def are_full(self) -> bool:
        """Whether no more are told."""
        return len(self) >= _MOST_WARNINGS
