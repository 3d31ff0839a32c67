"""Language tags as pages, feeds and documents state them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["primary_language"]

_TAG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}\s*")


def primary_language(tag: str) -> str:
    """The language of a tag (BCP 47, or ``en_GB``) without region and script, in lower case. Empty for no tag.

    Archives count and filter by it, so ``en-GB``, ``en_US`` and ``EN`` must be one value.
    """
    match = _TAG.fullmatch(tag)
    return match.group(1).lower() if match else ""
