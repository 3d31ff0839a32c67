"""``searchkit index``: incremental, safe to interrupt, and honest about what could not be read."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import searchkit as library
from command import environment, searchkit
from waiting import wait_until


def status(index: Path) -> Any:
    return json.loads(searchkit("status", "--json", "-i", index).out)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_second_run_reads_only_what_changed(tmp_path: Path) -> None:
    sources, index = tmp_path / "sources", tmp_path / "i"
    for name in "abc":
        write(sources / f"{name}.txt", f"Title: {name}\n\nAn article about {name}{name}.")
    for name in "abc":
        os.utime(sources / f"{name}.txt", (1_600_000_000, 1_600_000_000))
    searchkit("index", sources, "-i", index)
    revision = status(index)["index_revision"]
    again = searchkit("index", sources, "-i", index)
    assert "0 files read, 3 unchanged" in again.err
    assert status(index)["index_revision"] == revision
    write(sources / "a.txt", "Title: a\n\nNow about zebras.")
    (sources / "b.txt").unlink()
    write(sources / "d.txt", "Title: d\n\nA new one about dd.")
    os.utime(sources / "c.txt")  # touched, not changed
    ran = searchkit("index", sources, "-i", index)
    assert "2 files read, 1 unchanged, 1 gone" in ran.err, ran.err
    totals = {query: searchkit(query, "--ids", "-i", index).code for query in ("aa", "zebras", "bb", "cc", "dd")}
    assert totals == {"aa": 1, "zebras": 0, "bb": 1, "cc": 0, "dd": 0}
    assert "0 gone" in searchkit("index", sources, "-i", index).err
    assert status(index)["articles"] == 3


def test_a_run_with_extraction_completes_one_without(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.txt", "Title: a\n\nNAIROBI, Kenya (AP) _ Rain fell.")
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i", "--no-extract")
    assert searchkit("place:Kenya", "--ids", "-i", tmp_path / "i").code == 1
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert searchkit("place:Kenya", "--ids", "-i", tmp_path / "i").code == 0


def test_a_renamed_file_keeps_its_articles(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", '{"id": "1", "body": "oil"}\n')
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    (tmp_path / "s" / "a.jsonl").rename(tmp_path / "s" / "b.jsonl")
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert searchkit("oil", "--ids", "-i", tmp_path / "i").out == "1\n"


def test_other_folders_are_left_alone_and_a_missing_one_removes_nothing(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / name / "x.txt", f"Title: {name}\n\nText about {name}{name}.")
        searchkit("index", tmp_path / name, "-i", tmp_path / "i")
    assert status(tmp_path / "i")["articles"] == 2
    (tmp_path / "b").rename(tmp_path / "unmounted")
    ran = searchkit("index", tmp_path / "b", "-i", tmp_path / "i")
    assert ran.code == 4
    assert "no such file" in ran.err
    assert status(tmp_path / "i")["articles"] == 2


def test_what_cannot_be_read_is_told_kept_and_stops_nothing(tmp_path: Path) -> None:
    sources, index = tmp_path / "s", tmp_path / "i"
    write(sources / "good.txt", "Title: good\n\nGood text.")
    write(sources / "list.jsonl", '{"id": "1", "body": "one"}\n{broken\n{"id": "3", "body": "three"}\n')
    (sources / "bad.jsonl.gz").write_bytes(b"\x1f\x8b broken")
    write(sources / "README.txt", "about these files")
    (sources / "latin.txt").write_bytes("Title: caf\u00e9\n\nUn caf\u00e9.".encode("latin-1"))
    ran = searchkit("index", sources, "-i", index)
    assert ran.code == 4
    assert "list.jsonl:2: " in ran.err
    assert "bad.jsonl.gz" in ran.err
    assert "Traceback" not in ran.err
    told = status(index)
    assert told["articles"] == 4
    severities = {Path(p["path"]).name: p["severity"] for p in told["problems"]}
    assert severities == {
        "list.jsonl": "failed",
        "bad.jsonl.gz": "failed",
        "README.txt": "skipped",
        "latin.txt": "note",
    }
    assert next(p["line"] for p in told["problems"] if p["path"].endswith("list.jsonl")) == 2
    assert "list.jsonl:2" in searchkit("status", "-i", index).out
    write(sources / "list.jsonl", '{"id": "1", "body": "one"}\n{"id": "2", "body": "two"}\n')
    (sources / "bad.jsonl.gz").unlink()
    assert searchkit("index", sources, "-i", index).code == 0
    assert {p["severity"] for p in status(index)["problems"]} == {"skipped", "note"}
    assert searchkit("three", "--ids", "-i", index).code == 1


def test_one_id_in_two_files_loses_neither(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", '{"id": "1", "body": "oil"}\n{"id": "1", "body": "coal"}\n')
    write(tmp_path / "s" / "b.jsonl", '{"id": "1", "body": "gas"}\n')
    first = searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert first.code == 0
    assert "occurs twice" in first.err
    ids = {word: searchkit(word, "--ids", "-i", tmp_path / "i").out for word in ("oil", "coal", "gas")}
    assert ids["oil"] == "1\n"
    assert len(set(ids.values())) == 3
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    again = {word: searchkit(word, "--ids", "-i", tmp_path / "i").out for word in ("oil", "coal", "gas")}
    assert again == ids


def test_a_folder_that_is_not_ours_is_never_written_to(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "letter.txt", "mine")
    ran = searchkit("index", tmp_path / "docs", "-i", tmp_path / "docs")
    assert ran.code == 3
    assert "letter.txt" in ran.err
    assert [p.name for p in (tmp_path / "docs").iterdir()] == ["letter.txt"]


def test_a_locked_index_says_who_holds_it(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.txt", "Title: a\n\nText.")
    with library.create(tmp_path / "i") as index, index.batch():
        index.add([{"body": "held"}])
        ran = searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
        assert ran.code == 3
        assert str(os.getpid()) in ran.err
        assert searchkit("nothing", "-i", tmp_path / "i").code == 1, "readers need no lock"


def articles(path: Path, number: int) -> None:
    pick = random.Random(7)
    words = [f"word{n}" for n in range(400)]
    with open(path, "w") as lines:
        for n in range(number):
            body = " ".join(pick.choices(words, k=40))
            lines.write(json.dumps({"id": f"n{n}", "title": f"Number {n}", "body": body, "date": "2019-05-31"}) + "\n")


def revision(index: Path) -> int:
    """The latest commit of an index, -1 while there is none."""
    try:
        return int(json.loads((index / "searchkit-manifest.json").read_bytes())["revision"])
    except FileNotFoundError:
        return -1


def files(index: Path) -> dict[str, int]:
    """The files of an index and their sizes."""
    try:
        return {path.name: path.stat().st_size for path in index.iterdir()}
    except FileNotFoundError:  # a file that was just removed, or no index yet
        return {}


def ended_or_changed(process: subprocess.Popen[bytes], index: Path, before: dict[str, int]) -> bool:
    return process.poll() is not None or files(index) != before


def wait_for_commits_and_changes(process: subprocess.Popen[bytes], index: Path, commit: int, changes: int) -> None:
    """Wait until a process has made a commit, then for so many changes of files, or for its end."""
    wait_until(lambda: process.poll() is not None or revision(index) >= commit, "a commit")
    for _ in range(changes):  # in the middle of a commit, or between two
        wait_until(partial(ended_or_changed, process, index, files(index)), "a change")


def test_killed_at_any_moment_it_keeps_what_was_committed(tmp_path: Path) -> None:
    source, index = tmp_path / "news.jsonl", tmp_path / "i"
    articles(source, 1000)
    command = [sys.executable, "-m", "searchkit", "index", str(source), "-i", str(index), "--commit-every", "125"]
    pick = random.Random(11)
    held: set[str] = set()
    for _ in range(10):
        enough = revision(index) + pick.randrange(3)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment())
        wait_for_commits_and_changes(process, index, enough, pick.randrange(6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not (index / "searchkit-manifest.json").exists():
            continue
        with library.open(index) as opened:
            ids = {hit.id for hit in opened.search("*", limit=None)}
            assert len(ids) == len(opened)
            assert held <= ids, "something that was committed is gone"
            held = ids
    assert held, "at least one commit was made before a kill"
    done = searchkit(*command[3:])
    assert done.code == 0, done.err
    with library.open(index) as opened:
        assert {hit.id for hit in opened.search("*", limit=None)} == {f"n{n}" for n in range(1000)}
        assert opened.search("title:number", limit=1).total == 1000


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_commits_and_says_how_to_go_on(tmp_path: Path, number: int, code: int) -> None:
    source, index = tmp_path / "news.jsonl", tmp_path / "i"
    articles(source, 2500)
    command = [sys.executable, "-m", "searchkit", "index", str(source), "-i", str(index), "--commit-every", "100"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment())
    wait_until(lambda: process.poll() is not None or revision(index) > 0, "a commit")
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    assert process.returncode == code
    assert b"go on" in err
    assert b"Traceback" not in err
    assert 0 < status(index)["articles"] < 2500
    assert searchkit("index", source, "-i", index).code == 0
    assert status(index)["articles"] == 2500


def test_odd_file_names(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    write(folder / "plain\u00a0name \u0645.txt", "Title: one\n\nText about oil.")
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as file:
        file.write(b"Title: two\n\nText about gas.")
    ran = searchkit("index", folder, "-i", tmp_path / "i")
    assert ran.code == 0, ran.err
    assert searchkit("text", "--ids", "-i", tmp_path / "i").out.count("\n") == 2
    paths = searchkit("oil", "--paths", "-i", tmp_path / "i", cwd=tmp_path).out
    assert (tmp_path / paths.rstrip("\n")).exists()
    assert searchkit("index", folder, "-i", tmp_path / "i").code == 0


def test_ids_that_look_like_ours_lose_nothing(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", '{"id": "X~2", "body": "precious"}\n')
    write(tmp_path / "s" / "b.jsonl", '{"id": "X", "body": "one"}\n{"id": "X", "body": "two"}\n')
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    for word in ("precious", "one", "two"):
        assert searchkit(word, "--ids", "-i", tmp_path / "i").code == 0, word


def test_a_renamed_or_linked_folder_is_the_same_articles(tmp_path: Path) -> None:
    write(tmp_path / "old" / "a.jsonl", '{"id": "1", "body": "oil"}\n{"id": "2", "body": "gas"}\n')
    searchkit("index", tmp_path / "old", "-i", tmp_path / "i")
    (tmp_path / "old").rename(tmp_path / "new")
    searchkit("index", tmp_path / "new", "-i", tmp_path / "i")
    assert sorted(searchkit("*", "--ids", "-i", tmp_path / "i").out.split()) == ["1", "2"]
    (tmp_path / "link").symlink_to("new")
    searchkit("index", str(tmp_path / "link") + "/", "-i", tmp_path / "i")
    assert sorted(searchkit("*", "--ids", "-i", tmp_path / "i").out.split()) == ["1", "2"]


def test_what_is_gone_is_removed_even_without_the_register(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / "s" / f"{name}.jsonl", f'{{"id": "{name}", "body": "oil"}}\n')
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    (tmp_path / "i" / "searchkit-sources.sqlite").unlink()
    (tmp_path / "s" / "b.jsonl").unlink()
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert searchkit("oil", "--ids", "-i", tmp_path / "i").out == "a\n"
    (tmp_path / "s" / "a.jsonl").unlink()
    assert searchkit("index", tmp_path / "s" / "a.jsonl", "-i", tmp_path / "i").code == 0
    assert searchkit("oil", "--ids", "-i", tmp_path / "i").code == 1
    assert searchkit("index", tmp_path / "typo", "-i", tmp_path / "i").code == 4
    assert status(tmp_path / "i")["problems"] == []
