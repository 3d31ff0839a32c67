"""Hostile text into every way out: each verb in each of its formats, on a pipe and on a terminal, and the shell.

The oracle looks at bytes. Nothing gets out that acts on a terminal, reorders text or hides in it.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import itertools
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from forked_commands import ForkedCommands
from searchkit.cli.main import VERBS
from searchkit.display.console import console_for
from searchkit.shell.app import take_line
from searchkit.shell.commands import COMMANDS, Context
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session

# Each has a mark of its own, so that it is told from what searchkit writes for a terminal.
SEQUENCES = ("\x1b[5;41m", "\x1b]0;owned\x07", "\x9b5;42m", "\x1bP1;1|x\x1b\\", "\x1b[2J", "\x1b(0")
CHARACTERS = (
    "\a\b\v\f\r\x7f\x85\x9c\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u206f\ufeff\ufff9"
)
TAGS = "\U000e0001\U000e0041\U000e007f"
HOSTILE = "pre" + "".join(f"{s}q" for s in SEQUENCES) + "q".join(CHARACTERS) + TAGS + "post"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\uff1d1+1", "\t=1", " =1", "\n=1")
LONG = "x" * 20_000
# What may stand in text for people: joiners of scripts and emoji, and where a word may be broken.
OF_WORDS = "\u00ad\u200c\u200d"


INDEX = f"i{SEQUENCES[0]}\u202e{TAGS}"
COPY = f"copy {INDEX}"


def acting(text: str) -> list[str]:
    """The characters of a text that act on a terminal, reorder text or hide in it, by their numbers alone."""
    found = []
    for char in text:
        number = ord(char)
        if (
            (number < 0x20 and char not in "\n\t")
            or 0x7F <= number <= 0x9F
            or number in (0x61C, 0x180E, 0xFEFF)
            or 0x200B <= number <= 0x200F
            or 0x2028 <= number <= 0x202E
            or 0x2060 <= number <= 0x206F
            or 0xFFF9 <= number <= 0xFFFB
            or 0xD800 <= number <= 0xDFFF
            or 0xE0000 <= number <= 0xE0FFF
        ):
            found.append(char)
    return found


def check(raw: bytes, *, terminal: bool = False, allowed: str = OF_WORDS) -> str:
    """The text of an output, in which nothing acts."""
    text = raw.decode("utf-8")
    if terminal:
        for sequence in (*SEQUENCES, "\a"):
            assert sequence not in text, (sequence, text)
        # Colours, and the line of progress, are searchkit's own.
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.replace("\r\n", "\n"))
        text = re.sub(r"\r(?=[^\n]*$)|\r(?=[^\n]*\n)", "", text) if re.search("indexing|upgrading", text) else text
    assert not [char for char in acting(text) if char not in allowed], ascii(text)
    return text


def record(number: int, text: str) -> dict[str, object]:
    return {
        "id": f"{text}#{number}",
        "title": f"{text} ferry",
        "body": f"The ferry {text} left. {LONG if number == 1 else ''}\n\n(Reuters) {text}",
        "date": f"2019-05-{number % 28 + 1:02}",
        "place": text,
        "place_written": text,
        "country": text,
        "agency": text,
        "language": text,
        "url": text,
        "dateline": text,
        "people": [text, "Ann Example"],
        "orgs": [text],
        "events": [text],
        "author": text,
        text: text,
        "copy": text,
    }


NAMES = ("plain.txt", f"{HOSTILE[:60]}.txt", "two\nlines.txt", "\u202egnp.txt", "=cmd.txt", "tag\U000e0041.txt")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    press = folder / "press"
    press.mkdir()
    for number, name in enumerate(NAMES):
        (press / name).write_text(f"{HOSTILE} ferry {number}\n\nA ferry left {HOSTILE}.\n", newline="")
    (press / os.fsdecode(b"not-\xff-utf8.txt")).write_text("A ferry left.")
    records = [record(n, text) for n, text in enumerate((HOSTILE, *FORMULAS, "plain"))]
    lines = "".join(json.dumps(r) + "\n" for r in records)
    (press / "records.jsonl").write_text(lines + '{"title": "\\ud800 half", "body": "ferry \\udfff"}\n')
    table = io.StringIO()
    csv.writer(table).writerows([["title", "body", HOSTILE, "=x"], [HOSTILE, f"ferry {HOSTILE}", HOSTILE, "=x"]])
    (press / "table.csv").write_text(table.getvalue(), newline="")
    (press / f"bad{HOSTILE[:40]}.json").write_text('{"' + HOSTILE + '": ')
    (press / f"bad{HOSTILE[:40]}.zip").write_bytes(b"PK\x03\x04 no archive")
    (press / "mail.eml").write_text(f"From: a@x.example\nSubject: {TAGS}\u202e ferry\nX-A: {TAGS}\n\nferry {HOSTILE}\n")
    (folder / "boards.txt").write_text(f"{HOSTILE}\nAnn Example = {HOSTILE}x\n", newline="")
    (folder / "table.csv").write_text(table.getvalue(), newline="")
    with searchkit.create(folder / INDEX) as index:
        index.add_files(press)
        index.use_lists([folder / "boards.txt"])
        index.add([{"id": "twin", "body": f"The ferry {HOSTILE} left. " * 40, "title": HOSTILE}])
        index.add([{"id": "twin-2", "body": f"The ferry {HOSTILE} left. " * 40, "title": HOSTILE}])
        assert len(index) > 15
    (folder / "none.txt").write_text("")
    topics = [
        {"id": f"{HOSTILE}{n}", "text": text} for n, text in enumerate(("ferry", HOSTILE, "?", f"no{HOSTILE}: x"))
    ]
    (folder / "topics.jsonl").write_text("".join(json.dumps(topic) + "\n" for topic in topics) + f"[{HOSTILE}\n")
    mistakes = f"place: {HOSTILE} = {HOSTILE}y\nperson {HOSTILE}\nno{HOSTILE}: a = b\n"
    (folder / INDEX / "aliases.txt").write_text(mistakes, newline="")
    shutil.copytree(folder / INDEX, folder / COPY)
    return folder


@pytest.fixture(scope="module")
def commands(folder: Path) -> Iterator[ForkedCommands]:
    with ForkedCommands(folder) as commands:
        yield commands


Q = f"ferry OR {HOSTILE}"
# What each verb is given, besides its formats.
ARGUMENTS: dict[str, list[list[str]]] = {
    "index": [
        ["press"],
        ["press", "missing\x1b[5;41m.txt"],
        ["--list", "boards.txt"],
        ["table.csv", "--columns", "title=body"],
    ],
    "search": [
        ["ferry", "-n", "0"],
        [Q, "--facet", "place", "--facet", "boards"],
        [HOSTILE],
        [f"no{HOSTILE}: nothing"],
        [f'ferry xylophone {HOSTILE} agency:="{HOSTILE}"'],
        ["ferry", "--filter", f"agency={HOSTILE}", "--exclude", f"place:{HOSTILE}"],
        [f"fery date:1890 {HOSTILE}", "--filter", f"person={HOSTILE}x", "--filter", "place=Nowhere"],
    ],
    "run": [["topics.jsonl"], ["missing\x1b[5;41m.txt"], ["boards.txt"]],
    "show": [["twin"], [f"{HOSTILE.strip()}#0"], ["=cmd|"], [HOSTILE]],
    "kwic": [["ferry"], [Q, "--order", "left"], [f"no{HOSTILE}: nothing"]],
    "exactness": [["ferry"], [HOSTILE]],
    "diff": [["twin"], ["twin", "twin-2"], [HOSTILE], ["twin", HOSTILE]],
    "quotes": [["--article", "twin"], ["none.txt"], ["press/plain.txt", "--min-words", "3"], ["missing\x1b[5m"]],
    "facets": [["ferry", "--by", name] for name in ("place", "person", "boards", "lang", "agency", "author", "event")],
    "timeline": [["ferry"], [Q, "--by", "day", "--field", "mentions"]],
    "extract": [["press/records.jsonl"], ["table.csv", "--list", "boards.txt"], *([f"press/{n}"] for n in NAMES[1:3])],
    "status": [[]],
    "verify": [[]],
    "repair": [[]],
    "generations": [[]],
    "restore": [["-i", COPY, "--generation", "1"], ["-i", COPY, "--generation", "0"]],
    "upgrade": [[]],
    "config": [[], ["list"], ["path"], ["check"]],
    "shell": [],
}
CHANGES = ("index", "upgrade", "repair", "restore")  # verbs that write
# Options that choose no format, with values that make an error or a message tell of them.
VALUES = {
    "--index": f"no{HOSTILE}", "--color": HOSTILE, "--limit": HOSTILE, "--offset": HOSTILE, "--sort": HOSTILE,
    "--weighting": HOSTILE,
    "--without": HOSTILE,
    "--facet": HOSTILE, "--by": HOSTILE, "--containing": HOSTILE, "--field": HOSTILE, "--generation": HOSTILE,
    "--aliases": f"no{HOSTILE}", "--list": f"no{HOSTILE}", "--no-list": HOSTILE, "--extractor": HOSTILE,
    "--columns": f"title={HOSTILE},{HOSTILE}=x", "--commit-every": HOSTILE, "--jobs": HOSTILE, "--since": HOSTILE,
    "--unknown": HOSTILE,
    "--depth": HOSTILE, "--tag": HOSTILE, "--parts": HOSTILE,
    "--keep-hours": HOSTILE, "--keep-share": HOSTILE, "--file-seconds": HOSTILE,
    "--filter": HOSTILE, "--exclude": f"place={HOSTILE}", "--order": HOSTILE, "--width": HOSTILE,
    "--home": HOSTILE, "--years": HOSTILE,
    "--article": HOSTILE, "--min-words": HOSTILE, "--time-limit": HOSTILE,
    "--hyperlinks": HOSTILE, "--keys": HOSTILE,
}  # fmt: skip


def options(verb: str) -> list[argparse.Action]:
    parser = importlib.import_module(f"searchkit.cli.{verb}").parser().full()
    return [action for action in parser._actions if action.option_strings and action.dest != "help"]


def takes_words(verb: str) -> bool:
    parser = importlib.import_module(f"searchkit.cli.{verb}").parser().full()
    return any(not action.option_strings for action in parser._actions)


def switches(verb: str) -> list[str]:
    """The options without a value, by their long names."""
    return [action.option_strings[-1] for action in options(verb) if action.nargs == 0]


def formats(verb: str) -> list[list[str]]:
    """No option, each switch alone, and each two that may stand together."""
    names = [name for name in switches(verb) if name not in ("--no-pager", "--strict")]
    pairs = [] if verb in CHANGES else itertools.combinations(names, 2)
    return [[], *([name] for name in names), *map(list, pairs)]


def test_every_verb_and_option_is_tried() -> None:
    assert set(ARGUMENTS) == set(VERBS)
    valued = {name for verb in VERBS for action in options(verb) if action.nargs != 0 for name in action.option_strings}
    assert {name for name in valued if name.startswith("--")} <= set(VALUES)


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "shell"])
def test_nothing_that_acts_gets_out(commands: ForkedCommands, verb: str, terminal: bool) -> None:
    first, *others = ARGUMENTS[verb]
    tried = [(first, chosen) for chosen in formats(verb)]
    tried += [
        (given, chosen) for given in others for chosen in ([], ["--json"]) if not chosen or "--json" in switches(verb)
    ]
    for given, chosen in tried:
        done = commands.run([verb, "-i", INDEX, *chosen, *given], terminal=terminal)
        told = (given, chosen, done.code)
        assert done.code in (0, 1, 2, 3, 4), (told, done)
        check(done.err)
        is_exact = not terminal and (verb == "run" or {"--ids", "--paths"} & set(chosen))
        if is_exact or done.code == 2:
            assert done.code != 2 or not done.out or terminal, told
            continue
        if "--null" in chosen:
            assert terminal
            done = done._replace(out=done.out.replace(b"\0", b"\n"))
        if {"--json", "--jsonl", "--csv", "--ids", "--paths"} & set(chosen):
            check(done.out, terminal=terminal, allowed="")
        else:
            check(done.out, terminal=terminal)


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_nothing_that_acts_gets_out_of_messages_about_options(
    commands: ForkedCommands, folder: Path, terminal: bool
) -> None:
    for verb in VERBS:
        own = [
            name for action in options(verb) if action.nargs != 0 for name in action.option_strings if name in VALUES
        ]
        for option in (*own, "--unknown"):
            json_too = [[], ["--json"]] if "--json" in switches(verb) else [[]]
            for more in json_too:
                needed = ["--by", "place"] if verb == "facets" and option != "--by" else []
                words = ["x"] if takes_words(verb) else []
                given = [
                    verb,
                    *needed,
                    *([] if option == "--index" else ["-i", INDEX]),
                    option,
                    VALUES[option],
                    *more,
                    *words,
                ]
                # The verb index makes an index there, and the shell would wait for a line to be typed.
                shutil.rmtree(folder / VALUES["--index"], ignore_errors=True)
                done = commands.run(given, terminal=terminal)
                assert done.code in (0, 1, 2, 3, 4), (given, done)
                check(done.err + done.out, terminal=terminal)


@pytest.mark.parametrize("query", [HOSTILE, "\udc80", "a\udcff*", "id:\udcff", LONG, f"date:{HOSTILE}", f'"{HOSTILE}'])
def test_queries_that_no_terminal_shows(commands: ForkedCommands, query: str) -> None:
    for verb, more in itertools.product(("search", "facets", "timeline"), ([], ["--json"], ["--strict"])):
        done = commands.run([verb, *(["--by", "place"] if verb == "facets" else []), "-i", INDEX, *more, "--", query])
        assert done.code in (0, 1, 2), done
        check(done.out + done.err)


def test_json_gives_the_exact_text(commands: ForkedCommands, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with searchkit.open(folder / INDEX) as index:
        hits = json.loads(commands.run(["search", "-i", INDEX, "ferry", "-n", "0", "--json"]).out)["hits"]
        lines = commands.run(["search", "-i", INDEX, "ferry", "-n", "0", "--jsonl"]).out.decode().split("\n")
        assert [json.loads(line)["id"] for line in lines if line] == [hit["id"] for hit in hits]
        assert {HOSTILE[:10] in hit["title"] for hit in hits if hit["title"]} == {True, False}
        for hit in hits:
            article = index.get(hit["id"])
            assert article is not None
            assert (hit["title"], hit["path"], hit["place"]) == (article.title, article.path, article.place)
            shown = json.loads(commands.run(["show", "-i", INDEX, "--json", "--", hit["id"]]).out)
            assert (shown["body"], shown["metadata"]) == (article.body, dict(article.metadata))
        body = next(a.body for hit in hits if (a := index.get(hit["id"])) and a.id.endswith("#0"))
        assert f"The ferry {HOSTILE} left." in body
        facets = json.loads(commands.run(["facets", "-i", INDEX, "ferry", "--by", "agency", "--json"]).out)
        assert {v["value"] for v in facets["values"]} == {v.value for v in index.facet_values("ferry", "agency")}


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_csv_has_no_formula(commands: ForkedCommands, terminal: bool) -> None:
    out = commands.run(
        ["search", "-i", INDEX, "ferry", "-n", "0", "--csv", "--aliases", "none.txt"], terminal=terminal
    ).out.decode()
    rows = list(csv.reader(io.StringIO(out)))
    assert len({len(row) for row in rows}) == 1 and len(rows) > 15
    assert not [cell for row in rows for cell in row if re.match("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell)]
    assert [cell for row in rows for cell in row if "=cmd|" in cell]


def test_paths_and_ids_come_back_as_they_are(
    commands: ForkedCommands, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with searchkit.open(folder / INDEX, aliases=False) as index:
        articles = [hit.article for hit in index.search("ferry", limit=None)]
        paths = commands.run(["search", "-i", INDEX, "ferry", "-n", "0", "--paths", "--null"]).out.decode().split("\0")
        assert paths == [*dict.fromkeys(a.path for a in articles if a.path), ""]
        ids = commands.run(["search", "-i", INDEX, "ferry", "-n", "0", "--ids", "--null"]).out.decode().split("\0")
        assert ids == [*(a.id for a in articles), ""]
        for name in NAMES:
            assert any(Path(path).name == name and Path(path).is_file() for path in paths), ascii(name)
        for article in articles:
            assert index.find(article.id).body == article.body


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_damage_is_told_and_repaired(commands: ForkedCommands, folder: Path, terminal: bool) -> None:
    damaged = f"damaged {terminal} {INDEX}"
    shutil.copytree(folder / INDEX, folder / damaged)
    (folder / damaged / "searchkit-manifest.json").write_text('{"format": "' + HOSTILE)
    for given in (["verify"], ["verify", "--json"], ["search", "x"], ["search", "x", "--json"], ["status"], ["repair"]):
        done = commands.run([*given, "-i", damaged], terminal=terminal)
        assert done.code == (0 if given == ["repair"] else 3), done
        check(done.out + done.err, terminal=terminal)


# What each command of the shell is given, after a search that found something. A new command is tried with these, too.
TYPED = ("", HOSTILE, "place", f"place {HOSTILE}", "1")


def test_nothing_that_acts_gets_out_of_the_shell(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # some commands write the file that they are given
    paper = io.StringIO()
    with searchkit.open(folder / INDEX) as index:
        context = Context(Session(index), Screen(lambda: console_for(paper, "never"), colored=False, paging=False))
        for line in (HOSTILE, f"no{HOSTILE}: x", "ferry", "1"):
            take_line(context, line)
        for name in COMMANDS:
            if name in ("quit", "full"):
                continue
            for argument in (*TYPED, str(tmp_path / f"{name}{HOSTILE[:30]}.csv")):
                take_line(context, f":{name} {argument}")
        take_line(context, f":{HOSTILE} x")
    check(paper.getvalue().encode("utf-8", "surrogatepass"))
    assert "pre" in paper.getvalue()
