"""The inverted index: documents of any schema in, matches of plans out, no knowledge of articles.

``create_in``, ``open_dir`` and ``exists_in`` are those of ``whoosh.index`` over native segments; importing this room
loads no Whoosh before one of them is asked for.

``store`` is an index folder and ``manifest`` its commits; ``folder`` is what changes them on disk. ``writer`` makes
commits of what ``pending`` gathers and ``live_segments`` deletes; ``merging`` joins segments. ``snapshot`` reads one
commit, and ``search`` runs plans over it. ``repair`` checks a folder and goes back to the commit before.
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
