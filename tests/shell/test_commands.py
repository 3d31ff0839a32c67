from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

import searchkit
from searchkit.display.console import console_for
from searchkit.index import Index
from searchkit.shell.app import run, take_line
from searchkit.shell.commands import ALIASES, COMMANDS, Context, Leave, is_command
from searchkit.shell.help_pages import PAGES
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session


class Told:
    """A shell that writes to memory."""

    def __init__(self, index: Index) -> None:
        self.paper = io.StringIO()
        console: Console = console_for(self.paper, "never")
        self.context = Context(Session(index), Screen(lambda: console, colored=False, paging=False))

    def __call__(self, line: str) -> str:
        self.paper.seek(0)
        self.paper.truncate()
        take_line(self.context, line)
        return self.paper.getvalue()


@pytest.fixture
def told(index: Index) -> Told:
    return Told(index)


def test_a_line_is_a_query(told: Told) -> None:
    shown = told("strike place:zürich")
    assert "understood  (strike AND place:zürich)" in shown
    assert "12 articles" in shown
    assert "2019-01 " in shown and "peak" in shown
    assert "Jean Moreau" in shown
    assert "[strike]" in shown
    assert "10 of 12 shown · :more" in shown


def test_pasted_lines_are_one_query(told: Told) -> None:
    assert "(harbour AND strike)" in told("harbour\r\nstrike\n")


@pytest.mark.parametrize("line", ["", "   ", "\t\n"])
def test_an_empty_line_does_nothing(told: Told, line: str) -> None:
    assert told(line) == ""


def test_a_number_opens_what_is_shown_and_searches_otherwise(told: Told) -> None:
    told("strike")
    opened = told("2")
    assert "id            port-" in opened and "on [strike] at" in opened
    assert "understood  77" in told("77")
    assert "understood  1" in told("1")  # nothing was found: rank 1 is shown no more


def test_like_searches_for_what_is_about_the_same(told: Told) -> None:
    told("strike")
    shown = told(":like 1")
    assert 'understood  like:"port-' in shown and "unknown" not in shown
    assert ":like needs the number of a hit or an id" in told(":like")
    assert "no article has the id 'nowhere'" in told(":like nowhere")


def test_quotes_shows_who_has_the_same_words(told: Told) -> None:
    told("strike")
    shown = told(":quotes 1")
    assert shown.startswith("article port-") and "in a row" in shown and "[" in shown
    assert ":quotes needs the number of a hit or an id" in told(":quotes")


def test_more_shows_the_following_hits(told: Told) -> None:
    told("strike")
    shown = told(":more")
    assert " 11  Harbour" in shown and " 20  Harbour" in shown and "understood" not in shown
    assert "20 of 24 shown" in shown
    assert "24  Harbour" in told(":more")
    assert "no more hits" in told(":more")


def test_facets_are_listed_narrowed_to_and_taken_back(told: Told) -> None:
    told("strike")
    assert "lang" not in told(":facet") and "place" in told(":facet")
    values = told(":facet org")
    assert "20  CGT" in values and '4  The "Dock" Union' in values and "2 values" in values
    shown = told(':facet org The "Dock" Union')
    assert 'filter      org=The "Dock" Union' in shown and "4 articles" in shown
    assert "filter" in told("report")
    assert "24 articles" in told(":drop")
    told(":facet place new york")
    told(":facet org cgt")
    assert "1. place" in told("strike") and "2. org" in told("strike")
    assert "filter      org=CGT" in told(":drop 1")
    assert "filter" not in told(":clear")


def test_no_hits_within_filters_tells_of_the_filters(told: Told) -> None:
    told(":facet place Oslo")
    assert "1 filter active · :drop" in told("strike")


def test_export_tells_how_many(told: Told, tmp_path: Path) -> None:
    told("strike")
    path = tmp_path / "my hits.csv"
    assert f"24 articles written to {path}" in told(f":export {path}")
    assert "the file exists" in told(f':export "{path}"')
    assert "24 articles written" in told(f":export! {path}")


def test_stories_are_shown_once(tmp_path: Path) -> None:
    body = " ".join(f"Dockers of berth {number} went on strike at the port." for number in range(12))
    with searchkit.create(tmp_path / "stories") as index:
        index.add(
            {"id": f"c{n}-{copy}", "body": f"{body} {' '.join(f'Mayor{n} spoke of {k}.' for k in range(60))}"}
            for n in range(14)
            for copy in "ab"
        )
        told = Told(index)
        assert "each story is shown once" in told(":stories")
        assert "28 articles, 14 stories" in told("strike")
        assert "10 of 14 shown · :more" in told(":stories on")
        shown = told(":more")
        assert " 14  " in shown and "· +1 copy" in shown and ":more" not in shown
        assert "no more hits: all 14 are shown" in told(":more")
        assert "1 other copy" in told("14")
        told(f":export {tmp_path / 'out.jsonl'}")
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 14
        assert "28 articles ·" in told(":stories")
        assert "'maybe' is neither on nor off" in told(":stories maybe")


def test_only_what_was_added_since_a_revision(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "oil fell"}, {"id": "b", "body": "oil rose"}])
        index.add([{"id": "c", "body": "oil stayed"}])
        told = Told(index)
        assert "all articles · now at revision 2" in told(":since")
        assert "articles added after revision 1" in told(":since 1")
        shown = told("oil")
        assert "since       revision 1" in shown and "1 article ·" in shown
        assert "articles added after revision 1 · now at revision 2" in told(":since")
        assert "'yesterday' is no revision" in told(":since yesterday")
        assert "stayed" in told(":kwic") and "rose" not in told(":kwic")
        told(f":export {tmp_path / 'out.jsonl'}")
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1
        assert "3 articles ·" in told(":since off")


def test_timeline_status_sort_refresh(told: Told, folder: Path) -> None:
    told("strike")
    assert "2019-12        2" in told(":timeline")
    assert "2019       24" in told(":timeline year")
    assert "2019-12        2" in told(":timeline month all") and "2019-12" in told(":timeline all rate")
    assert "2019-Q4" in told(":timeline quarter") and "2010s" in told(":timeline decade")
    assert "articles  25 from 0 files" in told(":status")
    assert "sorted by relevance" in told(":sort")
    assert "  1  Harbour report 11\n     2019-12-03" in told(":sort newest")
    assert "still at revision 1" in told(":refresh")
    changed: list[bool] = []
    told.context.index_changed = lambda: changed.append(True)
    with searchkit.open(folder) as other:
        other.add([{"id": "x", "body": "Strike."}], extract=False)
    assert "now at revision 2 · 26 articles" in told(":refresh")
    assert changed == [True]


def test_help_is_a_short_page_that_leads_to_others(told: Told) -> None:
    shown = told(":help")
    assert len(shown.splitlines()) <= 10
    assert shown == told("?") == told(":")
    for number, page in enumerate(PAGES, 1):
        assert f":help {page}" in shown
        assert told(f":help {page}") == told(f":help {number}") != shown
    assert all(f":{name}" in told(":help commands") for name in COMMANDS)
    assert "there is no page 'nothing'" in told(":help nothing")


def test_how_lines_are_edited_and_kept(told: Told) -> None:
    assert told(":keys") == told(":help keys")
    assert "lines are edited as in vi" in told(":keys vi") and told.context.typing.vi
    assert "there are no keys of 'ed'" in told(":keys ed") and told.context.typing.vi
    assert "private" in told(":private") and told.context.typing.history.is_private
    assert "lines are kept" in told(":private off") and not told.context.typing.history.is_private
    assert "neither on nor off" in told(":private perhaps")


@pytest.mark.parametrize("line", [":quit", ":q", "quit", "exit", r"\q", ":QUIT"])
def test_ways_to_leave(told: Told, line: str) -> None:
    with pytest.raises(Leave):
        told(line)


def test_aliases_name_commands() -> None:
    assert set(ALIASES.values()) <= set(COMMANDS)


@pytest.mark.parametrize("line", ["quit now", "what?", "exit poll", "a:b"])
def test_queries_that_look_like_commands(line: str) -> None:
    assert not is_command(line)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (":facte", "there is no command :facte", "did you mean :facet?"),
        (":fac", "there is no command :fac", "did you mean :facet?"),
        (":xyzzy", "there is no command :xyzzy", ":help lists the commands"),
        (":more 3", ":more takes no argument", ""),
        (":drop x", "'x' is not a filter number", ""),
        (":drop", "no filter is active", ""),
        (":open", ":open needs the number of a hit or an id", ""),
        (":open nope", "no article has the id 'nope'", ""),
        (":sort best", "there is no order 'best'", "choose from: relevance, newest, oldest"),
        (
            ":timeline century",
            "there is no timeline by 'century'",
            "choose from: decade, year, quarter, month, week, day",
        ),
        (":facet nope", "there is no facet 'nope'", "choose from:"),
        (":export", ":export needs a file name", "the ending sets the format"),
        (":export /nowhere/at/all.json", "/nowhere/at/", ""),
        (":export /", "not a regular file", ""),
    ],
)
def test_errors_are_a_line_and_a_hint(told: Told, line: str, message: str, hint: str) -> None:
    told("strike")
    shown = told(line)
    assert shown.startswith("error  ")
    assert message in shown.splitlines()[0]
    assert len(shown.splitlines()) <= 2
    assert hint in shown and "Traceback" not in shown


def test_a_fault_of_the_program_does_not_end_the_session(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(told.context.session, "search", broken)
    assert "error  ZeroDivisionError: oh" in told("strike")


def test_an_unbalanced_quote_is_a_warning_with_a_caret(told: Told) -> None:
    lines = told('port "strike').splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("^"))
    assert lines[at - 1][lines[at].index("^")] == '"'
    assert "24 articles" in "\n".join(lines)


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\r\x08\u202e"


def test_nothing_of_a_document_reaches_the_terminal_raw(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / f"i{HOSTILE[:6]}") as index:
        evil = {
            "id": f"id{HOSTILE}",
            "title": f"Title {HOSTILE}",
            "body": f"Body {HOSTILE} strike",
            "date": "2019-05-01",
            "place": f"Place {HOSTILE}",
            "agency": f"Agency {HOSTILE}",
            "language": f"l{HOSTILE}",
            "url": f"http://x/{HOSTILE}",
            "path": f"p{HOSTILE}.txt",
            "entities": {"person": [f"Person {HOSTILE}"], "org": [f"Org {HOSTILE}"], "place": [f"P {HOSTILE}"]},
        }
        index.add([evil], extract=False)
        told = Told(index)
        shown = [told("strike"), told("1"), told(":facet"), told(":facet place"), told(":timeline"), told(":status")]
        shown.append(told(":facet place place"))
        shown.append(told(f":facet place {HOSTILE}"))
        assert "error" not in told(":facet person " + Filterable(index).name)
        shown.append(told(f"a {HOSTILE} title:{HOSTILE}"))
        shown.append(told(f":{HOSTILE}"))
        shown.append(told(f":open {HOSTILE}"))
        out = tmp_path / "out.txt"
        told(":clear")
        shown.append(told(f":export {out}"))
        shown.append(out.read_text("utf-8"))
    for text in shown:
        assert text
        assert not set(text) & set(HOSTILE) - set("owned]0;[2J31m"), text


class Filterable:
    """The name of the one person, as it can be typed."""

    def __init__(self, index: Index) -> None:
        from searchkit.display.safe_text import one_line

        self.name = one_line(index.search("*", facets=["person"]).facets["person"][0].value)


def test_lines_that_are_piped_in_are_read_to_the_end(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("rain\n\n:nope\n1\n"))
    assert run(index) == 0
    shown = capsys.readouterr().out
    assert "1 article" in shown and "there is no command :nope" in shown and "id            rain" in shown
    monkeypatch.setattr("sys.stdin", io.StringIO(":quit\nrain\n"))
    assert run(index) == 0
    assert "rain" not in capsys.readouterr().out


def test_why_explains_a_hit_that_is_shown(told: Told) -> None:
    told("strike")
    assert "The text has strike once." in told(":why 1")
    assert "documents with the term" in told(":why 1 all") and "documents with the term" not in told(":why 1")
    assert "needs the number of a hit" in told(":why 99")


def test_words_are_added_to_queries_and_taken_out(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as index:
        others = [{"id": f"n{n}", "body": f"wheat crop of farm{n}"} for n in range(20)]
        ours = [{"id": f"s{n}", "body": f"dock strike and ferries late{n}"} for n in range(3)]
        index.add([*ours, *others], extract=False)
        told = Told(index)
        assert "no words are added" in told(":expand off")
        assert "words are added" in told(":expand")
        assert "added       dock " in told("strike")
        shown = told(":expand -dock")
        assert "added       ferries " in shown and "dock " not in shown.split("added")[1].split("\n")[0]
        assert "is no word to take out" in told(":expand maybe")
        assert "added       " not in told(":expand off")
