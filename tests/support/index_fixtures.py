"""Small indexes as this version writes them, kept in tests/fixtures/indexes/ for all later versions to open.

    python tests/support/index_fixtures.py

packs one of an archive and one of a schema of Whoosh's, each with the answers that it gives, under the numbers of the
format and the analysis. A change of either number adds files; those that are there are never written again.
"""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.qparser import QueryParser

import searchkit
from searchkit.archive.register import REGISTER_NAME
from searchkit.base.analysis import CURRENT
from searchkit.engine import create_in, open_dir
from searchkit.engine.manifest import FORMAT_VERSION
from searchkit.engine.store import is_index

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "indexes"
ARCHIVE = f"format-{FORMAT_VERSION}-analysis-{CURRENT.number}"
SCHEMA = f"format-{FORMAT_VERSION}-schema"

_STRIKE = (
    "Dockers in the port of Genoa went on strike on Thursday after talks over night shifts had broken down. The union "
    "said that four thousand workers had stopped unloading container ships at six in the morning, and that ferries to "
    "Sardinia would sail with delays. A spokesman for the terminal operators called the walkout illegal."
)
FIRST: list[dict[str, Any]] = [
    {
        "id": "signed",
        "title": "Border treaties signed in Brussels",
        "body": "BRUSSELS, May 31 (Reuters) - Ministers of Kazakhstan and the European Union signed two treaties on "
        "border management on 30 May 2019. The European Union (EU) pays until 2021, said Federica Mogherini.",
        "date": "2019-05-31",
        "url": "https://example.org/2019/05/31/signed",
        "metadata": {"desk": "world", "words": 31},
    },
    {
        "id": "given",
        "title": "All of it is given",
        "body": "A treaty, for Acme Holdings.",
        "date": "2018-11",
        "place": "Springfield, Illinois",
        "country": "United States",
        "agency": "AFP",
        "language": "en",
        "people": ["José Peña", "Ana Costa"],
        "orgs": ["Acme Holdings"],
        "places": ["Paris", "Tashkent"],
        "entities": {"event": ["World Cup"], "other": ["Concorde"]},
    },
    {"id": "strike", "title": "Port strike", "body": _STRIKE, "date": "2019-07-11", "place": "Genoa, Italy"},
    {"id": "gone", "body": "A treaty that was deleted again.", "date": "2017"},
]
SECOND: list[dict[str, Any]] = [
    {"id": "copy", "title": "Walkout in Genoa", "body": _STRIKE, "date": "2019-07-12"},
    {
        "id": "fr",
        "body": "PARIS, 3 mai (AFP) - Les traités ont été signés par les ministres.",
        "language": "fr",
        "people": [],
    },
    {
        "id": "de",
        "body": "BERLIN - Die Häfen der Küste streikten wegen der Verträge.",
        "language": "de",
        "date": "2019",
    },
    {"id": "es", "body": "MADRID - Los ministros firmaron los tratados.", "language": "es"},
    {"id": "ru", "body": "МОСКВА - Министры подписали договоры.", "language": "ru"},
]
EDITED = {**FIRST[1], "title": "All of it was given, and edited"}
ALIASES = "org: EU = European Union\nperson: hide Ana Costa\n"
QUERIES = [
    "treaty",
    '"border management"',
    "=treaties",
    "trea* OR verträge~",
    "signé",
    "hafen OR договор OR tratado",
    "person:pena",
    "person:costa",
    "org:EU",
    "place:Illinois OR place:Europe",
    'place:="Springfield, Illinois"',
    "about:Uzbekistan",
    "event:cup",
    "agency:afp",
    "date:2018..2019-05",
    "mentions:2019-05",
    "lang:fr OR id:ru",
    "boards:acme",
    "path:*table.csv",
    "entities:mogherini -strike",
    "",
]


def make_archive(folder: Path) -> None:
    """An archive with every kind of field, in several segments, with deletes, a list, aliases and sources."""
    with searchkit.create(folder) as index:
        index.add(FIRST)
        news = folder.parent / "news"
        news.mkdir()
        (news / "table.csv").write_text("No,Text\n7,Ministers of Brazil signed treaties.\n")
        (news / "broken.json").write_text("{")
        index.add_files(news, columns={"id": "No", "body": "Text"})
        index.use_lists({"boards": [("Acme Holdings", "ACM")]})
        index.add(SECOND)
        index.aliases_file.write_text(ALIASES)
        index.delete("gone")
        index.add([EDITED])


def archive_answers(folder: Path, generation: int | None = None) -> dict[str, Any]:
    """What the archive answers: hits with scores, facets, timelines, stories, marked words and articles."""
    with searchkit.open(folder, generation=generation) as index:
        found = {query: index.search(query, limit=None, strict=True) for query in QUERIES}
        everything = index.search("", limit=None, facets=[*index.facet_fields])
        return {
            "hits": {query: [[hit.id, hit.score] for hit in results] for query, results in found.items()},
            "facets": {
                name: sorted([value.value, value.count] for value in values)
                for name, values in everything.facets.items()
                if values  # a field that came later has none
            },
            "timeline": [[step.date, step.count] for step in index.search("").timeline("month").steps],
            "mentions": [[step.date, step.count] for step in index.search("").timeline("day", field="mentions").steps],
            "stories": sorted(
                sorted([hit.id, *(copy.id for copy in hit.copies)]) for hit in index.search("", stories=True)
            ),
            "marks": {
                hit.id: [snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.spans]
                for hit in found["treaty"]
            },
            # A path is shown as it lies from the folder of the process.
            "articles": {hit.id: json.loads(hit.article.with_changes(path=None).to_json()) for hit in everything},
        }


def make_schema(folder: Path) -> None:
    """An index of a schema of Whoosh's, in two segments, with a delete."""
    schema = Schema(
        key=ID(stored=True, unique=True),
        title=TEXT(stored=True, sortable=True),
        body=TEXT(vector=True),
        tags=KEYWORD(stored=True, commas=True, lowercase=True),
        size=NUMERIC(int, stored=True, sortable=True),
        at=DATETIME(stored=True),
    )
    index = create_in(folder, schema)
    for start in (0, 6):
        with index.writer() as writer:
            for n in range(start, start + 6):
                writer.add_document(
                    key=f"k{n}",
                    title=f"Title {n} of border treaties",
                    body=" ".join(["treaty"] * (n % 3 + 1) + ["signed"] * (n % 2) + ["management"]),
                    tags="even,Number" if n % 2 == 0 else "odd",
                    size=n * n - 7,
                    at=f"201{n % 10}-05-31",
                )
    with index.writer() as writer:
        writer.delete_by_term("key", "k3")
        writer.update_document(key="k4", title="Updated", body="treaty updated", size=4)


def schema_answers(folder: Path) -> dict[str, Any]:
    """What the index of a schema answers: hits with scores, in order of a field, and stored fields."""
    queries = ["treaty", "treaty AND signed", '"treaty signed"', "title:bord*", "tags:odd", "size:[2 TO 40]", "key:k4"]
    with open_dir(folder).searcher() as searcher:
        parser = QueryParser("body", searcher.schema)
        found = {text: searcher.search(parser.parse(text), limit=None) for text in queries}
        by_size = searcher.search(parser.parse("treaty"), limit=None, sortedby="size", reverse=True)
        return {
            "hits": {text: [[hit["key"], hit.score] for hit in results] for text, results in found.items()},
            "by_size": [hit["key"] for hit in by_size],
            "stored": {hit["key"]: json.loads(json.dumps(hit.fields(), default=str)) for hit in by_size},
        }


def pack(name: str, make: Callable[[Path], None], answers: Callable[[Path], dict[str, Any]]) -> None:
    """Make an index and keep it with its answers. Raises FileExistsError: what is kept is never written again."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        make(folder)
        with open(FOLDER / f"{name}.json", "x", encoding="utf-8") as stream:
            json.dump(answers(folder), stream, ensure_ascii=False, indent=1)
            stream.write("\n")
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:xz", preset=9) as archive:
            for path in sorted(folder.iterdir()):
                if path.name != "searchkit-write.lock":
                    entry = tarfile.TarInfo(path.name)
                    entry.size = path.stat().st_size
                    archive.addfile(entry, io.BytesIO(path.read_bytes()))
        with open(FOLDER / f"{name}.tar.xz", "xb") as stream_of_bytes:
            stream_of_bytes.write(packed.getvalue())


def unpack(name: str, folder: Path) -> Path:
    """The index of a fixture, in a new folder."""
    with tarfile.open(FOLDER / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    assert is_index(folder) and (not name.endswith("schema")) == (folder / REGISTER_NAME).exists()
    return folder


if __name__ == "__main__":
    for name, make, answers in ((ARCHIVE, make_archive, archive_answers), (SCHEMA, make_schema, schema_answers)):
        if not (FOLDER / f"{name}.tar.xz").exists():
            pack(name, make, answers)
