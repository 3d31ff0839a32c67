"""Extractors that users bring: functions, those of other packages, pipelines of spaCy (a stand-in and the real one)."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import Ran
from command import searchkit as command
from searchkit.archive.layout import ArchiveLayout
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import ExtractorNotAllowed, UsageError
from searchkit.extract.extractor import NamedSpan

STAND_IN = '''
"""A stand-in for spaCy: names are looked up in a table that stands in the folder of the pipeline."""
import json, pathlib, re
from types import SimpleNamespace as Made

def load(name):
    folder = pathlib.Path(name)
    if not folder.is_dir():
        raise OSError(f"[E050] Can't find model '{name}'")
    return Language(json.loads((folder / "names.json").read_text()))

class Language:
    max_length = 40
    meta = {"lang": "en", "name": "stand_in", "version": "1.0"}
    pipe_names = ["tagger", "ner"]

    def __init__(self, names):
        self.names = names

    def get_pipe(self, name):
        return Made(labels=tuple(self.names.values()) if name == "ner" else ("NN",))

    def pipe(self, texts, batch_size, disable):
        assert disable == ["tagger"], disable
        for text in texts:
            assert len(text) <= self.max_length
            yield Made(ents=[
                Made(label_=label, start_char=match.start(), end_char=match.end())
                for name, label in self.names.items() for match in re.finditer(name, text)
            ])
'''
NAMES = {
    "the Harbour Board": "ORG",
    "Ann's": "PERSON",
    "Genua": "GPE",
    "Port Fair": "EVENT",
    "Danish": "NORP",
    "Late": "PER",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "with").mkdir()
    (tmp_path / "with" / "spacy.py").write_text(STAND_IN)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "names.json").write_text(json.dumps(NAMES))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("At Ann's, the Harbour Board, Genua. Long before that Late came.")
    (tmp_path / "news" / "b.jsonl").write_text('{"id": "b", "title": "Port Fair", "body": "Danish", "orgs": ["CGT"]}\n')
    return tmp_path


def run(folder: Path, *arguments: str, path: Path | None = None) -> Ran:
    return command(*arguments, cwd=folder, PYTHONPATH=f"{path or folder / 'with'}:{Path(__file__).parents[2]}")


def entities(folder: Path) -> dict[str, tuple[Any, Any]]:
    with searchkit.open(folder / "i") as index:
        found = {hit.article.title or "a": hit.article for hit in index.search("")}
        return {key: ({k: v for k, v in a.entities.items() if v}, dict(a.provenance)) for key, a in found.items()}


def test_a_pipeline_gives_its_kinds_of_names_and_is_remembered_by_the_index(folder: Path) -> None:
    ran = run(folder, "index", "-i", "i", "news", "--extractor", "spacy:model")
    assert ran.code == 0, ran.err
    found = entities(folder)
    # The beginning of a text alone: it is longer than the pipeline takes.
    assert found["a"][0] == {"person": ("Ann",), "org": ("Harbour Board",), "place": ("Genoa",)}
    names = {"person", "org", "places"}
    assert {kind: origin for kind, origin in found["a"][1].items() if kind in names} == dict.fromkeys(names, "model")
    assert found["Port Fair"][0]["org"] == ("CGT",)  # the source's own word
    assert {"Port Fair"} in [set(names) for names in found["Port Fair"][0].values()]
    assert found["Port Fair"][1]["org"] == "metadata"

    again = run(folder, "index", "-i", "i", "news")
    assert "2 unchanged" in again.err
    (folder / "news" / "c.txt").write_text("Genua.")
    assert run(folder, "index", "-i", "i", "news").code == 0
    with searchkit.open(folder / "i") as index:
        assert index.search("about:=Genoa").total == 2
    assert run(folder, "index", "-i", "i", "news", "--extractor", "rules").code == 0
    assert "model" not in entities(folder)["a"][1].values()


def named(folder: Path, spec: str | None = None, **more: bool) -> Any:
    """The extractor that the index names. With ``spec``, it names this one from now on, as somebody else may do it."""
    with Writer(Store.open(folder / "i", ArchiveLayout), ["id"]) as writer:
        if spec is not None:
            writer.use(ArchiveLayout(writer.description), {**writer.description, "extractor": {"spec": spec, **more}})
            writer.commit()
        return writer.description.get("extractor")


def spied(folder: Path) -> bool:
    """Whether the code of the pipeline in spy/ has run since it was asked last."""
    seen = (folder / "ran").exists()
    (folder / "ran").unlink(missing_ok=True)
    return seen


@pytest.fixture
def spy(folder: Path) -> Path:
    """An index that names no extractor, and a spaCy that leaves a trace when it loads anything."""
    trace = f"open({str(folder / 'ran')!r}, 'w').close()"
    (folder / "with" / "spacy.py").write_text(STAND_IN.replace("def load(name):", f"def load(name):\n    {trace}"))
    assert trace in (folder / "with" / "spacy.py").read_text()
    assert run(folder, "index", "-i", "i", "news").code == 0
    return folder


def test_an_index_of_somebody_else_runs_no_code(spy: Path) -> None:
    (spy / "news" / "c.txt").write_text("Genua.")
    named(spy, "spacy:model", in_folder=False)
    before = (spy / "i" / "searchkit-manifest.json").read_bytes()
    (spy / "list.csv").write_text("name\nAnn\n")
    for arguments in (
        ["index", "news"],
        ["index", "news", "--dry-run"],
        ["index", "news", "--list", "list.csv"],
    ):
        ran = run(spy, *arguments, "-i", "i")
        assert (ran.code, ran.out) == (2, "")
        assert "names the extractor 'spacy:model', and you have not allowed it" in ran.err
        assert "--extractor spacy:model" in ran.err and "--extractor rules" in ran.err
    for arguments in (["search", "genua"], ["status"], ["verify"], ["facets", "", "--by", "org"], ["upgrade"]):
        run(spy, *arguments, "-i", "i")
    assert not spied(spy)
    assert (spy / "i" / "searchkit-manifest.json").read_bytes() == before
    with searchkit.open(spy / "i") as index, pytest.raises(ExtractorNotAllowed) as caught:
        index.add_files(spy / "news")
    assert caught.value.code == "extractor_not_allowed" and caught.value.exit_code == 2
    assert run(spy, "index", "-i", "i", "news", "--no-extract").code == 0
    assert run(spy, "index", "-i", "i", "news", "--extractor", "rules").code == 0
    assert not spied(spy) and named(spy) is None


def test_naming_an_extractor_allows_it_for_this_index_as_it_is(spy: Path) -> None:
    assert run(spy, "index", "-i", "i", "news", "--dry-run", "--extractor", "spacy:model").code == 0
    assert run(spy, "index", "-i", "i", "news").code == 0 and spied(spy)  # a dry run is remembered by nobody
    assert named(spy) is None
    assert run(spy, "index", "-i", "i", "news", "--extractor", "spacy:model").code == 0
    assert named(spy) == {"spec": f"spacy:{os.path.realpath(spy / 'model')}", "in_folder": False}
    assert spied(spy)
    assert run(spy, "index", "-i", "i", "news").code == 0 and spied(spy)
    kept = Path(os.environ["XDG_STATE_HOME"]) / "searchkit" / "allowed-extractors.jsonl"
    assert kept.stat().st_mode & 0o777 == 0o600

    shutil.copytree(spy / "i", spy / "copy")  # another index, with the same words
    assert run(spy, "index", "-i", "copy", "news").code == 2
    (spy / "model" / "more.py").write_text("")
    assert run(spy, "index", "-i", "i", "news").code == 2
    (spy / "model" / "more.py").unlink()
    assert not spied(spy)
    assert run(spy, "index", "-i", "i", "news").code == 0 and spied(spy)
    kept.write_bytes(kept.read_bytes().replace(b'{"index"', b'\xff torn {"index"'))
    assert run(spy, "index", "-i", "i", "news").code == 2 and not spied(spy)
    assert run(spy, "index", "-i", "i", "news", "--extractor", "spacy:model").code == 0
    assert run(spy, "index", "-i", "i", "news").code == 0


def test_a_pipeline_in_the_index_folder_stays_within_it(spy: Path) -> None:
    shutil.copytree(spy / "model", spy / "i" / "model")
    assert run(spy, "index", "-i", "i", "news", "--extractor", "spacy:i/model").code == 0
    assert named(spy) == {"spec": "spacy:model", "in_folder": True} and spied(spy)
    assert run(spy, "index", "-i", "i", "news").code == 0 and spied(spy)

    named(spy, "spacy:../model", in_folder=True)
    ran = run(spy, "index", "-i", "i", "news")
    assert (ran.code, "leads out of the index folder" in ran.err) == (2, True)
    named(spy, "spacy:linked", in_folder=True)
    for target in ("../model", "model"):
        (spy / "i" / "linked").symlink_to(target)
        assert run(spy, "index", "-i", "i", "news").code == 2
        (spy / "i" / "linked").unlink()
    named(spy, "spacy:model", in_folder=True)
    (spy / "i" / "model" / "names.json").unlink()
    (spy / "i" / "model" / "names.json").symlink_to(spy / "model" / "names.json")
    ran = run(spy, "index", "-i", "i", "news")
    assert (ran.code, "leads out of the index folder" in ran.err) == (2, True)
    assert not spied(spy)


def test_what_is_not_there_is_told_with_what_to_do(folder: Path) -> None:
    ran = run(folder, "index", "-i", "i", "news", "--extractor", "spacy:nothing")
    assert (ran.code, "spaCy finds no pipeline 'nothing'\n  python -m spacy download nothing" in ran.err) == (2, True)
    (folder / "without").mkdir()
    (folder / "without" / "spacy.py").write_text("raise ImportError('no spacy')")
    assert run(folder, "index", "-i", "i", "news", "--extractor", "spacy:model").code == 0
    for arguments in (("--extractor", "spacy:model"), ()):  # asked for, and remembered
        ran = run(folder, "index", "-i", "i", "news", *arguments, path=folder / "without")
        told = "the extractor spacy needs the extra 'spacy', which is not installed"
        assert (ran.code, told in ran.err, "pip install 'searchkit-engine[spacy]'" in ran.err) == (2, True, True)
    ran = run(folder, "index", "-i", "i", "news", "--extractor", "nobody:x")
    assert (ran.code, "there is no extractor 'nobody'\n  choose from: spacy" in ran.err) == (2, True)
    assert run(folder, "index", "-i", "i", "news", "--no-extract", "--extractor", "spacy:model").code == 2
    assert run(folder, "search", "genua", "-i", "i", path=folder / "without").code == 0


def test_extract_shows_what_a_pipeline_finds(folder: Path) -> None:
    ran = run(folder, "extract", "news/a.txt", "--extractor", "spacy:model", "--json")
    found = {f["kind"]: (f["value"], f["provenance"]) for f in json.loads(ran.out)["articles"][0]["findings"]}
    assert found["org"] == ("Harbour Board", "model")


def test_other_packages_add_extractors_by_an_entry_point(folder: Path) -> None:
    (folder / "own_names.py").write_text(
        "def made(argument):\n    def find(texts):\n"
        "        return [[('org', 0, len(argument), argument)] for text in texts]\n    return find\n"
        "def broken(argument):\n    raise RuntimeError('no luck')\n"
    )
    info = folder / "own_names-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own-names\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[searchkit.extractors]\nown = own_names:made\nbad = own_names:broken\n")
    ran = run(folder, "index", "-i", "i", "news", "--extractor", "own:Acme")
    assert ran.code == 0, ran.err
    assert entities(folder)["a"][0]["org"] == ("Acme",)
    ran = run(folder, "index", "-i", "i", "news", "--extractor", "bad")
    assert (ran.code, "the extractor 'bad' could not be loaded: RuntimeError: no luck" in ran.err) == (2, True)


def capitals(texts: Sequence[str]) -> list[list[NamedSpan]]:
    return [[NamedSpan("org", *match.span()) for match in re.finditer(r"\b[A-Z]{3,}\b", text)] for text in texts]


def test_a_function_is_an_extractor_and_takes_many_articles_at_once(tmp_path: Path) -> None:
    sizes: list[int] = []

    def extractor(texts: Sequence[str]) -> list[list[NamedSpan]]:
        sizes.append(len(texts))
        return capitals(texts)

    lines = [json.dumps({"id": str(n), "body": f"The NGO{'ABCDEFGHIJ'[n % 10]} met."}) for n in range(150)]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines[:70], "{ broken", *lines[70:]]))
    with searchkit.create(tmp_path / "i") as index:
        report = index.add_files(tmp_path / "a.jsonl", extract=extractor)
        assert (report.added, len(report.failed)) == (150, 1)
        assert sizes == [64, 63, 23]
        assert index.search('org:="NGOA"').total == 15
        index.add([{"id": "x", "title": "UNHCR", "body": "EU and NATO", "people": ["Ann"]}], extract=extractor)
        assert index.find("x").entities == {"person": ("Ann",), "org": ("UNHCR", "NATO"), "place": ()}
        assert index.add_files(tmp_path / "a.jsonl").replaced == 150  # a function is not remembered


@pytest.mark.parametrize(
    ("extractor", "told"),
    [
        (lambda texts: [], "gave names of 0 texts, and got 1"),
        (lambda texts: [[("org", 0, 10_000)]], "no valid span"),
        (lambda texts: [[("org", "0", 1)]], "no valid span"),
        (lambda texts: [["org"]], "no valid span"),
        (lambda texts: 1 / 0, "failed: ZeroDivisionError"),
        (5, "an extractor is a function of texts, not a int"),
    ],
)
def test_an_extractor_that_fails_is_told_and_nothing_is_added(tmp_path: Path, extractor: Any, told: str) -> None:
    with searchkit.create(tmp_path / "i") as index:
        with pytest.raises(UsageError, match=re.escape(told)):
            index.add([{"body": "Some text"}], extract=extractor)
        assert len(index) == 0


def test_a_pipeline_of_spacys_own(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed (it takes 300 MB): pip install spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "ORG", "pattern": "Harbour Board"},
            {"label": "PERSON", "pattern": [{"TEXT": "Ann"}, {"TEXT": "Moreau"}]},
            {"label": "GPE", "pattern": "Genoa"},
            {"label": "NORP", "pattern": "Danish"},
        ]
    )
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "a.txt").write_text("The Danish Harbour Board of Genoa heard Ann Moreau. Zeta Corp. did not.")
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "a.txt", extract=f"spacy:{tmp_path / 'pipeline'}")
        (hit,) = index.search("")
        assert {k: v for k, v in hit.article.entities.items() if v} == {
            "org": ("Harbour Board",),
            "person": ("Ann Moreau",),
            "place": ("Genoa",),
        }
        assert set(hit.article.provenance.values()) == {"model"}
        assert index.add_files(tmp_path / "a.txt").files_unchanged == 1
