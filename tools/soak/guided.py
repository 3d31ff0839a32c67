"""Fuzzing that is guided by coverage, with atheris: it keeps the inputs that reach new lines of Python.

    .venv/soak/bin/python -m tools.soak.guided TARGET FOLDER [options of libFuzzer]

There is a target for the query language, manifests, lists, aliases and each format. FOLDER collects
inputs. It begins with those that the other hunts begin with. An exception that should not be ends the run, and
libFuzzer writes its input.
"""

from __future__ import annotations

import io
import json
import random
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import tools.soak  # noqa: F401  # it finds the modules of tests/support

_ENDINGS: Final = tuple(
    ".txt .json .jsonl .sgm .xml .html .csv .tsv .md .pdf .docx .nitf .eml .mbox .warc .zip .tar .gz .xz .bz2".split()
)
TARGETS: Final = ("query", "manifest", "aliases", "list", *(ending[1:] for ending in _ENDINGS))
_LARGEST: Final = 1 << 14  # bytes of an input


def main() -> None:
    """Run one target. It does not return."""
    import atheris

    target, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["searchkit"]):
        run = _target(target)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(_seeds(target)):
        Path(folder, f"seed-{number}").write_bytes(data[:_LARGEST])
    atheris.Setup([sys.argv[0], folder, f"-max_len={_LARGEST}", *options], run)
    atheris.Fuzz()


def _target(name: str) -> Callable[[bytes], None]:
    from searchkit.errors import SearchkitError

    if name == "query":
        return _query()
    if name == "manifest":
        import searchkit.engine.manifest as manifest

        def read_manifest(data: bytes) -> None:
            for raw in (data, data + f"{zlib.crc32(data):08x}".encode() + b'"\n}'):
                with suppress(SearchkitError):
                    manifest._decoded(raw, Path("manifest"))

        return read_manifest
    if name == "aliases":
        from searchkit.archive.fields import ARCHIVE_FIELDS
        from searchkit.query.aliases import read_aliases

        def read(data: bytes) -> None:
            read_aliases(data.decode("utf-8", "replace"), ARCHIVE_FIELDS, ["place", "person", "org"])

        return read
    if name == "list":
        return _list()
    return _document(name)


def _query() -> Callable[[bytes], None]:
    import datetime as dt

    import searchkit.results.results  # noqa: F401
    from searchkit.archive.fields import ARCHIVE_FIELDS
    from searchkit.query.parser import parse
    from tools.soak.queries import _LONGEST, _SCHEMA

    def run(data: bytes) -> None:
        text = (
            data.decode("utf-8", "surrogatepass")
            if b"\xed" in data and _decodes(data)
            else data.decode("utf-8", "replace")
        )
        for fields in (ARCHIVE_FIELDS, _SCHEMA):
            parsed = parse(text, fields, dt.date(2024, 2, 29))
            again = parse(parsed.echo, fields, dt.date(2024, 2, 29))
            if again.tree != parsed.tree and len(parsed.echo) <= _LONGEST:
                raise AssertionError(f"{text!a} is {parsed.echo!a}, which is {again.echo!a}")

    return run


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _list() -> Callable[[bytes], None]:
    import tempfile

    from searchkit.errors import SearchkitError
    from searchkit.ingest.list_file import read_list

    path = Path(tempfile.mkdtemp(prefix="soak-list-")) / "names.csv"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(SearchkitError):
            read_list(path)

    return run


def _document(ending: str) -> Callable[[bytes], None]:
    from searchkit.base.problem import Problem
    from searchkit.extract.completion import extract
    from searchkit.ingest.reading import read_source
    from searchkit.ingest.source import Source

    def run(data: bytes) -> None:
        found = False
        for item in read_source(Source(f"x.{ending}", None, lambda: io.BytesIO(data), size=len(data))):
            found = True
            if not isinstance(item, Problem):
                extract(item)
            elif item.code == "reader_failed":
                raise AssertionError(item.message)
        if not found:
            raise AssertionError("neither an article nor a problem")

    return run


def _seeds(name: str) -> list[bytes]:
    if name == "query":
        from tools.soak.queries import _text

        return [_text(random.Random(n)).encode("utf-8", "surrogatepass") for n in range(200)]
    if name == "manifest":
        from searchkit.engine.file_record import FileRecord
        from searchkit.engine.manifest import Manifest, SegmentRecord

        segment = SegmentRecord(
            "0123456789abcdef", "segment-0123456789abcdef.data", 3, 1, "segment-0123456789abcdef-2.deletes"
        )
        files = {segment.file: FileRecord(9, 9), str(segment.deletes): FileRecord(9, 9)}
        body: dict[str, Any] = {"kind": "archive", "version": 4, "analysis": 2}
        whole = Manifest(2, body, (segment,), files, 1).encoded()
        return [whole, whole[: whole.rindex(b'"crc32": "') + len(b'"crc32": "')], json.dumps(body).encode()]
    if name == "aliases":
        return [
            b"person: J. Belliard = Jean-Christophe Belliard\norg: hide Reuters\n# a comment\n",
            b'place: "a = b" = c\n',
        ]
    if name == "list":
        return [b"name,also\nAnn Example,A. Example\n", b"Ann Example = A. Example\nFerry\n"]
    from tools.soak.documents import document_seeds

    seeds = document_seeds()
    own = [data for ending, data in seeds if ending.rpartition(".")[2] == name]
    return own or [data for _, data in seeds][:20]


if __name__ == "__main__":
    main()
