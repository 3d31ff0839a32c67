"""XML of Solr: the answer to a search, and the documents that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.record_fields import with_known_fields
from searchkit.ingest.safe_xml import OriginOf, local_name, text_of
from searchkit.ingest.server_record import record_of_answer
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import stated_article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_root"]

# Around the documents of an answer.
_AROUND: Final = frozenset({"result", "lst", "arr"})


def read_root(source: Source, root: Element, origin_of: OriginOf) -> Iterator[Article | Problem]:
    """The documents of an answer or an update, in order. A failed Problem if it is another kind of XML."""
    documents = list(_documents(root))
    if not documents:
        if any(local_name(child) == "result" for child in root):
            yield source.problem("empty", "an answer without documents", severity="note")
            return
        name = local_name(root)
        yield source.problem(
            "no_reader", f"no reader for XML of <{name}> without documents of Solr", hint="convert it to JSON Lines"
        )
        return
    for number, document in enumerate(documents, 1):
        record, _ = with_known_fields(record_of_answer(_record(document)), source.columns)
        item = f"item {number}: " if len(documents) > 1 else ""
        yield from stated_article(source, record, item=item, origin=origin_of(document))


def _documents(element: Element) -> Iterator[Element]:
    """The documents within an element. safe_xml limits the depth of trees."""
    for child in element:
        name = local_name(child)
        if name == "doc":
            yield child
        elif name in _AROUND:
            yield from _documents(child)


def _record(document: Element) -> dict[str, Any]:
    """The fields of a document. A field that it has several times is a list."""
    record: dict[str, Any] = {}
    for child in document:
        name = child.get("name", "")
        if not name or name.startswith("_"):  # _version_ and the like
            continue
        value = _value(child)
        if name not in record:
            record[name] = value
        elif isinstance(record[name], list):
            record[name].append(value)
        else:
            record[name] = [record[name], value]
    return record


def _value(element: Element) -> Any:
    kind = local_name(element)
    if kind == "arr":
        return [_value(child) for child in element if local_name(child)]
    if kind == "lst":
        return {child.get("name", ""): _value(child) for child in element if local_name(child)}
    return "".join(element.itertext()).strip() if kind in ("str", "field") else text_of(element)
