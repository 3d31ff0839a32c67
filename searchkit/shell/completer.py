"""Completion of fields, their values, commands and their arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Final, NamedTuple, Protocol

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from searchkit.base.analysis import fold
from searchkit.base.late_pattern import late_pattern
from searchkit.query.echo import echo
from searchkit.query.tree import Exact
from searchkit.shell.commands import COMMANDS
from searchkit.shell.vocabulary import KINDS, Value, Vocabulary

_MOST: Final = 40
_WORD = late_pattern(r"[-+]?([^\s()\"]*)\Z")
_FIELD_BEFORE = late_pattern(r"(?:\A|[\s(+-])([^\W\d]\w*):=?\Z")
_COMMAND = late_pattern(r"\s*:(\S*)\Z")
_ARGUMENT = late_pattern(r"(?s)\s*:(\S+)\s+(.*)\Z")
# Each of these would end a phrase. A phrase cannot contain them.
_UNWRITABLE: Final = frozenset("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02")
_OPERATORS: Final = {
    "AND": "both",
    "OR": "either",
    "NOT": "without what follows",
    "NEAR/5": "at most five words apart",
    "BEFORE/5": "the same, in this order",
    "FIRST/50": "among the first fifty words",
    "ATLEAST/2": "at least twice",
}
# What follows a field up to the cursor, if it holds a blank: it may be the beginning of a value of several words.
_SEVERAL_WORDS = late_pattern(r"(?:\A|[\s(+-])([^\W\d]\w*):=?([^\s:\"()][^:\"()]*\s[^:\"()]*)\Z")
_DATES: Final = ("today", "yesterday", '"this month"', '"last month"', '"this year"', '"last year"')


class Suggestion(NamedTuple):
    """A text that replaces everything from ``start`` to the cursor. ``label`` and ``meta`` are shown."""

    text: str
    start: int
    label: str
    meta: str


class Completable(Protocol):
    """A command that can be completed."""

    @property
    def name(self) -> str: ...

    @property
    def arguments(self) -> str: ...

    @property
    def help(self) -> str: ...

    @property
    def choices(self) -> tuple[str, ...]: ...


def suggest(before: str, vocabulary: Vocabulary, commands: Mapping[str, Completable] = COMMANDS) -> list[Suggestion]:
    """What may complete the text before the cursor, best first. ``commands`` are those that a line may name."""
    if before.lstrip().startswith(":"):
        return list(islice(_for_command(before, vocabulary, commands), _MOST))
    return list(islice(_for_query(before, vocabulary), _MOST))


class ShellCompleter(Completer):
    """Suggestions for prompt_toolkit from the current vocabulary. Never raises."""

    def __init__(self, vocabulary: Callable[[], Vocabulary]) -> None:
        self._vocabulary = vocabulary

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        try:
            found = suggest(before, self._vocabulary())
        except Exception:  # a failing completion must not disturb typing
            return
        for text, start, label, meta in found:
            yield Completion(text, start - len(before), display=label, display_meta=meta)


def _for_command(before: str, vocabulary: Vocabulary, commands: Mapping[str, Completable]) -> Iterator[Suggestion]:
    if match := _COMMAND.match(before):
        typed, start = match.group(1).lower(), match.start(1)
        for command in commands.values():
            if command.name.startswith(typed):
                blank = " " if command.arguments else ""
                yield Suggestion(command.name + blank, start, f":{command.name} {command.arguments}", command.help)
        return
    match = _ARGUMENT.match(before)
    if match is None:
        return
    name, argument, start = match.group(1).lower(), match.group(2), match.start(2)
    if name == "filter" or (name == "exclude" and "=" in argument):
        yield from _for_filter(argument, start, vocabulary)
    elif name in ("facet", "exclude", "values", "distinctive", "hide", "unhide", "merge"):
        facet, blank, value = argument.partition(" ")
        if not blank:
            for known in vocabulary.facets:
                if known.startswith(facet.lower()):
                    values = vocabulary.values_of(known)
                    yield Suggestion(f"{known} ", start, known, f"{len(values):,} values" if values else "")
            return
        typed = value.lstrip()
        for found in _matching(vocabulary.values_of(facet), typed.lstrip('"')):
            yield Suggestion(found.line, len(before) - len(typed), found.line, f"{found.articles:,}")
    elif name in commands:
        for choice in commands[name].choices:
            if choice.startswith(argument.lower()):
                yield Suggestion(choice, start, choice, "")


def _for_filter(argument: str, start: int, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    """Fields to filter by, and the values of one."""
    sign = argument[: len(argument) - len(argument.removeprefix("-"))]
    field, equals, typed = argument.removeprefix("-").partition("=")
    if not equals:
        for known in vocabulary.facets:
            if known.startswith(field.lower()):
                yield Suggestion(f"{sign}{known}=", start, f"{sign}{known}=", "")
        return
    for found in _matching(vocabulary.values_of(field), typed.lstrip('"')):
        yield Suggestion(f"{sign}{field}={found.line}", start, found.line, f"{found.articles:,}")


def _for_query(before: str, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    opened = _open_quote(before)
    if opened is not None:
        match = _FIELD_BEFORE.search(before[:opened])
        if match:
            yield from _field_values(match.group(1), before[opened + 1 :], match.end(1) + 1, vocabulary)
        return
    yield from _of_several_words(before, vocabulary)
    match = _WORD.search(before)
    if match is None or not match.group(1):
        return
    word, start = match.group(1), match.start(1)
    name, colon, value = word.partition(":")
    if colon:
        yield from _field_values(name, value.removeprefix("="), start + len(name) + 1, vocabulary)
        return
    for operator, told in _OPERATORS.items():
        if operator.startswith(name):
            yield Suggestion(f"{operator} ", start, operator, told)
    for known, kind in vocabulary.fields.items():
        if known.startswith(name.lower()):
            yield Suggestion(f"{known}:", start, f"{known}:", KINDS.get(kind, ""))


def _of_several_words(before: str, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    """Values of several words that were begun without quotation marks."""
    match = _SEVERAL_WORDS.search(before)
    if match is None:
        return
    begun = fold(match.group(2))
    for found in _field_values(match.group(1), match.group(2), match.end(1) + 1, vocabulary):
        if fold(found.label).startswith(begun):
            yield found


def _field_values(name: str, typed: str, start: int, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    if vocabulary.fields.get(name.lower()) == "date":
        for date in _DATES:
            if date.lstrip('"').startswith(typed.lower()):
                yield Suggestion(date, start, date.strip('"'), "")
        return
    for found in _matching(vocabulary.values_of(name), typed):
        if found.line == found.value and _UNWRITABLE.isdisjoint(found.value):
            whole = echo(Exact(name, found.value)).removeprefix(f"{name}:")
            yield Suggestion(whole, start, found.line, f"{found.articles:,}")


def _matching(values: Iterable[Value], typed: str) -> Iterator[Value]:
    """Values that begin with the text, then those with a later word that does; most frequent first."""
    begin = fold(typed)
    inner = f" {begin}"
    return chain(
        (v for v in values if v.folded.startswith(begin)),
        (v for v in values if begin and inner in v.folded and not v.folded.startswith(begin)),
    )


def _open_quote(text: str) -> int | None:
    """Where the phrase begins that is still open at the end of the text."""
    opened: int | None = None
    position = 0
    while position < len(text):
        if text[position] == "\\" and opened is not None:
            position += 1
        elif text[position] == '"':
            opened = position if opened is None else None
        position += 1
    return opened
