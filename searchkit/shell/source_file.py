"""The file that an article comes from: where it is, at which line the article begins, and how to open it."""

from __future__ import annotations

import mmap
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final, NamedTuple

from searchkit.article import Article
from searchkit.errors import UsageError

# These take the number of a line as +N.
_WITH_LINE: Final = frozenset(
    ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "joe", "micro", "kak", "less", "ne", "jed", "mg")
)
_TELLING: Final = 20  # letters that a line needs to be found by
_LARGEST: Final = 1 << 30


class Opening(NamedTuple):
    """A command that opens a file. ``takes_terminal``: it draws on the terminal until it ends."""

    command: list[str]
    takes_terminal: bool


def opening(article: Article) -> Opening:
    """How to open the source of an article: $VISUAL, $EDITOR, else the program of the desktop. Raises UsageError."""
    path = source_path(article)
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if editor:
        line = line_of(article, path) if Path(editor[0]).name in _WITH_LINE else None
        return Opening([*editor, *([f"+{line}"] if line else []), str(path)], takes_terminal=True)
    program = next((name for name in _desktop() if shutil.which(name)), None)
    if program is None:
        raise UsageError("no program is known that opens files", hint="set EDITOR", where=str(path))
    return Opening([program, str(path)], takes_terminal=False)


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


def line_of(article: Article, path: Path) -> int | None:
    """The line of a text file (from 1) at which the text of an article begins, if it can be told."""
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
