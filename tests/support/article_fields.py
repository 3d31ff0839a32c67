"""The index fields of an article, for a writer that a test holds itself."""

from __future__ import annotations

import json
from typing import Any


def article_fields(identity: str, **known: Any) -> dict[str, Any]:
    """An article with an id and these fields, as ``Writer.add`` of an archive takes it."""
    return {"id": identity, "record": json.dumps({"id": identity, **known})}
