"""Reading asks often enough whether to stop, and ends when a file takes too long."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

import searchkit
from lined_pdf import pdf
from searchkit.base.problem import Problem
from searchkit.ingest.container import Limits
from searchkit.ingest.reading import read_file
from searchkit.ingest.regular_file import Stopped
from searchkit.ingest.time_limit import Clock, TimeOver, seldom

RECORDS = [{"id": f"n{n}", "body": "oil " * 9, "more": {"of": [{"it": n}] * 5}} for n in range(1_000)]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(1_000):
            archive.writestr(f"{number}.jpg", b"no text")
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(1_000):
            archive.addfile(tarfile.TarInfo(f"{number}.jpg"), io.BytesIO())
    return out.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Fog"
    message.set_content("ferries stopped\n" * 6_000)
    for _ in range(20):
        message.add_attachment("more\n" * 2_000)
    return message.as_bytes()


def warc() -> bytes:
    body = b"3\r\nfog\r\n" * 4_000 + b"0\r\n\r\n"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nContent-Length: %d\r\n\r\n"
    return (head % len(block) + block + b"\r\n\r\n") * 3


FEED = b"<rss><channel>" + b"<item><title>a</title><bad/></item>" * 1_000 + b"</channel></rss>"
# One file of each kind. Nearly all of them hold few articles, so that the work lies between two of them.
FILES: dict[str, Callable[[], bytes]] = {
    "a.json": lambda: json.dumps({"body": "x", "many": RECORDS}).encode(),
    # The core does not read a line with a fraction.
    "line.jsonl": lambda: json.dumps({"body": "x", "many": RECORDS, "half": 0.5}).encode(),
    "a.jsonl": lambda: LINES,
    "a.csv": lambda: b"title,body\n" + b" , \n" * 8_000,
    "windows.txt": lambda: b"caf\xe9 au lait\n" * 6_000,
    "a.xml": lambda: b"<rss><channel>" + b"<other>x</other>" * 15_000 + b"</channel></rss>",
    "a.md": lambda: b"# Fog\n\n" + b"Ferries *stopped* [here](a).\n\n" * 300,
    "front.md": lambda: b"---\n" + b"".join(b"name%d: [a, b]\n" % n for n in range(300)) + b"---\nText.\n",
    "pages.pdf": lambda: pdf(30, 20),
    "page.pdf": lambda: pdf(1, 1_500),
    "a.eml": mail,
    "a.mbox": lambda: b"From a@b Thu Jan  1 00:00:00 1970\n\n\n" * 12_000,
    "a.warc": warc,
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": lambda: gzip.compress(tarred()),
    "a.txt.gz": lambda: gzip.compress(b"oil and gas\n" * 100_000),
    "a.txt.xz": lambda: lzma.compress(b"oil and gas\n" * 100_000),
    "a.txt.bz2": lambda: bz2.compress(b"oil and gas\n" * 100_000),
}


def steps_between_asks(path: Path) -> list[int]:
    """How many calls of functions the reading makes from one question to the next."""
    steps: list[int] = []
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    def check() -> None:
        nonlocal count
        steps.append(count)
        count = 0

    sys.setprofile(called)
    try:
        for _ in read_file(path, path.name, check=check):
            check()
    finally:
        sys.setprofile(None)
    return [*steps, count]


@pytest.mark.parametrize("name", FILES)
def test_reading_asks_in_small_steps(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    steps_between_asks(path)  # what is loaded at the first reading does not count
    steps = steps_between_asks(path)
    assert sum(steps) > 3_000 or name.startswith("a.txt."), "the work is worth asking in"
    assert len(steps) > 5
    assert max(steps) < max(10_000, sum(steps) / 4), (max(steps), sum(steps))


@pytest.mark.parametrize("name", FILES)
def test_what_a_question_raises_ends_the_reading(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    asked = itertools.count()

    def check() -> None:
        if next(asked) >= 4:
            raise Stopped

    with pytest.raises(Stopped):
        for _ in read_file(path, path.name, check=check):
            pass
    assert next(asked) == 5, "it is not asked again"


@pytest.fixture
def fast_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of processor time passes with each look at a clock."""
    let_it_tick(monkeypatch)


def let_it_tick(monkeypatch: pytest.MonkeyPatch, seconds: float = 1.0) -> None:
    ticks = itertools.count()
    for clock in ("time.thread_time", "time.perf_counter"):
        monkeypatch.setattr(clock, lambda: next(ticks) * seconds)


@pytest.mark.usefixtures("fast_clock")
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_takes_too_long_is_told_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    limits = Limits(seconds=0.1)
    problems = [item for item in read_file(path, name, limits=limits) if isinstance(item, Problem)]
    (problem,) = [problem for problem in problems if problem.severity == "failed"]
    assert (problem.code, problem.line, "--file-seconds" in problem.hint) == ("too_slow", None, True)
    slow = [item for item in read_file(path, name, limits=Limits(seconds=0)) if isinstance(item, Problem)]
    assert "too_slow" not in {problem.code for problem in slow}


def test_what_was_read_in_time_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    monkeypatch.setattr("searchkit.ingest.plain_lines._BLOCK", 2_000)  # the clock is asked once a block
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(path, extract=False)
        path.write_bytes(LINES + b"\n")
        let_it_tick(monkeypatch, 0.1)
        report = index.add_files(path, extract=False, file_seconds=2)
        (problem,) = report.failed
        assert problem.code == "too_slow"
        assert (report.removed, len(index)) == (0, 1_000)
        assert 0 < report.unchanged < 1_000
        assert report.kept == 1_000 - report.unchanged - report.replaced
        assert index.search("has:error").total == 1_000
        assert index.search("has:kept").total == report.kept
        report = index.add_files(path, extract=False, file_seconds=0)
        assert (report.failed, report.kept, index.search("has:error OR has:kept").total) == ([], 0, 0)
        for wrong in (-1, float("nan"), "9", True):
            with pytest.raises(searchkit.UsageError):
                index.add_files(path, file_seconds=wrong)  # type: ignore[arg-type]


def test_the_clock_stands_still_between_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    for each in ("time.thread_time", "time.perf_counter"):
        monkeypatch.setattr(each, lambda: now)
    clock = Clock(10, 5 << 20)
    assert clock.seconds == 15
    now = 14.0
    clock.ask()
    clock.pause()
    now = 1000.0
    clock.go_on()
    clock.ask()
    now = 1001.5
    with pytest.raises(TimeOver):
        clock.ask()


def test_a_seldom_check_is_asked_at_every_so_many_calls() -> None:
    asked: list[int] = []
    ask = seldom(lambda: asked.append(1), every=3)
    for _ in range(10):
        ask()
    assert len(asked) == 3
