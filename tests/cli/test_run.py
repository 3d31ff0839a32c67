"""``searchkit run``: many topics, one run that judging tools read."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit as library
from command import environment, searchkit
from searchkit.query.plain_words import plain_words
from waiting import wait_until


def columns(out: str) -> list[list[str]]:
    return [line.split(" ") for line in out.splitlines()]


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    path = tmp_path / "topics.jsonl"
    texts = {"1": "Which border trade?", "2": 'trade AND "zzqy" place:Brussels', "3": "zzqy"}
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items()))
    return path


def test_each_topic_is_ranked_as_its_plain_words(seed_index: Path, topics: Path) -> None:
    ran = searchkit("run", topics, "-i", seed_index)
    assert (ran.code, ran.err) == (0, "")
    lines = columns(ran.out)
    with library.open(seed_index) as index:
        for id, text in (("1", "Which border trade?"), ("2", 'trade AND "zzqy" place:Brussels')):
            results = index.search(plain_words(text, index.fields), limit=1000)
            found = [line for line in lines if line[0] == id]
            assert [line[2] for line in found] == [hit.article.id for hit in results]
            assert [line[3] for line in found] == [str(rank) for rank in range(1, len(results) + 1)]
            assert [float(line[4]) for line in found] == pytest.approx([hit.score for hit in results], abs=1e-4)
    assert {line[0] for line in lines} == {"1", "2"}
    assert {(line[1], line[5]) for line in lines} == {("Q0", "searchkit")}
    assert all(len(line) == 6 for line in lines)


def test_depth_tag_and_syntax(seed_index: Path, topics: Path, tmp_path: Path) -> None:
    cut = searchkit("run", "--depth", "2", "--tag", "mine", topics, "-i", seed_index)
    assert [(line[0], line[3], line[5]) for line in columns(cut.out)] == [
        (topic, rank, "mine") for topic in "12" for rank in "12"
    ]
    query = tmp_path / "query.tsv"
    query.write_text("q\tborder -place:Brussels\nr\tborder NEAR/x fieldless:y\n")
    read = searchkit("run", query, "--syntax", "--depth", "0", "-i", seed_index)
    with library.open(seed_index) as index:
        expected = index.search("border -place:Brussels", limit=None).ids
    assert [line[2] for line in columns(read.out) if line[0] == "q"] == expected
    assert read.err.startswith("searchkit: topic r, at ")
    for tag in ("", "a b", "a\tb"):
        refused = searchkit("run", topics, "--tag", tag, "-i", seed_index)
        assert (refused.code, refused.out) == (2, "")


def test_topics_of_trec_from_standard_input(seed_index: Path) -> None:
    text = "<top>\n<num> Number: 7\n<title> zzqy\n<desc> Description:\nborder\n</top>\n"
    command = [sys.executable, "-m", "searchkit", "run", "-", "-i", str(seed_index)]

    def ran(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *options], input=text, capture_output=True, text=True, env=environment(), timeout=60, check=False
        )

    assert (ran().returncode, ran().stdout) == (1, "")
    both = ran("--parts", "title,desc")
    assert (both.returncode, columns(both.stdout)[0][:2]) == (0, ["7", "Q0"])
    assert ran("--parts", "title,summary").returncode == 2


def test_a_bad_topic_is_told_and_the_rest_is_run(seed_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "topics.tsv"
    path.write_text("1\tborder\nno tab\n3\t?!\n4 b\ttrade\n1\tagain\n")
    ran = searchkit("run", path, "-i", seed_index)
    assert ran.code == 4
    assert {line[0] for line in columns(ran.out)} == {"1", "4%20b"}
    told = [line.removeprefix(f"searchkit: {path}:") for line in ran.err.splitlines() if line.startswith("searchkit")]
    assert sorted(line.partition(":")[0] for line in told) == ["2", "3", "5"]
    missing = searchkit("run", tmp_path / "none.tsv", "-i", seed_index)
    assert (missing.code, missing.out) == (2, "")
    assert "none.tsv" in missing.err


def test_equal_scores_and_ids_with_blanks(tmp_path: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add([{"id": f"a {n}%", "body": "oil"} for n in range(30)], extract=False)
    (tmp_path / "t.tsv").write_text("1\toil\n")
    lines = columns(searchkit("run", tmp_path / "t.tsv", "-i", tmp_path / "i").out)
    assert [line[2] for line in lines] == [f"a%20{n}%25" for n in range(30)]
    scores = [float(line[4]) for line in lines]
    assert scores == sorted(set(scores), reverse=True)


def test_documents_that_are_no_articles_have_no_ids(tmp_path: Path) -> None:
    from whoosh.fields import TEXT, Schema

    from searchkit.engine import create_in

    folder = tmp_path / "i"
    folder.mkdir()
    writer = create_in(str(folder), Schema(text=TEXT)).writer()
    writer.add_document(text="oil")
    writer.commit()
    (tmp_path / "t.tsv").write_text("1\toil\n")
    ran = searchkit("run", tmp_path / "t.tsv", "-i", folder)
    assert (ran.code, ran.out) == (2, "")
    assert "not articles" in ran.err


def test_an_interrupted_run_ends_with_130_and_whole_topics(seed_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.tsv"
    path.write_text("".join(f"{n}\tborder trade\n" for n in range(20_000)))
    command = [sys.executable, "-m", "searchkit", "run", str(path), "-i", str(seed_index)]
    out = tmp_path / "run"
    with out.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.PIPE, env=environment())
        wait_until(lambda: out.stat().st_size > 0, "a first topic")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    lines = columns(out.read_text())
    last = [line for line in lines if line[0] == lines[-1][0]]
    assert [line[3] for line in last] == [line[3] for line in lines if line[0] == "0"]
