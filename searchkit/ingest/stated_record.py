"""A source's statements, field by field, as an article. What does not fit its field goes to the metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from searchkit.article import Article, Provenance, clean_line, is_provenance, provenance_key
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.errors import ArticleInvalid
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import stated_date

__all__ = ["date_unreadable", "known", "stated_article"]

_STATED: Final = ("date", "place", "country", "agency", "language")
# Single fields that records often give as a list. The first value counts; the whole list goes to the metadata.
_ONE_VALUE: Final = ("title", "place", "country", "agency", "language", "url")


def stated_article(
    source: Source,
    record: Mapping[str, Any],
    line: int | None = None,
    item: str = "",
    origin: Origin | None = None,
) -> Iterator[Article | Problem]:
    """The article of a record with the keys of Article.from_dict, after notes about it; else one failed Problem.

    ``line`` is where the record begins. ``item`` says which one it is in files without lines (``"item 3: "``). Every
    stated field has the provenance ``metadata`` unless the record names another. ``origin`` is the place of the record
    in the source; without one, ``line`` is all that is known of it.
    """
    values: dict[str, Any] = dict(record)
    notes = list(_prepare(source, values, line))
    values["origin"] = origin if origin is not None else Origin(line=line) if line else None
    # Filled below, once the record is read. A second copy of every article would cost more.
    provenance: dict[str, Provenance] = values["provenance"]
    try:
        article = Article.from_dict(values)
    except ArticleInvalid as error:
        yield source.problem(error.code, f"{item}{error.message}", line=line, hint=error.hint)
        return
    if not article.title and not article.body.strip():
        yield source.problem("no_text", f"{item}no title or body", line=line)
        return
    yield from notes
    if article.flags:  # the index sets the others
        article = article.with_changes(flags=[flag for flag in article.flags if flag == "truncated"])
    kinds = map(provenance_key, article.entities)
    for name in (*(name for name in _STATED if getattr(article, name)), *kinds):
        provenance.setdefault(name, "metadata")
    yield article


def date_unreadable(source: Source, stated: str, line: int | None) -> Problem:
    """The note that a stated date was not understood. The article has no date then."""
    return source.problem(
        "date_unreadable",
        f"date not understood: {clean_line(stated)[:60]!r}",
        line=line,
        hint="write it as 2019, 2019-05 or 2019-05-31",
        severity="note",
    )


def _prepare(source: Source, values: dict[str, Any], line: int | None) -> Iterator[Problem]:
    """Bring the fields of a record into the form of an article. What does not fit goes to the metadata."""
    given = values.pop("metadata", None)
    metadata = dict(given) if isinstance(given, Mapping) else {} if given is None else {"metadata": given}
    provenance = values.pop("provenance", None)
    values["provenance"] = dict(provenance) if is_provenance(provenance) else {}
    if provenance is not None and not is_provenance(provenance):
        metadata["provenance"] = provenance
    if "origin" in values:  # it is about another source
        metadata["origin"] = values.pop("origin")
    for name in _ONE_VALUE:
        several = values.get(name)
        if isinstance(several, list) and several and all(isinstance(value, str) for value in several):
            values[name] = several[0]
            if len(set(several)) > 1:
                metadata[name] = several
    stated = values.pop("date", None)
    text = str(stated) if type(stated) is int else stated
    if isinstance(text, str) and (date := stated_date(text)):
        values["date"] = date.iso
    elif text is not None and not (isinstance(text, str) and not text.strip()):
        metadata["date"] = stated
        yield date_unreadable(source, str(stated), line)
    if metadata:
        values["metadata"] = metadata


def known(**values: Any) -> dict[str, Any]:
    """The values that say something. Empty ones and zeros are left out."""
    return {name: value for name, value in values.items() if value}
