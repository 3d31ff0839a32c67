"""Links from what is printed to files (OSC 8), on terminals that show them. They never go into a pipe."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Final

from searchkit.article import Article
from searchkit.display.color import Color
from searchkit.display.late_text import Text

if TYPE_CHECKING:
    from rich.style import Style
    from rich.text import Span

# Variables that only terminals with links set, and the least version where an earlier one had none.
_BY_VARIABLE: Final = {
    "KITTY_WINDOW_ID": 0,
    "WT_SESSION": 0,
    "KONSOLE_VERSION": 201200,
    "DOMTERM": 0,
    "VTE_VERSION": 5000,
    "WEZTERM_PANE": 0,
    "GHOSTTY_RESOURCES_DIR": 0,
}
_PROGRAMS: Final = ("iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "rio", "Tabby", "contour")
_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
# Earlier versions of less show links as letters.
_LESS: Final = 566


def wants_links(stream: IO[str], given: Color) -> bool:
    """Whether to link: never in a pipe or on a dumb terminal. ``auto``: on terminals that are known to show links."""
    if given == "never" or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return given == "always" or _is_known()


def _is_known() -> bool:
    term = os.environ.get("TERM", "")
    if term.startswith(("screen", "tmux")) or "TMUX" in os.environ:
        return False  # what runs around it may not pass them on
    for name, least in _BY_VARIABLE.items():
        value = os.environ.get(name, "")
        if value and (not least or (value.isdigit() and int(value) >= least)):
            return True
    return os.environ.get("TERM_PROGRAM") in _PROGRAMS or any(
        term == known or term.startswith(f"{known}-") for known in _TERMS
    )


def file_url(article: Article) -> str | None:
    """The address of the file of an article; of a member of a container, that of the container.

    None if the file is not there. All but plain letters, digits and a few signs is percent-encoded.
    """
    from urllib.parse import quote

    if not article.path or "\0" in article.path:
        return None
    try:
        path = next(p for p in (article.path, article.path.split("!/", 1)[0]) if os.path.exists(p))
        if os.name == "nt":
            from pathlib import Path

            return Path(path).absolute().as_uri()
        return f"file://{quote(os.uname().nodename)}{quote(os.fsencode(os.path.abspath(path)))}"
    except (StopIteration, OSError, ValueError):
        return None


def linked(text: Text, article: Article) -> Text:
    """A text that leads to the file of an article, if that is there."""
    url = file_url(article)
    if url is not None:
        from rich.style import Style

        text.stylize(Style(link=url))
    return text


def only_links(text: Text) -> Text:
    """A text without colours and other styles, but for its links."""
    plain = Text(text.plain, no_wrap=text.no_wrap, overflow=text.overflow)
    for span in text.spans:
        if (link := _link(span)) is not None:
            plain.stylize(link, span.start, span.end)
    return plain


def without_links(text: Text) -> Text:
    """A text without its links."""
    copy = text.copy()
    copy.spans = [span for span in text.spans if _link(span) is None]
    return copy


def _link(span: Span) -> Style | None:
    """The link of a span, without its other styles."""
    from rich.style import Style  # the shell asks for links before it draws any

    return Style(link=span.style.link) if isinstance(span.style, Style) and span.style.link else None


def passes_links(pager: list[str]) -> bool:
    """Whether a pager shows links: less does, since some version."""
    if os.path.basename(pager[0]) != "less":
        return False
    import subprocess

    try:
        told = subprocess.run([pager[0], "--version"], capture_output=True, timeout=5, check=False).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return False
    return len(told) > 1 and told[1].isdigit() and int(told[1]) >= _LESS
