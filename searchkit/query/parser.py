"""Query text to query tree. No text fails: what the parser cannot understand, it searches as words, with a warning.

Grammar, loosest first::

    query  = either { either }                    (side by side: all of them)
    either = all { OR all }        all = part { [AND] part }
    part   = { NOT | - } ( "(" query ")" | field: part | leaf )
    leaf   = word | =word | w?ld* | word~ | "phrase" | "phrase"~n | ="exact" | [optional] | a..b | >=a | [a TO b]
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from searchkit.base import analysis
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.base.story_id import story_number
from searchkit.errors import QueryError
from searchkit.query.dates import read_days
from searchkit.query.echo import echo
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.lexer import Lexeme, lexemes
from searchkit.query.tree import (
    And,
    DateRange,
    Everything,
    Exact,
    Exists,
    Fuzzy,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Span,
    ValueRange,
    Wildcard,
    Word,
)

_DEEPEST: Final = 40  # parentheses within others, also in the echo
# One that is typed makes up to three in the echo, for OR, AND and NOT. Where the echo would be too deep, less is read.
_LESS_DEEP: Final = (_DEEPEST, 30, 20, 12)
_LONGEST_FUZZY: Final = 2  # edits
# What follows is there so that no text is costly, whoever wrote it.
_LONGEST_TEXT: Final = 100_000  # characters
_LONGEST_PATTERN: Final = 255  # letters of a word with * or ? or ~
_MOST_PATTERNS: Final = 100  # words with * or ? or ~ in one query
_MOST_WARNINGS: Final = 100
_LONGEST_NAME: Final = 100  # letters of a mistaken field that is compared with the fields
_TO = late_pattern(r"\s(?:TO|to)\s")
_AROUND_VALUE = late_pattern(r"\A[\s'\"]+|[\s'\"]+\Z")
# Alone, these are how people write. They are not meant as operators.
_SENTENCE_MARKS: Final = ",.;:\u2026"


@record
class QueryWarning:
    """A part of the query text that was not understood as written, and what the parser did with it."""

    code: str
    message: str
    span: Span
    hint: str = ""


def unknown_value(field: QueryField, value: str, span: Span) -> QueryWarning:
    """The warning about a value that is none of the few that the field has."""
    hint = f"there are: {' '.join(f'{field.name}:{choice}' for choice in field.choices)}"
    return QueryWarning("unknown_value", f"{value!r} is no value of {field.name} and finds nothing", span, hint)


@record
class ParsedQuery:
    """What was understood of a query text."""

    text: str
    tree: Node
    warnings: tuple[QueryWarning, ...]
    default: str = "text"

    @property
    def echo(self) -> str:
        """The query as understood, with all parentheses. Parsing it gives the same tree."""
        return echo(self.tree, self.default)


def parse(text: str, fields: FieldTable, today: dt.date | None = None) -> ParsedQuery:
    """The tree and warnings of ``text``. ``today`` is what ``yesterday`` counts from (default: the system's date)."""
    day = today or dt.date.today()
    for deepest in _LESS_DEEP:
        parsed = _Parser(text, fields, day, deepest).parse()
        if _depth(parsed.tree) <= _DEEPEST:
            break
    return parsed


def parse_strictly(text: str, fields: FieldTable, today: dt.date | None = None) -> Node:
    """The tree of a query text that is fully understood. Raises QueryError for any other."""
    parsed = parse(text, fields, today)
    if parsed.warnings:
        first = parsed.warnings[0]
        raise QueryError(first.message, hint=first.hint, pos=first.span.start, text=text)
    return parsed.tree


class _Group:
    """An open parenthesis: alternatives (joined by OR) of parts (joined by AND), and what stands before it."""

    def __init__(self, field: QueryField, start: int, negated: bool) -> None:
        self.field = field
        self.start = start
        self.negated = negated
        self.alternatives: list[list[Node]] = [[]]
        self.operator: Lexeme | None = None


class _Parser:
    def __init__(self, text: str, fields: FieldTable, today: dt.date, deepest: int) -> None:
        self.whole_text = text
        self.text = text[:_LONGEST_TEXT]
        self.fields = fields
        self.analysis = fields.analysis
        self.today = today
        self.deepest = deepest
        self.lexemes = list(lexemes(self.text))
        self.position = 0
        self.patterns = 0
        self.warnings: list[QueryWarning] = []
        if len(text) > _LONGEST_TEXT:
            span = Span(_LONGEST_TEXT, len(text))
            self.warn("too_long", f"a query has at most {_LONGEST_TEXT:,} characters; the rest is ignored", span)

    def parse(self) -> ParsedQuery:
        default = self.fields[self.fields.default]
        stack = [_Group(default, 0, False)]
        ignored_parentheses = 0
        negated = False
        field: QueryField | None = None
        prefix: Lexeme | None = None  # the last "-", NOT or "field:" that still waits for its part
        while self.position < len(self.lexemes):
            lexeme = self.lexemes[self.position]
            self.position += 1
            group = stack[-1]
            match lexeme.kind:
                case "open" if len(stack) > self.deepest:
                    ignored_parentheses += 1
                    if ignored_parentheses > 1:
                        continue
                    message = f"parentheses nested more than {self.deepest} deep are ignored"
                    self.warn("too_deep", message, lexeme.span)
                case "open":
                    start = prefix.span.start if prefix else lexeme.span.start
                    stack.append(_Group(field or group.field, start, negated))
                    negated, field, prefix = False, None, None
                case "close":
                    self.unfinished(prefix, group)
                    negated, field, prefix = False, None, None
                    if ignored_parentheses:
                        ignored_parentheses -= 1
                    elif len(stack) == 1:
                        self.warn("unbalanced", "this ) closes nothing and is ignored", lexeme.span)
                    else:
                        self.close(stack, lexeme.span.end)
                case "and" | "or" if prefix is None and group.alternatives[-1] and group.operator is None:
                    if lexeme.text != "+":
                        group.operator = lexeme
                    if lexeme.kind == "or":
                        group.alternatives.append([])
                case "and" if lexeme.text == "+":
                    pass
                case "and" | "or":
                    self.stray(lexeme, group, negated)
                    negated, field, prefix = False, None, None
                case "not" | "minus":
                    negated, prefix = not negated, lexeme
                case "field":
                    named = self.field_of(lexeme)
                    if named is not None and self.position < len(self.lexemes):
                        field, prefix = named, lexeme
                    elif named is not None:
                        self.warn(
                            "field_alone", f"{lexeme.text}: has nothing after it; searched as a word", lexeme.span
                        )
                        self.leaf(group, Lexeme("word", lexeme.text, lexeme.span), group.field, negated)
                        negated, field, prefix = False, None, None
                    else:
                        self.leaf(group, Lexeme("word", lexeme.text, lexeme.span), field or group.field, negated)
                        negated, prefix = False, None
                case "quote":
                    self.warn(
                        "unbalanced",
                        "this quotation mark is never closed; the rest is searched as words",
                        lexeme.span,
                    )
                case _:
                    self.leaf(group, lexeme, field or group.field, negated)
                    negated, field, prefix = False, None, None
        self.unfinished(prefix, stack[-1])
        while len(stack) > 1:
            span = Span(stack[-1].start, stack[-1].start + 1)
            self.warn("unbalanced", "this ( is never closed; the query ends it", span)
            self.close(stack, len(self.text))
        tree = self.finish(stack[0], len(self.text))
        if tree is None:
            nothing = any(not c.isspace() for c in self.text)
            if nothing and not self.warnings:
                self.warn("no_words", "the query has no letters or digits to search for", Span(0, len(self.text)))
            everything = Everything(Span(0, len(self.text)))
            tree = Not(everything, everything.span) if nothing else everything
        return ParsedQuery(self.whole_text, tree, tuple(sorted(self.warnings, key=lambda w: w.span)), default.name)

    # Groups

    def add(self, group: _Group, node: Node, negated: bool) -> None:
        group.operator = None
        group.alternatives[-1].append(Not(node, node.span) if negated else node)

    def close(self, stack: list[_Group], end: int) -> None:
        group = stack.pop()
        node = self.finish(group, end)
        if node is not None:
            self.add(stack[-1], node, group.negated)

    def finish(self, group: _Group, end: int) -> Node | None:
        """The tree of a group whose parts are complete, or None for an empty group."""
        if group.operator is not None:
            if not group.alternatives[-1]:
                group.alternatives.pop()
            self.stray(group.operator, group, False)
        span = Span(group.start, end)
        alternatives = [_all_of(parts) for parts in group.alternatives if parts]
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Or(_flat(alternatives, Or), span)

    def stray(self, lexeme: Lexeme, group: _Group, negated: bool) -> None:
        """An operator with nothing to join: a word, if it has letters."""
        does = "searched as a word" if lexeme.text.isalpha() else "ignored"
        message = f"{lexeme.text} has nothing to join here; {does}"
        self.warn("operator_alone", message, lexeme.span, "put a word on both sides of it")
        if lexeme.text.isalpha():
            self.add(group, self.operator_word(group, lexeme), negated)

    def unfinished(self, prefix: Lexeme | None, group: _Group) -> None:
        """A NOT, a minus or a field at the end of its group."""
        if prefix is None:
            return
        if prefix.kind == "minus":
            self.warn("operator_alone", "this - has nothing after it and is ignored", prefix.span)
        elif prefix.kind == "field":
            self.warn("field_alone", f"{prefix.text}: has nothing after it; searched as a word", prefix.span)
            self.leaf(group, Lexeme("word", prefix.text, prefix.span), group.field, False)
        else:
            self.stray(prefix, group, False)

    def operator_word(self, group: _Group, lexeme: Lexeme) -> Word:
        """An operator as a word: of the group's field, or of the default one where that field has no words."""
        has_words = group.field.kind in ("text", "names", "whoosh")
        return Word(group.field.name if has_words else self.fields.default, lexeme.text.lower(), lexeme.span)

    def field_of(self, lexeme: Lexeme) -> QueryField | None:
        field = self.fields.get(lexeme.text)
        if field is None:
            close = self.close_names(lexeme.text.lower())
            hint = (
                f"did you mean {close[0]}:?"
                if close
                else "fields: " + " ".join(f for f in self.fields.fields if f != "*")
            )
            self.warn("unknown_field", f"there is no field {lexeme.text!r}; searched as words", lexeme.span, hint)
        return field

    def close_names(self, name: str) -> list[str]:
        """The name of a field that is most like a mistaken one, if one is. Comparing costs the length of the name."""
        if len(name) > _LONGEST_NAME or len(self.warnings) >= _MOST_WARNINGS:
            return []
        from difflib import get_close_matches  # slow to load; only mistakes need it

        return get_close_matches(name, [*self.fields.fields, *self.fields.aliases], 1)

    # Leaves

    def leaf(self, group: _Group, lexeme: Lexeme, field: QueryField, negated: bool) -> None:
        node = self.read_leaf(lexeme, field)
        if node is not None:
            self.add(group, node, negated)

    def read_leaf(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        text, span = lexeme.text, lexeme.span
        if lexeme.kind == "option" and ("*" in text or "?" in text) and not _is_one_word(text):
            lexeme = Lexeme("phrase", text, span)  # without its brackets it would read as something else
        if text == "*" and (lexeme.kind == "word" or (lexeme.kind == "option" and field.kind == "whoosh")):
            return Everything(span) if field.name == self.fields.default else Exists(field.name, span)
        if field.kind in ("date", "mentions"):
            return self.read_date(lexeme, field)
        if (
            field.kind == "whoosh"
            and lexeme.kind in ("range", "word", "option")
            and (ranged := _value_range(lexeme, field))
        ):
            return ranged
        if field.kind == "story":
            return self.read_story(lexeme, field)
        if field.choices:
            lexeme = self.chosen(lexeme, field)
            text = lexeme.text
        if field.kind == "value":
            pattern = lexeme.kind == "word" and not lexeme.exact and ("*" in text or "?" in text)
            return (
                Wildcard(field.name, text, span) if pattern and self.may_vary(lexeme) else Exact(field.name, text, span)
            )
        if lexeme.kind == "phrase":
            if lexeme.exact:
                return self.with_words(Exact(field.name, text, span), text, span, field)
            slop = 1 if lexeme.suffix == -1 else lexeme.suffix or 0
            return self.with_words(Phrase(field.name, text, slop, span), text, span, field)
        if lexeme.exact:
            return self.with_words(Exact(field.name, text, span), text, span, field)
        if "*" in text or "?" in text:
            return self.read_wildcard(lexeme, field)
        if lexeme.suffix is not None:
            return self.read_fuzzy(lexeme, field)
        node = self.with_words(self.word(field, text, span), text, span, field)
        return Optional(node, span) if lexeme.kind == "option" and isinstance(node, Word) else node

    def word(self, field: QueryField, text: str, span: Span) -> Node:
        """A word as typed, without the punctuation around it. A word that reads back as something else is a phrase."""
        own_words = field.kind == "whoosh"  # only the schema knows how they are written
        text = text if own_words else _trim(text)
        if _is_one_word(text) and text[0] not in "<>" and (own_words or ("*" not in text and "?" not in text)):
            return Word(field.name, text, span)
        if own_words:
            return Phrase(field.name, text, 0, span)
        surfaces = self.analysis.surfaces(text)
        if len(surfaces) == 1:  # such as an operator between punctuation
            return Word(field.name, surfaces[0], span)
        return Phrase(field.name, " ".join(surfaces), 0, span)

    def with_words(self, node: Node, text: str, span: Span, field: QueryField) -> Node | None:
        if field.kind == "whoosh" or self.analysis.surfaces(text):
            return node
        if not text.strip(_SENTENCE_MARKS):
            return None
        self.warn("no_words", f"{self.text[span.start : span.end]!r} has no letters or digits and is ignored", span)
        return None

    def read_wildcard(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        pattern = lexeme.text
        if field.kind == "whoosh":  # only the schema knows how its terms are written
            varies = self.may_vary(lexeme)
            return (Wildcard if varies else Exact)(field.name, pattern, lexeme.span)
        if not any(c.isalnum() for c in pattern):
            self.warn("no_words", f"{pattern!r} has no letters or digits and is ignored", lexeme.span)
            return None
        if field.kind == "names" and any(not (c.isalnum() or c in "*?") for c in pattern):
            if self.may_vary(lexeme):
                return Wildcard(field.name, pattern, lexeme.span)  # a pattern of whole values, as in path:*/1987/*
            return self.with_words(self.word(field, pattern, lexeme.span), pattern, lexeme.span, field)
        if not self.may_vary(lexeme):
            return self.with_words(self.word(field, pattern, lexeme.span), pattern, lexeme.span, field)
        pieces = self.analysis.surfaces("".join("x" if c in "*?" else c for c in pattern))
        if len(pieces) > 1:
            self.warn(
                "wildcard_words",
                f"{pattern!r} is more than one word; its * and ? are ignored",
                lexeme.span,
                "put wildcards inside one word",
            )
            return Phrase(field.name, " ".join(self.analysis.surfaces(pattern)), 0, lexeme.span)
        return Wildcard(field.name, self.analysis.surface(_trim(pattern)), lexeme.span)

    def read_fuzzy(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        node = self.with_words(self.word(field, lexeme.text, lexeme.span), lexeme.text, lexeme.span, field)
        if node is None:
            return None
        if field.kind != "whoosh" and len(self.analysis.surfaces(lexeme.text)) > 1:
            self.warn("fuzzy_words", f"{lexeme.text!r} is more than one word; its ~ is ignored", lexeme.span)
            return node
        distance = lexeme.suffix or 0
        if distance < 0:
            distance = 1 if len(lexeme.text) <= 5 else 2
        if distance > _LONGEST_FUZZY:
            self.warn("fuzzy_distance", f"~{distance} is read as ~{_LONGEST_FUZZY}, the largest distance", lexeme.span)
            distance = _LONGEST_FUZZY
        if distance == 0:
            return Exact(field.name, lexeme.text, lexeme.span)
        if not self.may_vary(lexeme):
            return node
        text = lexeme.text if field.kind == "whoosh" else self.analysis.surfaces(lexeme.text)[0]
        return Fuzzy(field.name, text, distance, lexeme.span)

    def may_vary(self, lexeme: Lexeme) -> bool:
        """Whether a word with ``*`` or ``?`` or ``~`` is within the limits; a warning says when it is not."""
        self.patterns += 1
        if len(lexeme.text) > _LONGEST_PATTERN:
            limit = f"a word with * or ? or ~ has at most {_LONGEST_PATTERN} letters"
        elif self.patterns > _MOST_PATTERNS:
            limit = f"a query has at most {_MOST_PATTERNS} words with * or ? or ~"
        else:
            return True
        self.warn("too_many_forms", f"{limit}; this one is searched as it is", lexeme.span)
        return False

    def read_date(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        days = read_days(lexeme.text, self.today)
        if days is not None:
            return DateRange(field.name, days.first, days.last, lexeme.span)
        self.warn(
            "date_unreadable",
            f"{lexeme.text!r} is not a date; searched as words",
            lexeme.span,
            'write 2019, 2019-05, 2019-05-28, 2019-05..2019-08, >=2019-05 or "last month"',
        )
        words = self.fields[self.fields.default]
        if lexeme.kind == "word" and not lexeme.exact and ("*" in lexeme.text or "?" in lexeme.text):
            return self.read_wildcard(lexeme, words)
        return self.with_words(self.word(words, lexeme.text, lexeme.span), lexeme.text, lexeme.span, words)

    def read_story(self, lexeme: Lexeme, field: QueryField) -> Node:
        if story_number(lexeme.text) is None:
            hint = "a story id has 16 digits, 0-9 and a-f; searchkit show ID prints the story id of an article"
            self.warn("story_unreadable", f"{lexeme.text!r} is not a story id and finds nothing", lexeme.span, hint)
        return Exact(field.name, lexeme.text, lexeme.span)

    def chosen(self, lexeme: Lexeme, field: QueryField) -> Lexeme:
        """The value as the field writes it. A warning says if the field has no such value."""
        text = lexeme.text.lower()
        varies = lexeme.kind == "word" and not lexeme.exact and ("*" in text or "?" in text)
        if text not in field.choices and not varies:
            found = unknown_value(field, lexeme.text, lexeme.span)
            self.warn(found.code, found.message, found.span, found.hint)
            return lexeme
        return Lexeme(lexeme.kind, text, lexeme.span, lexeme.exact, lexeme.suffix)

    def warn(self, code: str, message: str, span: Span, hint: str = "") -> None:
        if len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(QueryWarning(code, message, span, hint))
        elif len(self.warnings) == _MOST_WARNINGS:
            message = f"a query has at most {_MOST_WARNINGS} warnings; there are more from here on"
            self.warnings.append(QueryWarning("more_warnings", message, span))


def _depth(node: Node) -> int:
    """How deep the parentheses of the echo are."""
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(_depth, parts))
        case Not(part):
            return 1 + _depth(part)
        case _:
            return 0


def _trim(pattern: str) -> str:
    """A word or pattern without the punctuation around it: ``wor*,`` is ``wor*``."""
    kept = [i for i, c in enumerate(pattern) if c.isalnum() or c in "*?" or _is_mark(c)]
    return pattern[kept[0] : kept[-1] + 1] if kept else pattern


def _is_one_word(text: str) -> bool:
    """Whether a text, read alone, is a word and nothing else."""
    return next(lexemes(text), None) == Lexeme("word", text, Span(0, len(text)))


def _is_mark(char: str) -> bool:
    """Whether a character belongs to the letter before it, as a combining accent does."""
    return char > "\u02ff" and ("a" + char).isidentifier()


def _all_of(parts: list[Node]) -> Node:
    """The conjunction of parts. Stop words are not required if there are other words."""
    flat = _flat(parts, And)
    if len(flat) == 1:
        part = flat[0]
        return part.part if isinstance(part, Optional) else part
    plain = [part.part if isinstance(part, Optional) else part for part in flat]
    has_content = any(_is_content(part) for part in plain)
    spared = tuple(Optional(p, p.span) if has_content and _is_stop_word(p) else p for p in plain)
    kept = tuple(p if isinstance(p, Optional) else q for p, q in zip(spared, flat, strict=True))
    flat = spared if all(isinstance(part, (Optional, Not)) for part in kept) else kept
    return And(flat, Span(flat[0].span.start, flat[-1].span.end))


def _flat(parts: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    return tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and analysis.surface(node.text) in analysis.STOP_WORDS


def _is_content(node: Node) -> bool:
    if isinstance(node, (And, Or)):
        return any(_is_content(part) for part in node.parts)
    return isinstance(node, (Word, Exact, Phrase, Wildcard, Fuzzy)) and not _is_stop_word(node)


def _value_range(lexeme: Lexeme, field: QueryField) -> ValueRange | None:
    text, span = lexeme.text, lexeme.span
    if lexeme.kind != "range":
        low, dots, high = text.partition("..")
        if any(c in text for c in "[]{}"):  # it could not be written between brackets
            return None
        ends = (_open(low), _open(high))
        return ValueRange(field.name, *ends, span=span) if dots and any(ends) else None
    if text[0] in "<>":
        value = _open(text.lstrip("<>= \t\r\n"))
        excluded = "=" not in text[:2]
        if not value:
            return None
        if text[0] == ">":
            return ValueRange(field.name, value, None, low_excluded=excluded, span=span)
        return ValueRange(field.name, None, value, high_excluded=excluded, span=span)
    low, *rest = _TO.split(text[1:-1], maxsplit=1)
    high = rest[0] if rest else low[len("to ") :]  # nothing stands before the TO
    low = low if rest else ""
    return ValueRange(
        field.name, _open(low), _open(high), low_excluded=text[0] == "{", high_excluded=text[-1] == "}", span=span
    )


def _open(text: str) -> str | None:
    text = _AROUND_VALUE.sub("", text)
    return None if text in ("", "*") else text
