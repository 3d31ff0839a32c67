"""``searchkit search``: its formats, exit codes and streams."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import searchkit as library
from command import environment, searchkit

ESCAPES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def test_the_seed_document_is_found_with_everything(repository: Path, tmp_path: Path) -> None:
    made = searchkit("index", "seeds/", "-i", tmp_path / "i", cwd=repository)
    assert (made.code, made.out) == (0, "")
    ran = searchkit("search", "border management", "--json", "-i", tmp_path / "i", "--facet", "place:3", cwd=repository)
    assert ran.code == 0
    answer = json.loads(ran.out)
    schema = json.loads((repository / "docs" / "search.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(answer, schema)
    hit = answer["hits"][0]
    assert (hit["date"], hit["place"], hit["agency"]) == ("2019-05-31", "Brussels", "KAZINFORM")
    assert hit["path"] == "seeds/000_56711f4bbeb654fe.txt"
    assert "Jean-Christophe Belliard" in hit["entities"]["person"]
    assert {"European Commission", "European External Action Service"} <= set(hit["entities"]["org"])
    assert {"Kazakhstan", "Dushanbe"} <= set(hit["entities"]["place"])
    cut = [s["text"][start:end] for s in hit["snippets"] for start, end in s["spans"]]
    assert {"Border", "Management"} <= set(cut)
    assert answer["facets"] == {"place": [{"value": "Brussels", "count": 1}]}
    body = json.loads(searchkit("show", hit["id"], "--json", "-i", tmp_path / "i").out)["body"]
    for snippet in hit["snippets"]:
        assert body[snippet["offset"] : snippet["offset"] + len(snippet["text"])] == snippet["text"]
    for query in ("place:Belgium", "date:2019-05", "person:belliard", 'org:"european commission"', '"hybrid threats"'):
        paths = searchkit("search", query, "--paths", "-i", tmp_path / "i", cwd=repository)
        assert (paths.code, "seeds/000_56711f4bbeb654fe.txt" in paths.out.splitlines()) == (0, True), query
    nothing = searchkit("search", "date:2019-06", "--paths", "-i", tmp_path / "i")
    assert (nothing.code, nothing.out) == (1, "")


def test_formats(seed_index: Path) -> None:
    def run(*arguments: str) -> str:
        ran = searchkit("search", "trade OR border", "-n", "3", *arguments, SEARCHKIT_INDEX=str(seed_index))
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    hits = json.loads(run("--json"))["hits"]
    assert [json.loads(line) for line in run("--jsonl").splitlines()] == hits
    assert run("--ids").splitlines() == [hit["id"] for hit in hits]
    assert run("--paths").splitlines() == [hit["path"] for hit in hits]
    table = list(csv.DictReader(io.StringIO(run("--csv"))))
    assert [row["id"] for row in table] == [hit["id"] for hit in hits]
    text = run()
    assert all(hit["id"] in text for hit in hits)
    assert not ESCAPES.search(text), "piped output has no colour"
    assert "[" in text, "hits are marked without colour"
    assert "\x1b[" in run("--color", "always")
    assert searchkit("trade", "OR", "border", "-n", "3", "-i", seed_index).out.splitlines()[2:] == text.splitlines()[2:]


def test_pages_and_order(seed_index: Path) -> None:
    every = searchkit("search", "*", "-n", "0", "--ids", "--sort", "newest", "-i", seed_index).out.splitlines()
    assert len(every) == 21
    page = searchkit("search", "*", "-n", "4", "--offset", "2", "--ids", "--sort", "newest", "-i", seed_index)
    assert page.out.splitlines() == every[2:6]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["search", "border"], 0),
        (["border"], 0),
        (["search", "zzzz"], 1),
        (["search", "--", "-border"], 0),
        (["search", "-border"], 2),
        (["search", "border", "--sort", "random"], 2),
        (["search", "border", "-n", "-1"], 2),
        (["search", "border", "--facet", "colour"], 2),
        (["search", '"border'], 0),
        (["search", '"border', "--strict"], 2),
        (["search", "border", "--strict"], 0),
        (["-n", "1", "search", "border"], 0),
        (["--sort", "newest", "--ids", "border"], 0),
        (["search", "caf\udce9"], 1),
        (["show", "nobody"], 1),
        (["facets", "border", "--by", "colour"], 2),
        (["facets", "border"], 2),
        (["status"], 0),
        ([], 2),
        (["--help"], 0),
        (["search", "--help"], 0),
        (["--version"], 0),
    ],
)
def test_exit_codes(seed_index: Path, arguments: list[str], code: int) -> None:
    ran = searchkit(*arguments, SEARCHKIT_INDEX=str(seed_index))
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    if code in (2, 3):
        assert ran.out == ""
        assert ran.err.startswith("searchkit: ")


def test_errors_as_json(seed_index: Path, tmp_path: Path) -> None:
    ran = searchkit("search", 'oil "gas', "--json", "--strict", "-i", seed_index)
    error = json.loads(ran.err)["error"]
    assert (ran.code, ran.out, error["code"], error["pos"]) == (2, "", "query", 4)
    ran = searchkit("search", "oil", "--json", "-i", tmp_path / "none")
    error = json.loads(ran.err)["error"]
    assert (ran.code, error["code"], set(error)) == (3, "index_missing", {"code", "message", "pos", "hint"})


def test_a_caret_shows_the_place(seed_index: Path) -> None:
    ran = searchkit("search", "border foo:bar", "--strict", "-i", seed_index)
    lines = ran.err.splitlines()
    assert lines[1].index("foo:") == lines[2].index("^")
    shown = searchkit("search", "border foo:bar", "-i", seed_index).out.splitlines()
    at = next(i for i, line in enumerate(shown) if "^" in line)
    assert shown[at - 1].index("foo:") == shown[at].index("^")


@pytest.mark.damages
def test_a_damaged_index_is_named(seed_index: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(seed_index, tmp_path / "i")
    victim = next((tmp_path / "i").glob("segment-*.data"))
    data = bytearray(victim.read_bytes())
    data[-40] ^= 1
    victim.write_bytes(data)
    ran = searchkit("border", "-i", tmp_path / "i")
    assert (ran.code, ran.out) == (3, "")
    assert victim.name in ran.err


@pytest.mark.parametrize("option", ["", "--jsonl", "--ids"])
def test_a_closed_pipe_ends_quietly(seed_index: Path, option: str) -> None:
    command = f'"{sys.executable}" -m searchkit search "*" -n 0 {option} -i "{seed_index}"'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -n 1"],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_hostile_text_never_reaches_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2Jevil \x9b31m \u202etxt\u200b\u2028\U000e0041"
    with library.create(tmp_path / "i") as index:
        entities = {"person": (evil,), "org": (evil,), "place": (evil,)}
        index.add(
            [
                library.Article(
                    id=evil, title=evil, body=f"{evil} oil {evil}", place=evil, agency=evil, entities=entities
                )
            ],
            extract=False,
        )
    for arguments in (
        ["search", "oil"],
        ["search", f"oil {evil}"],
        ["search", "oil", "--json", "--facet", "person"],
        ["search", "oil", "--jsonl"],
        ["search", "oil", "--csv"],
        ["facets", "oil", "--by", "person"],
        ["show", evil],
        ["show", evil, "--json"],
    ):
        ran = searchkit(*[a.replace("\0", "") for a in arguments], "-i", tmp_path / "i")
        assert ran.code == 0, ran.err
        for written in (ran.out, ran.err):
            assert not ESCAPES.search(written), arguments
            assert not {*"\u202e\u200b\u2028\U000e0041"}.intersection(written), arguments


def test_names_are_exact_in_a_pipe_and_harmless_on_a_terminal(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a\nb\u202e\x1b[2J.txt"
    path.write_text("A headline\n\nThe oil talks ended.")
    index = tmp_path / "i"
    assert searchkit("index", tmp_path / "in", "-i", index).code == 0
    with library.open(index) as opened:
        opened.add([{"id": "x\u200by\n\x1bz", "body": "coal"}])
    shown = searchkit("oil", "-i", index, "--paths", "-0").out
    assert shown.endswith("\0") and Path(shown[:-1]).name == path.name
    assert searchkit("oil", "-i", index, "--paths").out.count("\n") == 1
    assert searchkit("coal", "-i", index, "--ids", "--null").out == "x\u200by\n\x1bz\0"
    assert searchkit("coal", "-i", index, "--ids").out == "x\u200by\\u000a\x1bz\n"
    for arguments in (["oil", "--paths"], ["oil", "--paths", "-0"], ["coal", "--ids"], ["coal", "--csv"]):
        terminal = pexpect.run(f"{sys.executable} -m searchkit {' '.join(arguments)} -i {index}", encoding="utf-8")
        assert not {*"\x1b\u202e\u200b"}.intersection(terminal), arguments
        assert "\\u001b" in terminal
    assert searchkit("oil", "-i", index, "-0").code == 2
    assert searchkit("-i", index, "--ids", "--", "-0").code in (0, 1)


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add(
            [
                {"id": f"{begin}1{number}", "title": f"{begin}cmd|' /C calc'!A0", "body": "oil", "place": "a-b"}
                for number, begin in enumerate("=+-@")
            ],
            extract=False,
        )
    rows = list(csv.DictReader(io.StringIO(searchkit("oil", "-i", tmp_path / "i", "--csv").out)))
    assert {row["title"] for row in rows} == {f"'{begin}cmd|' /C calc'!A0" for begin in "=+-@"}
    assert {row["id"][:2] for row in rows} == {f"'{begin}" for begin in "=+-@"}
    assert {row["place"] for row in rows} == {"a-b"}


def test_color_obeys_the_environment(seed_index: Path) -> None:
    assert "\x1b[" in searchkit("border", "-i", seed_index, FORCE_COLOR="1").out
    assert "\x1b[" not in searchkit("border", "-i", seed_index, FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[" in searchkit("border", "-i", seed_index, "--color", "always", NO_COLOR="1").out


def test_facets_and_timeline(seed_index: Path) -> None:
    record = json.loads(searchkit("facets", "*", "--by", "agency", "-n", "2", "--json", "-i", seed_index).out)
    assert len(record["values"]) == 2
    assert record["values"][0]["count"] >= record["values"][1]["count"]
    lines = searchkit("facets", "*", "--by", "agency", "-n", "2", "-i", seed_index).out.splitlines()
    assert [line.split()[0] for line in lines] == [str(value["count"]) for value in record["values"]]
    steps = json.loads(searchkit("timeline", "*", "--by", "year", "--json", "-i", seed_index).out)
    years = [step["date"] for step in steps["steps"]]
    assert years == [str(y) for y in range(int(years[0]), int(years[-1]) + 1)]
    assert sum(step["count"] for step in steps["steps"]) + steps["unplaced"] == steps["total"]["value"] == 21


def test_what_a_later_commit_added(repository: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        return searchkit(*arguments, cwd=tmp_path).out

    (tmp_path / "a.jsonl").write_text('{"id": "old", "body": "oil fell", "place": "Oslo", "date": "2019"}\n')
    run("index", "a.jsonl")
    (tmp_path / "b.csv").write_text("id,title,body,date\nnew,Oil,oil rose,2020\n")
    run("index", "b.csv")
    answer = json.loads(run("search", "oil", "--since", "1", "--json"))
    jsonschema.validate(answer, json.loads((repository / "docs" / "search.schema.json").read_text()))
    (hit,) = answer["hits"]
    assert (answer["since"], answer["index_revision"]) == (1, 2)
    assert (hit["id"], hit["path"]) == ("new", "b.csv")
    assert hit["origin"] == {"start": 19, "end": 40, "line": 2, "revision": 2}
    shown = json.loads(run("show", "new", "--json"))
    assert (shown["origin"], shown["text_hash"]) == (hit["origin"], library.Article(body="oil rose").text_hash)
    told = run("show", "new").splitlines()
    assert "at            line 2, bytes 19 to 40" in told
    assert "added in      revision 2" in told
    assert "since       revision 1" in run("search", "oil", "--since", "1")
    assert run("facets", "oil", "--by", "place", "--since", "1") == ""
    assert [line.split()[:2] for line in run("timeline", "oil", "--by", "year", "--since", "1").splitlines()] == [
        ["2020", "1"]
    ]
    nothing = searchkit("search", "oil", "--ids", "--since", "2", cwd=tmp_path)
    assert (nothing.code, nothing.out) == (1, "")
    wrong = searchkit("search", "oil", "--since", "yesterday", cwd=tmp_path)
    assert (wrong.code, "yesterday" in wrong.err) == (2, True)


def test_timelines_by_other_steps(tmp_path: Path) -> None:
    articles = [{"body": "oil", "date": date} for date in ("1987-10-19", "1987-11-01", "1988-01", "1991")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    searchkit("index", tmp_path / "a.jsonl", "-i", tmp_path / "i")
    found = {by: searchkit("timeline", "oil", "--by", by, "-i", tmp_path / "i") for by in ("decade", "quarter", "week")}
    assert {by: [line.split()[:2] for line in told.out.splitlines()] for by, told in found.items()} == {
        "decade": [["1980s", "3"], ["1990s", "1"]],
        "quarter": [["1987-Q4", "2"], ["1988-Q1", "1"]],
        "week": [["1987-W43", "1"], ["1987-W44", "1"]],
    }
    assert "2 not counted: no date as exact as a week" in found["week"].err
    wrong = searchkit("timeline", "oil", "--by", "century", "-i", tmp_path / "i")
    assert wrong.code == 2 and "decade" in wrong.err


def test_hits_tell_where_their_places_lie_if_they_are_asked(tmp_path: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "LONDON, May 3, 2019 (AP) - Talks on Norway."}, {"id": "b", "body": "Talks."}])
    schema = json.loads((Path(__file__).parents[2] / "docs" / "search.schema.json").read_text())
    told = json.loads(searchkit("search", "talks", "--json", "--coordinates", "-i", tmp_path / "i").out)
    jsonschema.validate(told, schema)
    shown = json.loads(searchkit("show", "a", "--json", "-i", tmp_path / "i").out)["coordinates"]
    assert set(shown) == {"London", "Norway"}
    assert {hit["id"]: hit["coordinates"] for hit in told["hits"]} == {"a": shown, "b": {}}
    lines = searchkit("search", "talks", "--jsonl", "--coordinates", "-i", tmp_path / "i").out.splitlines()
    assert {hit["id"]: hit["coordinates"] for hit in map(json.loads, lines)} == {"a": shown, "b": {}}
    assert "coordinates" not in searchkit("search", "talks", "--json", "-i", tmp_path / "i").out
    assert searchkit("search", "talks", "--csv", "--coordinates", "-i", tmp_path / "i").code == 2


def test_a_step_without_articles_has_no_rate(tmp_path: Path) -> None:
    articles = [("oil", "2019-05-03"), ("gas", "2019-05-04"), ("gas", "2019-07-01"), ("oil", "2019-08-01")]
    with library.create(tmp_path / "i") as index:
        index.add([{"id": str(n), "body": body, "date": date} for n, (body, date) in enumerate(articles)])
    told = searchkit("timeline", "oil", "--rate", "-i", tmp_path / "i")
    assert [line.split()[:5] for line in told.out.splitlines()] == [
        ["2019-05", "1", "of", "2", "500.0‰~"],
        ["2019-06", "0", "of", "0", "-"],
        ["2019-07", "0", "of", "1", "0.0‰~"],
        ["2019-08", "1", "of", "1", "1000.0‰~"],
    ]
    record = json.loads(searchkit("timeline", "oil", "--rate", "--json", "-i", tmp_path / "i").out)
    assert [step["rate"] for step in record["steps"]] == [0.5, None, 0.0, 1.0]


def test_a_timeline_lists_few_steps_unless_all_are_asked_for(tmp_path: Path) -> None:
    articles = [{"body": "oil", "date": date} for date in ("2019-05-03", "2019-06-01", "2999-12-31")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    searchkit("index", tmp_path / "a.jsonl", "-i", tmp_path / "i", "--years", "..2999")
    told = searchkit("timeline", "oil", "-i", tmp_path / "i")
    assert [line.split()[:2] for line in told.out.splitlines()] == [
        ["2019-05", "1"],
        ["2019-06", "1"],
        ["...", "11,765"],
        ["2999-12", "1"],
    ]
    assert "11,765 empty months left out; --all lists all" in told.err
    rated = searchkit("timeline", "oil", "-i", tmp_path / "i", "--rate")
    assert [line.split()[:2] for line in rated.out.splitlines()][2] == ["...", "11,765"]
    record = json.loads(searchkit("timeline", "oil", "-i", tmp_path / "i", "--json").out)
    assert record["gaps"] == [{"after": "2019-06", "before": "2999-12", "steps": 11765}]
    whole = searchkit("timeline", "oil", "-i", tmp_path / "i", "--all")
    assert len(whole.out.splitlines()) == 11768 and "left out" not in whole.err


@pytest.mark.parametrize(
    "arguments",
    [["facets", "--by", "place"], ["timeline"], ["search", "--ids"], ["search", "--csv"], ["search", "--jsonl"]],
)
def test_warnings_are_told_where_the_answer_has_no_place_for_them(seed_index: Path, arguments: list[str]) -> None:
    ran = searchkit(*arguments, "plcae:Brussels", "-i", seed_index)
    assert "plcae" in ran.err
    assert "place:" in ran.err


def test_an_output_that_cannot_say_everything(seed_index: Path) -> None:
    ran = searchkit("belliard", "-i", seed_index, PYTHONIOENCODING="ascii")
    assert (ran.code, "Traceback" in ran.err) == (0, False)


def test_explanations_are_in_text_and_in_json(repository: Path, seed_index: Path) -> None:
    answer = json.loads(searchkit("search", "border", "--json", "--explain", "-i", seed_index).out)
    jsonschema.validate(answer, json.loads((repository / "docs" / "search.schema.json").read_text()))
    for hit in answer["hits"]:
        assert hit["explanation"]["value"] == pytest.approx(hit["score"], abs=1e-5)
    assert "  idf\n" in searchkit("search", "border", "--explain", "-i", seed_index).out
    refused = searchkit("search", "border", "--ids", "--explain", "-i", seed_index)
    assert (refused.code, refused.out) == (2, "") and "--ids" in refused.err
