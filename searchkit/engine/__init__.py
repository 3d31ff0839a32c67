"""The inverted index: documents of any schema in, matches of plans out. It imports nothing of articles.

``create_in``, ``open_dir`` and ``exists_in`` are those of ``whoosh.index`` over native segments. Importing this package
does not load Whoosh until one of them is used.

``store`` is an index folder and ``manifest`` its commits; ``folder`` makes all changes on disk. ``writer`` makes
commits: ``pending`` gathers its documents, ``live_segments`` deletes, and ``merging`` joins segments. ``snapshot``
reads one commit, and ``search`` runs plans over it. ``repair`` checks a folder and goes back to the commit before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.whoosh_api.index import create_in, exists_in, open_dir

__all__ = ["create_in", "exists_in", "open_dir"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from searchkit.whoosh_api import index as whoosh_index

        return getattr(whoosh_index, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
