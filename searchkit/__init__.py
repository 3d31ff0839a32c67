"""searchkit: a full-text search engine for news archives, embedded, without a server.

>>> import searchkit
>>> with searchkit.open("index") as ix:                      # doctest: +SKIP
...     for hit in ix.search("border management", limit=3):
...         print(hit.rank, hit.article.headline)
"""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.typing_names import TYPE_CHECKING, Any, Literal
from searchkit.base.version import VERSION
from searchkit.errors import (
    ArticleInvalid,
    ArticleMissing,
    ArticleTooLarge,
    FolderNotOurs,
    IndexDamaged,
    IndexIncompatible,
    IndexLocked,
    IndexMissing,
    IndexProblem,
    IndexTooLarge,
    IndexUnreadable,
    IndexUnwritable,
    InputFailed,
    OutOfResources,
    QueryError,
    SearchkitError,
    SearchStopped,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from whoosh.fields import Schema

    from searchkit._native import Stop
    from searchkit.archive.status import Status
    from searchkit.archive.upgrade import Upgrade
    from searchkit.engine.generations import Generation, Generations, Restored
    from searchkit.index import Index
    from searchkit.results.explanation import Explanation
    from searchkit.results.facets import FacetValue
    from searchkit.results.filters import Filter, Filters
    from searchkit.results.quotes import Quote, Quotes
    from searchkit.results.request import FacetRequest
    from searchkit.results.results import Hit, Results
    from searchkit.results.snippets import Snippet
    from searchkit.results.story import Story
    from searchkit.results.timeline import Timeline

__version__ = VERSION
__all__ = [
    "Article",
    "ArticleInvalid",
    "ArticleMissing",
    "ArticleTooLarge",
    "Explanation",
    "FacetRequest",
    "FacetValue",
    "Filter",
    "Filters",
    "FolderNotOurs",
    "Generation",
    "Generations",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexIncompatible",
    "IndexLocked",
    "IndexMissing",
    "IndexProblem",
    "IndexTooLarge",
    "IndexUnreadable",
    "IndexUnwritable",
    "InputFailed",
    "Origin",
    "OutOfResources",
    "QueryError",
    "Quote",
    "Quotes",
    "Restored",
    "Results",
    "SearchStopped",
    "SearchkitError",
    "Snippet",
    "Status",
    "Stop",
    "Story",
    "Timeline",
    "Upgrade",
    "UsageError",
    "choose_to_keep",
    "create",
    "generations",
    "open",
    "restore",
    "upgrade",
]

# Imported when first asked for: `import searchkit` itself loads no Whoosh.
_LAZY = {
    "Generation": "searchkit.engine.generations",
    "Generations": "searchkit.engine.generations",
    "Restored": "searchkit.engine.generations",
    "Index": "searchkit.index",
    "Status": "searchkit.archive.status",
    "Stop": "searchkit._native",
    "Explanation": "searchkit.results.explanation",
    "Hit": "searchkit.results.results",
    "Quote": "searchkit.results.quotes",
    "Quotes": "searchkit.results.quotes",
    "Results": "searchkit.results.results",
    "FacetRequest": "searchkit.results.request",
    "FacetValue": "searchkit.results.facets",
    "Filter": "searchkit.results.filters",
    "Filters": "searchkit.results.filters",
    "Snippet": "searchkit.results.snippets",
    "Story": "searchkit.results.story",
    "Timeline": "searchkit.results.timeline",
    "Upgrade": "searchkit.archive.upgrade",
}


def create(path: str | Path, schema: Schema | None = None) -> Index:
    """Make an empty index in a new or empty folder: an archive of articles, or of any Whoosh schema.

    Raises FolderNotOurs, IndexUnwritable or IndexIncompatible.
    """
    from searchkit.index import Index

    return Index.create(path, schema)


def open(
    path: str | Path,
    *,
    generation: int | None = None,
    aliases: str | Path | Literal[False] | None = None,
    in_memory: bool = False,
) -> Index:
    """Open the index in the folder ``path``.

    ``generation`` is the number of an earlier commit that the index keeps; it can only be read. ``aliases`` is a file
    of names to treat as one or to hide. The default is ``aliases.txt`` in the index folder; False applies none. With
    ``in_memory``, the index is read into memory, and searches need no file. Choose it for a folder that may go away.
    Raises IndexMissing, IndexDamaged or IndexIncompatible, and UsageError for aliases that cannot be read.
    """
    from searchkit.index import Index

    return Index.open(path, generation=generation, aliases=aliases, in_memory=in_memory)


def upgrade(
    path: str | Path,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Upgrade:
    """Index the stored articles of an archive again by this version's analysis, in one commit. No source is read.

    An archive that is up to date is left alone. ``on_progress`` is called with the number of articles done and the
    number of all. ``should_stop`` is called before each article. If it returns true, the archive stays as it was.
    Raises IndexMissing, IndexDamaged, IndexLocked or IndexUnwritable. Raises IndexIncompatible for an archive of a
    later version, and UsageError for an index that is not an archive.
    """
    from searchkit.archive.upgrade import upgrade as upgraded

    return upgraded(path, on_progress=on_progress, should_stop=should_stop)


def generations(path: str | Path) -> Generations:
    """The commits that the index in ``path`` keeps, the oldest first and the latest last.

    Each can be opened with ``open(path, generation=...)``. Raises IndexMissing, IndexDamaged or IndexIncompatible.
    """
    from pathlib import Path

    from searchkit.engine.generations import generations as kept

    return kept(Path(path))


def choose_to_keep(path: str | Path, *, hours: float | None = None, share: float | None = None) -> Generations:
    """Choose how long (``hours``) and how much (``share``) the index in ``path`` keeps from now on.

    A commit stays for so many hours after it was replaced, as long as all of them add no more than ``share`` times the
    archive's own size. The last one is always kept. None leaves a value as it is: 24 and 1 unless they were chosen.
    Raises UsageError, IndexMissing, IndexLocked, IndexDamaged or IndexUnwritable.
    """
    from pathlib import Path

    from searchkit.engine.generations import choose_to_keep as chosen

    return chosen(Path(path), hours, share)


def restore(path: str | Path, generation: int) -> Restored:
    """Make an earlier commit that the index in ``path`` keeps the latest again, as a new commit.

    The commit that was the latest is kept, so a restore can be undone. The next :meth:`Index.add_files` reads all its
    files again. Raises IndexMissing if the generation is not kept, UsageError if it is the latest, IndexDamaged if one
    of its files is damaged, IndexIncompatible, IndexLocked or IndexUnwritable; then the index is as it was.
    """
    from pathlib import Path

    from searchkit.archive.restore import restore as restored

    return restored(Path(path), generation)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
