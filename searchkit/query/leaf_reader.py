"""One leaf of a query text: a word, a phrase, a pattern, a date, a value or a range, read for its field."""

from __future__ import annotations

from searchkit._native import regex_problem
from searchkit.base import light_datetime as dt
from searchkit.base.late_pattern import late_pattern
from searchkit.base.story_id import story_number
from searchkit.base.typing_names import Final
from searchkit.query.dates import read_days
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.lexer import Lexeme, is_plain_word, lexemes
from searchkit.query.parsed_query import Warnings, unknown_value
from searchkit.query.phrasing import Phrasing, is_of_pattern, is_one_word, varies, without_question
from searchkit.query.tree import (
    DateRange,
    Everything,
    Exact,
    Exists,
    Fuzzy,
    Like,
    Node,
    Optional,
    Phrase,
    Regex,
    Span,
    ValueRange,
    Wildcard,
    Word,
    WordCount,
)

_LONGEST_FUZZY: Final = 2  # edits
_LONGEST_PATTERN: Final = 255  # letters of a word with * or ? or ~
_MOST_PATTERNS: Final = 100  # words with * or ? or ~ in one query
_TO = late_pattern(r"\s(?:TO|to)\s")
_COMPARISON = late_pattern(r"\A[<>=\s'\"]+")
_AROUND_VALUE = late_pattern(r"\A[\s'\"]+|[\s'\"]+\Z")
# Alone, these are how people write. They are not meant as operators.
_SENTENCE_MARKS: Final = ",.;:\u2026"
_COUNTS = late_pattern(
    r"(>=|<=|>|<)?\s*(\d{1,9})\Z|(\d{0,9})\.\.(\d{0,9})\Z|\[\s*(\d{1,9}|\*)\s+TO\s+(\d{1,9}|\*)\s*\]\Z"
)


class LeafReader:
    """Reads the leaves of one query text. What it does not understand, it reads as words, with a warning.

    ``today`` is what ``yesterday`` counts from.
    """

    def __init__(self, text: str, fields: FieldTable, today: dt.date, warnings: Warnings) -> None:
        self.text = text
        self.fields = fields
        self.analysis = fields.analysis
        self.today = today
        self.warn = warnings.warn
        self.patterns = 0

    def read(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        text, span = lexeme.text, lexeme.span
        is_bare = lexeme.kind == "word" and not lexeme.exact and lexeme.suffix is None
        if is_bare and field.kind == "text" and text.isascii() and is_plain_word(text):
            return Word(field.name, text, span)  # it is one word by every rule
        if lexeme.kind == "regex":
            if field.kind == "text" or (field.kind == "names" and field.name != "path"):
                return self.read_regex(lexeme, field)
            is_word = field.kind != "whoosh" or not (".." in text or set("()[]{}") & set(text))
            lexeme = Lexeme("word" if is_word else "phrase", text := f"/{text}/", span)
        if lexeme.kind == "quantity":  # a second one
            lexeme = Lexeme("word", text, span)
        if field.kind == "like":
            return Like(field.name, text, span)
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
            if field.name == "lang":
                from searchkit.base.language_code import language_code  # most queries need no names of languages

                text = language_code(text) or text
            pattern = lexeme.kind == "word" and not lexeme.exact and ("*" in text or "?" in text)
            return (
                Wildcard(field.name, text, span) if pattern and self.may_vary(lexeme) else Exact(field.name, text, span)
            )
        if lexeme.exact and field.kind == "text" and varies(text) and lexeme.kind == "word":
            lexeme = Lexeme("phrase", text, span, True)
        has_phrases = field.kind == "text" or (field.kind == "names" and field.name != "path" and not lexeme.exact)
        if lexeme.kind == "phrase":
            if has_phrases and varies(text) and (varied := self.read_phrasing(lexeme, field)) is not None:
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
        text = text if own_words else self.trimmed(text)
        if _is_one_word(text) and text[0] not in "<>[{" and (own_words or not set("^~*?") & set(text)):
            return Word(field.name, text, span)
        if own_words:
            return Phrase(field.name, text, 0, span)
        words = self.analysis.written(text)
        if len(words) == 1:  # such as an operator between punctuation
            return Word(field.name, words[0], span)
        return Phrase(field.name, " ".join(words), 0, span)

    def trimmed(self, text: str) -> str:
        """A word without what is around it, but with all that is part of it: ``C++,`` is ``C++``."""
        tokens = [] if "*" in text or "?" in text else list(self.analysis.tokens(text))
        return text[tokens[0].start : tokens[-1].end] if tokens else _trim(text)

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
        problem = regex_problem(pattern)
        if problem is None and self.may_vary(lexeme):
            return Regex(field.name, pattern, lexeme.span)
        if problem is not None:
            message = f"/{pattern}/ cannot be searched: {problem}; read as words"
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
        return self.read(lexeme, words)

    def read_fuzzy(self, lexeme: Lexeme, field: QueryField) -> Node | None:
        node = self.with_words(self.word(field, lexeme.text, lexeme.span), lexeme.text, lexeme.span, field)
        if node is None:
            return None
        if field.kind != "whoosh" and not is_one_word(lexeme.text, self.analysis):
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


def _trim(pattern: str) -> str:
    """A word or pattern without the punctuation around it: ``wor*,`` is ``wor*``."""
    kept = [i for i, c in enumerate(pattern) if is_of_pattern(c)]
    return pattern[kept[0] : kept[-1] + 1] if kept else pattern


def _is_one_word(text: str) -> bool:
    """Whether a text, read alone, is a word and nothing else."""
    return is_plain_word(text) or next(lexemes(text), None) == Lexeme("word", text, Span(0, len(text)))


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
