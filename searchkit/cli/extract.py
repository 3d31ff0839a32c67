"""``searchkit extract``: what is found in files, without an index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from searchkit.article import Article
from searchkit.cli.arguments import Parser, verb_parser
from searchkit.errors import InputFailed


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "extract",
        "Show what is found in the articles of FILEs: each fact with its spans, where it came from and what else\n"
        "it could mean. No index is read or written.",
        ["searchkit extract seeds/000_56711f4bbeb654fe.txt", "searchkit extract news.jsonl --json"],
    )
    p.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file of articles, in any format that is read")
    p.add_argument("--json", action="store_true", help="one JSON object")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; the exit code."""
    options = parser().read(arguments)
    from searchkit.extract import extract
    from searchkit.extract.findings import findings
    from searchkit.ingest.problem import Problem
    from searchkit.ingest.reading import read_file

    records: list[dict[str, Any]] = []
    failed = shown = False
    for path in options.files:
        for item in read_file(path, str(path)):
            if isinstance(item, Problem):
                failed = failed or item.severity == "failed"
                _tell(item)
                continue
            article = extract(item)
            if options.json:
                records.append(_record(article, findings(article)))
            else:
                _show(article, findings(article), options.color, first=not shown)
            shown = True
    if options.json:
        from searchkit.cli.formats import dump

        print(dump({"schema": "searchkit.extract/1", "articles": records}))
    return InputFailed.exit_code if failed else 0 if shown else 1


def _tell(problem: Any) -> None:
    from searchkit.display.safe_text import one_line

    where = problem.path + (f"!/{problem.member}" if problem.member else "")
    line = f":{problem.line}" if problem.line is not None else ""
    print(one_line(f"{where}{line}: {problem.message}"), file=sys.stderr)
    if problem.hint:
        print(f"  {one_line(problem.hint)}", file=sys.stderr)


def _record(article: Article, found: list[Any]) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "body": article.body,
        "findings": [
            {
                "kind": finding.kind,
                "value": finding.value,
                "provenance": finding.provenance,
                "spans": [list(span) for span in finding.spans],
                "alternatives": list(finding.alternatives),
            }
            for finding in found
        ],
    }


def _show(article: Article, found: list[Any], color: Any, *, first: bool) -> None:
    from searchkit.display.color import wants_color
    from searchkit.display.console import console_for
    from searchkit.display.findings_view import finding_lines

    console = console_for(sys.stdout, color)
    if not first:
        console.print()
    for line in finding_lines(article, found, colored=wants_color(sys.stdout, color)):
        console.print(line, soft_wrap=True)
