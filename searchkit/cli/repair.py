"""``searchkit repair``: go back to the commit before a damaged one."""

from __future__ import annotations

from searchkit.cli.arguments import Parser, index_folder, verb_parser


def parser() -> Parser:
    """The verb's options."""
    return verb_parser(
        "repair",
        "Go back to the commit before the latest, if the latest is damaged. Then run searchkit index again.",
        ["searchkit repair && searchkit index articles/"],
    )


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.archive.register import REGISTER_NAME
    from searchkit.display.safe_text import safe
    from searchkit.engine.repair import repair

    folder = index_folder(options.index)
    done = repair(folder)
    # The files that the register remembers were read into the commit that is gone.
    for path in folder.glob(f"{REGISTER_NAME}*"):
        path.unlink(missing_ok=True)
    print(
        safe(
            f"{folder}: back at generation {done.generation}, now revision {done.revision}: {done.documents} documents"
        )
    )
    print("run searchkit index PATH... now: it reads all sources again and adds what is missing")
    return 0
