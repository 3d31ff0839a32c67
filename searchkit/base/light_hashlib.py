"""``blake2b`` without loading ``hashlib``, which would load the digests of OpenSSL as well."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["blake2b"]

if TYPE_CHECKING:
    from hashlib import blake2b
else:
    try:
        from _blake2 import blake2b
    except ImportError:  # another Python
        from hashlib import blake2b
