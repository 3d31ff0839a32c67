"""All hunts, by name."""

from __future__ import annotations

from typing import Final

from tools.soak.documents import Documents
from tools.soak.hunt import Hunt
from tools.soak.index_files import IndexFiles
from tools.soak.keys import Keys
from tools.soak.programs import Faults, Guided, Histories, Kills, Readers, Segments
from tools.soak.queries import Queries

HUNTS: Final[dict[str, Hunt]] = {
    hunt.name: hunt
    for hunt in (
        Queries(),
        Documents(),
        IndexFiles(),
        Segments(),
        Faults(),
        Kills(),
        Readers(),
        Histories(),
        Guided(),
        Keys(),
    )
}
