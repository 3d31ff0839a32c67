"""Random keys and commands, typed into both faces of the shell: nothing ends it but the ways out, which always do."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from random_keys import archive, drawn_keys, faults_of_classic, faults_of_full_view

import searchkit
from searchkit.index import Index
from tools.soak.hunt import Wrong
from tools.soak.watched import Watched

_KEYS = 200  # in a case


class Keys(Watched):
    """Types a case into the full view and into the classic shell."""

    name = "keys"
    share = 0.1
    number = 50
    seconds = 60.0

    def prepare(self, folder: Path) -> None:
        archive(folder / "i")

    def begin(self, folder: Path) -> None:
        os.environ["XDG_STATE_HOME"] = str(folder)
        os.environ["EDITOR"] = "true"
        os.chdir(folder)
        self._index: Index = searchkit.open(folder / "i")

    def case(self, seed: int, number: int) -> bytes:
        return json.dumps(drawn_keys(seed * 1_000_003 + number, _KEYS)).encode()

    def check(self, cases: Sequence[bytes]) -> None:
        for case in cases:
            keys = json.loads(case)
            faults = faults_of_full_view(self._index, keys) + faults_of_classic(self._index, keys)
            if faults:
                raise Wrong("raw", "; ".join(faults)[:2000], faults[0][:80])
