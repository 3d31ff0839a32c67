"""A warning where a search that finds nothing asks for a date that the archive does not reach."""

from __future__ import annotations

from searchkit.query.edited import edited, replaced, text_of
from searchkit.query.parser import ParsedQuery, QueryWarning
from searchkit.query.tree import Everything, Span
from searchkit.results.date_span import date_span, dates_asked
from searchkit.results.view import View


def beyond_warnings(view: View, parsed: ParsedQuery) -> tuple[QueryWarning, ...]:
    """The warnings about dates of publication that lie before the first article or after the last one."""
    dates = list(dates_asked((parsed.tree,), view.fields))
    span = date_span(view) if dates else None
    if span is None:
        return ()
    found = []
    for leaf in dates:
        if span.reaches(leaf):
            continue
        told = text_of(parsed.text, leaf, view.fields, parsed.today)
        rest = replaced(parsed.tree, leaf, None)
        instead = edited(parsed.text, leaf, None, rest or Everything(), view.fields, parsed.today)
        # The name of the field stands before the place of the leaf.
        start = max(parsed.text.find(told, max(0, leaf.span.end - len(told))), 0)
        found.append(
            QueryWarning(
                "date_beyond",
                f"no article is of that date: those of the archive are from {span.first} to {span.last}",
                Span(start, leaf.span.end),
                instead=instead,
            )
        )
    return tuple(found)
