"""The trained tagger of names: weights that ship with the package, run by the native core.

It is a linear-chain conditional random field. It looks at a word, its shape and its neighbours, at lists of names and
places, and at what the whole text says of the word. ``tools/train_tagger.py`` learns the weights. A process reads them
once.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from searchkit._native import Damaged, Tagger
from searchkit.errors import InternalError

WEIGHTS = "tagger.weights"


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The tagger. Raises InternalError if its weights cannot be read."""
    try:
        weights = resources.files("searchkit.extract").joinpath(WEIGHTS).read_bytes()
        return Tagger(weights, WEIGHTS)
    except (OSError, Damaged) as error:
        raise InternalError(
            f"searchkit cannot read the weights of its tagger of names: {error}", hint="install searchkit again"
        ) from error
