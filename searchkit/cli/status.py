"""``searchkit status``: show what an index holds and which of its sources could not be read."""

from __future__ import annotations

import sys
from dataclasses import asdict

from searchkit.cli.arguments import Parser, add_generation, index_folder, verb_parser
from searchkit.cli.opening import add_in_memory
from searchkit.display.machine_formats import dump


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "status", "Show what an index holds and which of its sources could not be read.", ["searchkit status --json"]
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    add_generation(p)
    add_in_memory(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    from searchkit.index import Index

    with Index.open(
        index_folder(options.index), generation=options.generation, aliases=False, in_memory=options.in_memory
    ) as index:
        status = index.status()
    if options.json:
        record = {
            "schema": "searchkit.status/1",
            "index": str(status.folder),
            "index_revision": status.revision,
            "articles": status.articles,
            "files": status.files,
            "lists": list(status.lists),
            "home": status.home,
            "learned_home": None if status.learned_home is None else asdict(status.learned_home),
            "trust_empty": status.trust_empty,
            "dates": {"first": status.first_date, "last": status.last_date, "undated": status.undated},
            "languages": {language.value: language.count for language in status.languages},
            "has": {each.value: each.count for each in status.has},
            "without": {"text": status.textless, "person": status.personless, "org": status.orgless},
            "formats": [each.as_dict() for each in status.formats],
            "problems": [asdict(problem) for problem in status.problems],
            "kept": [asdict(kept) for kept in status.kept],
        }
        print(dump(record))
        return 0
    from searchkit.display.console import console_for
    from searchkit.display.report import status_lines

    console = console_for(sys.stdout, options.color)
    for line in status_lines(status):
        console.print(line, soft_wrap=True)
    return 0
