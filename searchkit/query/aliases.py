"""Aliases: names that mean the same and names to hide. A plain file holds them; they apply when an index is read.

    # a comment
    person: J. Belliard = Jean-Christophe Belliard
    org: hide Reuters

The first name becomes an alias of the second. A hidden name, with all its aliases, is no longer a value of its field.
The index holds nothing of this, so the next search sees a change of the file. A line with a mistake is reported with
its place; the rest applies.
"""

from __future__ import annotations

from searchkit.article import Article, clean_line
from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import part, record
from searchkit.base.regular_file import read_file
from searchkit.base.typing_names import TYPE_CHECKING, Final, Iterable, Iterator, Mapping
from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NO_ALIASES", "AliasMistake", "Aliases", "read_aliases", "read_aliases_file"]

_STATEMENT: Final = late_pattern(r"\s*([^\W\d]\w*)\s*:\s*")
_HIDE: Final = late_pattern(r"(?i)hide\s+")
_QUOTED: Final = late_pattern(r"\"([^\"]*)\"\s*(=|\Z)")
_APART: Final = late_pattern(r"\s=\s")
_FACTS: Final = ("place", "agency")
# In bytes: a file that people write is far smaller.
_MOST: Final = 16 << 20


@record
class AliasMistake:
    """A line (from 1) with a mistake, the place in ``text`` (``column``, from 0) and the reason."""

    line: int
    column: int
    text: str
    message: str


@record
class Aliases:
    """What a file says, by field. ``usual`` maps each alias to its name; ``hidden`` has the hidden names."""

    usual: Mapping[str, Mapping[str, str]] = part(default_factory=dict)
    hidden: Mapping[str, frozenset[str]] = part(default_factory=dict)
    mistakes: tuple[AliasMistake, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.usual or self.hidden)

    def name(self, field: str, value: str) -> str | None:
        """The name that a value counts as, or None if it is hidden."""
        value = self.usual.get(field, {}).get(value, value)
        return None if value in self.hidden.get(field, ()) else value

    def names(self, field: str, values: Iterable[str]) -> list[str]:
        """The names that values count as, each once, in order."""
        found = (self.name(field, value) for value in values)
        return list(dict.fromkeys(name for name in found if name is not None))

    def groups(self, field: str) -> Iterator[tuple[str, ...]]:
        """All spellings of each name of a field that has aliases and is not hidden."""
        spelled: dict[str, list[str]] = {}
        for spelling, name in self.usual.get(field, {}).items():
            spelled.setdefault(name, [name]).append(spelling)
        for name, spellings in spelled.items():
            if name not in self.hidden.get(field, ()):
                yield tuple(spellings)

    def uncounted(self, field: str) -> frozenset[str]:
        """All hidden values of a field, with the aliases of hidden names."""
        hidden = self.hidden.get(field, frozenset())
        return hidden.union(value for value, name in self.usual.get(field, {}).items() if name in hidden)

    def article(self, article: Article, fields: FieldTable) -> Article:
        """An article as it is shown: its names, place and agency after aliases apply, in these fields."""
        if not self:
            return article
        entities: dict[str, tuple[str, ...]] = {}
        for kind, given in article.entities.items():
            names = tuple(self.names(fields.of_entity(kind), given))
            if names or not given:
                entities[kind] = names
        facts = {name: self.name(name, value) for name in _FACTS if (value := getattr(article, name))}
        return article.with_changes(entities=entities, **facts)


NO_ALIASES: Final = Aliases()


def read_aliases(text: str, fields: FieldTable, facets: Iterable[str]) -> Aliases:
    """What the text of a file says about the ``facets`` of an index. ``fields`` has their names in queries."""
    return _Reader(fields, tuple(facets)).read(text)


def read_aliases_file(path: Path, fields: FieldTable, facets: Iterable[str], *, optional: bool) -> Aliases:
    """What a file says; nothing if it is ``optional`` and missing. Raises UsageError.

    ``facets`` are the fields of the index that may have aliases. ``fields`` has their names in queries.
    """
    try:
        text = read_file(path, _MOST).decode("utf-8", "replace")
    except OSError as error:
        if optional and isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return NO_ALIASES
        raise UsageError(f"cannot read the aliases: {error.strerror or error}", where=str(path)) from error
    return read_aliases(text, fields, facets)


class _Wrong(Exception):
    """A line has a mistake at a place."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


class _Reader:
    def __init__(self, fields: FieldTable, facets: tuple[str, ...]) -> None:
        self.fields = fields
        self.facets = facets
        self.usual: dict[str, dict[str, str]] = {}
        self.hidden: dict[str, set[str]] = {}

    def read(self, text: str) -> Aliases:
        mistakes: list[AliasMistake] = []
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            try:
                self.statement(line)
            except _Wrong as wrong:
                mistakes.append(AliasMistake(number, wrong.column, line, wrong.message))
        usual = {field: {value: self.last(field, value) for value in of} for field, of in self.usual.items()}
        hidden = {field: frozenset(self.last(field, value) for value in of) for field, of in self.hidden.items()}
        return Aliases(usual, hidden, tuple(mistakes))

    def statement(self, line: str) -> None:
        match = _STATEMENT.match(line)
        begin = len(line) - len(line.lstrip())
        if match is None:
            raise _Wrong(begin, "begin the line with a field and a colon, as in  person: NAME = NAME")
        known = self.fields.get(match[1])
        field = known.name if known is not None else match[1].lower()
        if field not in self.facets:
            raise _Wrong(begin, f"there is no field {match[1]!r}; choose from: {', '.join(self.facets)}")
        at = match.end()
        hide = _HIDE.match(line, at)
        quoted = _QUOTED.match(line, at)
        if hide is not None:
            self.hidden.setdefault(field, set()).add(_name(line, hide.end(), len(line), "put a name after hide"))
            return
        equals = quoted.end() - 1 if quoted is not None and quoted[2] else _equals(line, at)
        if equals < 0:
            raise _Wrong(at, "write  NAME = NAME  or  hide NAME")
        spelling = _name(line, at, equals, "put a name before the =")
        name = _name(line, equals + 1, len(line), "put a name after the =")
        self.merge(field, spelling, name, at)

    def merge(self, field: str, spelling: str, name: str, column: int) -> None:
        known = self.usual.setdefault(field, {})
        if spelling == name:
            raise _Wrong(column, "a name cannot be an alias of itself")
        if spelling == self.last(field, name):
            raise _Wrong(column, f"{name!r} is already an alias of {spelling!r}")
        if known.setdefault(spelling, name) != name:
            raise _Wrong(column, f"{spelling!r} is already an alias of {known[spelling]!r}")

    def last(self, field: str, value: str) -> str:
        """The end of a chain of aliases. There are no circles."""
        known = self.usual.get(field, {})
        seen = [value]
        while seen[-1] in known:
            seen.append(known[seen[-1]])
        for each in seen[:-2]:
            known[each] = seen[-1]
        return seen[-1]


def _equals(line: str, start: int) -> int:
    apart = _APART.search(line, start)
    return apart.start() + 1 if apart else line.find("=", start)


def _name(line: str, start: int, end: int, missing: str) -> str:
    name = clean_line(line[start:end])
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = clean_line(name[1:-1])
    if not name:
        raise _Wrong(min(start, len(line)), missing)
    return name
