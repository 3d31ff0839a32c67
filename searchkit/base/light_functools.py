"""``lru_cache``, ``partial`` and ``wraps`` without loading ``functools``, which would load ``collections`` for them."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["lru_cache", "partial", "wraps"]

if TYPE_CHECKING:
    from functools import lru_cache, partial, wraps
else:
    try:
        from _functools import _lru_cache_wrapper, partial
    except ImportError:  # another Python
        from functools import lru_cache, partial, wraps
    else:

        def wraps(wrapped):
            """Give a function that stands before another the name and the documentation of that one."""

            def named(wrapper):
                for name in ("__module__", "__name__", "__qualname__", "__doc__"):
                    setattr(wrapper, name, getattr(wrapped, name))
                wrapper.__wrapped__ = wrapped
                return wrapper

            return named

        def _told(*figures):
            return figures

        def lru_cache(maxsize):
            """Keep the latest ``maxsize`` results of a function."""
            return lambda function: wraps(function)(_lru_cache_wrapper(function, maxsize, False, _told))
