"""An archive of articles as a kind of index: how it is opened, read and changed."""

from __future__ import annotations

from searchkit.archive.fields import archive_fields, facet_fields
from searchkit.archive.layout import ArchiveLayout, analysis_of, description, list_names
from searchkit.archive.ranking import formulas
from searchkit.archive.view import ArchiveView
from searchkit.article import Article
from searchkit.base.analysis import STEMMERS
from searchkit.base.typing_names import TYPE_CHECKING, Any, Final, Iterable, Mapping, Sequence
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.errors import IndexIncompatible, UsageError
from searchkit.query.aliases import NO_ALIASES, Aliases, read_aliases_file
from searchkit.query.tree import Node

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.fields import Schema

    from searchkit._native import PlainArticles
    from searchkit.archive.chosen_extractor import Extraction
    from searchkit.archive.plausible_date import OnProblem
    from searchkit.engine.writer import Writer

# The user's aliases, in the index folder.
ALIASES_NAME: Final = "aliases.txt"


class Archive:
    """The archive in a store. ``aliases`` is the user's file of aliases, if it is not the one in the index folder."""

    def __init__(self, store: Store, aliases: Path | None = None, *, no_aliases: bool = False) -> None:
        self._store = store
        self._no_aliases = no_aliases
        self._aliases_file = aliases

    @classmethod
    def create(cls, path: Path) -> Archive:
        """Make an empty archive. Raises FolderNotOurs or IndexUnwritable."""
        return cls(Store.create(path, description(), ArchiveLayout()))

    @property
    def store(self) -> Store:
        """The index folder."""
        return self._store

    @property
    def unique(self) -> tuple[str, ...]:
        """The fields by whose values articles are replaced."""
        return ("id",)

    @property
    def aliases_file(self) -> Path:
        """The file that holds the aliases. It need not exist."""
        return self._aliases_file or self._store.folder / ALIASES_NAME

    def view(self, earlier: ArchiveView | None = None, *, after_change: bool = False) -> ArchiveView:
        """The latest commit with the current aliases. ``earlier`` itself, if neither has changed. Raises UsageError.

        ``after_change``: the change is committed, so the aliases of ``earlier`` stay if their file cannot be read now.
        """

        def aliases(lists: tuple[str, ...]) -> Aliases:
            try:
                return self._aliases(lists)
            except UsageError:
                if earlier is None or not after_change:
                    raise
                return earlier.aliases

        if earlier is not None and self._store.manifest().revision == earlier.revision:
            now = aliases(earlier.lists)
            return earlier if now == earlier.aliases else earlier.with_aliases(now)
        snapshot = Snapshot(self._store, formulas())
        try:
            return ArchiveView(snapshot, self._store.folder, aliases(list_names(snapshot.commit.description)))
        except BaseException:
            snapshot.close()
            raise

    def _aliases(self, lists: tuple[str, ...]) -> Aliases:
        if self._no_aliases:
            return NO_ALIASES
        optional = self._aliases_file is None
        return read_aliases_file(self.aliases_file, archive_fields(lists), facet_fields(lists), optional=optional)

    def schema(self, view: ArchiveView) -> Schema:
        """The fields as a Whoosh schema."""
        from searchkit.archive.whoosh_schema import archive_schema

        return archive_schema(view.lists, view.analysis)

    def prepared(
        self,
        documents: Iterable[Article | Mapping[str, Any]],
        extract: Extraction,
        on_problem: OnProblem | None = None,
    ) -> Sequence[Article | PlainArticles]:
        """Check and complete articles, before anything is changed. Raises ArticleInvalid."""
        from searchkit.archive.adding import given_articles
        from searchkit.archive.extraction_settings import remembered_settings
        from searchkit.archive.plausible_date import remembered_years

        kept = self._store.manifest().schema
        return given_articles(documents, extract, remembered_settings(kept), remembered_years(kept), on_problem)

    def changes(self, writer: Writer) -> ArchiveChanges:
        """Changes through a writer."""
        return ArchiveChanges(self._store.folder, writer)


class ArchiveChanges:
    """Changes of an archive's articles through one writer."""

    def __init__(self, folder: Path, writer: Writer) -> None:
        from searchkit.archive.adding import Adder
        from searchkit.archive.lists import tagger

        self._writer = writer
        self._adder = Adder(writer, tagger(folder, writer))

    def add(self, articles: Sequence[Article | PlainArticles], extracted: bool) -> None:
        """Add prepared articles. They join their stories only if ``extracted``."""
        for article in articles:
            if isinstance(article, Article):
                self._adder.add(article, in_story=extracted)
            else:
                self._adder.add_together(article)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id. Returns how many there were."""
        return sum(self._writer.delete("id", id) for id in ids)

    def delete_matching(self, view: ArchiveView, tree: Node) -> int:
        """Delete the articles that a query matches, also those just added. Returns how many there were."""
        if view.analysis is not analysis_of(self._writer.description):
            raise IndexIncompatible("the archive was upgraded since it was opened", hint="refresh it and try again")
        return self._writer.delete_matching(view.plan(tree, STEMMERS))
