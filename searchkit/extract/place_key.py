"""The form under which the name of a place is looked up. The native core makes it."""

from __future__ import annotations

import searchkit._native as _native
from searchkit.base.light_functools import lru_cache


@lru_cache(maxsize=65_536)
def place_key(name: str) -> str:
    """``name`` without case, accents, apostrophes, stops and hyphens: ``ST. JOHN'S`` and ``Saint Johns`` are one.

    Abbreviations lose their stops (``N.Y.`` is ``ny``). ``St``, ``Ft`` and ``Mt`` are written out. A leading ``the`` is
    dropped. The key of a name without letters is empty.
    """
    return _native.place_key(name)
