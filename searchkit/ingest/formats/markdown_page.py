"""Markdown (CommonMark with tables), with front matter in YAML between ``---`` or in TOML between ``+++``."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import fallback_note, whole_text
from searchkit.ingest.field_names import AUTHOR_NAMES, columns_of_fields, name_key
from searchkit.ingest.html_text import html_line, html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.optional_package import optional_package
from searchkit.ingest.plain_value import plain_text_of
from searchkit.ingest.registry import Format
from searchkit.ingest.regular_file import Check
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import stated_article
from searchkit.ingest.time_limit import seldom

_SIZE_LIMIT: Final = 10 << 20
_FRONT: Final = (
    ("YAML", re.compile(r"\ufeff?---[ \t]*\n(?P<front>(?:.*\n)??)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)),
    ("TOML", re.compile(r"\ufeff?\+\+\+[ \t]*\n(?P<front>(?:.*\n)??)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)),
)
# Characters of front matter. YAML takes seconds for a megabyte.
_FRONT_LIMIT: Final = 1 << 18
_DEPTH_LIMIT: Final = 20
_ENTITIES: Final = ("people", "orgs", "places")


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a file. If the front matter cannot be read, that is a note, and the text is still read."""
    decoded = whole_text(source, _SIZE_LIMIT, "Markdown")
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    front, text = _parted(decoded.text)
    stated: dict[str, Any] = {}
    if front is not None:
        try:
            if len(front[1]) > _FRONT_LIMIT:
                raise _FrontMatterUnreadable(f"it has more than {_FRONT_LIMIT:,} characters")
            stated = _yaml(front[1], source.check) if front[0] == "YAML" else _toml(front[1])
        except _FrontMatterUnreadable as error:
            message = f"front matter is not read as {front[0]}: {error}"
            yield source.problem("bad_front_matter", message, line=1, severity="note")
    record = _record(stated)
    title, body = _plain(text, record.get("title"), source.check)
    record = {**record, "title": record.get("title") or title, "body": body}
    yield from stated_article(source, record, 1, origin=source.whole())


FORMAT: Final = Format("markdown", (".md", ".markdown"), read)


class _FrontMatterUnreadable(Exception):
    """Front matter is not a mapping of names to values. The text says why."""


def _parted(text: str) -> tuple[tuple[str, str] | None, str]:
    """The front matter (its kind and its text) and what follows it."""
    for kind, pattern in _FRONT:
        match = pattern.match(text)
        if match and match["front"].strip():
            return (kind, match["front"]), text[match.end() :]
    return None, text


def _yaml(text: str, check: Check) -> dict[str, Any]:
    yaml = optional_package("yaml", "markdown")
    try:
        loader = _loader()(text)
        loader.check = check
        try:
            value = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "not understood"
        raise _FrontMatterUnreadable(f"{reason} (line {mark.line + 2})" if mark else str(reason)) from error
    except RecursionError as error:
        raise _FrontMatterUnreadable("nested too deeply") from error
    except (ValueError, TypeError, OverflowError, AttributeError, LookupError) as error:  # odd values of stated types
        raise _FrontMatterUnreadable(str(error)[:100]) from error
    return _mapping(value)


@cache
def _loader() -> Any:
    """YAML's safe loader without aliases and with fewer types. A few lines of aliases can make an endless value.

    Dates stay as written. ``NO`` is a country, not false, as in the core schema of YAML 1.2.
    """
    yaml = optional_package("yaml", "markdown")
    safe_loader: Any = yaml.SafeLoader

    class Loader(safe_loader):  # type: ignore[misc]
        yaml_implicit_resolvers: Final[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.check()
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(None, None, "an alias", self.peek_event().start_mark)
            return super().compose_node(parent, index)

    plain = "tag:yaml.org,2002:"
    Loader.add_implicit_resolver(f"{plain}bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF"))
    Loader.add_implicit_resolver(f"{plain}null", re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
    Loader.add_implicit_resolver(f"{plain}int", re.compile(r"[-+]?(?:0|[1-9]\d{0,17})\Z"), list("-+0123456789"))
    Loader.add_implicit_resolver(f"{plain}float", re.compile(r"[-+]?\d{1,18}\.\d{1,18}\Z"), list("-+0123456789"))
    return Loader


def _toml(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return _mapping(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _FrontMatterUnreadable(str(error)) from error
    except RecursionError as error:
        raise _FrontMatterUnreadable("nested too deeply") from error
    except ValueError as error:
        raise _FrontMatterUnreadable(str(error)[:100]) from error


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _FrontMatterUnreadable("no names with values")
    plain: dict[str, Any] = _storable(value, _DEPTH_LIMIT)
    return plain


def _storable(value: Any, depth: int) -> Any:
    """``value`` in a form that JSON can hold."""
    if depth == 0:
        raise _FrontMatterUnreadable("nested too deeply")
    if isinstance(value, dict):
        return {str(key): _storable(item, depth - 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_storable(item, depth - 1) for item in value]
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value).encode("utf-8", "replace").decode()


def _record(stated: dict[str, Any]) -> dict[str, Any]:
    """What the front matter states, with the keys of Article.from_dict. Other keys become metadata."""
    names = list(stated)
    fields = columns_of_fields(names)
    record: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    for number, (name, value) in enumerate(stated.items()):
        field = fields.get(number)
        if (
            field is not None
            and field not in _ENTITIES
            and (isinstance(value, dict) or (isinstance(value, list) and all(isinstance(item, dict) for item in value)))
        ):
            value = plain_text_of(field, value) or value
        if field in _ENTITIES:
            fits = isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        else:
            # A list of titles or a page path is kept, but not as a title or an address.
            fits = isinstance(value, (str, int, float)) and not isinstance(value, bool) and field != "body"
            if field == "url":
                fits = str(value).startswith(("http://", "https://"))
        if value is None or value == "":
            continue
        if field is not None and fits:
            record[field] = value if field in _ENTITIES else clean_line(str(value))
        else:
            key = "author" if name_key(name) in AUTHOR_NAMES and "author" not in metadata else name
            metadata[key] = value
    if language := primary_language(record.get("language", "")):
        record["language"] = language
    return {**record, "metadata": metadata}


@cache
def _parser() -> Any:
    parser: Any = optional_package("markdown_it", "markdown").MarkdownIt("commonmark")
    parser.enable(["table", "strikethrough"])

    def ask(state: Any, *_: Any) -> bool:
        """A rule that asks the check at each block and each piece of text, and never applies."""
        state.env["ask"]()
        return False

    parser.block.ruler.before("code", "ask", ask)
    parser.inline.ruler.before("text", "ask", ask)
    return parser


def _plain(text: str, title: str | None, check: Check) -> tuple[str | None, str]:
    """The first heading of level 1, and the text without markup. A title at the top is not repeated in the text."""
    parser = _parser()
    tokens = parser.parse(text, {"ask": seldom(check)})
    first = next((at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None)
    heading = None
    if first is not None:
        heading = html_line(parser.renderer.render(tokens[first : first + 3], parser.options, {})) or None
        if first == 0 and (title is None or (heading or "").casefold() == title.casefold()):
            del tokens[:3]
    return heading, html_text(parser.renderer.render(tokens, parser.options, {}), check)
