"""The parts of a phrase that varies: words, wildcards, gaps, and alternatives in parentheses."""

from __future__ import annotations

from searchkit.base.analysis import Analysis
from searchkit.base.late_pattern import late_pattern
from searchkit.base.typing_names import Callable, Final
from searchkit.query.tree import Exact, Gap, Node, Or, Phrase, Sequence, Span, Wildcard, Word

_PIECES: Final = late_pattern(r"[()]|[^\s()]+")


class Phrasing:
    """Reads the text of a phrase in a field. ``may_vary`` says whether one more wildcard is within the limits."""

    def __init__(
        self, field: str, analysis: Analysis, exact: bool, span: Span, may_vary: Callable[[str], bool]
    ) -> None:
        self.field = field
        self.analysis = analysis
        self.exact = exact
        self.span = span
        self.may_vary = may_vary

    def of(self, text: str, slop: int) -> Node | None:
        """The phrase; None if it has no words."""
        parts: list[Node | Gap] = []
        alternatives: list[list[Node | Gap]] | None = None
        pieces = _PIECES.findall(text)
        closes = _alternatives(pieces)
        for number, piece in enumerate(pieces):
            if piece == "(" and number in closes:
                alternatives = [[]]
            elif piece == ")" and number in closes and alternatives is not None:
                found = [one for each in alternatives if (one := self._one(each)) is not None]
                if len(found) > 1:
                    parts.append(Or(tuple(found), self.span))
                elif found:  # the others have no words
                    parts.extend(self._parts(found[0]))
                alternatives = None
            elif piece == "OR" and alternatives is not None:
                alternatives.append([])
            elif piece not in "()":
                (parts if alternatives is None else alternatives[-1]).extend(self._piece(piece))
        parts = _without_outer_gaps(parts)
        if len(parts) == 1 and isinstance(parts[0], Word):
            return Phrase(self.field, parts[0].text, slop, self.span)
        return self._one(parts, slop)

    def _one(self, parts: list[Node | Gap], slop: int = 0) -> Node | None:
        """One alternative, or the whole."""
        parts = _without_outer_gaps(parts)
        if not parts:
            return None
        if len(parts) == 1 and not isinstance(parts[0], Gap):
            return parts[0]
        words = [part.text for part in parts if isinstance(part, (Word, Exact))]
        if len(words) < len(parts):
            return Sequence(self.field, tuple(parts), slop, self.span)
        text = " ".join(words)  # nothing varies
        return Exact(self.field, text, self.span) if self.exact else Phrase(self.field, text, slop, self.span)

    def _parts(self, node: Node) -> tuple[Node | Gap, ...]:
        """The parts of what stands alone between parentheses."""
        if isinstance(node, Sequence):
            return node.parts
        text = node.text if isinstance(node, (Phrase, Exact)) else ""
        return tuple(map(self._word, text.split())) if " " in text else (node,)

    def _piece(self, piece: str) -> list[Node | Gap]:
        """What stands between two blanks."""
        if piece == "*":
            return [Gap()]
        piece = without_question(piece)
        if not ("*" in piece or "?" in piece):
            return [self._word(word) for word in self.analysis.written(piece)]
        found: list[Node | Gap] = []
        for part in map(without_question, _at_wildcards(piece)):
            if "*" not in part and "?" not in part:
                found.extend(self._word(word) for word in self.analysis.written(part))
            elif "?" not in part and self.analysis.is_part(part.replace("*", "")[:1]):
                # A part of a run without spaces is found wherever it stands.
                found.extend(self._word(word) for word in self.analysis.written(part.replace("*", "")))
            elif any(c.isalnum() for c in part) and is_one_word(part, self.analysis) and self.may_vary(part):
                found.append(Wildcard(self.field, self.analysis.surface(part), self.span))
            else:
                found.extend(self._word(word) for word in self.analysis.written(part))
        return found

    def _word(self, text: str) -> Node:
        return Exact(self.field, text, self.span) if self.exact else Word(self.field, text, self.span)


def is_one_word(pattern: str, analysis: Analysis) -> bool:
    """Whether all that a pattern stands for is one word."""
    # The form is asked, as it has other letters than some signs. Two letters stand for each wildcard, as one after a
    # full stop would be an initial.
    return len(analysis.written("".join("xx" if c in "*?" else c for c in analysis.surface(pattern)))) <= 1


def varies(text: str) -> bool:
    """Whether the text of a phrase may vary."""
    return "*" in text or "?" in text or ("(" in text and " OR " in text)


def without_question(text: str) -> str:
    """A word without a question mark that ends it, if that is its only wildcard."""
    if text.count("?") != 1 or "*" in text:
        return text
    head, _, tail = text.partition("?")
    return text if any(c.isalnum() for c in tail) else head


def is_of_pattern(char: str) -> bool:
    """Whether a character is part of a word or pattern: a letter, a digit, a wildcard, or a mark, such as an accent."""
    return char.isalnum() or char in "*?" or (char > "\u02ff" and ("a" + char).isidentifier())


def _without_outer_gaps(parts: list[Node | Gap]) -> list[Node | Gap]:
    """Parts without gaps at either end, where nothing is left out, and with neighbouring gaps as one."""
    joined: list[Node | Gap] = []
    for part in parts:
        if isinstance(part, Gap) and joined and isinstance(joined[-1], Gap):
            joined[-1] = Gap(joined[-1].words + part.words)
        elif joined or not isinstance(part, Gap):
            joined.append(part)
    if joined and isinstance(joined[-1], Gap):
        joined.pop()
    return joined


def _alternatives(pieces: list[str]) -> frozenset[int]:
    """The places of the parentheses that hold alternatives: they have an OR between words, and no others within."""
    found: set[int] = set()
    opened: int | None = None
    for number, piece in enumerate(pieces):
        if piece == "(":
            opened = number
        elif piece == ")" and opened is not None:
            inner = pieces[opened + 1 : number]
            if "OR" in inner[1:-1]:
                found |= {opened, number}
            opened = None
    return frozenset(found)


def _at_wildcards(piece: str) -> list[str]:
    """A text cut at all that is no letter, digit, mark or wildcard: ``AT&T*`` has two parts."""
    found, start = [], 0
    for at, c in enumerate(piece):
        if not is_of_pattern(c):
            found.append(piece[start:at])
            start = at + 1
    found.append(piece[start:])
    return [part for part in found if part]
