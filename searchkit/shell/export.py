"""Writes results to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from searchkit.errors import UsageError
from searchkit.results.results import Results

_TEXT_WIDTH: Final = 100
_FORMATS: Final = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
}


def export_results(
    search: Callable[[], Results], path: Path, *, filters: Sequence[str] = (), overwrite: bool = False
) -> int:
    """Write what ``search`` returns, in the format of the file's ending (else as text). Returns the number of hits.

    Raises UsageError if the file exists and ``overwrite`` is false, or if it is not a regular file. Raises OSError.
    """
    path = path.expanduser().resolve()
    if path.exists() and not path.is_file():
        raise UsageError("not a regular file", where=str(path))
    if path.exists() and not overwrite:
        raise UsageError("the file exists", hint=":export! FILE overwrites it", where=str(path))
    with _written_whole(path, overwrite=overwrite) as file:
        results = search()
        name = _FORMATS.get(path.suffix.lower())
        if name is None:
            _write_text(results, filters, file)
        else:
            from searchkit.display.machine_formats import FORMATS

            FORMATS[name](results, file.write)
    return len(results)


def _write_text(results: Results, filters: Sequence[str], file: IO[str]) -> None:
    from searchkit.display.results_view import ResultsView

    for line in ResultsView(width=_TEXT_WIDTH, colored=False).page(results, filters=filters, nearest=False):
        file.write(line.plain + "\n")


@contextlib.contextmanager
def _written_whole(path: Path, *, overwrite: bool) -> Iterator[IO[str]]:
    """A draft beside ``path``. It replaces ``path`` when the block ends, and is deleted if the block raises."""
    draft = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    reserved = False
    try:
        with draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            if not overwrite:
                path.open("x").close()  # from here on nobody else can create the file
                reserved = True
            yield file
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        if reserved:
            path.unlink(missing_ok=True)
        raise
