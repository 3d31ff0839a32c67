"""A source's statements, field by field, as an article. What does not fit its field goes to the metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from searchkit.archive.plausible_date import DEFAULT_YEARS
from searchkit.article import Article, Provenance, clean_line, is_provenance, provenance_key
from searchkit.base.origin import Origin
from searchkit.base.partial_date import PartialDate
from searchkit.base.problem import Problem
from searchkit.errors import ArticleInvalid
from searchkit.ingest.plain_value import plain_text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import stated_date
from searchkit.ingest.words_for_nothing import says_nothing

__all__ = ["date_unreadable", "keep_as_written", "known", "stated_article"]

_STATED: Final = ("date", "place", "country", "agency", "language")
# Fields of one text. Records often give lists or objects. The text that these state counts; if that is not all they
# say, they go to the metadata as well.
_ONE_VALUE: Final = (
    "title",
    "body",
    "id",
    "place",
    "country",
    "place_written",
    "agency",
    "language",
    "url",
    "dateline",
)
# Fields of a name or a date, which may say that there is none.
_NAMED: Final = ("date", "place", "country", "place_written", "agency", "language", "lang", "dateline")
_KEYS_OF: Final = {"headline": "title", "text": "body", "content": "body", "lang": "language"}
_OTHER_SHAPES: Final = frozenset(
    "people persons person orgs organisations organizations org places events event entities".split()
) | {"path", "more_places", "also_written", "mentions", "flags"}


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


def keep_as_written(metadata: dict[str, Any], date: PartialDate, written: str) -> None:
    """Keep how a source writes a date that may be refused, because the note then tells it as it is written."""
    if written != date.iso and not DEFAULT_YEARS.have(date.iso):
        metadata.setdefault("date", written)


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
    for key in [key for key, value in values.items() if not isinstance(value, str) and value is not None]:
        if (name := _KEYS_OF.get(key, key)) in _ONE_VALUE:
            text = plain_text_of(name, value := values[key])
            if text is not None:
                values[key] = text
                if name == "place" and isinstance(value, list):
                    values.setdefault("more_places", _further(text, value))
                if isinstance(value, dict) or (isinstance(value, list) and name != "body" and not _says_one(value)):
                    metadata.setdefault(key, value)
                continue
        elif key not in _OTHER_SHAPES or _fits(key, values[key]):
            continue
        metadata[key] = value = values.pop(key)
        yield _not_read(source, key, value, line)
    if isinstance(values.get("id"), str) and not values["id"].strip():
        del values["id"]
    for key in [key for key in _NAMED if isinstance(value := values.get(key), str) and says_nothing(value)]:
        del values[key]
    if isinstance(values.get("date"), (dict, list)):
        text = plain_text_of("date", values["date"])
        if text is not None and stated_date(text):
            values["date"] = text
    stated = values.pop("date", None)
    text = str(stated) if type(stated) is int else stated
    if isinstance(text, str) and (date := stated_date(text)):
        values["date"] = date.iso
        keep_as_written(metadata, date, text)
    elif text is not None and not (isinstance(text, str) and not text.strip()):
        metadata["date"] = stated
        yield date_unreadable(source, str(stated), line)
    if metadata:
        values["metadata"] = metadata


def _further(first: str, places: list[Any]) -> list[str]:
    """The places of a list behind the first one."""
    told = [plain_text_of("place", place) or "" for place in places]
    return [place for place in dict.fromkeys(told) if place.strip() and place != first]


def _says_one(values: list[Any]) -> bool:
    """Whether a list says no more than one text."""
    return len({value for value in values if isinstance(value, str)}) == 1 and all(isinstance(v, str) for v in values)


def _fits(key: str, value: Any) -> bool:
    try:
        Article.from_dict({"title": "-", key: value})
    except ArticleInvalid:
        return False
    return True


def _not_read(source: Source, key: str, value: Any, line: int | None) -> Problem:
    """The note that a field has a value of a shape whose meaning is not plain."""
    kind = "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else repr(value)[:40]
    return source.problem(
        "field_unreadable",
        f"{key} is not read: its value is {kind}",
        line=line,
        hint=f"it is kept in the metadata; give {key} as text",
        severity="note",
    )


def known(**values: Any) -> dict[str, Any]:
    """The values that say something. Empty ones and zeros are left out."""
    return {name: value for name, value in values.items() if value}
