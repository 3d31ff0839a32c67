"""The classes of ``datetime``, without the slow twins that it has of each until Python 3.12, and drops at once."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["date", "datetime", "timedelta"]

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta
else:
    try:
        from _datetime import date, datetime, timedelta
    except ImportError:  # another Python
        from datetime import date, datetime, timedelta
