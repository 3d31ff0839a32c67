"""The file that an article comes from: where it is, at which line the article begins, and how to open it."""

from __future__ import annotations

import mmap
import shutil
import sys
from pathlib import Path
from typing import Final, NamedTuple

from searchkit.article import Article
from searchkit.errors import UsageError
from searchkit.shell.edited_text import editor_command

# These take the number of a line as +N.
_WITH_LINE: Final = frozenset(
    ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "joe", "micro", "kak", "less", "ne", "jed", "mg")
)
# How these are told a page.
_WITH_PAGE: Final = {
    "evince": ("--page-index={page}", "{path}"),
    "okular": ("--page", "{page}", "{path}"),
    "zathura": ("--page={page}", "{path}"),
    "mupdf": ("{path}", "{page}"),
}
_TELLING: Final = 20  # letters that a line needs to be found by
_LARGEST: Final = 1 << 30


class Opening(NamedTuple):
    """A command that opens a file. ``takes_terminal``: it draws on the terminal until it ends.

    ``page`` is the page (from 1) that has the text, in a file of pages.
    """

    command: list[str]
    takes_terminal: bool
    path: Path
    page: int | None = None


def opening(article: Article, at: int | None = None) -> Opening:
    """How to open the source of an article: the editor that is set, else the program of the desktop. Raises UsageError.

    A file of pages is for no editor. A viewer that is known shows the page of the article, or of the place ``at`` in
    its text. Else the desktop's program opens the file.
    """
    path = source_path(article)
    page = page_of(article, at)
    if page is not None:
        viewer = next((name for name in _WITH_PAGE if shutil.which(name)), None)
        if viewer is not None:
            options = [option.format(page=page, path=path) for option in _WITH_PAGE[viewer]]
            return Opening([viewer, *options], takes_terminal=False, path=path, page=page)
        program = next((name for name in _desktop() if shutil.which(name)), None)
        if program is not None:
            return Opening([program, str(path)], takes_terminal=False, path=path, page=page)
    editor = editor_command()
    if editor:
        line = line_of(article, path) if Path(editor[0]).name in _WITH_LINE else None
        return Opening([*editor, *([f"+{line}"] if line else []), str(path)], takes_terminal=True, path=path)
    program = next((name for name in _desktop() if shutil.which(name)), None)
    if program is None:
        raise UsageError("no program is known that opens files", hint="set EDITOR", where=str(path))
    return Opening([program, str(path)], takes_terminal=False, path=path)


def source_path(article: Article) -> Path:
    """The file of an article; of a member of an archive, the archive. Raises UsageError if it is not there."""
    if not article.path:
        raise UsageError("this article comes from no file")
    path = Path(article.path)
    if not path.exists():
        path = Path(article.path.split("!/", 1)[0])
    if not path.exists():
        raise UsageError("the file is not there any more", where=article.path)
    return path.absolute()


def page_of(article: Article, at: int | None = None) -> int | None:
    """The page (from 1) of a place in the text of an article, else the page on which the article begins.

    None if its source has no pages, or is inside an archive.
    """
    origin = article.origin
    if origin is None or origin.page is None or origin.member is not None:
        return None
    return (article.page_at(at) if at is not None else None) or origin.page


def line_of(article: Article, path: Path) -> int | None:
    """The line of a text file (from 1) at which an article begins, if it can be told.

    Where the origin of the article does not tell it, its text is searched for.
    """
    origin = article.origin
    if origin is not None and origin.member is not None:
        return None  # the lines are those of the member
    if origin is not None and origin.line is not None:
        return origin.line
    told = [line.strip() for line in article.body.splitlines()[:20]]
    told = [line for line in told if len(line) >= _TELLING]
    try:
        if not told or not path.is_file() or not 0 < path.stat().st_size <= _LARGEST:
            return None
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for line in told[:3]:
                for encoding in ("utf-8", "latin-1"):
                    at = content.find(line.encode(encoding, "replace"))
                    if at >= 0:
                        return content[:at].count(b"\n") + 1
    except (OSError, ValueError):
        return None
    return None


def _desktop() -> tuple[str, ...]:
    return ("open",) if sys.platform == "darwin" else ("xdg-open", "gio")
