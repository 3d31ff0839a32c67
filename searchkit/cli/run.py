"""``searchkit run``: searches many topics, and writes a TREC run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.cli.arguments import Parser, add_ranking, count_from_zero, verb_parser
from searchkit.cli.notices import tell_warnings
from searchkit.cli.opening import add_opening, open_index
from searchkit.errors import InputFailed, UsageError

if TYPE_CHECKING:
    from searchkit.base.problem import Problem
    from searchkit.index import Index
    from searchkit.ingest.topic_file import Topic
    from searchkit.query.tree import Node

_STANDARD_INPUT = "standard input"
_MOST_TOLD = 200


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "run",
        "Search each of many topics, and write a TREC run: topic Q0 id rank score tag.\n"
        "A topic is plain words, any of which may match. Exit code 1: nothing found, 4: some topics failed.",
        [
            "searchkit run topics.jsonl > searchkit.run",
            "searchkit run topics.trec --parts title,desc --depth 100",
            "printf '1\\toil prices\\n' | searchkit run -",
        ],
    )
    p.add_argument(
        "topics",
        type=Path,
        metavar="TOPICS",
        help="a file of topics: JSON Lines with id and text, id<TAB>text, or TREC's <top>; -: standard input",
    )
    p.add_argument(
        "--depth",
        type=count_from_zero,
        default=1000,
        metavar="N",
        help="hits of each topic, 0: all (default: 1000)",
    )
    p.add_argument("--tag", default="searchkit", metavar="NAME", help="the name of the run (default: searchkit)")
    p.add_argument(
        "--parts",
        type=_parts,
        metavar="PART,...",
        help="the parts of TREC's topics to search: title, desc, narr (default: title)",
    )
    p.add_argument("--syntax", action="store_true", help="read topics as queries, with operators and fields")
    add_ranking(p)
    add_opening(p)
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    if not options.tag.isprintable() or not options.tag or " " in options.tag:
        raise UsageError("the tag of a run is one word without blanks", hint="such as --tag searchkit-2")
    with open_index(options) as index:
        from searchkit.display.safe_text import escaped
        from searchkit.display.trec_run import run_lines
        from searchkit.ingest.topic_file import read_topics

        where = _STANDARD_INPUT if str(options.topics) == "-" else str(options.topics)
        topics, problems = read_topics(_bytes(options.topics, where), where, options.parts)
        asked = list(_asked(topics, index, where, problems, syntax=options.syntax))
        _tell(problems)
        found = False
        for topic, query in asked:
            results = index.search(query, limit=options.depth, weighting=options.weighting, expand=options.expand)
            tell_warnings(results, f"topic {topic.id},")
            hits = zip(results.ids, (hit.score for hit in results), strict=True)
            # In one piece, so that a run that is interrupted ends with a whole topic.
            text = "".join(f"{line}\n" for line in run_lines(topic.id, hits, options.tag))
            sys.stdout.write(escaped(text, kept="\n") if sys.stdout.isatty() else text)
            found = found or bool(results)
    if any(problem.severity == "failed" for problem in problems):
        return InputFailed.exit_code
    return 0 if found else 1


def _asked(
    topics: Sequence[Topic], index: Index, where: str, problems: list[Problem], *, syntax: bool
) -> Iterator[tuple[Topic, str | Node]]:
    """Each topic with its query. Topics without words are added to the problems."""
    from searchkit.base.problem import Problem
    from searchkit.query.plain_words import plain_words
    from searchkit.query.tree import Not

    for topic in topics:
        query = topic.text if syntax else plain_words(topic.text, index.fields)
        if isinstance(query, Not):
            message = f"topic {topic.id!r} has no letters or digits to search for"
            problems.append(Problem(where, None, topic.line, "no_words", message))
        else:
            yield topic, query


def _bytes(path: Path, where: str) -> bytes:
    from searchkit.ingest.topic_file import LARGEST

    try:
        if where == _STANDARD_INPUT:
            return sys.stdin.buffer.read(LARGEST + 1)
        with open(path, "rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read the topics: {error.strerror or error}", where=where) from error
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise UsageError(f"{where!r} is not the path of a file of topics") from error


def _tell(problems: Sequence[Problem]) -> None:
    """Print what is wrong with topics to stderr, at most 200 lines."""
    if not problems:
        return
    from searchkit.display.report import place
    from searchkit.display.safe_text import one_line

    for problem in problems[:_MOST_TOLD]:
        print(f"searchkit: {one_line(place(problem))}: {one_line(problem.message)}", file=sys.stderr)
        if problem.hint:
            print(f"  {one_line(problem.hint)}", file=sys.stderr)
    if len(problems) > _MOST_TOLD:
        print(f"searchkit: and {len(problems) - _MOST_TOLD:,} more topics failed", file=sys.stderr)


def _parts(text: str) -> tuple[str, ...]:
    from searchkit.ingest.topic_file import PARTS

    parts = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not set(parts) <= set(PARTS):
        raise ValueError
    return parts


_parts.__name__ = "list of parts"
