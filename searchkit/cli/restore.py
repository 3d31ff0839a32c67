"""``searchkit restore``: go back to an earlier generation."""

from __future__ import annotations

from searchkit.cli.arguments import Parser, count_from_zero, index_folder, verb_parser


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "restore",
        "Go back to an earlier generation that the index keeps, as a new commit. The commit that was the latest is "
        "kept, so you can undo this. Then run searchkit index again: it reads all sources.",
        ["searchkit generations", "searchkit restore --generation 12"],
    )
    p.add_argument(
        "--generation",
        type=count_from_zero,
        metavar="N",
        required=True,
        help="the generation to go back to (searchkit generations lists them)",
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.archive.restore import restore

    folder = index_folder(options.index)
    done = restore(folder, options.generation)
    if options.json:
        from searchkit.display.machine_formats import dump

        told = {
            "schema": "searchkit.restore/1",
            "index": str(folder),
            "index_revision": done.revision,
            "generation": done.generation,
            "before": done.before,
            "articles": done.documents,
        }
        print(dump(told))
        return 0
    from searchkit.display.safe_text import safe

    print(
        safe(
            f"{folder}: back at generation {done.generation}, now revision {done.revision}: {done.documents:,} articles"
        )
    )
    print(f"what was the latest is kept: searchkit restore --generation {done.before} undoes this")
    print("searchkit index PATH... reads all sources again and brings the index up to date with them")
    return 0
