"""Language tags as pages, feeds and documents state them."""

from __future__ import annotations

import re
from typing import Final

from searchkit.base.language_code import language_code

__all__ = ["primary_language"]

_TAG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}\s*")


def primary_language(tag: str) -> str:
    """The language of a tag (BCP 47, or ``en_GB``) without region and script, in lower case, or of a name.

    Archives count and filter by it, so ``en-GB``, ``en_US``, ``eng`` and ``English`` must be one value. A tag of a
    language that is not known is that language. Empty for what is no tag and no name.
    """
    code = language_code(tag)
    if code is not None:
        return code
    match = _TAG.fullmatch(tag)
    return match.group(1).lower() if match else ""
