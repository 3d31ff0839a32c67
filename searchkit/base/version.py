"""The version of searchkit, which every commit of an index states."""

from __future__ import annotations

from searchkit.base.typing_names import Final

VERSION: Final = "0.1.0"
