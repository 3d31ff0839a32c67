"""What a query matches in the title and the body of an article: its words, and the names that it finds."""

from __future__ import annotations

import searchkit._native as _native
from searchkit.article import Article
from searchkit.base.analysis import stemmer_of
from searchkit.base.light_contextlib import suppress
from searchkit.base.partial_date import PartialDate
from searchkit.base.typing_names import TYPE_CHECKING, Callable, Iterator, Sequence
from searchkit.errors import ArticleMissing
from searchkit.query.aliases import Aliases
from searchkit.query.fields import FieldTable, QueryField, article_values
from searchkit.query.found_values import found_values
from searchkit.query.placement import ONE_SENTENCE
from searchkit.query.tree import Added, DateRange, Everything, Leaf, Like
from searchkit.results.answer import Document
from searchkit.results.highlights import Highlight, archive_text, native_leaf
from searchkit.results.snippets import FieldMarks, Marker, Snippet

if TYPE_CHECKING:
    from searchkit._native import NativeLeaf
    from searchkit.results.likeness import Likeness

# A shorter surname is as often an ordinary word.
_SHORTEST_SURNAME = 4


class ArticleMarker(Marker):
    """Marks the matches of the leaves of a query in titles and bodies of articles, each with the number of its leaf.

    ``fields`` are the archive's query fields, ``aliases`` the user's. A leaf in a field of names (``person:belliard``)
    marks the names that it finds, in every spelling that the text uses. For a person, it also marks the surname alone.
    A place that was found by its region is not marked. A range of mentioned dates marks the dates in it. ``likeness``
    tells the terms that a leaf like another article marks; each of them counts as a leaf of its own.

    The leaves are made ready once for each language of the articles.
    """

    cuts_together = True

    def __init__(
        self,
        leaves: Sequence[Leaf],
        fields: FieldTable,
        aliases: Aliases,
        likeness: Callable[[str], Likeness] | None = None,
    ) -> None:
        self._leaves = leaves
        self._fields = fields
        self._likeness = likeness
        self._natives: dict[str, _native.ArticleMarker] = {}
        self._by_language: dict[str | None, _native.ArticleMarker] = {}
        numbered = [(leaf, number) for number, leaf in enumerate(leaves) if not isinstance(leaf, Everything)]
        self._dates = [
            (leaf, number)
            for leaf, number in numbered
            if isinstance(leaf, DateRange) and fields[leaf.field].kind == "mentions"
        ]
        self._named = [
            (leaf, number, [(each, self._same(leaf, each, aliases)) for each in field.parts or (field,)])
            for leaf, number in numbered
            if (field := fields[leaf.field]).kind == "names"
        ]

    def marks(self, document: Document) -> list[FieldMarks]:
        """What is matched in the title and in the body, in order."""
        article = document.article
        if article is None:
            return []
        title, body = self._marker_of(article).marks(*self._given(article))
        return [
            FieldMarks("title", article.title or "", list(map(Highlight._make, title))),
            FieldMarks("body", article.body, list(map(Highlight._make, body))),
        ]

    def snippets(self, document: Document) -> list[Snippet]:
        return self.snippets_of_all([document])[0]

    def snippets_of_all(self, documents: Sequence[Document]) -> list[list[Snippet]]:
        """Those of articles of one language are cut in one native call."""
        found: list[list[Snippet]] = [[] for _ in documents]
        together: dict[_native.ArticleMarker, list[tuple[list[Snippet], Article]]] = {}
        for snippets, document in zip(found, documents, strict=True):
            if (article := document.article) is not None:
                together.setdefault(self._marker_of(article), []).append((snippets, article))
        for marker, those in together.items():
            cut = marker.passages([self._given(article) for _, article in those])
            for (snippets, article), (spans, passages) in zip(those, cut, strict=True):
                if spans:
                    snippets.append(Snippet("title", article.title or "", 0, spans))
                body = article.body
                snippets += [Snippet("body", body[start:end], start, inside) for start, end, inside in passages]
        return found

    def _marker_of(self, article: Article) -> _native.ArticleMarker:
        """What marks articles of this one's language."""
        known = self._by_language.get(article.language)
        if known is None:
            known = self._by_language[article.language] = self._of_stemmer(stemmer_of(article.language))
        return known

    def _of_stemmer(self, stemmer: str) -> _native.ArticleMarker:
        """The same, which several languages may share."""
        known = self._natives.get(stemmer)
        if known is None:
            last: list[tuple[NativeLeaf, int]] = [
                (("terms", [term], 0), number)
                for number, term in enumerate(self._shared_terms(stemmer), len(self._leaves))
            ]
            chain = self._fields.analysis.text_chain(stemmer)
            title, body = self._own(stemmer)
            known = self._natives[stemmer] = _native.ArticleMarker(chain, title, body, last)
        return known

    def _own(self, stemmer: str) -> tuple[list[tuple[NativeLeaf, int]], list[tuple[NativeLeaf, int]]]:
        """The leaves that are looked up in the words of titles and of bodies, for texts of a language."""
        in_title, in_body = (archive_text("", stemmer, self._fields.analysis, each) for each in (ONE_SENTENCE, None))
        title: list[tuple[NativeLeaf, int]] = []
        body: list[tuple[NativeLeaf, int]] = []
        for number, leaf in enumerate(self._leaves):
            native: NativeLeaf | None = None
            if searches(leaf, "title", self._fields):
                native = native_leaf(leaf, in_title)
                title.append((native, number))
            if searches(leaf, "body", self._fields):
                # Only words that must stand in certain places differ, as a title is one sentence.
                is_same = native is not None and native[0] != "placed"
                body.append((native if is_same and native else native_leaf(leaf, in_body), number))
        return title, body

    def _shared_terms(self, stemmer: str) -> list[str]:
        """The terms by which articles may be like those that leaves name, and those that were added to the query."""
        terms: dict[str, None] = {}
        for leaf in self._leaves:
            if isinstance(leaf, Like) and self._likeness is not None:
                with suppress(ArticleMissing):
                    like = self._likeness(leaf.id)
                    if like.stemmer == stemmer:
                        terms.update(dict.fromkeys(each.term for each in like.terms))
            elif isinstance(leaf, Added):
                terms.update(dict.fromkeys(word.term for word in leaf.words if word.stemmer == stemmer))
        return list(terms)

    def _given(self, article: Article) -> tuple[str, str, list[tuple[list[str], int]], list[Highlight]]:
        """What marks an article beside the leaves: its texts, the names that were found, and the dates."""
        names = [
            (self._fields.analysis.query_surfaces(form), number)
            for leaf, number, parts in self._named
            for form in self._written(leaf, parts, article)
        ]
        dates = list(_mentions(article, self._dates)) if self._dates else []
        return article.title or "", article.body, names, dates

    def _same(self, leaf: Leaf, field: QueryField, aliases: Aliases) -> set[str]:
        """The names of a field that count as one that a leaf finds."""
        groups = aliases.groups(field.name) if aliases else ()
        return {name for group in groups if found_values(leaf, group, self._fields.analysis) for name in group}

    def _written(self, leaf: Leaf, parts: Sequence[tuple[QueryField, set[str]]], article: Article) -> dict[str, None]:
        """The names in fields that a leaf finds, in every spelling that the article may use."""
        forms: dict[str, None] = {}
        for field, same in parts:
            values = article_values(field, article)
            # A name is also found by its other names in the text: BOMCA.
            spelled = {value: (value, *article.also_written.get(value, ())) for value in values}
            names = [name for each in spelled.values() for name in each]
            found = set(found_values(leaf, names, self._fields.analysis)) if names else set()
            for value, each in spelled.items():
                if value in same or not found.isdisjoint(each):
                    forms.update(dict.fromkeys(_forms(field, value, article)))
        return forms


def _mentions(article: Article, leaves: Sequence[tuple[DateRange, int]]) -> Iterator[Highlight]:
    """The mentions in the body of dates that a range finds."""
    from searchkit.base.mention_steps import mention_steps
    from searchkit.extract.mentioned_dates import mentioned_dates
    from searchkit.extract.opening import body_start  # slow to load, and few queries need it

    published = PartialDate.parse(article.date) if article.date else None
    for date in mentioned_dates(article.body, published, body_start(article.body)):
        for leaf, number in leaves:
            steps = [PartialDate.parse(text) for _, text in mention_steps(date.iso)]
            if any((leaf.first or s.first) <= s.first and s.last <= (leaf.last or s.last) for s in steps):
                yield Highlight(date.start, date.end, number)
                break


def searches(leaf: Leaf, name: str, fields: FieldTable) -> bool:
    """Whether a leaf is looked up in the words of an index field."""
    return not isinstance(leaf, Everything) and any(field == name for field, _ in fields[leaf.field].words)


def _forms(field: QueryField, value: str, article: Article) -> Iterator[str]:
    yield value
    if field.within:  # a place
        yield value.split(",", 1)[0]  # Springfield, Illinois
    if "place" in field.attributes and value == article.place and article.place_written:
        yield article.place_written
    yield from article.also_written.get(value, ())
    surname = value.rsplit(" ", 1)[-1]
    if field.entity == "person" and len(surname) >= _SHORTEST_SURNAME:
        yield surname
