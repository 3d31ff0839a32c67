"""Both faces in a pseudo-terminal: settings, the history, keys, the editor and links, as users have them."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest

import searchkit
from tests.shell.conftest import Open
from tests.shell.pseudo_terminal import PseudoTerminal

UP, DOWN, RIGHT = "\x1b[A", "\x1b[B", "\x1b[C"
F5, F6 = "\x1b[15~", "\x1b[17~"
CTRL_R, EDITOR = "\x12", "\x18\x05"
FACES = [("classic", (80, 24)), ("classic", (200, 60)), ("full", (80, 24)), ("full", (200, 60))]


class Face:
    """One face of the shell, with what both have in common."""

    def __init__(self, kind: str, terminal: PseudoTerminal) -> None:
        self.kind = kind
        self.terminal = terminal
        self.type = terminal.send
        if kind == "classic":
            terminal.ready()
        else:
            terminal.shows("25 articles", "  1 ")

    @property
    def line(self) -> str:
        """What stands in the line."""
        screen = self.terminal.screen
        row = screen.row(screen.cursor.y if self.kind == "classic" else 0).rstrip()
        return row.removeprefix("searchkit").removeprefix(">").removeprefix(" ").rstrip("…")

    @property
    def row(self) -> str:
        """The line and, in the classic shell, what is sought."""
        screen = self.terminal.screen
        return screen.row(screen.cursor.y if self.kind == "classic" else 0)

    def has(self, text: str) -> None:
        """Wait until this stands in the line."""
        self.terminal.until(lambda: self.line == text, f"{text!r} in the line")

    def search(self, text: str, found: str) -> None:
        """Search, and be back in the line."""
        self.command(text)
        self.terminal.until(lambda: found in self.shown, found)
        self.back()

    def command(self, text: str) -> None:
        if self.kind == "classic":
            self.terminal.line(text)
        else:
            self.type("\x15" + text + "\r")

    def back(self) -> None:
        """Be in an empty line."""
        if self.kind == "classic":
            self.terminal.ready()
        else:
            self.type("/\x15")
            self.has("")

    @property
    def shown(self) -> str:
        return self.terminal.came if self.kind == "classic" else self.terminal.display

    def shows(self, *texts: str) -> str:
        self.terminal.until(lambda: all(text in self.shown for text in texts), str(texts))
        return self.shown

    def leave(self) -> None:
        self.type("\x05\x15\x04" if self.kind == "classic" else "\x15\x04\x04\x04")
        assert self.terminal.left() == 0
        assert "Traceback" not in self.terminal.display


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".config" / "searchkit").mkdir(parents=True)
    return tmp_path


def configure(home: Path, text: str) -> None:
    (home / ".config" / "searchkit" / "config.toml").write_text(text)


def opening(opened: Open, kind: str, size: tuple[int, int] = (80, 24), **given: Any) -> Face:
    options = (*(("--plain",) if kind == "classic" else ()), *given.pop("more", ()))
    return Face(kind, opened(options=options, size=size, **given))


@pytest.mark.parametrize(("kind", "size"), FACES)
def test_earlier_lines_are_found_by_their_beginning_by_any_part_and_in_grey(
    opened: Open, home: Path, kind: str, size: tuple[int, int]
) -> None:
    face = opening(opened, kind, size)
    for query, found in (("strike port", "24 articles"), ("rain north", "1 article"), ("strike report", "24 articles")):
        face.search(query, found)
    face.type("str")
    face.has("strike report")  # how it goes on, in grey
    face.type(UP)
    face.has("strike report")
    face.type(UP)
    face.has("strike port")
    face.type(DOWN)
    face.has("strike report")
    face.type("\x15")
    face.has("")
    face.type("ra")
    face.has("rain north")
    face.type(RIGHT)
    face.type("x")
    face.has("rain northx")
    face.type("\x15")
    face.has("")
    face.type(CTRL_R + "nort")
    face.terminal.until(lambda: "rain north" in face.row, "the line")
    face.type("\r")
    face.has("rain north")
    face.leave()
    (path,) = (home / "searchkit").glob("history-*")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    other = opening(opened, "full" if kind == "classic" else "classic", size)
    other.type("rain" + UP)  # each face has the lines of the other
    other.has("rain north")


@pytest.mark.parametrize(
    ("kind", "how"),
    [("classic", "option"), ("full", "file"), ("classic", "environment"), ("classic", "command"), ("full", "command")],
)
def test_a_private_session_leaves_no_line(opened: Open, home: Path, kind: str, how: str) -> None:
    if how == "file":
        configure(home, "private = true\n")
    more = ("--private",) if how == "option" else ()
    given: dict[str, Any] = {"SEARCHKIT_PRIVATE": "1"} if how == "environment" else {}
    face = opening(opened, kind, more=more, **given)
    if how == "command":
        face.command(":private on")
        face.shows("lines are not kept")
        face.back()
    face.search("strike port", "24 articles")
    face.type("str" + UP)
    face.has("strike port")  # while it lasts
    face.leave()
    kept = "".join(path.read_text() for path in (home / "searchkit").glob("history-*"))
    assert "strike" not in kept


@pytest.mark.parametrize(
    "given", [{"term": "dumb"}, {"NO_COLOR": "1"}, {"ACCESSIBLE": "1"}, {"SEARCHKIT_SUGGEST": "0"}]
)
def test_nothing_is_suggested_where_grey_cannot_be_told_from_what_is_typed(
    opened: Open, home: Path, given: dict[str, Any]
) -> None:
    face = opening(opened, "classic", **given)
    face.search("strike port", "24 articles")
    face.type("strik")
    face.has("strik")
    face.type("e\r")
    face.shows("understood  strike\n")


@pytest.mark.parametrize(("kind", "size"), FACES)
def test_lines_are_edited_with_the_keys_of_vi(opened: Open, home: Path, kind: str, size: tuple[int, int]) -> None:
    if size[0] == 80:
        configure(home, '[keys]\nstyle = "vi"\n')
    face = opening(opened, kind, size)
    if size[0] != 80:
        face.command(":keys vi")
        face.shows("lines are edited as in vi")
        face.back()
    face.type("strikes rain\x1b")
    face.terminal.until(lambda: "vi: moving" in face.terminal.display.splitlines()[-1], "the way of vi")
    face.has("strikes rain")
    face.type("bD")
    face.terminal.until(lambda: face.line == "strikes", "the first word")
    face.type("0x")
    face.has("trikes")
    face.type("is\x1b\r")
    if kind == "classic":
        face.shows("understood  strikes", "24 articles")
        return
    face.shows("▸   1 Harbour", "24 articles")
    face.type("jjg")  # in the list, letters are commands at once
    face.shows("▸   1 Harbour")
    face.type("\r")
    face.shows("Dockers went on")
    face.type("\x1b/")
    face.type("\x1b\x1b\x1b")
    assert face.terminal.left() == 0


KEYS = """
[keys]
F5 = ":stories"
F6 = ":doctor"
x = ":doctor"
[keys.hits]
"Ctrl-O" = ":why {rank}"
s = ""
"""


def test_keys_are_bound_by_the_file_in_both_faces(opened: Open, home: Path) -> None:
    configure(home, KEYS)
    full = opening(opened, "full")
    full.type("strike x")
    full.has("strike x")  # a letter is a letter where one types
    full.type("\x7f\x7f\r")
    full.shows("▸   1 Harbour")
    full.type("\x0f")
    full.shows("The text has strike once")
    full.type("s")
    assert "newest" not in full.terminal.display
    full.type("/\x15strike rain\r")
    full.shows("0 articles")
    full.type("x")
    full.shows("── :doctor", "alone")
    full.type("q")
    full.type(F5)
    full.shows("each story is shown once")
    full.type(":keys\r")
    full.shows("help keys")
    full.type("G")
    full.shows(":doctor · what each part of the query finds, what", "remapped")
    full.type("q:plain\r")
    full.terminal.until(full.terminal.at_prompt, "the prompt")
    classic = Face("classic", full.terminal)
    classic.type("half a line" + F6)
    classic.shows("alone")
    assert "searchkit> :doctor" in classic.terminal.display
    classic.has("half a line")  # what was typed is not lost


def test_a_mistake_of_the_file_is_told_and_the_rest_of_it_holds(opened: Open, home: Path) -> None:
    configure(home, 'sort = "oldest"\n[keys]\n"Crtl-O" = ":why 1"\nF5 = ":doktor"\n')
    full = opening(opened, "full")
    full.shows("config.toml:3: the key 'Crtl-O' cannot be bound: no key has this name", "oldest")
    classic = opening(opened, "classic")
    assert "config.toml:3: the key 'Crtl-O' cannot be bound" in classic.terminal.display.replace("\n", "")


def editor(home: Path, script: str) -> str:
    program = home / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("kind", ["classic", "full"])
def test_a_line_is_written_in_the_editor(opened: Open, home: Path, kind: str) -> None:
    program = editor(home, """stat -c %a "$1" > ~/mode; cat "$1" > ~/before; printf 'rain\\n  north\\n' > "$1" """)
    face = opening(opened, kind, VISUAL=program, EDITOR="false")
    face.type("strike")
    face.has("strike")
    face.type(EDITOR)
    face.has("rain north")
    assert ((home / "before").read_text().strip(), (home / "mode").read_text().strip()) == ("strike", "600")
    face.type("\r")
    face.shows("1 article")


@pytest.mark.parametrize(
    ("kind", "script", "told"),
    [
        ("classic", "printf 'a\\377b' > \"$1\"", "byte 2 of the text is no UTF-8"),
        ("full", "printf 'a\\377b' > \"$1\"", "byte 2 of the text is no UTF-8"),
        ("full", 'echo mine > "$1"; exit 3', "ended with 3"),
        ("classic", "exit 1", "ended with 1"),
        ("full", 'rm "$1"', "the editor left no file"),
        ("classic", None, "cannot be run"),
        ("full", "", "no editor is set"),
    ],
)
def test_an_editor_that_fails_is_told_and_nothing_is_lost(
    opened: Open, home: Path, kind: str, script: str | None, told: str
) -> None:
    short = Path(tempfile.mkdtemp(dir="/tmp"))  # so that a line of the screen has room for the path
    program = editor(home, script) if script else str(home / "missing") if script is None else ""
    face = opening(opened, kind, size=(200, 60), VISUAL=program, TMPDIR=str(short))
    face.type("strike")
    face.has("strike")
    face.type(EDITOR)
    face.terminal.shows(told, "the line is as it was" if script else "", seconds=30)
    face.has("strike")
    kept = [*short.glob("searchkit-*.txt")]
    assert len(kept) == (1 if "printf" in str(script) or "mine" in str(script) else 0)
    assert all(str(path) in face.terminal.display for path in kept)
    face.type("\r")
    face.shows("24 articles")
    shutil.rmtree(short)


def test_the_editor_of_the_file_stands_before_those_of_the_environment(opened: Open, home: Path) -> None:
    program = editor(home, 'echo rain > "$2"')
    configure(home, f'editor = "{program} --quick"\n')
    face = opening(opened, "classic", VISUAL="false", EDITOR="false")
    face.command(":edit")
    face.has("rain")


@pytest.mark.parametrize("given", [{}, {"more": ("--hyperlinks", "always")}, {"VTE_VERSION": "7000"}])
def test_results_lead_to_their_files(opened: Open, home: Path, given: dict[str, Any]) -> None:
    evil = "\x1b]8;;http://evil\x1b\\"
    source = home / f"a b{evil[:4]}.txt"
    source.write_text(f"Title {evil}\n\nDockers went on strike {evil}.\n")
    with searchkit.create(home / "files") as index:
        index.add_files(source)
    face = opening(opened, "classic", on=home / "files", **given)
    face.command("strike")
    face.shows("1 article", "Dockers")
    face.terminal.ready()
    links = re.findall(r"\x1b\]8;[^;]*;([^\x1b\x07]*)(?:\x1b\\|\x07)", face.terminal.transcript)
    if not given:
        assert links == []
        return
    assert links[0].startswith("file://") and links[0].endswith("/a%20b%1B%5D8%3B.txt") and set(links[1:]) == {""}
    face.command("1")
    face.shows("added in")
    assert "a%20b%1B%5D8%3B.txt\x1b\\" in face.terminal.transcript
    assert "\x1b]8;;http" not in face.terminal.transcript


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
def test_help_fits_the_screen_and_leads_to_its_pages(opened: Open, size: tuple[int, int]) -> None:
    classic = opening(opened, "classic", size)
    classic.command(":help")
    classic.shows("4  :help commands")
    classic.terminal.ready()
    screen = classic.terminal.display
    assert "searchkit> :help\n" in screen and "Type a query" in screen  # nothing of it has left the screen
    classic.command(":help 2")
    classic.shows('"border police"')
    full = opening(opened, "full", size)
    full.type("\x1bOP")  # F1
    pages = (
        ("the first mention", "exactly this word", "1 :help keys", "4 :help") if size[0] > 72 else ("1  :help keys",)
    )
    screen = full.shows("── help ", "Type words", *pages)
    assert "lines 1-" not in screen
    for key, seen in (
        ("1", "while you type a query"),
        ("2", "border police"),
        ("3", "title:"),
        ("4", ":as cli|python"),
    ):
        full.type(key)
        screen = full.shows(f"── help {['keys', 'query', 'fields', 'commands'][int(key) - 1]} ", seen)
        assert all(len(line) <= size[0] for line in screen.splitlines())
    full.type("\t")
    full.shows(*pages)
    full.type("\t")
    full.shows("── help keys")
    full.type("q")
    full.shows("  1 ")
    full.leave()


def test_letters_take_what_the_doctor_offers(opened: Open) -> None:
    full = opening(opened, "full")
    full.type("strike rain\r")
    full.shows("0 articles")
    full.type(":doctor\r")
    full.shows("── :doctor", "alone", "  a  ")
    full.type("A")
    full.terminal.until(lambda: "── :doctor" not in full.terminal.display, "the search that was offered")
    full.shows("articles")


def test_exactness_counts_only_what_is_new(opened: Open, folder: Path) -> None:
    face = opening(opened, "classic")
    face.command(":exactness strike")
    face.shows("24  in any case")
    face.command(":since 1")
    face.shows("after revision 1")
    face.command(":exactness strike")
    face.shows("0  in any case")
