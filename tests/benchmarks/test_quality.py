"""The measures of rankings, against values by hand and of trec_eval; and what makes ``make quality`` fail."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from benchmarks.place import Missing
from benchmarks.quality import __main__ as quality
from benchmarks.quality import ranking
from benchmarks.quality.figures import Row, Table, fallen
from benchmarks.quality.judged import COLLECTIONS
from benchmarks.quality.measures import average_precision, ndcg, recall


def test_the_measures_by_hand() -> None:
    grades = {"a": 3, "b": 0, "c": 1, "d": 2}
    ranked = ["x", "d", "b", "a"]
    assert recall(ranked, grades, 100) == pytest.approx(2 / 3)
    assert recall(ranked, grades, 2) == pytest.approx(1 / 3)
    assert average_precision(ranked, grades) == pytest.approx((1 / 2 + 2 / 4) / 3)
    best = 3 + 2 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(ranked, grades, 10) == pytest.approx((2 / math.log2(3) + 3 / math.log2(5)) / best)
    assert ndcg(ranked, grades, 2) == pytest.approx(2 / math.log2(3) / (3 + 2 / math.log2(3)))
    for nothing in ({}, {"x": 0}):
        assert (ndcg(ranked, nothing, 10), average_precision(ranked, nothing), recall(ranked, nothing, 9)) == (0, 0, 0)
    assert (ndcg([], grades, 10), average_precision([], grades), recall([], grades, 10)) == (0, 0, 0)


# What pytrec_eval 0.5.11 says: map, ndcg_cut_10 and recall_100.
@pytest.mark.parametrize(
    ("judged", "found", "step", "told"),
    [
        (60, 40, 7, (0.13678075396825395, 0.6544140470187942, 0.14583333333333334)),
        (150, 300, 37, (0.2648702517462537, 0.4808190153493607, 0.26666666666666666)),
    ],
)
def test_the_measures_are_those_of_trec_eval(
    judged: int, found: int, step: int, told: tuple[float, float, float]
) -> None:
    grades = {f"d{n}": n * n * 7 % 5 for n in range(judged)}
    ranked = [f"d{n * step % 401}" for n in range(1, found + 1)]
    ours = (average_precision(ranked, grades), ndcg(ranked, grades, 10), recall(ranked, grades, 100))
    assert ours == pytest.approx(told, abs=1e-12)


@pytest.fixture
def collections(tmp_path: Path) -> Path:
    """Three collections of three articles and two topics, of which one has judgements."""
    for name in COLLECTIONS:
        folder = tmp_path / "relevance" / name
        folder.mkdir(parents=True)
        documents = [
            {"id": "1", "body": "oil prices rose"},
            {"id": "2", "body": "oil and rye"},
            {"id": "3", "title": "", "body": "rye fell again"},
            {"id": "4", "title": ""},
        ]
        (folder / "docs.jsonl").write_text("".join(json.dumps(document) + "\n" for document in documents))
        topics = [{"id": "a", "text": "What of rye? Oil? Fish?"}, {"id": "b", "text": "oil"}]
        (folder / "queries.jsonl").write_text("".join(json.dumps(topic) + "\n" for topic in topics))
        (folder / "qrels.tsv").write_text("a\t2\t1\na\t3\t0\n")
    return tmp_path


def test_the_table_of_rankings_has_a_row_for_each_system_and_measure(
    collections: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(collection: object) -> None:
        raise Missing("it is not installed")

    systems = {name: system for name, system in ranking.SYSTEMS.items() if name.startswith("searchkit")}
    monkeypatch.setattr(ranking, "SYSTEMS", {**systems, "absent": absent})
    table = ranking.ranking(collections)
    rows = {row.label: row.cells for row in table.rows}
    assert list(rows) == [f"{name}, {measure}" for name in systems for measure in ("nDCG@10", "AP", "R@100")]
    typed, plain, _ = systems
    assert rows[f"{plain}, AP"] == dict.fromkeys((*COLLECTIONS, "mean"), 1.0), "the one with both words is first"
    assert rows[f"{typed}, R@100"]["mean"] == 0, "no article has all of them"
    assert table.missing == {"absent": "it is not installed"}


def test_a_figure_that_fell_is_told() -> None:
    def table(precision: float, gold: int = 10) -> Table:
        return Table(("what", "gold", "F1"), [Row("names, AP", {"gold": gold, "F1": precision})])

    kept = Table.of(json.loads(json.dumps(table(0.81236).as_dict())))
    assert kept.rows[0].cells == {"gold": 10, "F1": 0.8124}
    assert list(fallen(table(0.81, gold=5), kept)) == []
    assert list(fallen(table(0.9), kept)) == []
    assert list(fallen(table(0.809), kept)) == ["names, AP, F1: 0.8090, which is less than 0.8124"]
    assert list(fallen(Table(kept.head, []), kept)) == ["names, AP, F1: 0.8124 was expected, and it was not measured"]
    assert list(fallen(Table(kept.head, [], {"names": "not installed"}), kept)) == []
    assert kept.markdown().splitlines() == [
        "| what | gold | F1 |",
        "| --- | ---: | ---: |",
        "| names, AP | 10 | 0.812 |",
    ]


def test_make_quality_fails_where_a_figure_fell_and_accepts_it_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = 0.5
    asked: list[Path] = []

    def question(shared: Path) -> Table:
        asked.append(shared)
        return Table(("what", "F1"), [Row("x", {"F1": figure})])

    monkeypatch.setattr(quality, "QUESTIONS", {"one": question, "two": question})
    monkeypatch.setattr(quality, "EXPECTED", tmp_path / "expected.json")
    page = tmp_path / "page.md"
    monkeypatch.setattr(quality, "PAGE", page)
    page.write_text("before\n<!-- quality: two -->\nold\n<!-- end -->\nafter\n")
    assert quality.main(["here", "--accept"]) == 0
    assert asked == [Path("here")] * 2
    assert capsys.readouterr().out == "| what | F1 |\n| --- | ---: |\n| x | 0.500 |\n| x | 0.500 |\n"
    figure = 0.4
    assert quality.main(["--only", "two"]) == 1
    assert len(asked) == 3
    assert capsys.readouterr().err == "fell: x, F1: 0.4000, which is less than 0.5000\n"
    assert quality.main(["--only", "two", "--accept"]) == 0
    assert page.read_text() == (
        "before\n<!-- quality: two -->\n| what | F1 |\n| --- | ---: |\n| x | 0.400 |\n<!-- end -->\nafter\n"
    )
    assert quality.main(["--only", "two"]) == 0
    assert quality.main([]) == 1, "the other figure is as it was"
    with pytest.raises(SystemExit):
        quality.main(["--only", "three"])


def test_every_question_has_figures_to_compare_with() -> None:
    expected = json.loads(quality.EXPECTED.read_text(encoding="utf-8"))
    assert set(expected) == set(quality.QUESTIONS)
    labels = {label.rpartition(", ")[0] for label in expected["ranking"]["rows"]}
    assert labels == set(ranking.SYSTEMS)
    page = quality.PAGE.read_text(encoding="utf-8")
    assert quality.with_tables(page, expected) == page, "make quality ACCEPT=1 writes the page"
