"""What must stand where, for the native core: spans over numbered leaves. Index and marks use the same spans."""

from __future__ import annotations

from searchkit.base.analysis import Analysis
from searchkit.base.typing_names import TYPE_CHECKING, Any, Callable, Final, Generic, Iterator, Literal, TypeVar
from searchkit.query.tree import (
    AtLeast,
    Exact,
    First,
    Fuzzy,
    Gap,
    Near,
    Node,
    Or,
    Phrase,
    Regex,
    Sequence,
    Wildcard,
    Word,
    placed_parts,
)

if TYPE_CHECKING:
    from searchkit._native import NativeLeaf

L = TypeVar("L")
# What a leaf is: a word in any form or as it is, the first letter of pairs of letters, or a pattern.
LeafKind = Literal["term", "surface", "letter", "wildcard", "fuzzy", "regex"]
MakeLeaf = Callable[[LeafKind, str, int], L]
Spans = dict[str, Any]
# The steps that stand for one sentence or paragraph in an archive that does not know its own.
WITHOUT_SENTENCES: Final = {"s": 20, "p": 100}
# The most steps in a text that is one sentence, as a title is.
ONE_SENTENCE: Final = 2**32 - 1
# Parts that nothing can match.
_NOWHERE: Final[Spans] = {"any": []}


class Placement(Generic[L]):
    """The spans of one part, and its leaves.

    ``make`` makes a leaf of its kind, its text, and for "fuzzy" the most edits. Leaves are added to ``leaves``.
    ``longest`` is given for texts without sentences of their own: NEAR/s and NEAR/p are so many steps there, and NEAR/n
    is no more.
    """

    def __init__(
        self, analysis: Analysis, make: MakeLeaf[L], leaves: list[L] | None = None, longest: int | None = None
    ) -> None:
        self.analysis = analysis
        self.make = make
        self.longest = longest
        self.leaves: list[L] = [] if leaves is None else leaves
        self._known: dict[tuple[LeafKind, str, int], int] = {}

    def of(self, node: Node) -> Spans:
        """The spans of a part. An AtLeast is its part: who asks counts them."""
        return self._spans(node.part if isinstance(node, AtLeast) else node)

    def _spans(self, node: Node, whole: bool = False) -> Spans:
        """``whole``: another part comes next, so the last letter of a run without spaces takes its place, too."""
        match node:
            case Word(_, text):
                return self._words("term", text, whole=whole)
            case Exact(_, text):
                return self._words("surface", text, whole=whole)
            case Phrase(_, text, slop):
                return self._words("term", text, slop, whole)
            case Wildcard(_, pattern):
                return self._leaf("wildcard", pattern)
            case Regex(_, pattern):
                return self._leaf("regex", pattern)
            case Fuzzy(_, text, distance):
                return self._leaf("fuzzy", text, distance)
            case Or(parts):
                return {"any": [self._spans(part, whole) for part in parts]}
            case Sequence(_, parts, slop):
                return self._sequence(parts, slop, whole)
            case Near(_, left, right, str(unit)) if self.longest is None and self.analysis.has_breaks:
                return {"sentence" if unit == "s" else "paragraph": [self._spans(left), self._spans(right)]}
            case Near(_, left, right, within, ordered):
                steps = self.longest or WITHOUT_SENTENCES[within] if isinstance(within, str) else within
                steps = min(steps, self.longest or steps)
                return {"near": [self._spans(left), self._spans(right)], "within": steps, "ordered": ordered}
            case First(_, part, words):
                return {"first": self._spans(part), "words": words}
            case _:
                return _NOWHERE

    def _leaf(self, kind: LeafKind, text: str, distance: int = 0) -> Spans:
        number = self._known.get((kind, text, distance))
        if number is None:
            number = self._known[kind, text, distance] = len(self.leaves)
            self.leaves.append(self.make(kind, text, distance))
        return {"leaf": number}

    def _words(self, kind: LeafKind, text: str, slop: int = 0, whole: bool = False) -> Spans:
        surfaces = self.analysis.surfaces(text) if whole else self.analysis.query_surfaces(text)
        leaves = [self._leaf("letter" if self.analysis.is_part(each) else kind, each) for each in surfaces]
        return _run([(0, leaf) for leaf in leaves], slop)

    def _sequence(self, parts: tuple[Node | Gap, ...], slop: int, whole: bool) -> Spans:
        run: list[tuple[int, Spans]] = []
        gap = 0
        for number, part in enumerate(parts, 1):
            if isinstance(part, Gap):
                gap += part.words
                continue
            spans = self._spans(part, whole or number < len(parts))
            run.append((gap, spans))
            gap = 0
        return _run(run, slop)


def _run(parts: list[tuple[int, Spans]], slop: int) -> Spans:
    if not parts:
        return _NOWHERE
    return parts[0][1] if len(parts) == 1 else {"run": parts, "slop": slop}


def words_of(node: Node) -> Iterator[Word | Exact | Phrase | Wildcard | Fuzzy | Regex]:
    """The words, phrases and patterns in what asks where something stands, left to right."""
    match node:
        case Or(parts):
            for part in parts:
                yield from words_of(part)
        case Sequence() | Near() | First() | AtLeast():
            for part in placed_parts(node):
                yield from words_of(part)
        case Word() | Exact() | Phrase() | Wildcard() | Fuzzy() | Regex():
            yield node
        case _:
            pass


def name_form(analysis: Analysis, kind: LeafKind, text: str) -> str:
    """The form under which a leaf's text is found in a name."""
    return text if kind == "regex" else analysis.fold(text)


def marking_leaf(kind: LeafKind, form: str, distance: int) -> NativeLeaf:
    """A leaf as what marks the words of a text takes it, from the form under which it is found."""
    match kind:
        case "surface":
            return ("surfaces", [form], 0)
        case "fuzzy":
            return ("fuzzy", form, distance)
        case "wildcard":
            return ("wildcard", form)
        case "regex":
            return ("regex", form)
        case _:
            return ("terms", [form], 0)
