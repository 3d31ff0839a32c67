"""Command lines as argparse reads them: what an error says, the help, and all ways to write an option."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from searchkit.errors import UsageError

if TYPE_CHECKING:
    from searchkit.cli.argument import Argument

_WORD_MARK = "\0"


# The help is English. Looking for translations of argparse's own words would load the locale module.
setattr(argparse, "_", str)  # noqa: B010  # which argparse does not publish


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Finds its width without shutil, which argparse would load for every option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):  # no terminal
        return 80


class FullParser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of leaving the program."""

    def __init__(self, verb: str, summary: str, examples: Sequence[str], arguments: Iterable[Argument]) -> None:
        super().__init__(
            prog=f"searchkit {verb}",
            description=summary,
            epilog="examples:\n" + "\n".join(f"  {example}" for example in examples) if examples else None,
            formatter_class=_HelpFormatter,
            allow_abbrev=False,
        )
        groups: dict[int, Any] = {}
        for argument in arguments:
            group: Any = self
            if argument.group is not None:
                if argument.group not in groups:
                    groups[argument.group] = self.add_mutually_exclusive_group()
                group = groups[argument.group]
            group.add_argument(*argument.names, **argument.how)

    def read(self, arguments: Sequence[str]) -> Mapping[str, Any]:
        """The options of a command line, in any order among the words. Everything after ``--`` is a word."""
        arguments = list(arguments)
        if "--" in arguments:
            # argparse forgets what stood after "--" in an intermixed line. A NUL hides the dash from it. Arguments of a
            # process never hold a NUL.
            at = arguments.index("--")
            arguments[at:] = [_WORD_MARK + word for word in arguments[at + 1 :]]
        if not {"-h", "--help"}.intersection(arguments):
            self.usage = ""  # building it for messages that are never shown would load half a library
        return {name: _unmarked(value) for name, value in vars(self.parse_intermixed_args(arguments)).items()}

    def error(self, message: str) -> NoReturn:
        hint = f"try {self.prog} --help"
        if message.startswith("unrecognized arguments: -"):
            hint = f"write -- before a query that begins with -, as in: {self.prog} -- -word"
        raise UsageError(message, hint=hint)


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(item) for item in value]
    if isinstance(value, (str, Path)) and str(value).startswith(_WORD_MARK):
        return type(value)(str(value)[1:])
    return value
