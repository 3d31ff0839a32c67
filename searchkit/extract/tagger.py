"""The trained tagger of names: weights that ship with the package, run by the native core.

It is a linear-chain conditional random field over words, their shapes and neighbours, lists of names and places, and
what the whole text says of a word; ``tools/train_tagger.py`` learns it. The weights are read once a process.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from searchkit import _native
from searchkit.errors import InternalError

WEIGHTS = "tagger.weights"


@lru_cache(maxsize=1)
def tagger() -> _native.Tagger:
    """The tagger. Raises InternalError if its weights are not the ones that were shipped."""
    try:
        weights = resources.files("searchkit.extract").joinpath(WEIGHTS).read_bytes()
        return _native.Tagger(weights, WEIGHTS)
    except (OSError, _native.Damaged) as error:
        raise InternalError(
            f"the weights of the tagger of names cannot be read: {error}", hint="install searchkit again"
        ) from error
