"""How a completed article gets into an archive: tag with the user's lists, place in a story, lay out, write.

Files, articles from programs and changes of lists all go this way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, Literal

from searchkit._native import PlainArticle, PlainArticles, plain_records, record_digest
from searchkit.archive.chosen_extractor import Extraction, given_extractor
from searchkit.archive.fields import ORIGIN
from searchkit.archive.layout import OF_METADATA, ArchiveLayout, analysis_of, document, within_fields
from searchkit.archive.origins import are_at_one_place, origin_of
from searchkit.archive.plausible_date import DEFAULT_YEARS, OnProblem, Years, with_plausible_dates
from searchkit.archive.stories import Stories
from searchkit.article import LONGEST_BODY, LONGEST_TITLE, Article
from searchkit.base.language_code import language_code
from searchkit.base.origin import Origin
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid, ArticleTooLarge
from searchkit.extract.place_hierarchy import rolled_up_names
from searchkit.extract.settings import USUAL, Settings

_REVISION: Final = ORIGIN["revision"]
Complete = Callable[[Article], Article]
# How many places are remembered with their regions.
_REGIONS: Final = 16_384
# Bytes of texts that the core copies of one list, which holds them anyway. Of a longer one, the rest goes as it is.
_COPIED: Final = 128 << 20
# A place of filing, its country, further places of filing, and the places that an article names.
_Where = tuple[str | None, str | None, tuple[str, ...], tuple[str, ...]]
# ``moved``: nothing changed but its place in its source.
Outcome = Literal["added", "replaced", "moved", "unchanged"]


class Adder:
    """Adds completed articles with one writer. ``tag`` adds the names of the user's lists."""

    def __init__(self, writer: Writer, tag: Complete) -> None:
        self._writer = writer
        self._tag = tag
        self._stories = Stories(writer)
        self._folded = analysis_of(writer.description).folded
        self._layout = ArchiveLayout(writer.description)
        self._lists = self._layout.lists
        # The regions of places, for those that come often.
        self._regions: dict[_Where, dict[str, list[str]]] = {}

    def add(self, article: Article, source: str = "", *, in_story: bool = True) -> None:
        """Add an article in the next commit. It replaces the one with the same id.

        ``source`` is the key of the file that it was read from. With ``in_story`` it joins its story. Raises
        ArticleInvalid, IndexDamaged or IndexUnwritable.
        """
        self._write(self._fields(article, source) | {_REVISION: self._coming}, article, in_story)

    def add_again(self, article: Article, source: str, *, in_story: bool) -> None:
        """Add an article of the archive under another id. It keeps the commit that its origin tells."""
        self._write(self._fields(article, source), article, in_story)

    def add_changed(self, article: Article, source: str = "", *, in_story: bool = True) -> Outcome:
        """As :meth:`add`, but an article that the archive already has unchanged is left alone."""
        earlier = self._writer.find("id", article.id)
        fields = self._fields(article, source)
        outcome, revision = self._compared(earlier, article.origin, lambda: record_digest(fields["record"]))
        if outcome != "unchanged":
            fields[_REVISION] = revision
            self._write(fields, article, in_story)
        return outcome

    @property
    def takes_plain(self) -> bool:
        """Whether it takes articles as the core has them."""
        return not self._lists and not OF_METADATA

    def add_plain(
        self, article: PlainArticle, source: str, earlier: Sequence[int], *, in_story: bool = False
    ) -> Outcome:
        """As :meth:`add_changed`, for an article as the core has it.

        ``earlier`` are the documents that have its id, as ``Writer.find`` gives them.
        """
        outcome, revision = self._compared(earlier, article.origin, article.digest)
        if outcome == "unchanged":
            return outcome
        identity = article.id
        within = self._within(article.place, article.country, tuple(article.more_places), tuple(article.places))
        beside = within_fields(within)
        self._stories.place(article if in_story else None, identity, beside)
        values = self._layout.plain(article, source, beside, revision)
        self._writer.add_values(values, [("id", identity.encode())], is_new=not earlier)
        return outcome

    def taken(self, ids: Sequence[str]) -> set[int]:
        """Which of many ids, by their places, stand there more than once, or may be of an article that is there."""
        found = set(self._writer.held("id", [identity.encode() for identity in ids]))
        if len(set(ids)) < len(ids):
            times = Counter(ids)
            found.update(place for place, identity in enumerate(ids) if times[identity] > 1)
        return found

    def add_plain_new(self, articles: PlainArticles, begin: int, end: int, ids: Sequence[str], source: str) -> None:
        """Add some of the articles that the core read together. They are in no story.

        ``ids`` are theirs. No other article has one of these, in a segment or not.
        """
        self._stories.replace(ids)
        for key, (place, country, named) in self._layout.places_unknown(articles):
            within = rolled_up_names(place, country, (), named, self._folded)
            self._layout.learn(key, within_fields(within))
        documents = self._layout.plain_together(articles, begin, end, source, self._coming)
        self._writer.add_new(documents, [("id", identity.encode()) for identity in ids])

    def add_together(self, articles: PlainArticles) -> None:
        """As :meth:`add`, for many articles of a program that the core read. They are in no story."""
        ids = articles.ids
        done = 0
        for place in (*(sorted(self.taken(ids)) if self.takes_plain else range(len(ids))), len(ids)):
            if place > done:
                self.add_plain_new(articles, done, place, ids[done:place], "")
            for article in articles.apart(place, min(place + 1, len(ids)), Origin):
                self.add(Article.of_plain(article), in_story=False)
            done = place + 1

    def _compared(
        self, earlier: Sequence[int], origin: Origin | None, digest: Callable[[], str]
    ) -> tuple[Outcome, int | None]:
        """What an article is to the documents with its id, and the commit that adds it as it is now."""
        if not earlier:
            return "added", self._coming
        if self._writer.stored(earlier[0]).get("digest") != digest():
            return "replaced", self._coming
        before = origin_of(self._writer, earlier[0])
        moved: Outcome = "unchanged" if are_at_one_place(origin, before) else "moved"
        return moved, before.revision if before is not None else None

    def _within(self, *where: *_Where) -> dict[str, list[str]]:
        found = self._regions.get(where)
        if found is None:
            if len(self._regions) >= _REGIONS:
                self._regions.clear()
            found = self._regions[where] = rolled_up_names(*where, self._folded)
        return found

    def retag(self, article: Article, source: str, *, in_story: bool, digest: str) -> bool:
        """Tag an article of the archive again. Returns whether that changed it.

        ``digest`` is the stored digest of the article. ``source`` and ``in_story`` are as for :meth:`add`. The article
        keeps the commit that its origin tells.
        """
        fields = self._fields(article, source)
        if record_digest(fields["record"]) == digest:
            return False
        self._write(fields, article, in_story)
        return True

    def _fields(self, article: Article, source: str) -> dict[str, Any]:
        about = article.entities.get("place", ())
        within = self._within(article.place, article.country, article.more_places, about)
        return document(self._tag(article), source, within=within, lists=self._lists)

    @property
    def _coming(self) -> int:
        """The number of the next commit. No other writer commits before it."""
        return self._writer.revision + 1

    def _write(self, fields: dict[str, Any], article: Article, in_story: bool) -> None:
        self._stories.place(article if in_story else None, article.id, fields)
        self._writer.add(fields)


def given_articles(
    documents: Iterable[Article | Mapping[str, Any]],
    extract: Extraction,
    settings: Settings = USUAL,
    years: Years = DEFAULT_YEARS,
    on_problem: OnProblem | None = None,
) -> Sequence[Article | PlainArticles]:
    """Check articles from a program, give them ids, and complete them as ``extract`` and the ``settings`` say.

    Plain ones that stand one after another come together. A date of none of the ``years`` is not kept, and
    ``on_problem`` gets a note. Nothing is written, so an invalid article leaves the archive as it was. Raises
    ArticleInvalid or ArticleTooLarge.
    """
    if extract is False:
        return list(_plain_together(list(documents), years, on_problem))
    checked = [_checked(item) for item in documents]
    articles = list(with_plausible_dates(checked, years, on_problem))
    from searchkit.extract.completion import extract as complete

    if extract is not True:
        extractor = given_extractor(extract)
        if extractor is not None:
            settings = settings.beside(extractor.kinds)
            articles = extractor.complete(articles, settings)
    completed = (complete(article, settings) for article in articles)
    return list(with_plausible_dates(completed, years, on_problem))


def _plain_together(
    documents: list[Article | Mapping[str, Any]], years: Years, on_problem: OnProblem | None
) -> Iterator[Article | PlainArticles]:
    """Articles with their ids, in order; those together that the core reads. Raises ArticleInvalid."""
    place, left = 0, _COPIED
    while place < len(documents):
        articles, place = plain_records(documents, place, left, _stays)
        left -= articles.size
        if not len(articles):
            yield from with_plausible_dates([_checked(documents[place])], years, on_problem)
            place += 1
        elif (dates := articles.dates) is None or all(map(years.have, dates)):
            yield articles
        else:
            apart = map(Article.of_plain, articles.apart(0, len(articles), Origin))
            yield from with_plausible_dates(apart, years, on_problem)


def _stays(language: str) -> bool:
    return language_code(language) in (None, language)


def _checked(item: Article | Mapping[str, Any]) -> Article:
    if not isinstance(item, (Article, Mapping)):
        raise ArticleInvalid(f"an article is an Article or a dict, not {type(item).__name__}")
    article = item if isinstance(item, Article) else Article.from_dict(item)
    if not (article.title or article.body.strip()):
        raise ArticleInvalid("an article needs a title or a body")
    for what, text, limit in (("title", article.title or "", LONGEST_TITLE), ("body", article.body, LONGEST_BODY)):
        if len(text) > limit:
            raise ArticleTooLarge(
                f"the {what} has {len(text):,} characters; the limit is {limit:,}",
                hint="split it into several articles",
            )
    if article.language is not None and (code := language_code(article.language)) not in (None, article.language):
        article = article.with_changes(language=code)
    if not article.id:
        article = article.with_changes(id=blake2b(article.to_json().encode(), digest_size=8).hexdigest())
    article.to_json()  # raises for what cannot be stored, before anything is changed
    return article
