"""``searchkit repair``: go back to the commit before a damaged one."""

from __future__ import annotations

from searchkit.cli.arguments import Parser, index_folder, verb_parser


def parser() -> Parser:
    """The verb's options."""
    return verb_parser(
        "repair",
        "Go back to the commit before the latest, if the latest is damaged. What is left out is set aside in a folder "
        "inside the index folder. Then run searchkit index again.",
        ["searchkit repair && searchkit index articles/"],
    )


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.archive.register import REGISTER_FILES
    from searchkit.display.safe_text import safe
    from searchkit.engine.repair import repair

    folder = index_folder(options.index)
    # The files that the register remembers were read into the damaged commit.
    done = repair(folder, REGISTER_FILES)
    print(
        safe(
            f"{folder}: back at generation {done.generation}, now revision {done.revision}: {done.documents} documents"
        )
    )
    print(
        safe(f"what was left out is in {folder / done.set_aside}: delete it when you are sure that you do not need it")
    )
    print("run searchkit index PATH... now: it reads all sources again and adds what is missing")
    return 0
