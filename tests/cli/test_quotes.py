"""The verb ``quotes``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import searchkit
from command import Ran, environment
from command import searchkit as run

SPEECH = (
    "We shall go on to the end. We shall fight in France, we shall fight on the seas and oceans, we shall fight with "
    "growing confidence and growing strength in the air, we shall defend our island, whatever the cost may be."
)
LONG = " ".join(f"word{n}" for n in range(120))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quotes")
    with searchkit.create(folder / "index") as index:
        index.add(
            [
                {"id": "speech", "title": "In the House", "body": f"{SPEECH} {LONG}", "date": "1940-06-04"},
                {"id": "copy", "title": "Elsewhere", "body": f"{SPEECH} {LONG}", "date": "1940-06-05"},
                {
                    "id": "later",
                    "title": "A year on",
                    "body": 2
                    * (
                        "He had said: “We shall fight in France, we shall fight on the seas and oceans.” "
                        "And later that with growing strength in the air, we shall defend our island, he knew. "
                    ),
                    "date": "1941-06-04",
                },
                {"id": "other", "title": "Fish", "body": "We shall fight for every fish in the seas, they said."},
            ]
        )
    (folder / "speech.txt").write_text(SPEECH)
    return folder


def quotes(folder: Path, *arguments: str, given: bytes = b"") -> Ran:
    command = [sys.executable, "-m", "searchkit", "quotes", *arguments]
    done = subprocess.run(
        command, input=given, capture_output=True, cwd=folder, env=environment(), timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_people_see_the_shared_words_in_their_context(folder: Path) -> None:
    ran = quotes(folder, "speech.txt")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("passage, 42 words · 3 articles with at least 8 of them in a row")
    assert "in 4 runs, the longest of " in ran.out and "1 more run" in ran.out
    later = " ".join(ran.out[ran.out.index("A year on") :].split())
    assert "had said: “[We shall fight in France, we shall fight on the seas and oceans]" in later
    assert "copy of the same story" not in ran.out
    assert "copy of the same story" in quotes(folder, "--article", "speech").out


def test_the_object_fits_its_schema(folder: Path, repository: Path) -> None:
    schema = json.loads((repository / "docs" / "quotes.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for arguments in (["speech.txt"], ["--article", "speech"], ["--article", "other"], ["speech.txt", "-n", "1"]):
        ran = quotes(folder, *arguments, "--json")
        answer = json.loads(ran.out)
        jsonschema.validate(answer, schema)
        assert ran.code == (0 if answer["total"]["value"] else 1)
        lines = quotes(folder, *arguments, "--jsonl").out.splitlines()
        assert [json.loads(line) for line in lines] == answer["articles"]
        ids = quotes(folder, *arguments, "--ids").out.splitlines()
        assert ids == [article["id"] for article in answer["articles"]]
        for article in answer["articles"]:
            texts = json.loads(run("show", article["id"], "--json", "-i", folder / "index").out)
            for part in article["runs"]:
                assert texts[part["field"]][part["start"] : part["end"]] == part["text"]
    answer = json.loads(quotes(folder, "--article", "spee", "--json").out)
    assert answer["passage"] == {"id": "speech", "words": 162, "cut": False}
    assert [(a["id"], a["same_story"]) for a in answer["articles"]] == [("copy", True), ("later", False)]


def test_standard_input_is_a_passage(folder: Path) -> None:
    ran = quotes(folder, "-", "--ids", given=SPEECH.encode())
    assert ran.out.split() == ["speech", "copy", "later"]
    latin = "naïve: we shall fight on the seas and oceans".encode("latin-1")
    assert quotes(folder, "-", "--ids", given=latin).out.split() == ["speech", "copy", "later"]


def test_fewer_words_find_more(folder: Path) -> None:
    assert "other" in quotes(folder, "speech.txt", "--min-words", "3", "--ids").out
    assert quotes(folder, "speech.txt", "--min-words", "43", "--ids").code == 1


def test_a_passage_that_is_too_long_is_told(folder: Path) -> None:
    book = (SPEECH + " " + "so it goes on and on\n" * 5000).encode()
    ran = quotes(folder, "-", "--json", given=book)
    assert json.loads(ran.out)["passage"] == {"id": None, "words": 20_000, "cut": True}
    assert ran.err == "searchkit: the passage is too long: only its first 20,000 words were looked for\n"
    assert "only its first 20,000 words" in quotes(folder, "-", given=book).out


@pytest.mark.parametrize(
    ("arguments", "given", "code", "told"),
    [
        ([], b"", 2, "name a FILE"),
        (["speech.txt", "--article", "speech"], b"", 2, "one of them"),
        (["--article", "nobody"], b"", 1, "no article has the id 'nobody'"),
        (["missing.txt"], b"", 4, "missing.txt: the passage cannot be read: No such file"),
        (["index"], b"", 4, "index: the passage cannot be read"),
        (["-"], b"\0\1\2" * 99, 2, "binary data"),
        (["speech.txt", "--min-words", "2"], b"", 2, "from 3"),
        (["speech.txt", "--time-limit", "nan"], b"", 2, "--time-limit"),
        (["speech.txt", "--time-limit", "0"], b"", 2, "time limit"),
        (["-"], b"two words", 1, ""),
    ],
)
def test_what_goes_wrong_is_told(folder: Path, arguments: list[str], given: bytes, code: int, told: str) -> None:
    ran = quotes(folder, *arguments, given=given)
    assert (ran.code, told in ran.err, "Traceback" in ran.err) == (code, True, False), ran
