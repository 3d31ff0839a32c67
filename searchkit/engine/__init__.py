"""The inverted index behind the Whoosh API: any Whoosh schema, any Whoosh query, no knowledge of articles.

``create_in``, ``open_dir`` and ``exists_in`` are those of ``whoosh.index`` over native segments; importing this room
loads no Whoosh before one of them is asked for. ``store`` is an index folder, ``writer`` changes it, ``snapshot`` reads
one commit of it; ``manifest`` and ``storage`` are its files.
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
