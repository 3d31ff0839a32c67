"""A query tree over an archive as a native plan: no Whoosh is involved.

A word means its inflected forms in each language of the archive. Each language applies only to articles in it: for
French, *statement* and *states* are forms of one word, but not in English articles.

Where title and body are ranked together (``QueryField.combined``), what is asked of the two fields decides which
articles match, and the field of both decides their score.

If the user's aliases make several names one, a leaf that finds one of them finds the articles with any. A leaf that
would find a hidden name only finds articles with another value that it matches. Only this case reads all values of a
field.
"""

from __future__ import annotations

from itertools import zip_longest

from searchkit._native import Query
from searchkit.archive.fields import STEMMER, STORY, VALUE_GAP, breaks_field
from searchkit.base.light_functools import partial
from searchkit.base.light_json import dumps
from searchkit.base.story_id import story_number
from searchkit.base.surrogates import as_bytes, has_surrogates
from searchkit.base.typing_names import TYPE_CHECKING, Any, Callable, Final, Iterable, Sequence
from searchkit.errors import ArticleMissing
from searchkit.query.aliases import NO_ALIASES, Aliases
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.form import FieldLeaf, Form
from searchkit.query.found_values import found_values
from searchkit.query.placement import ONE_SENTENCE, LeafKind, Placement, Spans, name_form
from searchkit.query.tree import Added, AtLeast, Exact, Exists, Like, Node, Phrase, Placed, ValueRange, Word
from searchkit.results.request import Weighting

if TYPE_CHECKING:
    from searchkit.results.likeness import Likeness

_MOST_WORDS: Final = 2**32 - 1  # of one field of an article


def to_native(
    tree: Node,
    fields: FieldTable,
    stemmers: Sequence[str] = ("en",),
    aliases: Aliases = NO_ALIASES,
    values: Callable[[str], Iterable[str]] = lambda field: (),
    likeness: Callable[[str], Likeness] | None = None,
    weighting: Weighting = "combined",
) -> Query:
    """The native plan of a tree over the fields of an archive.

    ``stemmers`` are the language codes of the archive's articles. ``aliases`` apply to fields of names. ``values``
    returns all whole values of an index field; hidden names need it. ``likeness`` tells what makes an article like the
    one with an id; without it there are none. ``weighting`` "bm25" ranks title and body each by itself, as does an
    archive without a field of both.
    """
    return _NativeForm(fields, stemmers, aliases, values, likeness, weighting).of(tree)


class _NativeForm(Form[Query]):
    nothing = Query.nothing()

    def __init__(
        self,
        fields: FieldTable,
        stemmers: Sequence[str],
        aliases: Aliases,
        values: Callable[[str], Iterable[str]],
        likeness: Callable[[str], Likeness] | None,
        weighting: Weighting,
    ) -> None:
        super().__init__(fields)
        self.is_combined = weighting == "combined"
        self.stemmers = stemmers
        self.aliases = aliases
        self.values = values
        self.likeness = likeness

    def leaf_in(self, field: QueryField, node: FieldLeaf) -> Query:
        if isinstance(node, (Word, Phrase)) and field.kind == "text":
            return self.inflected(node, field)
        if isinstance(node, Exact) and self.is_combined and field.combined:
            return self.scored_by(self.inflected(Word(field.name, node.text), field), super().leaf_in(field, node))
        if not self.aliases or not field.values or field.name in ("id", "path"):
            return super().leaf_in(field, node)
        return self.either(self.as_named(part, node) for part in field.parts or (field,))

    def inflected(self, node: Word | Phrase, field: QueryField) -> Query:
        """Words by each language of the archive, in its articles. Languages with the same terms are searched as one."""
        slop = node.slop if isinstance(node, Phrase) else 0
        surfaces = self.analysis.query_surfaces(node.text)
        if len(self.stemmers) == 1:
            (stemmer,) = self.stemmers
            return self.in_order(field, [self.analysis.term(surface, stemmer) for surface in surfaces], slop)
        alike: dict[tuple[str, ...], list[str]] = {}
        for stemmer in self.stemmers:
            alike.setdefault(tuple(self.analysis.term(surface, stemmer) for surface in surfaces), []).append(stemmer)
        found = []
        for terms, stemmers in alike.items():
            query = self.in_order(field, terms, slop)
            found.append(query if len(alike) == 1 else self.stemmed(query, stemmers))
        return self.either(found)

    def added(self, field: QueryField, node: Added) -> Query:
        """Words that were added to a query, each with its weight, in the articles of its language."""
        found = []
        for stemmer in dict.fromkeys(word.stemmer for word in node.words):
            words = [self.weighed(field, word.term, word.weight) for word in node.words if word.stemmer == stemmer]
            query = self.either(words)
            found.append(self.stemmed(query, [stemmer]) if len(self.stemmers) > 1 else query)
        return self.either(found)

    def in_order(self, field: QueryField, terms: Sequence[str], slop: int) -> Query:
        """Terms in order in any of a field's index fields."""
        if not self.is_combined or not field.combined:
            return self.either(self.run(name, terms, slop, weight) for name, weight in field.words)
        if len(terms) <= 1:
            return self.run(field.combined, terms, slop, 1.0)
        scores = [self.word(field.combined, term, 1.0) for term in terms if not self.analysis.is_part(term)]
        found = self.either(self.run(name, terms, slop, weight) for name, weight in field.words)
        return self.scored_by(self.all(scores) if scores else self.nothing, found)

    def weighed(self, field: QueryField, term: str, boost: float) -> Query:
        """A term in any of a field's index fields, with its score multiplied."""
        if self.is_combined and field.combined:
            return self.word(field.combined, term, boost)
        return self.either(self.word(name, term, boost * weight) for name, weight in field.words)

    def scored_by(self, scores: Query, query: Query) -> Query:
        """The matches of a query with the scores of another."""
        if self.is_nothing(query) or self.is_nothing(scores):
            return query
        return Query.scored_by(query, scores)

    def alike(self, node: Like) -> Query:
        """Articles that share enough of the telling terms of one, without that one and the copies of its story."""
        try:
            like = self.likeness(node.id) if self.likeness is not None else None
        except ArticleMissing:
            like = None
        if like is None or not like.terms:
            return self.nothing
        text = self.fields[self.fields.default]
        found = Query.enough(
            [(self.weighed(text, term, boost), weight) for term, boost, weight in like.terms], like.least
        )
        if len(self.stemmers) > 1:
            found = self.stemmed(found, [like.stemmer])
        refused = _any_of("id", [like.id])
        if like.story is not None:
            number = story_number(like.story)
            refused = self.any([refused, self.numbers(STORY[1:], number, number)])
        return self.without(found, refused)

    def placed(self, field: QueryField, node: Placed) -> Query:
        """Words where they are asked for, by each language of the archive, in its articles."""
        if field.kind != "text":
            return self.placed_as(field, node, self.stemmers[0])
        alike: dict[tuple[str, ...], list[str]] = {}
        for stemmer in self.stemmers:
            forms = Placement(self.analysis, partial(self.formed, field, stemmer))
            forms.of(node)
            alike.setdefault(tuple(forms.leaves), []).append(stemmer)
        found = []
        for stemmers in alike.values():
            query = self.placed_as(field, node, stemmers[0])
            found.append(query if len(alike) == 1 else self.stemmed(query, stemmers))
        return self.either(found)

    def formed(self, field: QueryField, stemmer: str, kind: LeafKind, text: str, distance: int = 0) -> str:
        """The form under which a leaf's text is found in a field."""
        if field.kind != "text":
            return name_form(self.analysis, kind, text)
        return self.analysis.term(text, stemmer) if kind == "term" else text

    def placed_leaf(
        self, name: str, surfaces: str, weight: float, form: Callable[[LeafKind, str], str], *leaf: Any
    ) -> Query:
        """A leaf that takes one word, in the index fields of terms and of surfaces."""
        kind, text, distance = leaf
        text = form(kind, text)
        match kind:
            case "term" | "surface":
                return self.word(name if kind == "term" else surfaces, text, weight)
            case "letter":
                return self.prefix(name, text)
            case "wildcard":
                found = self.pattern(surfaces, text)
            case "regex":
                found = self.regex(surfaces, text)
            case _:
                found = self.fuzzy(surfaces, text, distance)
        return Query.any_of(surfaces, []) if self.is_nothing(found) else found

    def placed_as(self, field: QueryField, node: Placed, stemmer: str) -> Query:
        """Words where they are asked for, in the forms of one language."""
        least = node.times if isinstance(node, AtLeast) else 1
        form = partial(self.formed, field, stemmer)
        if self.is_combined and field.combined:
            ranked: list[Query] = []
            make = partial(self.ranked_leaf, field.combined, form)
            spans = Placement(self.analysis, make, ranked).of(node)
            return self.scored_by(self.candidates(spans, ranked, spared=True), self.standing(field, node, form, least))
        return self.standing(field, node, form, least)

    def ranked_leaf(self, name: str, form: Callable[[LeafKind, str], str], *leaf: Any) -> Query:
        """A leaf by which articles are ranked. A pattern ranks none."""
        kind, text, _ = leaf
        return self.word(name, form("term", text), 1.0) if kind in ("term", "surface") else self.nothing

    def standing(self, field: QueryField, node: Placed, form: Callable[[LeafKind, str], str], least: int) -> Query:
        """Words where they are asked for, by their forms, at least so many times."""
        leaves: list[Query] = []
        groups: list[tuple[Spans, Query, str | None]] = []
        for (name, weight), exact in zip_longest(field.words, field.exact):
            make = partial(self.placed_leaf, name, exact[0] if exact else name, weight, form)
            own = leaves if least > 1 else []
            longest = None if breaks_field(name) else ONE_SENTENCE if field.kind == "text" else VALUE_GAP - 1
            spans = Placement(self.analysis, make, own, longest).of(node)
            candidates = self.candidates(spans, own)
            if least > 1:
                groups.append((spans, candidates, breaks_field(name)))
            elif not self.is_nothing(candidates):
                placed = Query.placed(candidates, own, [dumps(spans)], 1, breaks_field(name))
                groups.append((spans, placed, None))
        query = self.either(found for _, found, _ in groups)
        if least == 1 or self.is_nothing(query):
            return query
        # Places in all fields are counted together. Only the body has sentences.
        breaks = next((name for _, _, name in groups if name), None)
        return Query.placed(query, leaves, [dumps(spans) for spans, _, _ in groups], least, breaks)

    def candidates(self, spans: Spans, leaves: Sequence[Query], *, spared: bool = False) -> Query:
        """The articles that have the words, wherever they stand. ``spared``: what finds nothing is not required."""
        match spans:
            case {"leaf": int(number)}:
                return leaves[number]
            case {"any": parts}:
                return self.either(self.candidates(part, leaves, spared=spared) for part in parts)
            case {"first": part}:
                return self.candidates(part, leaves, spared=spared)
            case {"run": pairs}:
                parts = [part for _, part in pairs]
            case _:
                (parts,) = (value for value in spans.values() if isinstance(value, list))
        found = [self.candidates(part, leaves, spared=spared) for part in parts]
        required = [query for query in found if not self.is_nothing(query)]
        return self.all(required) if required and (spared or len(required) == len(found)) else self.nothing

    def stemmed(self, query: Query, stemmers: Sequence[str]) -> Query:
        """The matches among articles with these stemmers. Articles without a stemmer of their own are English."""
        if "en" in stemmers:
            others = [stemmer for stemmer in self.stemmers if stemmer not in stemmers]
            return self.without(query, Query.any_of(STEMMER, [stemmer.encode() for stemmer in others]))
        return Query.require(query, Query.any_of(STEMMER, [stemmer.encode() for stemmer in stemmers]))

    def as_named(self, field: QueryField, node: FieldLeaf) -> Query:
        """A leaf in a plain field of names or values, with the aliases applied."""
        name, (value_field,) = field.name, field.values
        query = super().leaf_in(field, node)
        uncounted = self.aliases.uncounted(name)
        if isinstance(node, Exists):
            return self.silenced(self.either(_between(value_field, sorted(uncounted)))) if uncounted else query
        unwanted = found_values(node, sorted(uncounted), self.analysis)
        if unwanted and field.has_one_subject:
            query = Query.and_not(query, _any_of(value_field, unwanted))
        elif unwanted:
            counted = [value for value in self.values(value_field) if value not in uncounted]
            wanted = found_values(node, counted, self.analysis)
            query = Query.require(query, _any_of(value_field, wanted)) if wanted else self.nothing
        groups = list(self.aliases.groups(name))
        meant = set(found_values(node, [spelled for group in groups for spelled in group], self.analysis))
        spellings = [spelled for group in groups if not meant.isdisjoint(group) for spelled in group]
        return self.either([query, self.silent(_any_of(value_field, spellings))]) if spellings else query

    def is_nothing(self, query: Query) -> bool:
        return query is self.nothing

    def every(self) -> Query:
        return Query.every()

    def all(self, parts: Sequence[Query]) -> Query:
        return Query.all(parts)

    def any(self, parts: Sequence[Query]) -> Query:
        return Query.any(parts)

    def without(self, wanted: Query, refused: Query) -> Query:
        return Query.and_not(wanted, refused)

    def silent(self, query: Query) -> Query:
        return Query.const(query, 0.0)

    def word(self, name: str, term: str, weight: float) -> Query:
        return Query.term(name, as_bytes(term), weight)

    def phrase(self, name: str, terms: Sequence[str], slop: int, weight: float) -> Query:
        return Query.phrase(name, [as_bytes(term) for term in terms], slop, weight)

    def prefix(self, name: str, prefix: str) -> Query:
        return Query.prefix(name, as_bytes(prefix))

    def glob(self, name: str, pattern: str) -> Query:
        return self.nothing if has_surrogates(pattern) else Query.wildcard(name, pattern)

    def fuzzy(self, name: str, text: str, distance: int) -> Query:
        return self.nothing if has_surrogates(text) else Query.fuzzy(name, text, distance)

    def regex(self, name: str, pattern: str) -> Query:
        return self.nothing if has_surrogates(pattern) else Query.regex(name, pattern)

    def length(self, name: str, low: int | None, high: int | None) -> Query:
        low, high = (None if end is None else min(max(end, 0), _MOST_WORDS) for end in (low, high))
        return Query.length(name, low, high)

    def numbers(self, name: str, low: int | None, high: int | None) -> Query:
        return Query.range(f"#{name}", low, high)

    def value_range(self, name: str, node: ValueRange) -> Query:
        low, high = (as_bytes(end) if end is not None else None for end in (node.low, node.high))
        return Query.term_range(name, low, high, node.low_excluded, node.high_excluded)

    def exists(self, name: str) -> Query:
        if name.startswith("date_") or name == "story":
            return Query.range(f"#{name}", None, None)
        return Query.exists(name)


def _any_of(field: str, values: Iterable[str]) -> Query:
    return Query.any_of(field, [as_bytes(value) for value in values])


def _between(field: str, values: Sequence[str]) -> Iterable[Query]:
    """The articles that have a value other than these. ``values`` are sorted."""
    low: bytes | None = None
    for value in sorted(as_bytes(value) for value in values):
        yield Query.term_range(field, low, value, True, True)
        low = value
    yield Query.term_range(field, low, None, True, True)
