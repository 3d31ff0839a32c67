"""``searchkit verify``: read every byte of an index and name what is damaged."""

from __future__ import annotations

from dataclasses import asdict

from searchkit.cli.arguments import Parser, add_generation, index_folder, verb_parser
from searchkit.errors import IndexProblem


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser("verify", "Check every byte of an index and name each damaged file.", ["searchkit verify"])
    p.add_argument("--json", action="store_true", help="print one JSON object")
    add_generation(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.engine.repair import damages

    folder = index_folder(options.index)
    found = damages(folder, options.generation)
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
