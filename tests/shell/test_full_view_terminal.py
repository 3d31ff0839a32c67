"""The full view in a pseudo-terminal: what a user types, and what the screen shows."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit
from tests.shell.conftest import Open
from tests.shell.pseudo_terminal import PseudoTerminal


@pytest.fixture
def full(opened: Open) -> PseudoTerminal:
    terminal = opened(options=())
    terminal.shows("25 articles", "  1 ")
    return terminal


def test_hits_follow_each_key_and_enter_takes_whole_words(full: PseudoTerminal) -> None:
    full.send("st")
    screen = full.shows("> st…", "= st…", "24 articles", "strike 24")
    assert "Harbour report" in screen
    full.send("rike rai")
    full.shows("= (strike AND rai…)", "0 articles")
    full.send("\x7f" * 4)
    full.shows("> strike…", "24 articles")
    full.send("\r")
    screen = full.shows("▸   1 Harbour report", "= strike ")
    assert "…" not in screen.splitlines()[0]
    assert "Enter open" in screen.splitlines()[-1]


def test_total_and_first_hit_stay_on_the_screen_when_its_size_changes(opened: Open) -> None:
    terminal = opened(options=(), size=(200, 60))
    terminal.shows("25 articles")
    terminal.send("strike\r")
    wide = terminal.shows("24 articles", "▸   1 Harbour", "│ PLACE", "Zürich")
    assert wide.splitlines()[0].startswith("> strike")
    for size in ((60, 15), (40, 12), (80, 24), (120, 30)):
        terminal.resize(*size)
        screen = terminal.shows("24 articles", "▸   1 Harbour", "= strike")
        assert len(screen.splitlines()) <= size[1]


def test_a_facet_value_becomes_a_chip_and_undo_takes_it_back(full: PseudoTerminal) -> None:
    full.send("strike\r\t")
    full.shows(" PLACE", "▸ New York", "Zürich")
    full.send("\r")
    full.shows("12 articles ⟨place New York⟩", "▸ ☑ New York", "Zürich")
    full.send("j\r")  # another value of the field: one of the two is enough
    full.shows("24 articles ⟨place New York⟩ ⟨place Zürich⟩")
    full.send("u")
    full.shows("12 articles ⟨place New York⟩")
    full.send("u")
    full.shows("24 articles", "▸ Zürich")
    full.send("-")
    full.shows("12 articles ⟨not place Zürich⟩", "☒ Zürich")
    full.send("u")
    full.until(lambda: "⟨" not in full.display, "no chip")
    full.send("r")
    full.shows("12 articles ⟨not place Zürich⟩")
    full.send(":as cli\r")
    full.shows("searchkit search -i", "--exclude 'place=Zürich' -- strike")


def test_regions_dates_and_exclusions_are_chips(full: PseudoTerminal) -> None:
    full.send("strike\r:filter place:Switzerland\r")
    full.shows("12 articles ⟨place: Switzerland⟩")
    full.send(":filter date=2019-03..2019-05\r")
    full.shows("4 articles ⟨place: Switzerland⟩ ⟨date 2019-03..2019-05⟩")
    full.send(":exclude date=2019-03\r")
    full.shows("⟨date 2019-03..2019-05⟩ ⟨not date 2019-03⟩", "2 articles")
    full.send(":as python\r")
    full.shows("'place:Switzerland'", "'-date=2019-03'")
    full.send("q\x7f")
    full.shows("4 articles ⟨place: Switzerland⟩ ⟨date 2019-03..2019-05⟩")
    full.send("c")
    full.shows("24 articles")
    full.send("u")
    full.shows("4 articles ⟨place: Switzerland⟩ ⟨date 2019-03..2019-05⟩")


def test_only_what_was_added_since_a_revision(full: PseudoTerminal, folder: Path) -> None:
    full.send("strike\r:since 1\r")
    full.shows("0 articles · added after revision 1")
    full.send(":as cli\r")
    # A line breaks where the name of the folder leaves it.
    full.until(lambda: "--since 1 -- strike" in " ".join(full.display.split()), "the command")
    full.send("q:since off\r")
    full.until(lambda: "24 articles" in full.display and "revision" not in full.display, "all articles")


def test_values_are_found_by_a_text(full: PseudoTerminal) -> None:
    full.send("strike\r\t")
    full.shows("▸ New York", "Zürich")
    full.send("fzuri\r")
    full.shows("values with zuri", " PLACE", "▸ Zürich")
    assert "New York" not in full.display
    full.send("\r")
    full.shows("12 articles ⟨place Zürich⟩")
    full.send(":find\r")
    full.shows("New York", "☑ Zürich")
    assert "values with" not in full.display


def test_an_article_is_read_from_match_to_match(full: PseudoTerminal, tmp_path: Path) -> None:
    full.send("strike\r\r")
    screen = full.shows("Dockers went on", "hit -/1", "1 of 24", "leads to")
    assert "person" in screen
    full.send("n")
    full.shows("hit 1/1")
    full.send("n")
    full.shows("this is the last match")
    full.send("]")
    full.shows("2 of 24")
    full.send("[")
    full.shows("1 of 24")
    full.send("i")
    full.shows("date          2019-")
    full.send("y")
    full.shows("citation", "“Harbour report", ", AFP, New York, ", "text")
    full.send("q")
    full.shows("Dockers went on")
    full.send("\t")
    full.shows("▸  1 personᴾ Jean Moreau")
    full.send("\r")
    full.shows('person:="Jean Moreau"', "24 articles")
    full.send("u")
    full.shows("> strike", "24 articles")


def test_names_and_matches_are_marked_in_the_text(opened: Open, tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "names") as index:
        body = "The strike of Jean\nMoreau ended. " + "Nothing happened. " * 200 + "MOREAU, who wrote of strikes, left."
        given = {"id": "a", "title": "Jean Moreau strikes", "body": body}
        names = {"person": ["Jean Moreau"], "org": ["Strikes"]}
        index.add([given | {"entities": names, "also_written": {"Jean Moreau": ["Moreau"]}}], extract=False)
    terminal = opened(on=tmp_path / "names", options=(), NO_COLOR="1")
    terminal.send("strike\r\r")
    terminal.shows("⟦Jean Moreau⟧ᴾ ⟦[strikes]⟧ᴼ", "The [strike] of ⟦Jean", "Moreau⟧ᴾ ended", "hit -/3")
    terminal.send("nnn")
    terminal.shows("hit 3/3", "⟦MOREAU⟧ᴾ, who wrote of ⟦[strikes]⟧ᴼ, left.")
    terminal.send("e")
    terminal.shows("MOREAU, who wrote of [strikes], left.")
    terminal.send("NN")
    terminal.shows("hit 1/3", "Jean Moreau [strikes]")


def test_one_key_always_leads_back_and_out(full: PseudoTerminal) -> None:
    full.send("strike\r\r")
    full.shows("Dockers went on", "hit -/1")
    full.send("?")
    full.shows("help", "the first mention", ":help keys")
    full.send("1")
    full.shows("help keys", "while you type a query")
    full.send("q")
    full.shows("Dockers went on", "hit -/1")
    full.send("\x1b")
    full.shows("▸   1 Harbour")
    full.send("\t")
    full.shows("▸ New York")
    full.send("k")
    full.shows("▸PLACE")
    full.send("\r")
    full.shows("▸PLACE")
    full.send("\x04")
    full.shows("▸   1 Harbour")
    full.send("q")
    assert full.left() == 0


@pytest.mark.parametrize("keys", ["\x1b", "\x04", "quit\r", ":q\r", "rain\r\x1b"])
def test_ways_out(full: PseudoTerminal, keys: str) -> None:
    full.send(keys)
    assert full.left() == 0
    assert "Traceback" not in full.display


def test_enter_keeps_what_the_completions_show(full: PseudoTerminal) -> None:
    full.send("strike place:z")
    full.shows("Zürich 12")
    full.send("ü\r")
    full.shows("> strike place:=Zürich", "12 articles", "▸   1 Harbour")
    full.send("/\x15strik\r")
    full.shows("> strik*", "24 articles", "it begins words now")


def test_tab_tries_completions_and_escape_takes_them_back(full: PseudoTerminal) -> None:
    full.send("place:")
    full.shows("New York 12", "Oslo 1")
    full.send("\t")
    full.shows('> place:="New York"', "12 articles")
    full.send("\t")
    full.shows("> place:=Zürich", "12 articles")
    full.send("\x1b")
    full.until(lambda: full.display.splitlines()[0] == "> place:", "the line as typed")


def test_commands_of_the_shell_are_pages_and_messages(full: PseudoTerminal) -> None:
    full.send("strike\r:why 1\r")
    full.shows("The text has strike once. Hit 2 has the same score")
    full.send(":why 1 all\r")
    full.shows("── :why 1 all", "idf")
    full.send("q:nonsense\r")
    full.shows("there is no command :nonsense")
    full.send(":timeline year rate\r")
    full.shows("2019       24 of        24   1000.0‰~")
    full.send(":sort oldest\r")
    full.shows("oldest first", "1 Harbour report 0")
    full.send("s")
    full.until(lambda: "oldest" not in full.display, "the next order")


def test_help_is_there_from_the_first_key(full: PseudoTerminal) -> None:
    full.send(":help keys\r")
    full.shows("── help keys", "in the list of hits", "lines 1-")
    full.send("q:help query\r")
    full.shows("border police")
    full.send("q:help fields\r")
    full.shows("place:")
    full.send("q:help commands\r")
    full.shows(":as cli|python")


def test_a_search_that_finds_nothing_tells_what_is_near(full: PseudoTerminal) -> None:
    full.send("striek ")
    full.shows("0 articles", "did you mean strike (24)?", "A F2  strike · 24 articles")
    full.send("\x15strike rain")
    screen = full.shows("0 articles", "the nearest have some of the parts", "lacks")
    assert "alone       strike 24 · rain 1" in screen
    assert "A F2  strike · 24 articles · without rain" in screen
    assert "B     rain · 1 article · without strike" in screen
    full.send("\rB")
    full.shows("> rain", "1 article\n")
    full.send("u")
    full.shows("> strike rain", "0 articles")


def test_one_key_mends_the_word_that_is_being_typed(full: PseudoTerminal) -> None:
    full.send("striek")
    full.shows("> striek…", "0 articles", "A F2  strike · 24 articles")
    full.send("\x1bOQ")  # F2
    full.shows("> strike", "24 articles")
    full.send(" place:Oslo")
    full.shows("0 articles", "place:Oslo 1", "strike · 24 articles · without place:Oslo")


def test_what_stands_in_the_way_may_be_a_filter(full: PseudoTerminal) -> None:
    full.send(":filter place=Oslo\r")
    full.shows("1 article ⟨place Oslo⟩")
    full.send("/strike\r")
    full.shows("0 articles ⟨place Oslo⟩", "place=Oslo · without it 24 articles", "A F2  strike · 24 articles · without")
    full.send("A")
    full.until(lambda: "24 articles" in full.display and "⟨" not in full.display, "the search without the filter")
    full.send("F")
    full.shows(":try needs the letter of a search that is offered")


def test_another_reading_of_what_was_found_is_offered(full: PseudoTerminal) -> None:
    full.send("dockers or strike\r")
    full.shows("or is searched as a word", "dockers OR strike · 24 articles · with operators of this language")
    full.send("A")
    full.shows("> dockers OR strike", "24 articles")


def test_a_range_of_the_timeline_becomes_a_chip(full: PseudoTerminal) -> None:
    full.send("strike\rt")
    full.shows("timeline by month", "▸", "2019-01         2", "2019-01: 2 articles")
    full.send("\x1b[C\x1b[C")  # Right
    full.shows("2019-03: 2 articles")
    full.send(" jj")
    full.shows("2019-03..2019-05: 6 articles", "☑ 2019-04")
    full.send("\r")
    full.shows("6 articles ⟨date 2019-03..2019-05⟩", "> strike")
    full.send("t")
    full.shows("timeline by month", "2019-03: 2 articles")
    full.send("\x1b[D\r")
    full.shows("2 articles ⟨date 2019-03⟩")
    full.send("t")
    full.shows("timeline by day", "2019-03-03         2")
    full.send("-")
    full.shows("timeline by week", "2019-W09         2")
    full.send("---")
    full.shows("timeline by year", "2019         2")
    full.send("--")
    full.shows("no step is longer than a decade")
    full.send("quu")
    full.until(lambda: "24 articles" in full.display and "⟨" not in full.display, "the search before")


def test_copies_are_compared_and_matches_shown_in_context(opened: Open, tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "copies") as index:
        shared = " ".join(f"Sentence number {n} of the report on the harbour of Oslo." for n in range(12))
        bodies = [f"{shared} {end}" for end in ("The strike ended.", "The strike goes on.", "It was a strike.")]
        index.add([{"id": f"s{n}", "title": "Harbour", "body": body, "date": "2019"} for n, body in enumerate(bodies)])
    terminal = opened(on=tmp_path / "copies", options=(), NO_COLOR="1")
    terminal.send("strike\r\r")
    terminal.shows("Sentence number 1", "copy")
    terminal.send("d")
    terminal.shows("two copies of a story", "- The strike [ended].", "+ The strike [goes on].", "13 sentences the same")
    terminal.send("q\x1b[Z\x1b[Z")  # the last link is that to all copies, the one before it another copy
    terminal.send("d")
    terminal.shows("two copies of a story", "+ It was a strike.")
    terminal.send("qv")
    screen = terminal.shows("── :kwic", "The [strike] ended.", "The [strike] goes on.", "It was a [strike]")
    columns = {line.index("[strike]") for line in screen.splitlines() if "[strike]" in line}
    assert len(columns) == 1


def test_what_was_not_understood_is_told(full: PseudoTerminal) -> None:
    full.send("strike and rain ")
    full.shows("and is searched as a word here")


def test_the_classic_shell_takes_over_and_keeps_the_state(full: PseudoTerminal) -> None:
    full.send("rain\r:plain\r")
    full.until(full.at_prompt, "the prompt")
    full.line(":sort newest")
    full.see("understood  rain", "1 article")
    full.line(":full")
    full.shows("> rain", "newest first", "1 article")
    full.send("\x1b:q\r")
    assert full.left() == 0


@pytest.mark.parametrize(
    "given",
    [
        {"term": "dumb"},
        {"ACCESSIBLE": "1"},
        {"size": (59, 24)},
        {"size": (80, 14)},
        {"options": ("--plain",)},
    ],
)
def test_simple_terminals_get_the_classic_shell(opened: Open, given: dict[str, object]) -> None:
    terminal = opened(**({"options": ()} | given))
    terminal.ready()
    terminal.line("rain")
    terminal.see("understood  rain", "1 article")


@pytest.mark.parametrize("given", [{"LC_ALL": "C"}, {"options": ("--ascii",)}])
def test_terminals_of_ascii_get_nothing_else(opened: Open, given: dict[str, object]) -> None:
    terminal = opened(**({"options": ()} | given))
    terminal.shows("25 articles")
    terminal.send("strik")
    terminal.shows("> strik...", "24 articles", "Zurich")
    terminal.send("\r\r")
    terminal.shows("Dockers went on", "personP Jean Moreau")
    terminal.send("q\t")
    terminal.shows("> New York")
    assert terminal.display.isascii()
    terminal.send("qq")
    assert terminal.left() == 0


def test_without_colour_hits_stand_in_brackets(opened: Open) -> None:
    terminal = opened(options=(), NO_COLOR="1")
    terminal.shows("25 articles")
    terminal.send("strike\r")
    terminal.shows("[strike]", "24 articles")
    terminal.send("\r")
    terminal.shows("on [strike] at", "personᴾ Jean Moreau")
    assert "\x1b[31" not in terminal.transcript and ";31m" not in terminal.transcript


def test_hostile_documents_do_not_reach_the_terminal(opened: Open, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[8m\u202e\x9b31m"
    with searchkit.create(tmp_path / "evil") as index:
        given = {"id": f"id{evil}", "title": f"Evil {evil}", "body": f"strike {evil}", "place": f"Place {evil}"}
        index.add([given | {"path": f"p{evil}", "entities": {"person": [f"P{evil}"]}}], extract=False)
    terminal = opened(on=tmp_path / "evil", options=())
    raw = ""
    for keys, seen in {
        "strike\r": "▸   1 Evil",
        "\t": "▸ Place",
        "\r": "⟨place Place",
        "q\r": "leads to",
        "\x1b": "▸   1 Evil",
        "y": ", text ",
        "q/\x15place:": "Place",
    }.items():
        terminal.send(keys)
        terminal.shows(seen)
        raw += terminal.transcript
    assert "\x1b]0;owned" not in raw and "\x1b[8m" not in raw
    assert not {"\x9b", "\u202e"} & set(raw)
