"""Query text to query tree. No text fails: what the parser cannot understand, it searches as words, with a warning.

Grammar, loosest first::

    query  = either { either }                    (side by side: all of them)
    either = all { OR all }        all = part { [AND] part }
    part   = near { NEAR/n near | BEFORE/n near }
    near   = { NOT | - | FIRST/n | ATLEAST/n } ( "(" query ")" | field: near | leaf )
    leaf   = word | =word | w?ld* | word~ | /regex/ | "phrase" | "phrase"~n | ="exact" | [optional] | a..b | >=a
             | [a TO b]
"""

from __future__ import annotations

import datetime as dt
from itertools import takewhile
from typing import Final, get_args

from searchkit import _native
from searchkit.base import analysis
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.base.story_id import story_number
from searchkit.errors import QueryError
from searchkit.query.dates import read_days
from searchkit.query.echo import echo
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.foreign_syntax import Foreign, foreign_sign, foreign_word
from searchkit.query.lexer import Lexeme, lexemes
from searchkit.query.phrasing import Phrasing, is_one_word, varies, without_question
from searchkit.query.tree import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Exact,
    Exists,
    First,
    Fuzzy,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Placed,
    Regex,
    Span,
    ValueRange,
    Wildcard,
    Word,
    WordCount,
    place_field,
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
_MOST_FOLLOWING: Final = 3  # words that may belong to a value without quotation marks
_LONGEST_NAME: Final = 100  # letters of a mistaken field that is compared with the fields
_TO = late_pattern(r"\s(?:TO|to)\s")
_COMPARISON = late_pattern(r"\A[<>=\s'\"]+")
_COUNTS = late_pattern(
    r"(>=|<=|>|<)?\s*(\d{1,9})\Z|(\d{0,9})\.\.(\d{0,9})\Z|\[\s*(\d{1,9}|\*)\s+TO\s+(\d{1,9}|\*)\s*\]\Z"
)
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
class Unquoted:
    """The one word that a field was given, where more words follow: perhaps they were all meant.

    ``name`` is the place of the field's name with its colon, ``start`` that of its word. ``ends`` are the ends of the
    words that follow.
    """

    field: str
    name: Span
    start: int
    ends: tuple[int, ...]


@record
class ParsedQuery:
    """What was understood of a query text.

    ``today`` is what ``yesterday`` counted from. ``unquoted`` are fields whose value may lack quotation marks.
    """

    text: str
    tree: Node
    warnings: tuple[QueryWarning, ...]
    default: str = "text"
    today: dt.date | None = None
    unquoted: tuple[Unquoted, ...] = ()

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

    def __init__(self, field: QueryField, start: int, negated: bool, quantity: Lexeme | None = None) -> None:
        self.field = field
        self.start = start
        self.negated = negated
        self.quantity = quantity
        self.alternatives: list[list[Node]] = [[]]
        self.operator: Lexeme | None = None
        self.near: Lexeme | None = None  # between the last part and the next


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
        self.unquoted: list[Unquoted] = []
        if len(text) > _LONGEST_TEXT:
            span = Span(_LONGEST_TEXT, len(text))
            self.warn("too_long", f"a query has at most {_LONGEST_TEXT:,} characters; the rest is ignored", span)

    def parse(self) -> ParsedQuery:
        default = self.fields[self.fields.default]
        stack = [_Group(default, 0, False)]
        ignored_parentheses = 0
        negated = False
        field: QueryField | None = None
        quantity: Lexeme | None = None
        prefix: Lexeme | None = None  # the last "-", NOT, "field:" or FIRST/n that still waits for its part
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
                    stack.append(_Group(field or group.field, start, negated, quantity))
                    negated, field, prefix, quantity = False, None, None, None
                case "close":
                    self.unfinished(prefix, group)
                    negated, field, prefix, quantity = False, None, None, None
                    if ignored_parentheses:
                        ignored_parentheses -= 1
                    elif len(stack) == 1:
                        self.warn("unbalanced", "this ) closes nothing and is ignored", lexeme.span)
                    else:
                        self.close(stack, lexeme.span.end)
                case "and" | "or" | "near" if (
                    prefix is None
                    and group.alternatives[-1]
                    and group.operator is None
                    and group.near is None
                    and (lexeme.kind != "near" or self.has_places(group))
                ):
                    if lexeme.text == "+":
                        self.foreign(lexeme, foreign_sign("+"))
                    if lexeme.kind == "near":
                        group.near = lexeme
                    elif lexeme.text != "+":
                        group.operator = lexeme
                    if lexeme.kind == "or":
                        group.alternatives.append([])
                case "and" if lexeme.text == "+":
                    self.foreign(lexeme, foreign_sign("+"))
                case "and" | "or" | "near":
                    self.stray(lexeme, group, negated)
                    negated, field, prefix, quantity = False, None, None, None
                case "quantity" if quantity is None:
                    quantity = prefix = lexeme
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
                        self.leaf(group, Lexeme("word", lexeme.text, lexeme.span), group.field, negated, quantity)
                        negated, field, prefix, quantity = False, None, None, None
                    else:
                        self.leaf(
                            group, Lexeme("word", lexeme.text, lexeme.span), field or group.field, negated, quantity
                        )
                        negated, prefix, quantity = False, None, None
                case "quote":
                    self.warn(
                        "unbalanced",
                        "this quotation mark is never closed; the rest is searched as words",
                        lexeme.span,
                    )
                case _:
                    if field is not None and prefix is not None and prefix.kind == "field":
                        self.note_unquoted(field, prefix, lexeme)
                    if lexeme.kind == "word" and field is None and not lexeme.exact:
                        own = group.field.kind == "whoosh"
                        beside = (self.follows(group, prefix), self.is_followed())
                        self.foreign(lexeme, foreign_word(lexeme.text, *beside, own_words=own))
                    self.leaf(group, lexeme, field or group.field, negated, quantity)
                    negated, field, prefix, quantity = False, None, None, None
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
        warnings = tuple(sorted(self.warnings, key=lambda w: w.span))
        return ParsedQuery(self.whole_text, tree, warnings, default.name, self.today, tuple(self.unquoted))

    # Groups

    def add(self, group: _Group, node: Node, negated: bool, quantity: Lexeme | None = None) -> None:
        if quantity is not None:
            node = self.quantified(quantity, node)
        near = group.near
        if group.operator is not None:
            self.foreign(group.operator, foreign_sign(group.operator.text))
        group.operator = group.near = None
        if near is not None:
            left = group.alternatives[-1][-1]
            if not negated and (joined := self.joined(left, near, node)) is not None:
                group.alternatives[-1][-1] = joined
                return
            self.warn(
                "near_sides",
                f"{near.text} needs words, phrases or alternatives of one field on both sides; read as AND",
                near.span,
                'such as (rail OR road) NEAR/5 "night shift"',
            )
        group.alternatives[-1].append(Not(node, node.span) if negated else node)

    def has_places(self, group: _Group) -> bool:
        """Whether it is known where words stand in what a NEAR would join."""
        last = group.alternatives[-1][-1]
        field = place_field(last)
        return field is None or self.fields[field].kind != "whoosh"

    def joined(self, left: Node, near: Lexeme, right: Node) -> Near | None:
        """Two parts near each other. None if they have no places in one field."""
        left, right = (part.part if isinstance(part, Optional) else part for part in (left, right))
        field = place_field(left)
        if field is None or field != place_field(right) or self.fields[field].kind not in ("text", "names"):
            return None
        name, _, unit = near.text.partition("/")
        within: int | str = int(unit) if unit.isdecimal() else unit
        if isinstance(within, str) and not self.analysis.has_breaks:
            within = 20 if unit == "s" else 100
            self.warn(
                "no_sentences",
                f"the archive does not know its sentences; {near.text} is read as NEAR/{within}",
                near.span,
                "searchkit upgrade reads them",
            )
        return Near(field, left, right, within, name == "BEFORE", Span(left.span.start, right.span.end))

    def quantified(self, quantity: Lexeme, node: Node) -> Node:
        """A part that must stand early, or several times."""
        inner = node.part if isinstance(node, Optional) else node
        field = place_field(inner)
        if field is None or self.fields[field].kind not in ("text", "names"):
            self.warn(
                "quantity_side",
                f"{quantity.text} needs a word, a phrase or alternatives of one field after it; it is ignored",
                quantity.span,
            )
            return node
        name, _, number = quantity.text.partition("/")
        span = Span(quantity.span.start, inner.span.end)
        return (First if name == "FIRST" else AtLeast)(field, inner, int(number), span)

    def note_unquoted(self, field: QueryField, name: Lexeme, word: Lexeme) -> None:
        """Note a field's plain word that other plain words follow."""
        if field.kind not in ("names", "value") or field.choices or not _is_plain(word):
            return
        following = takewhile(_is_plain, self.lexemes[self.position : self.position + _MOST_FOLLOWING])
        if ends := tuple(lexeme.span.end for lexeme in following):
            self.unquoted.append(Unquoted(field.name, name.span, word.span.start, ends))

    def foreign(self, lexeme: Lexeme, found: Foreign | None) -> None:
        if found is not None:
            self.warn("other_syntax", found.message, lexeme.span, found.hint)

    def follows(self, group: _Group, prefix: Lexeme | None) -> bool:
        """Whether a part stands before the present lexeme, with nothing in between."""
        return prefix is None and group.operator is None and group.near is None and bool(group.alternatives[-1])

    def is_followed(self) -> bool:
        """Whether a part comes next."""
        following = self.lexemes[self.position : self.position + 1]
        return bool(following) and following[0].kind not in ("close", "and", "or", "near", "quote")

    def close(self, stack: list[_Group], end: int) -> None:
        group = stack.pop()
        node = self.finish(group, end)
        if node is not None:
            self.add(stack[-1], node, group.negated, group.quantity)

    def finish(self, group: _Group, end: int) -> Node | None:
        """The tree of a group whose parts are complete, or None for an empty group."""
        if group.operator is not None:
            if not group.alternatives[-1]:
                group.alternatives.pop()
            self.stray(group.operator, group, False)
        if group.near is not None:
            near, group.near = group.near, None
            self.stray(near, group, False)
        span = Span(group.start, end)
        alternatives = [_all_of(parts) for parts in group.alternatives if parts]
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Or(_flat(alternatives, Or), span)

    def stray(self, lexeme: Lexeme, group: _Group, negated: bool) -> None:
        """An operator with nothing to join: a word, if it has letters."""
        has_letters = lexeme.text[0].isalpha()
        does = "searched as a word" if has_letters else "ignored"
        message = f"{lexeme.text} has nothing to join here; {does}"
        self.warn("operator_alone", message, lexeme.span, "put a word on both sides of it")
        if has_letters:
            group.near = None
            self.add(group, self.operator_word(group, lexeme), negated)

    def unfinished(self, prefix: Lexeme | None, group: _Group) -> None:
        """A NOT, a minus or a field at the end of its group."""
        if prefix is None:
            return
        if prefix.kind == "minus":
            self.warn("operator_alone", "this - has nothing after it and is ignored", prefix.span)
        elif prefix.kind == "quantity":
            message = f"{prefix.text} has nothing after it; searched as words"
            self.warn("operator_alone", message, prefix.span, "put a word after it")
            self.add(group, self.operator_word(group, prefix), False)
        elif prefix.kind == "field":
            self.warn("field_alone", f"{prefix.text}: has nothing after it; searched as a word", prefix.span)
            self.leaf(group, Lexeme("word", prefix.text, prefix.span), group.field, False)
        else:
            self.stray(prefix, group, False)

    def operator_word(self, group: _Group, lexeme: Lexeme) -> Node:
        """An operator as a word: of the group's field, or of the default one where that field has no words."""
        has_words = group.field.kind in ("text", "names", "whoosh")
        field = group.field if has_words else self.fields[self.fields.default]
        if lexeme.text.isalpha():
            return Word(field.name, lexeme.text.lower(), lexeme.span)
        return self.word(field, lexeme.text, lexeme.span)

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

    def leaf(
        self, group: _Group, lexeme: Lexeme, field: QueryField, negated: bool, quantity: Lexeme | None = None
    ) -> None:
        node = self.read_leaf(lexeme, field)
        if node is not None:
            self.add(group, node, negated, quantity)

    def read_leaf(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        text, span = lexeme.text, lexeme.span
        if lexeme.kind == "regex":
            if field.kind == "text" or (field.kind == "names" and field.name != "path"):
                return self.read_regex(lexeme, field)
            is_word = field.kind != "whoosh" or not ("." * 2 in text or set("()[]{}") & set(text))
            lexeme = Lexeme("word" if is_word else "phrase", text := f"/{text}/", span)
        if lexeme.kind == "quantity":  # a second one
            lexeme = Lexeme("word", text, span)
        if lexeme.kind in ("word", "range", "option") and field.kind in ("text", "names") and not lexeme.exact:
            lexeme = Lexeme(lexeme.kind, text := without_question(text), span, False, lexeme.suffix)
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
        if field.kind == "count":
            return self.read_count(lexeme, field)
        if field.choices:
            lexeme = self.chosen(lexeme, field)
            text = lexeme.text
        if field.kind == "value":
            pattern = lexeme.kind == "word" and not lexeme.exact and ("*" in text or "?" in text)
            return (
                Wildcard(field.name, text, span) if pattern and self.may_vary(lexeme) else Exact(field.name, text, span)
            )
        if lexeme.exact and field.kind == "text" and varies(text) and lexeme.kind == "word":
            lexeme = Lexeme("phrase", text, span, True)
        if lexeme.kind == "phrase":
            if field.kind == "text" and varies(text) and (varied := self.read_phrasing(lexeme, field)) is not None:
                return varied
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
        if _is_one_word(text) and text[0] not in "<>[{" and (own_words or not set("^*?") & set(text)):
            return Word(field.name, text, span)
        if own_words:
            return Phrase(field.name, text, 0, span)
        words = self.analysis.written(text)
        if len(words) == 1:  # such as an operator between punctuation
            return Word(field.name, words[0], span)
        return Phrase(field.name, " ".join(words), 0, span)

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
        if self.analysis.is_part((bare := _trim(pattern.replace("*", "")))[:1]) and "?" not in pattern:
            # A part of a run without spaces is found wherever it stands.
            return self.with_words(self.word(field, bare, lexeme.span), bare, lexeme.span, field)
        if not is_one_word(pattern, self.analysis):
            self.warn(
                "wildcard_words",
                f"{pattern!r} is more than one word; its * and ? are ignored",
                lexeme.span,
                "put wildcards inside one word",
            )
            return Phrase(field.name, " ".join(self.analysis.written(pattern)), 0, lexeme.span)
        return Wildcard(field.name, self.analysis.surface(_trim(pattern)), lexeme.span)

    def read_phrasing(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        """A phrase whose parts vary; None if none does."""

        def may_vary(text: str) -> bool:
            return self.may_vary(Lexeme("word", text, lexeme.span))

        slop = 1 if lexeme.suffix == -1 else lexeme.suffix or 0
        return Phrasing(field.name, self.analysis, lexeme.exact, lexeme.span, may_vary).of(lexeme.text, slop)

    def read_regex(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        pattern = lexeme.text
        problem = _native.regex_problem(pattern)
        if problem is None and self.may_vary(lexeme):
            return Regex(field.name, pattern, lexeme.span)
        if problem is not None:
            message = f"/{pattern}/ is no expression that can be searched: {problem}; searched as words"
            self.warn("bad_regex", message, lexeme.span, "put \\ before a sign that means itself")
        return self.with_words(self.word(field, pattern, lexeme.span), pattern, lexeme.span, field)

    def read_count(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        ends = _counts(lexeme.text)
        if ends is not None:
            return WordCount(field.name, *ends, lexeme.span)
        self.warn(
            "count_unreadable",
            f"{lexeme.text!r} is no number of words; searched as words",
            lexeme.span,
            "write words:>500, words:<=100 or words:100..500",
        )
        words = self.fields[self.fields.default]
        return self.read_leaf(lexeme, words)

    def read_fuzzy(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        node = self.with_words(self.word(field, lexeme.text, lexeme.span), lexeme.text, lexeme.span, field)
        if node is None:
            return None
        if field.kind != "whoosh" and len(self.analysis.written(lexeme.text)) > 1:
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
        text = lexeme.text if words.kind == "whoosh" else without_question(lexeme.text)
        if lexeme.kind == "word" and not lexeme.exact and ("*" in text or "?" in text):
            return self.read_wildcard(Lexeme("word", text, lexeme.span), words)
        return self.with_words(self.word(words, text, lexeme.span), text, lexeme.span, words)

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


def _is_plain(lexeme: Lexeme) -> bool:
    """Whether a lexeme is a word that is nothing but itself."""
    return lexeme.kind == "word" and not lexeme.exact and lexeme.suffix is None and not set("*?") & set(lexeme.text)


def _counts(text: str) -> tuple[int | None, int | None] | None:
    """The least and the most of ``>500``, ``<=100``, ``100..500``, ``[100 TO 500]`` or ``100``; None for other text."""
    match = _COUNTS.match(text)
    if match is None:
        return None
    compared, number, low, high, first, last = match.groups()
    if number is not None:
        count = int(number)
        exactly = {">": (count + 1, None), ">=": (count, None), "<": (None, count - 1), "<=": (None, count)}
        return exactly[compared] if compared else (count, count)
    if low is None and high is None:
        low, high = first, last
    ends = [int(end) if end not in (None, "", "*") else None for end in (low, high)]
    return ends[0], ends[1]


def _depth(node: Node) -> int:
    """How deep the parentheses of the echo are."""
    match node:
        case Near(_, left, right):
            return 1 + max(_depth(left), _depth(right))
        case First(_, part) | AtLeast(_, part):
            return _depth(part) + isinstance(part, First)
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
    return isinstance(node, (Word, Exact, Phrase, Wildcard, Fuzzy, Regex, *get_args(Placed))) and not _is_stop_word(
        node
    )


def _value_range(lexeme: Lexeme, field: QueryField) -> ValueRange | None:
    text, span = lexeme.text, lexeme.span
    if lexeme.kind != "range":
        low, dots, high = text.partition("..")
        if any(c in text for c in "[]{}"):  # it could not be written between brackets
            return None
        ends = (_open(low), _open(high))
        return ValueRange(field.name, *ends, span=span) if dots and any(ends) else None
    if text[0] in "<>":
        value = _open(_COMPARISON.sub("", text))
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
