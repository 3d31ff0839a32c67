"""The inverted index: documents of any schema in, matches of plans out. It imports nothing of articles.

The public names, such as ``create_in`` and ``FileStorage``, are those of ``whoosh.index`` and of
``whoosh.filedb.filestore``, over native segments. Whoosh is loaded when the first of them is used.

``store`` is an index folder and ``manifest`` its commits; ``folder`` makes all changes on disk. ``writer`` makes
commits: ``pending`` gathers its documents, ``live_segments`` deletes, and ``merging`` joins segments. ``snapshot``
reads one commit, and ``search`` runs plans over it. ``repair`` checks a folder and goes back to the commit before.
"""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from whoosh.index import EmptyIndexError, LockError

    from searchkit.whoosh_api.opening import create_in, exists, exists_in, open_dir, version, version_in
    from searchkit.whoosh_api.sortable_fields import add_sortable
    from searchkit.whoosh_api.storage import FileStorage, RamStorage, copy_to_ram
    from searchkit.whoosh_api.whooshs_folder import import_index

__all__ = [
    "EmptyIndexError",
    "FileStorage",
    "LockError",
    "RamStorage",
    "add_sortable",
    "copy_to_ram",
    "create_in",
    "exists",
    "exists_in",
    "import_index",
    "open_dir",
    "version",
    "version_in",
]

_HOMES: Final = {
    "EmptyIndexError": "whoosh.index",
    "FileStorage": "searchkit.whoosh_api.storage",
    "LockError": "whoosh.index",
    "RamStorage": "searchkit.whoosh_api.storage",
    "add_sortable": "searchkit.whoosh_api.sortable_fields",
    "import_index": "searchkit.whoosh_api.whooshs_folder",
    "copy_to_ram": "searchkit.whoosh_api.storage",
}


def __getattr__(name: str) -> Any:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(_HOMES.get(name, "searchkit.whoosh_api.opening")), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
