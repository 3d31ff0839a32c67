"""A warning where a field was given a value of several words without quotation marks, as in ``place:New York``."""

from __future__ import annotations

from searchkit.base.record import changed
from searchkit.base.typing_names import Final
from searchkit.query.lexer import quote
from searchkit.query.parser import ParsedQuery, QueryWarning, Unquoted, parse
from searchkit.query.tree import Exact, Phrase, Span
from searchkit.results.request import Request
from searchkit.results.view import View

_MOST: Final = 3  # warnings, each of which takes a few searches


def unquoted_warnings(view: View, request: Request, parsed: ParsedQuery, total: int) -> tuple[QueryWarning, ...]:
    """The warnings for those values that articles have with all their words. ``total`` is what the query finds."""
    found = (_warning(view, request, parsed, each, total) for each in parsed.unquoted[:_MOST])
    return tuple(warning for warning in found if warning is not None)


def _warning(view: View, request: Request, parsed: ParsedQuery, unquoted: Unquoted, total: int) -> QueryWarning | None:
    alone = Request(request.query, time_limit=request.time_limit, stop=request.stop)
    for end in reversed(unquoted.ends):
        span = Span(unquoted.start, end)
        value = parsed.text[span.start : span.end]
        whole = (Exact if unquoted.exact else Phrase)(unquoted.field, value)
        if not view.search(changed(alone, query=whole)).total:
            continue
        text = parsed.text[: span.start] + quote(value) + parsed.text[span.end :]
        quoted = changed(
            alone, query=parse(text, view.fields, parsed.today).tree, filters=request.filters, since=request.since
        )
        name = parsed.text[unquoted.name.start : unquoted.name.end]
        return QueryWarning(
            "unquoted_value",
            f"{name} takes one word here ({_articles(total)}); with quotes it finds "
            f"{_articles(view.search(quoted).total)}",
            Span(unquoted.name.start, span.end),
            f"write {name}{'=' * unquoted.exact}{quote(value)}",
            text,
        )
    return None


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"
