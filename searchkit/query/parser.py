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

from itertools import takewhile

from searchkit.base import light_datetime as dt
from searchkit.base.record import changed
from searchkit.base.typing_names import Final, get_args
from searchkit.errors import QueryError
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.foreign_syntax import Foreign, foreign_sign, foreign_word
from searchkit.query.leaf_reader import LeafReader
from searchkit.query.lexer import Lexeme, is_plain_word, lexemes
from searchkit.query.parsed_query import ParsedQuery, QueryWarning, Unquoted, Warnings, unknown_value
from searchkit.query.placement import WITHOUT_SENTENCES
from searchkit.query.stop_words import StopWords
from searchkit.query.tree import (
    And,
    AtLeast,
    Everything,
    Exact,
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
    Wildcard,
    Word,
    place_field,
)

_DEEPEST: Final = 40  # parentheses within others, also in the echo
# One that is typed makes up to three in the echo, for OR, AND and NOT. Where the echo would be too deep, less is read.
_LESS_DEEP: Final = (_DEEPEST, 30, 20, 12)
# What follows is there so that no text is costly, whoever wrote it.
_LONGEST_TEXT: Final = 100_000  # characters
_MOST_FOLLOWING: Final = 3  # words that may belong to a value without quotation marks
_LONGEST_NAME: Final = 100  # letters of a mistaken field that is compared with the fields

__all__ = ["ParsedQuery", "QueryWarning", "Unquoted", "all_of", "parse", "parse_strictly", "unknown_value"]


def parse(text: str, fields: FieldTable, today: dt.date | None = None) -> ParsedQuery:
    """The tree and warnings of ``text``. ``today`` is what ``yesterday`` counts from (default: the system's date)."""
    day = today or dt.date.today()
    plain = _plain_tree(text, fields)
    if plain is not None:
        return ParsedQuery(text, plain, (), fields.default, day)
    for deepest in _LESS_DEEP:
        parsed = _Parser(text, fields, day, deepest).parse()
        if _depth(parsed.tree) <= _DEEPEST:
            break
    return parsed


def _plain_tree(text: str, fields: FieldTable) -> Node | None:
    """The tree of a text that is words and nothing else, or one phrase of words. Most texts are, and need no parser.

    None for any other text, and for one that the parser may warn about.
    """
    default = fields[fields.default]
    if default.kind != "text" or not text.isascii() or len(text) > _LONGEST_TEXT:
        return None
    if text[:1] == text[-1:] == '"':
        content = text[1:-1]
        return Phrase(default.name, content, 0, Span(0, len(text))) if content.replace(" ", "").isalnum() else None
    pieces = text.split()
    last = len(pieces) - 1
    words: list[Node] = []
    end = 0
    for at, piece in enumerate(pieces):
        if not is_plain_word(piece) or foreign_word(piece, at > 0, at < last) is not None:
            return None
        start = text.index(piece, end)
        end = start + len(piece)
        words.append(Word(default.name, piece, Span(start, end)))
    return all_of(words, StopWords(fields, text)) if words else None


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
        self.warnings = Warnings()
        self.warn = self.warnings.warn
        self.leaves = LeafReader(self.text, fields, today, self.warnings)
        self.stop_words = StopWords(fields, self.text)
        self.unquoted: list[Unquoted] = []
        self.rewrites: list[tuple[Span, str]] = []  # what reads like another syntax, and its spelling here
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
        warnings: tuple[QueryWarning, ...] = ()
        if self.warnings:
            warnings = tuple(sorted(map(self.with_rewrites, self.warnings), key=lambda w: w.span))
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
            joined = None if negated else self.joined(left, near, node)
            if joined is not None and _depth(joined) <= self.deepest:
                group.alternatives[-1][-1] = joined
                return
            if joined is not None:
                self.warn("too_deep", f"no more than {self.deepest} NEAR can be joined; read as AND", near.span)
            else:
                self.warn(
                    "near_sides",
                    f"{near.text} needs words or alternatives of one field beside it; read as AND",
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
        if isinstance(within, str) and not self.analysis.has_breaks and self.fields[field].kind == "text":
            within = WITHOUT_SENTENCES[unit]
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
        # The values of a field of names have no order.
        is_first = quantity.text.startswith("FIRST")
        kinds = ("text",) if is_first else ("text", "names")
        if field is None or self.fields[field].kind not in kinds:
            self.warn(
                "quantity_side",
                f"{quantity.text} needs words or alternatives of one {'text ' * is_first}field; it is ignored",
                quantity.span,
            )
            return node
        name, _, number = quantity.text.partition("/")
        span = Span(quantity.span.start, inner.span.end)
        return (First if name == "FIRST" else AtLeast)(field, inner, int(number), span)

    def note_unquoted(self, field: QueryField, name: Lexeme, word: Lexeme) -> None:
        """Note a field's plain word that other plain words follow."""
        if field.kind not in ("names", "value") or field.choices or not _is_plain(word, exact=True):
            return
        following = takewhile(_is_plain, self.lexemes[self.position : self.position + _MOST_FOLLOWING])
        if ends := tuple(lexeme.span.end for lexeme in following):
            self.unquoted.append(Unquoted(field.name, name.span, word.span.start + word.exact, ends, word.exact))

    def foreign(self, lexeme: Lexeme, found: Foreign | None) -> None:
        if found is None:
            return
        self.warn("other_syntax", found.message, lexeme.span, found.hint, found.instead)
        if found.instead:
            self.rewrites.append((lexeme.span, found.instead))

    def with_rewrites(self, warning: QueryWarning) -> QueryWarning:
        """A warning about another syntax with the whole query in this one: whoever writes one ``or`` means them all."""
        if warning.code != "other_syntax" or not warning.instead:
            return warning
        text = self.whole_text
        for span, instead in reversed(self.rewrites):
            text = text[: span.start] + instead + text[span.end :]
        return changed(warning, instead=text)

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
        alternatives = [all_of(parts, self.stop_words) for parts in group.alternatives if parts]
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
        return self.leaves.word(field, lexeme.text, lexeme.span)

    def field_of(self, lexeme: Lexeme) -> QueryField | None:
        field = self.fields.get(lexeme.text)
        if field is None:
            close = self.close_names(lexeme.text.lower())
            hint = (
                f"did you mean {close[0]}:?"
                if close
                else "fields: " + " ".join(f for f in self.fields.fields if f != "*")
            )
            name, text = lexeme.span, self.whole_text
            instead = f"{text[: name.start]}{close[0]}:{text[name.end :]}" if close else ""
            self.warn("unknown_field", f"there is no field {lexeme.text!r}; searched as words", name, hint, instead)
        return field

    def close_names(self, name: str) -> list[str]:
        """The name of a field that is most like a mistaken one, if one is. Comparing costs the length of the name."""
        if len(name) > _LONGEST_NAME or self.warnings.are_full:
            return []
        from difflib import get_close_matches  # slow to load; only mistakes need it

        return get_close_matches(name, [*self.fields.fields, *self.fields.aliases], 1)

    # Leaves

    def leaf(
        self, group: _Group, lexeme: Lexeme, field: QueryField, negated: bool, quantity: Lexeme | None = None
    ) -> None:
        node = self.leaves.read(lexeme, field)
        if node is not None:
            self.add(group, node, negated, quantity)


def _is_plain(lexeme: Lexeme, exact: bool = False) -> bool:
    """Whether a lexeme is a word that is nothing but itself, or perhaps an ``exact`` one."""
    return (
        lexeme.kind == "word"
        and (exact or not lexeme.exact)
        and lexeme.suffix is None
        and not set("*?") & set(lexeme.text)
    )


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


def all_of(parts: list[Node], stop_words: StopWords) -> Node:
    """The conjunction of parts. Stop words are not required if there are other words."""
    flat = _flat(parts, And)
    if len(flat) == 1:
        part = flat[0]
        return part.part if isinstance(part, Optional) else part
    plain = [part.part if isinstance(part, Optional) else part for part in flat]
    stopped = [isinstance(part, Word) and stop_words.has(part) for part in plain]
    if all(type(part) is Word for part in flat) and not any(stopped):
        return And(flat, Span(flat[0].span.start, flat[-1].span.end))
    has_content = any(not stop and _is_content(part, stop_words) for part, stop in zip(plain, stopped, strict=True))
    spared = tuple(
        [Optional(part, part.span) if stop and has_content else part for part, stop in zip(plain, stopped, strict=True)]
    )
    kept = tuple([p if isinstance(p, Optional) else q for p, q in zip(spared, flat, strict=True)])
    flat = spared if all(isinstance(part, (Optional, Not)) for part in kept) else kept
    return And(flat, Span(flat[0].span.start, flat[-1].span.end))


def _flat(parts: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    return tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))


def _is_content(node: Node, stop_words: StopWords) -> bool:
    if isinstance(node, (And, Or)):
        return any(_is_content(part, stop_words) for part in node.parts)
    if isinstance(node, Word):
        return not stop_words.has(node)
    return isinstance(node, (Exact, Phrase, Wildcard, Fuzzy, Regex, *get_args(Placed)))
