"""The benchmarks on a tiny corpus: queries of every class, answers checked against the formula, tables. No times."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import corpus, queries, report, searching, verify
from benchmarks.engines import engine
from benchmarks.engines.base import Reader
from benchmarks.engines.brute_force import BruteForceEngine, BruteForceReader, rounded
from benchmarks.engines.fts5 import Fts5Engine
from benchmarks.place import Missing, Place, parse_size, size_name
from benchmarks.queries import KINDS, Spec

PER_KIND = 6


def documents(count: int) -> list[corpus.Document]:
    rng = random.Random(3)
    letters = "abdeiklmnorstu"
    vocabulary = ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(700)]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    return [
        {
            "id": number,
            "body": " ".join(rng.choices(vocabulary, weights, k=rng.randint(30, 90))).capitalize() + ".",
            "day": rng.randint(1988, 2023) * 10000 + 615,
            "place": rng.choice(("usa", "uk", "japan")),
            "entities": ["Senator John"],
        }
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def tiny() -> list[corpus.Document]:
    return documents(400)


@pytest.fixture(scope="module")
def specs(tiny: list[corpus.Document]) -> list[Spec]:
    return queries.generate(tiny, [["zzz", "yyy"]], PER_KIND)


@pytest.fixture(scope="module")
def fts5(tiny: list[corpus.Document], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("fts5") / "index"
    try:
        made = engine("fts5")
        made.index(tiny, folder, 2)
    except Missing as missing:
        pytest.skip(str(missing))
    reader = made.open(folder)
    yield reader
    reader.close()


def test_queries_of_every_class_find_something_and_are_always_the_same(
    tiny: list[corpus.Document], specs: list[Spec], tmp_path: Path
) -> None:
    assert Counter(spec.kind for spec in specs) == dict.fromkeys(KINDS, PER_KIND)
    assert queries.generate(tiny, [["zzz", "yyy"]], PER_KIND) == specs
    queries.save(tmp_path / "queries.jsonl", specs)
    assert queries.load(tmp_path / "queries.jsonl") == specs
    reference = BruteForceReader(tiny)
    found = Counter(spec.kind for spec in specs if reference.count(spec))
    assert all(found[kind] for kind in KINDS), found


def test_an_engine_that_answers_by_the_formula_passes_and_another_does_not(
    tiny: list[corpus.Document], specs: list[Spec]
) -> None:
    exact = BruteForceReader(tiny)
    byte = BruteForceReader(tiny, "byte")
    wrong = []
    for spec in specs:
        count, top = exact.count(spec), exact.top(spec)
        assert verify.against_formula(spec, exact, BruteForceEngine, count, top) == []
        wrong += verify.against_formula(spec, byte, BruteForceEngine, count, top)
        assert verify.against_formula(spec, exact, BruteForceEngine, count + 1, top)
        assert verify.compare_tops(byte.top(spec), top, verify.ROUNDED) is None
    assert wrong and all("scores" in w.message or "different documents" in w.message for w in wrong)


def test_the_counts_of_sqlite_agree(specs: list[Spec], tiny: list[corpus.Document], fts5: Reader) -> None:
    reference = BruteForceReader(tiny)
    measured = searching.measure({"reference": reference, "fts5": fts5}, specs[:1], "count", 0.0)
    assert set(searching.told(measured, "reference")) == {"reference", "fts5"}
    asked = [(spec, built) for spec in specs if (built := fts5.build(spec)) is not None]
    assert len(asked) == len(specs) - PER_KIND  # all but fuzzy words
    counts = {spec.number: fts5.count(built) for spec, built in asked}
    tops = {spec.number: fts5.top(built) for spec, built in asked}
    expected = {spec.number: reference.count(spec) for spec in specs}
    best = {spec.number: reference.top(spec) for spec in specs}
    both = (Fts5Engine, counts, tops, BruteForceEngine, expected, best)
    assert verify.against(specs, *both) == []
    counts[specs[0].number] += 1
    assert [wrong.query for wrong in verify.against(specs, *both)] == [specs[0].number]


def test_searchkit_answers_by_the_formula(tiny: list[corpus.Document], specs: list[Spec], tmp_path: Path) -> None:
    made = engine("searchkit")
    lines = tmp_path / "documents.jsonl"
    lines.write_text("".join(json.dumps(document) + "\n" for document in tiny), encoding="utf-8")
    made.index(lines, tmp_path / "lines", 2, single=True)
    made.index(tiny, tmp_path / "dicts", 2)
    formula = BruteForceReader(tiny, "exact", made.phrases)
    for name in ("lines", "dicts"):
        reader = made.open(tmp_path / name)
        for spec in specs:
            query = reader.build(spec)
            assert verify.against_formula(spec, formula, type(made), reader.count(query), reader.top(query)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        ([(1, 2.0), (2, 1.0)], [(1, 2.0), (2, 1.0)], None),
        ([(1, 2.0), (2, 1.0)], [(1, 2.0)], "2 and 1 of the ten best"),
        ([(1, 2.0), (2, 1.0)], [(1, 2.0), (2, 1.1)], "scores 1 and 1.1 at rank 2"),
        ([(1, 2.0), (2, 1.0)], [(1, 2.0), (3, 1.0)], "different documents: [2, 3]"),
        ([(n, 1.0) for n in range(10)], [(n, 1.0) for n in range(5, 15)], None),
        (
            [(n, 20.0 - n) for n in range(10)],
            [(n + (n == 0) * 77, 20.0 - n) for n in range(10)],
            "different documents: [0, 77]",
        ),
    ],
)
def test_the_ten_best_may_differ_by_ties_only(
    ours: list[tuple[int, float]], theirs: list[tuple[int, float]], message: str | None
) -> None:
    assert verify.compare_tops(ours, theirs, verify.SAME) == message


def test_prepared_texts_have_the_same_words_for_searchkit_and_its_peers() -> None:
    from searchkit.base import analysis

    record = {
        "id": 1,
        "body": "Japan's U.S. e\u0301tude\u2019s 3.85_x don't",
        "date": "1987-02-03",
        "place": "",
        "entities": [],
    }
    body = corpus.prepared(record)["body"]
    assert corpus.words(body) == analysis.surfaces(body)
    assert corpus.words(body) == ["japan", "s", "u", "s", "étude", "s", "3", "85", "x", "don", "t"]


def test_lengths_in_a_byte() -> None:
    assert [rounded(n) for n in (0, 39, 40, 41, 42, 55, 57, 61, 100, 1000)] == [0, 39, 40, 40, 42, 54, 56, 60, 96, 984]


def test_a_page_keeps_its_prose_and_what_was_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_DIR", str(tmp_path / "work"))
    place = Place.from_environment()
    figures = {"median": 0.5, "p95": 1.0, "queries": 50, "rounds": 7}
    both = {"tantivy": figures, "searchkit": {**figures, "ratio": 1.25}}
    disagreement = {"query": 3, "kind": "or2", "message": "counts 1 and 2"}
    result = {
        "engines": list(both),
        "segments": {"tantivy": 1, "searchkit": 2},
        "top": both,
        "count": both,
        "disagreements": {"searchkit": [disagreement]},
        "overlap": {"searchkit": 0.9},
    }
    place.write("search-100k-or2", result)
    page = tmp_path / "page.md"
    page.write_text(
        "Prose.\n<!-- measured: top-100k -->\nold\n<!-- end -->\n<!-- measured: open-100k -->\nkept\n<!-- end -->\n"
    )
    report.write(place, page)
    text = page.read_text()
    assert text.startswith("Prose.\n") and "kept" in text and "old" not in text
    assert "| or2 | 0.500 / 1.000 | 0.500 / 1.000 | 1.25 |" in text
    assert "slower than tantivy in: or2 (1.25)." in text
    assert "query 3 (or2): counts 1 and 2" in text
    assert json.loads(place.result("search-100k-or2").read_text()) == result


def test_sizes() -> None:
    assert [parse_size(text) for text in ("100k", "1m", "250")] == [100_000, 1_000_000, 250]
    assert [size_name(size) for size in (100_000, 1_000_000, 250)] == ["100k", "1m", "250"]
    with pytest.raises(ValueError):
        parse_size("many")
