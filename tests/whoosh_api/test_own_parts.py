"""Analyzers, functions and field types of a program's own: they index and search, and the program gives them again."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import analysis as an
from whoosh import columns, fields, formats, query
from whoosh.filedb.filestore import RamStorage as WhooshsRam

import searchkit
from searchkit.engine import create_in, exists_in, open_dir
from searchkit.errors import IndexIncompatible


class Reversing(an.Filter):
    """Each word backwards."""

    def __call__(self, tokens: Any) -> Iterator[Any]:
        for token in tokens:
            token.text = token.text[::-1]
            yield token


class Another(Reversing):
    """The same under another name."""


class Pairs(an.Tokenizer):
    """Each two letters are a word."""

    def __call__(self, value: str, **options: Any) -> Iterator[an.Token]:
        token = an.Token(**{name: options[name] for name in ("positions", "chars") if name in options})
        for number, at in enumerate(range(0, len(value), 2)):
            token.text, token.pos = value[at : at + 2], number
            token.startchar, token.endchar = at, at + 2
            yield token


class Shouted(fields.TEXT):
    """A text whose words are indexed as capitals."""

    def index(self, value: Any, **options: Any) -> Any:
        return super().index(value.upper(), **options)


class Doubled(fields.NUMERIC):
    """A number that is indexed as its double."""

    def index(self, value: Any, **options: Any) -> Any:
        return super().index(value * 2, **options)


class OwnColumn(columns.VarBytesColumn):
    """A column that the engine does not know."""


class OwnFormat(formats.Positions):
    """A format that the engine does not know."""


def shortened(word: str) -> str:
    return word[:3]


def last(word: str) -> str:
    return word[-2:]


def text(*parts: Any) -> fields.TEXT:
    analyzer = parts[0]
    for part in parts[1:]:
        analyzer = analyzer | part
    return fields.TEXT(analyzer=analyzer, stored=True)


WORDS = an.RegexTokenizer() | an.LowercaseFilter()
# A schema, a document, and words that find it and that do not.
CASES: dict[str, tuple[fields.Schema, str, list[str], list[str]]] = {
    "filter": (fields.Schema(t=text(WORDS, Reversing())), "Oil prices", ["lio", "secirp"], ["oil"]),
    "tokenizer": (fields.Schema(t=text(Pairs(), an.LowercaseFilter())), "OilS", ["oi", "ls"], ["oils"]),
    "function": (fields.Schema(t=text(WORDS, an.StemFilter(shortened))), "Prices", ["pri"], ["prices"]),
    "lambda": (fields.Schema(t=text(WORDS, an.StemFilter(lambda word: word[-2:]))), "Prices", ["es"], ["prices"]),
    "method": (fields.Schema(t=text(WORDS, an.StemFilter(str.title))), "prices", ["Prices"], ["prices"]),
    "within": (
        fields.Schema(t=text(WORDS, an.MultiFilter(index=Reversing(), query=an.PassFilter()))),
        "oil",
        ["lio"],
        [],
    ),
    "two": (fields.Schema(t=text(Pairs(), Reversing(), an.StemFilter(shortened))), "oils", ["io", "sl"], ["oi"]),
    "field": (fields.Schema(t=Shouted(an.RegexTokenizer(), stored=True)), "oil", ["OIL"], ["oil"]),
}
# Whoosh pickles a schema, and so has none with a lambda.
WHOOSHS = {"lambda": fields.Schema(t=text(WORDS, an.StemFilter(last)))}


def filled(index: Any, value: Any) -> Any:
    with index.writer() as writer:
        writer.add_document(t=value)
        writer.add_document(t=None)
    return index


def finds(index: Any, word: Any) -> list[Any]:
    with index.searcher() as searcher:
        return [hit["t"] for hit in searcher.search(query.Term("t", word))]


@pytest.mark.parametrize("name", CASES)
def test_what_is_a_programs_own_is_given_again(tmp_path: Path, name: str) -> None:
    schema, value, present, absent = CASES[name]
    made = filled(create_in(tmp_path, schema), value)
    theirs = filled(WhooshsRam().create_index(WHOOSHS.get(name, schema)), value)
    opened = open_dir(tmp_path, schema=schema)
    for index in (theirs, made, opened):
        assert [finds(index, word) for word in present] == [[value]] * len(present)
        assert [finds(index, word) for word in absent] == [[]] * len(absent)
    assert filled(opened, value).doc_count() == 4 == made.doc_count()
    assert len(finds(made, present[0])) == 2
    with made.reader() as reader, filled(theirs, value).reader() as expected:
        assert list(reader.lexicon("t")) == list(expected.lexicon("t"))


@pytest.mark.parametrize("name", CASES)
def test_without_them_the_index_cannot_be_opened(tmp_path: Path, name: str) -> None:
    filled(create_in(tmp_path, CASES[name][0]), CASES[name][1])
    with pytest.raises(IndexIncompatible, match="'t'") as caught:
        open_dir(tmp_path)
    assert "schema=" in caught.value.hint
    assert exists_in(tmp_path)  # else a program would start over
    with pytest.raises(IndexIncompatible):
        searchkit.open(tmp_path)


@pytest.mark.parametrize("given", [text(WORDS, Another()), text(WORDS), text(WORDS, Reversing(), Reversing())])
def test_other_parts_are_refused(tmp_path: Path, given: Any) -> None:
    create_in(tmp_path, CASES["filter"][0])
    with pytest.raises(IndexIncompatible, match="Reversing"):
        open_dir(tmp_path, schema=fields.Schema(t=given))


def test_a_schema_that_lacks_the_field_opens_the_rest(tmp_path: Path) -> None:
    create_in(tmp_path, fields.Schema(t=text(WORDS, Reversing()), id=fields.ID(stored=True)))
    assert open_dir(tmp_path, schema=fields.Schema(id=fields.ID(stored=True))).schema.names() == ["id"]


def test_a_field_that_is_added_later(tmp_path: Path) -> None:
    index = create_in(tmp_path, fields.Schema(id=fields.ID))
    with index.writer() as writer:
        writer.add_field("t", text(WORDS, Reversing()))
        writer.add_document(t="oil")
    assert finds(index, "lio") == ["oil"]
    assert finds(create_in(tmp_path, CASES["field"][0]), "lio") == []


def test_a_number_of_its_own_type(tmp_path: Path) -> None:
    schema = fields.Schema(t=Doubled(stored=True))
    index = filled(create_in(tmp_path, schema), 4)
    with index.searcher() as searcher:
        for low, high, wanted in [(8, 8, [4]), (4, 4, [])]:
            assert [hit["t"] for hit in searcher.search(query.NumericRange("t", low, high))] == wanted


@pytest.mark.parametrize(
    "field",
    [
        fields.FieldType(OwnFormat(), WORDS),
        fields.ID(sortable=OwnColumn()),
        type("Odd", (fields.TEXT,), {})(sortable=OwnColumn()),
    ],
)
def test_formats_and_columns_must_be_whooshs(tmp_path: Path, field: Any) -> None:
    with pytest.raises(IndexIncompatible, match="'odd'"):
        create_in(tmp_path, fields.Schema(odd=field))
    assert not exists_in(tmp_path)


def test_an_index_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "trap.py").write_text("raise SystemExit('imported')\n")
    create_in(tmp_path / "index", CASES["filter"][0])
    described = (tmp_path / "index" / "searchkit-manifest.json").read_text()
    assert f"{__name__}.Reversing" in described
    store = tmp_path / "other"
    program = f"""
        import json, sys
        from searchkit.engine import open_dir, store
        from searchkit.whoosh_api.schema_description import schema_from
        from searchkit.errors import IndexIncompatible
        described = json.loads(sys.argv[1].replace({f"{__name__}.Reversing"!r}, "trap.Reversing"))
        try:
            schema_from(described)
        except IndexIncompatible as error:
            print(error.message)
        """
    schema = json.dumps(json.loads(described)["schema"])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), schema],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "trap.Reversing" in done.stdout and not store.exists()
