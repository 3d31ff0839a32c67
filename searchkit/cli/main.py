"""The command ``searchkit``: chooses the verb, runs it, and turns errors into messages and exit codes.

Exit codes: 0 found or done, 1 nothing found, 2 wrong usage, 3 index missing, locked or damaged, 4 some inputs failed,
70 a bug in searchkit, 130 interrupted, 143 ended by SIGTERM. Data goes to stdout, all else to stderr.
"""

from __future__ import annotations

import gc
import io
import os
import sys

from searchkit.base.light_json import dumps
from searchkit.base.typing_names import Callable, Sequence
from searchkit.base.version import VERSION
from searchkit.cli.config_notes import tell_mistakes
from searchkit.display.color import wants_color
from searchkit.errors import INTERRUPTED, InternalError, SearchkitError, SystemRefused, UsageError

VERBS = {
    "index": "index files, or bring an index up to date",
    "search": "search (the default: searchkit WORDS...)",
    "run": "search each of many topics, for tools that judge rankings (TREC)",
    "show": "show one article",
    "kwic": "show each match with the text before and after it",
    "exactness": "count a word as typed, in any case, form or spelling",
    "diff": "show how two copies of a story differ",
    "quotes": "find the articles that share runs of words with a passage",
    "facets": "count the values of a field over a search",
    "timeline": "count a search over calendar time",
    "extract": "show what is found in files, without an index",
    "status": "show what an index holds and what could not be read",
    "verify": "check every byte of an index and name damaged files",
    "repair": "go back to the commit before a damaged one",
    "generations": "list the earlier commits that an index keeps",
    "restore": "go back to an earlier commit",
    "upgrade": "index the stored articles again by the rules of this version",
    "config": "show what is set, and where it is set",
    "shell": "search interactively (also: searchkit alone)",
}
# Loading modules makes many objects. Looking for garbage among them, in vain, takes longer than a search.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000
# The options, of any verb, that take a value: what follows one is no verb, though it may be spelled like one.
_WITH_VALUE = (
    "-i",
    "--index",
    "--color",
    "-j",
    "--jobs",
    "--since",
    "-n",
    "--limit",
    "--offset",
    "--sort",
    "--weighting",
    "--without",
    "--depth",
    "--tag",
    "--parts",
    "--facet",
    "--filter",
    "--exclude",
    "--by",
    "--field",
    "--containing",
    "--commit-every",
    "--generation",
    "--keep-hours",
    "--keep-share",
    "--list",
    "--no-list",
    "--aliases",
    "--columns",
    "--extractor",
    "--home",
    "--years",
    "--file-seconds",
    "--article",
    "--min-words",
    "--width",
    "--order",
    "--time-limit",
    "--hyperlinks",
    "--keys",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code. Call it only if the process ends afterwards."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        return _guarded(arguments)
    finally:
        gc.freeze()  # no last collection: the system takes all memory back


def _guarded(arguments: Sequence[str] | None) -> int:
    """Run the command and report its errors; returns the exit code."""
    raw = sys.argv[1:] if arguments is None else arguments
    # What is there keeps its bytes, because it must be opened.
    text = _path if {"index", "extract"} & set(raw) else _text
    given = [argument if os.path.lexists(argument) else text(argument) for argument in raw]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # escape what the terminal's encoding lacks
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough.
        _give_up_output()
        return 0
    except SystemExit as stop:  # --help
        return stop.code if isinstance(stop.code, int) else 0
    except Exception as error:
        if os.environ.get("SEARCHKIT_DEBUG"):
            raise
        if isinstance(error, OSError):
            try:
                sys.stdout.flush()
            except OSError:
                _give_up_output()
        failure = error if isinstance(error, SearchkitError) else _told(error)
        _report(failure, as_json=any(option in _options(given) for option in ("--json", "--jsonl")))
        return failure.exit_code


def _give_up_output() -> None:
    """Print no more. What waits to be printed is lost, where Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _text(argument: str) -> str:
    """An argument as text."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _path(argument: str) -> str:
    """The path of a file that is gone, as an index knows it."""
    from searchkit.base.location import as_utf8

    return as_utf8(argument)


def _options(given: list[str]) -> list[str]:
    return given[: given.index("--")] if "--" in given else given


def _run(given: list[str]) -> int:
    if given and given[0] in ("-h", "--help"):
        print(_help())
        return 0
    if given and given[0] in ("-V", "--version"):
        print(f"searchkit {VERSION}")
        return 0
    verb, rest = _verb(given)
    if verb != "config":  # which shows them itself
        tell_mistakes()
    module = f"searchkit.cli.{verb}"
    __import__(module)  # importlib takes longer to load
    run: Callable[[list[str]], int] = sys.modules[module].run
    return run(rest)


def _verb(given: list[str]) -> tuple[str, list[str]]:
    """The verb and its arguments. Options may stand before the verb. Words without a verb are a search."""
    position = 0
    while position < len(given) and given[position].startswith("-") and given[position] not in ("-", "--"):
        position += 2 if _value_follows(given[position]) else 1
    if position < len(given) and given[position] in VERBS:
        return given[position], given[:position] + given[position + 1 :]
    if position >= len(given) and sys.stdin.isatty() and sys.stdout.isatty():
        return "shell", given
    if position >= len(given):
        raise UsageError(
            "nothing to do", hint="searchkit --help lists the commands; on a terminal this opens the shell"
        )
    return "search", given


def _value_follows(option: str) -> bool:
    """Whether the next argument is the value of an option: not in ``--sort=newest`` or ``-n5``, which hold theirs."""
    if option.startswith("--"):
        return option in _WITH_VALUE
    short = next((at for at, letter in enumerate(option) if f"-{letter}" in _WITH_VALUE), None)
    return short == len(option) - 1  # else the value is the rest, or all letters are options without one


def _help() -> str:
    verbs = "\n".join(f"  {verb:<12}{summary}" for verb, summary in VERBS.items())
    return (
        "searchkit: search an archive of news articles\n\n"
        "usage: searchkit VERB ...   searchkit WORDS...   searchkit (on a terminal: the shell)\n\n"
        f"{verbs}\n\n"
        "examples:\n"
        "  searchkit index articles/                      make or update ./index\n"
        "  searchkit border management place:Brussels     search it\n"
        "  searchkit '\"hybrid threats\" date:2019' --json  for programs\n\n"
        "searchkit VERB --help explains a command. docs/query.md explains the query language.\n"
        "exit codes: 0 found, 1 nothing found, 2 wrong usage, 3 index missing, locked or damaged,\n"
        "            4 some inputs failed, 70 a bug in searchkit, 130 interrupted, 143 ended by SIGTERM"
    )


def _told(error: Exception) -> SearchkitError:
    return SystemRefused.of(error) if isinstance(error, OSError) else InternalError.of(error)


def _report(error: SearchkitError, *, as_json: bool) -> None:
    if as_json:
        print(dumps({"error": error.as_dict()}), file=sys.stderr)
        return
    from searchkit.display.safe_text import safe

    red, plain = ("\x1b[31m", "\x1b[0m") if wants_color(sys.stderr, "auto") else ("", "")
    where = f"{error.where}: " if error.where else ""
    print(f"searchkit: {red}{safe(where + error.message)}{plain}", file=sys.stderr)
    if error.pos is not None and error.text:
        print(f"  {safe(error.text)}\n  {' ' * error.pos}^", file=sys.stderr)
    if error.hint:
        print(f"  {safe(error.hint)}", file=sys.stderr)
