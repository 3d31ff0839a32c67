"""Languages that an older archive has as names or tags: ``French`` and ``fr-CA`` become the code ``fr``."""

from __future__ import annotations

from collections import Counter

from searchkit.archive.fields import BY_NAME
from searchkit.article import Article
from searchkit.base.language_code import language_code
from searchkit.base.record import record
from searchkit.engine.writer import Writer

__all__ = ["RecodedLanguage", "RecodedLanguages", "has_other_languages"]

_FIELD = BY_NAME["lang"].values or "lang"


@record
class RecodedLanguage:
    """A language as ``articles`` had it written, and the ``code`` that they have now."""

    written: str
    code: str
    articles: int


class RecodedLanguages:
    """Gives articles the codes of their languages, and counts what it changes."""

    def __init__(self) -> None:
        self._changed: Counter[tuple[str, str]] = Counter()

    def recoded(self, article: Article) -> Article:
        """The article with the code of its language. One that is not known stays as it is written."""
        written = article.language
        code = language_code(written) if written is not None else None
        if written is None or code is None or code == written:
            return article
        self._changed[written, code] += 1
        return article.with_changes(language=code)

    @property
    def changed(self) -> tuple[RecodedLanguage, ...]:
        """What was changed so far, the most frequent first."""
        return tuple(RecodedLanguage(*both, number) for both, number in self._changed.most_common())


def has_other_languages(writer: Writer) -> bool:
    """Whether an article may have a language under another name than its code."""
    return any(language_code(language) not in (None, language) for language in writer.terms(_FIELD))
