from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

import searchkit
from tests.shell.conftest import Open
from tests.shell.pseudo_terminal import PseudoTerminal


@pytest.fixture(params=["xterm-256color", "dumb"])
def terminal(request: pytest.FixtureRequest, opened: Open) -> PseudoTerminal:
    return opened(request.param)


def test_a_session(terminal: PseudoTerminal, tmp_path: Path) -> None:
    terminal.see("25 articles", ":help")
    terminal.line("strike")
    shown = terminal.see("3 of 24 shown")
    assert "understood  strike" in shown and "Jean Moreau" in shown and "peak" in shown
    assert "24 articles" in shown and "  3  Harbour" in shown
    terminal.line(":facet place zurich")
    terminal.see("filter      place=Zürich", "12 articles")
    terminal.line(":drop")
    assert "filter  " not in terminal.see("3 of 24 shown")
    terminal.line("2")
    terminal.see("id            port-", "Paragraph")
    terminal.line(":more")
    terminal.see("  4  Harbour", "6 of 24 shown")
    terminal.line("5")
    terminal.see("id            port-")
    terminal.line(":sort newest")
    terminal.see("  1  Harbour report 11", "3 of 24 shown")
    terminal.line(f":export {tmp_path / 'out.json'}")
    terminal.see("24 articles written")
    assert len(json.loads((tmp_path / "out.json").read_text())["hits"]) == 24
    terminal.line('port "strike')
    assert "Traceback" not in terminal.see("^ this quotation mark is never closed", "3 of 24 shown")
    terminal.line(":xyzzy")
    terminal.see("error  there is no command :xyzzy", ":help lists the commands")
    terminal.line(":quit")
    assert terminal.left() == 0


def test_keys_that_are_typed_while_it_is_loaded_are_kept_and_not_shown(terminal: PseudoTerminal) -> None:
    terminal.until(lambda: not terminal.shows_keys(), "a terminal that shows no keys")
    terminal.child.send("rain\r:sort newest")
    terminal.see("understood  rain", "1 article")
    before = terminal.transcript[: terminal.transcript.index("searchkit>")]
    assert "25 articles" in before and "rain" not in before
    terminal.until(
        lambda: terminal.screen.display[terminal.screen.cursor.y].startswith("searchkit> :sort newest"), "it"
    )
    terminal.send("\x15\x04")
    assert terminal.left() == 0


def test_keys_that_are_typed_during_an_answer_are_kept_and_not_shown(terminal: PseudoTerminal) -> None:
    shown = set()

    def answered() -> bool:
        shown.add(terminal.shows_keys())
        return terminal.came.count("understood  rain") == 10

    terminal.ready()
    terminal.send("rain\r" * 10 + "half")
    terminal.until(answered, "ten answers")
    assert shown == {False}
    terminal.send("\x15\x04")
    assert terminal.left() == 0


def test_a_pager_finds_the_terminal_as_it_was(opened: Open, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(
        "#!/bin/sh\ncat > /dev/null\nstty -a < /dev/tty | tr ' ;' '\\n\\n' | grep -x -e '-*icanon' -e '-*echo'\n"
    )
    pager.chmod(0o755)
    terminal = opened("xterm-256color", SEARCHKIT_PAGER=str(pager))
    terminal.line("rain")
    terminal.see("1 article")
    terminal.line("1")
    assert {"icanon", "echo"} <= set(terminal.see("icanon", "echo").split())
    terminal.ready()
    assert not terminal.shows_keys()


def test_ctrl_c_clears_a_line_and_ctrl_d_leaves(terminal: PseudoTerminal) -> None:
    terminal.ready()
    terminal.send("half a li")
    terminal.see("half a li")
    terminal.send("\x03")
    terminal.line("rain")
    terminal.see("understood  rain", "1 article")
    terminal.ready()
    terminal.send("\x04")
    assert terminal.left() == 0


def test_a_signal_clears_a_line_as_ctrl_c_does(terminal: PseudoTerminal) -> None:
    terminal.ready()
    terminal.send("half a li")
    terminal.see("half a li")
    terminal.child.kill(signal.SIGINT)
    terminal.line("rain")
    terminal.see("understood  rain", "1 article")
    terminal.line(":quit")
    assert terminal.left() == 0


def test_empty_lines_do_nothing(terminal: PseudoTerminal) -> None:
    terminal.line("")
    terminal.line("   ")
    terminal.line("rain")
    terminal.see("1 article")
    terminal.line("quit")
    assert terminal.left() == 0


def test_a_dumb_terminal_gets_no_escape_sequences(opened: Open) -> None:
    terminal = opened("dumb")
    terminal.line("strike")
    terminal.see("3 of 24 shown", "[strike]")
    raw = terminal.transcript
    terminal.line(":q")
    assert terminal.left() == 0
    assert "\x1b" not in raw


def test_without_colour_hits_stand_in_brackets(opened: Open) -> None:
    terminal = opened(NO_COLOR="1")
    terminal.line("strike")
    terminal.see("3 of 24 shown", "[strike]")
    assert "\x1b[31m" not in terminal.transcript and "\x1b[1;31m" not in terminal.transcript


def test_the_toolbar_tells_the_state_in_one_line(opened: Open) -> None:
    terminal = opened()
    terminal.until(lambda: "25 articles · relevance" in terminal.screen.display[-1], "the toolbar")
    terminal.line("strike")
    terminal.line(":facet place New York")
    terminal.line(":sort oldest")
    terminal.see("3 of 12 shown")
    terminal.ready()
    terminal.until(lambda: "oldest" in terminal.screen.display[-1], "the toolbar")
    bar = terminal.screen.display[-1]
    assert " ms" in bar and "place=New York" in bar


def test_tab_completes_a_value_as_a_whole(opened: Open) -> None:
    terminal = opened()
    terminal.ready()
    terminal.send("strike place:new")
    terminal.until(lambda: any("New York" in line for line in terminal.screen.display), "the menu")
    terminal.child.send("\t")
    terminal.until(lambda: any('place:="New York"' in line for line in terminal.screen.display), "the completion")
    terminal.send("\r")
    terminal.see("12 articles")


def test_lines_are_kept_for_the_next_session_of_this_index(opened: Open) -> None:
    first = opened()
    first.line("rain")
    first.see("1 article")
    first.line(":q")
    assert first.left() == 0
    second = opened()
    second.ready()
    second.send("\x1b[A\x1b[A\r")
    second.see("1 article")


def test_a_long_article_is_paged_and_the_terminal_is_whole_afterwards(opened: Open) -> None:
    terminal = opened(SEARCHKIT_PAGER="less -R")
    terminal.line("rain")
    terminal.see("1 article")
    terminal.line("1")
    terminal.until(lambda: terminal.screen.display[-1].startswith(":"), "the pager")
    terminal.child.send("\x03")
    terminal.leave_pager()
    terminal.line("strike")
    terminal.see("3 of 24 shown")
    terminal.line(":q")
    assert terminal.left() == 0


def test_ctrl_c_stops_what_is_running(opened: Open, tmp_path: Path) -> None:
    # Long output to a terminal that does not read along: the shell stands in the middle of it.
    with searchkit.create(tmp_path / "long") as index:
        people = [f"Person {number} {'x' * 60}" for number in range(20_000)]
        index.add([{"id": "a", "body": "x", "entities": {"person": people}}], extract=False)
    terminal = opened("dumb", tmp_path / "long")
    terminal.line(":facet person")
    terminal.until(lambda: "Person" in terminal.transcript, "the beginning of it")
    terminal.child.kill(signal.SIGINT)
    terminal.until(lambda: "stopped" in terminal.transcript, "the end of it", 30)
    terminal.line("nothing")
    terminal.see("0 articles")


def test_hostile_documents_do_not_reach_the_terminal(opened: Open, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[8m"
    with searchkit.create(tmp_path / "evil") as index:
        given = {"id": f"id{evil}", "title": f"Evil {evil}", "body": f"strike {evil}", "place": f"Place {evil}"}
        index.add([given | {"path": f"p{evil}", "entities": {"person": [f"P{evil}"]}}], extract=False)
    terminal = opened(on=tmp_path / "evil")
    raw = ""
    for line, seen in {
        "strike": "1 article",
        "1": "Place",
        ":facet place": "1 value",
        ":facet place place ]0;owned[8m": "filter",
        ":status": "articles  1",
    }.items():
        terminal.line(line)
        terminal.see(seen)
        terminal.ready()
        raw += terminal.transcript
    terminal.send("place:")
    screen = terminal.screen
    terminal.until(lambda: "Place ]0;owned[8m" in "".join(screen.display[screen.cursor.y + 1 : -1]), "the menu")
    terminal.child.send("\t")
    terminal.until(lambda: 'place:="Place ]0;owned[8m"' in screen.display[screen.cursor.y], "the value")
    raw += terminal.transcript
    assert "\x1b]0;owned" not in raw and "\x1b[8m" not in raw and "\x07" not in raw
