"""An index of an embedder's Whoosh schema: how it is opened, read and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.fields import Schema

from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, UsageError
from searchkit.query.tree import Node
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import SchemaLayout
from searchkit.whoosh_api.view import SchemaView

if TYPE_CHECKING:
    from searchkit.engine.writer import Writer


class Embedded:
    """The index of an embedder's schema in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._schema = schema_from(store.description)

    @classmethod
    def create(cls, path: Path, schema: Schema) -> Embedded:
        """Make an empty index. Raises FolderNotOurs, IndexUnwritable or IndexIncompatible."""
        return cls(Store.create(path, describe_schema(schema), SchemaLayout(schema)))

    @property
    def unique(self) -> tuple[str, ...]:
        """The fields by whose values documents are replaced."""
        return tuple(name for name, field in self._schema.items() if field.unique)

    def view(self, earlier: SchemaView | None = None, *, after_change: bool = False) -> SchemaView:
        """The latest commit; ``earlier``, if it is that."""
        if earlier is not None and self.store.manifest().revision == earlier.revision:
            return earlier
        return SchemaView(Snapshot(self.store), self._schema)

    def schema(self, view: SchemaView) -> Schema:
        """The Whoosh schema."""
        return self._schema

    def prepared(self, documents: Iterable[Any], extract: object, on_problem: object) -> list[dict[str, Any]]:
        """Check documents against the fields, before anything is changed. Raises ArticleInvalid."""
        return [self._fitting(item) for item in documents]

    def changes(self, writer: Writer) -> EmbeddedChanges:
        """Changes through a writer."""
        return EmbeddedChanges(writer, self.unique)

    def _fitting(self, item: object) -> dict[str, Any]:
        if not isinstance(item, Mapping):
            raise ArticleInvalid("documents of this index are dicts of the schema's fields")
        for name, value in item.items():
            if name.startswith("_") or value is None:
                continue
            if name not in self._schema:
                raise ArticleInvalid(f"there is no field {name!r} in the schema")
            field = self._schema[name]
            try:
                if field.indexed:
                    list(field.index(value))
                if field.column_type is not None:
                    field.to_column_value(value)
            except Exception as error:  # Whoosh's field types raise errors of any class
                raise ArticleInvalid(f"field {name!r} does not take {value!r}: {error}") from error
        return dict(item)


class EmbeddedChanges:
    """Changes of documents through one writer."""

    def __init__(self, writer: Writer, unique: Sequence[str]) -> None:
        self._writer = writer
        self._unique = unique

    def add(self, documents: Sequence[dict[str, Any]], extracted: bool) -> None:
        """Add prepared documents."""
        for document in documents:
            self._writer.add(document)

    def delete(self, values: Iterable[str]) -> int:
        """Delete documents by their first unique field. Returns how many there were. Raises UsageError."""
        if not self._unique:
            raise UsageError("the schema has no unique field to delete by")
        return sum(self._writer.delete(self._unique[0], value) for value in values)

    def delete_matching(self, view: SchemaView, tree: Node) -> int:
        """Raise UsageError: only articles can be deleted by a query."""
        raise UsageError("documents of this index are not articles")
