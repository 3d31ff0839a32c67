"""Query text to lexemes with their places. Any text has lexemes. The parser handles what fits no grammar."""

from __future__ import annotations

from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.base.typing_names import Final, Iterator, Literal
from searchkit.query.tree import Span

LexemeKind = Literal[
    "word",
    "phrase",
    "regex",
    "open",
    "close",
    "and",
    "or",
    "not",
    "near",
    "quantity",
    "minus",
    "field",
    "range",
    "option",
    "quote",
]

# Every way of writing a quotation mark opens or closes a phrase; an apostrophe does not.
_QUOTES: Final = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_ENDS_WORD: Final = f"(){_QUOTES}]"
_ESCAPED = late_pattern(r"\\([\"\\])")
_TO_ESCAPE = late_pattern(r"([\"\\])")
_SUFFIX = late_pattern(r"~(\d{0,3})(?![^\s()])")
_BRACKETED = late_pattern(r"[\[{]([^\[\]{}()]*)[\]}]")
_TO = late_pattern(r"(?:^|\s)(?:TO|to)\s")
_OPTION = late_pattern(rf"\[([^\s\[\](){_QUOTES}]+)\]")
_COMPARED = late_pattern(rf"(?:>=|<=|>|<)\s*[^\s(){_QUOTES}]+")
_NEAR: Final = late_pattern(r"(?:NEAR|BEFORE)/0{0,9}[1-9]\d{0,8}\Z|NEAR/[sp]\Z")
_QUANTITY: Final = late_pattern(r"(?:ATLEAST|FIRST)/0{0,9}[1-9]\d{0,8}\Z")
# What stands between strokes has no stroke of its own unless a backslash is before it. /usr/bin is none.
_REGEX: Final = late_pattern(rf"/((?:[^/\\\s{_QUOTES}]|\\[^\s])+)/(?![^\s(){_QUOTES}\]])")
_OPERATORS: Final[dict[str, LexemeKind]] = {"AND": "and", "OR": "or", "NOT": "not", "&&": "and", "||": "or"}


@record
class Lexeme:
    """``text`` is a word as typed, the content of a phrase or of an expression, a field's name or a range with its
    brackets.

    ``exact`` is set by a ``=`` before it; ``suffix`` is the number after ``~`` (-1 for ``~`` alone, None without).
    """

    kind: LexemeKind
    text: str
    span: Span
    exact: bool = False
    suffix: int | None = None


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of ``text``, in order, none overlapping."""
    end = position = 0
    unclosed: tuple[set[int], set[int]] = (set(), set())
    for piece in text.split():
        start = text.index(piece, end)
        end = start + len(piece)
        if start >= position and is_plain_word(piece):
            yield Lexeme("word", piece, Span(start, end))
            continue
        # A lexeme may go on into the next pieces.
        position = max(start, position)
        while position < end:
            lexeme = _next(text, position, unclosed)
            yield lexeme
            position = lexeme.span.end


def is_plain_word(text: str) -> bool:
    """Whether a text, read alone, is a word of letters and digits and nothing else. Most words are."""
    return text.isalnum() and text not in _OPERATORS


def unquote(text: str) -> str:
    """The content of a phrase without its backslash escapes."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def quote(text: str) -> str:
    """A phrase that reads back as ``text``."""
    escaped = _TO_ESCAPE.sub(r"\\\1", text) if "\\" in text or '"' in text else text
    return f'"{escaped}"'


def _next(text: str, start: int, unclosed: tuple[set[int], set[int]]) -> Lexeme:
    char = text[start]
    if char in "()":
        return Lexeme("open" if char == "(" else "close", char, Span(start, start + 1))
    if char in _QUOTES:
        return _phrase(text, start, start, unclosed)
    if char == "=" and start + 1 < len(text) and text[start + 1] in _QUOTES:
        return _phrase(text, start, start + 1, unclosed)
    if char in "[{":
        if (match := _BRACKETED.match(text, start)) and _TO.search(match.group(1)):
            return Lexeme("range", match.group(), Span(start, match.end()))
        if match := _OPTION.match(text, start):
            return Lexeme("option", match.group(1), Span(start, match.end()))
    if char in "<>" and (match := _COMPARED.match(text, start)):
        return Lexeme("range", match.group(), Span(start, match.end()))
    if char in "-+\u2212" and start + 1 < len(text) and not text[start + 1].isspace() and text[start + 1] not in "-+)":
        # A plus asks for what is required anyway, so it is ignored.
        return Lexeme("minus" if char != "+" else "and", char, Span(start, start + 1))
    if char == "/" and (match := _REGEX.match(text, start)):
        return Lexeme("regex", match.group(1), Span(start, match.end()))
    if (colon := _colon(text, start)) is not None:
        return Lexeme("field", text[start:colon], Span(start, colon + 1))
    return _word(text, start)


def _colon(text: str, start: int) -> int | None:
    """Where the colon is after the name of a field that begins at ``start``. What goes on with ``//`` is an address."""
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    named = end > start and not text[start].isdecimal()
    return end if named and text.startswith(":", end) and not text.startswith("//", end + 1) else None


def _word(text: str, start: int) -> Lexeme:
    exact = text[start] == "="
    end = start + exact
    while end < len(text) and text[end] not in _ENDS_WORD and not text[end].isspace():
        end += 1
    word = text[start + exact : end]
    if not word:  # a stray bracket, or "=" alone
        return Lexeme("word", text[start], Span(start, start + 1))
    if not exact and word in _OPERATORS:
        return Lexeme(_OPERATORS[word], word, Span(start, end))
    if not exact and "/" in word:
        if _NEAR.match(word):
            return Lexeme("near", word, Span(start, end))
        if _QUANTITY.match(word):
            return Lexeme("quantity", word, Span(start, end))
    if "~" not in word:
        return Lexeme("word", word, Span(start, end), exact)
    suffix, length = None, len(word)
    while (tilde := word.rfind("~", 0, length)) > 0:  # the last of several counts
        digits = word[tilde + 1 : length]
        if digits and not (len(digits) <= 3 and digits.isdecimal()):
            break
        if suffix is None:
            suffix = int(digits) if digits else -1
        length = tilde
    return Lexeme("word", word[:length], Span(start, end), exact, suffix)


def _phrase(text: str, start: int, opening: int, unclosed: tuple[set[int], set[int]]) -> Lexeme:
    # A straight mark closes a straight one, so a phrase can hold others. If there is none, any mark closes it.
    straight = text[opening] == '"'
    by_straight, by_any = unclosed
    position = _closing(text, opening + 1, '"', by_straight) if straight else len(text)
    if position == len(text):
        position = _closing(text, opening + 1, _QUOTES, by_any)
    if position == len(text):
        return Lexeme("quote", text[opening], Span(start, opening + 1))
    content = unquote(text[opening + 1 : position])
    end = position + 1
    suffix = None
    if tilde := _SUFFIX.match(text, end):
        suffix = int(tilde.group(1)) if tilde.group(1) else -1
        end = tilde.end()
    return Lexeme("phrase", content, Span(start, end), exact=opening > start, suffix=suffix)


def _closing(text: str, position: int, marks: str, unclosed: set[int]) -> int:
    """Where a phrase begun before ``position`` ends: at an unescaped one of ``marks``, or at the end.

    ``unclosed`` has the places that earlier calls passed on their way to the end. No way is gone twice, so a text of
    many marks costs no more than its length.
    """
    if len(marks) == 1 and (found := text.find(marks, position)) >= 0 and "\\" not in text[position:found]:
        return found
    begin, passed = position, []
    while position < len(text) and text[position] not in marks:
        if position in unclosed:
            position = len(text)
            break
        passed.append(position)
        position += 2 if text[position] == "\\" else 1
    if position < len(text):
        return position
    unclosed.add(begin)
    unclosed.update(passed)
    return len(text)
