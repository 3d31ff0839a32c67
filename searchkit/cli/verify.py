"""``searchkit verify``: read every byte of an index and name what is damaged."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, add_generation, index_folder, verb_parser
from searchkit.errors import IndexDamaged, IndexIncompatible, IndexProblem

if TYPE_CHECKING:
    from pathlib import Path

    from searchkit.engine.repair import Damage


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser("verify", "Check every byte of an index and name each damaged file.", ["searchkit verify"])
    p.add_argument("--json", action="store_true", help="print one JSON object")
    add_generation(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    folder = index_folder(options.index)
    found = found_damage(folder, options.generation)
    if options.json:
        from searchkit.display.machine_formats import dump

        print(dump({"schema": "searchkit.verify/1", "index": str(folder), "damaged": [asdict(d) for d in found]}))
    else:
        from searchkit.display.safe_text import safe

        for damage in found:
            print(safe(f"{damage.file}: {damage.what}"))
        if not found:
            print(safe(f"{folder}: no file is damaged"))
    return IndexProblem.exit_code if found else 0


def found_damage(folder: Path, generation: int | None = None) -> list[Damage]:
    """All damage in an index: files that are not as they were committed, or what readers refuse in them."""
    from searchkit.engine.repair import damages

    return damages(folder, generation) or _contents(folder, generation)


def _contents(folder: Path, generation: int | None) -> list[Damage]:
    """What readers refuse of an index whose checksums are all right."""
    from searchkit.engine.manifest import MANIFEST_NAME
    from searchkit.engine.repair import Damage
    from searchkit.index import Index
    from searchkit.results.contents import damaged_contents

    try:
        with Index.open(folder, generation=generation, aliases=False) as index:
            error = damaged_contents(index.view)
    except IndexDamaged as refused:
        error = refused
    except IndexIncompatible:  # whole, but this version does not search it
        return []
    if error is None:
        return []
    files = re.findall(r"segment-[0-9a-f]{16}[\w.-]*", error.message)
    return [Damage(", ".join(files) or MANIFEST_NAME, error.message)]
