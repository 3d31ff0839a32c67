"""Lines that a session writes into the file of aliases: they say what is meant, and undo leaves no trace."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.shell.alias_edits import AliasFile, hiding, merging, showing
from searchkit.shell.session import Session

NAMES = st.one_of(
    st.sampled_from(
        ['The "Dock" Union', "a = b", "=", '"x"', "hide me", "HIDE  me", "# no", "org: x", "Zürich\u2028x", "x\u2029"]
    ),
    st.text(min_size=1, max_size=12),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, usual=NAMES)
def test_a_line_says_what_is_meant_or_is_refused(index: Index, name: str, usual: str) -> None:
    def read(line: str) -> searchkit.Index:
        index.aliases_file.write_text(f"{line}\nperson: hide Other\n", encoding="utf-8")
        index.refresh()
        return index

    try:
        (edit,) = hiding(index, "org", name)
    except UsageError:
        pass
    else:
        assert dict(read(edit.line).aliases.hidden) == {"org": {name}, "person": {"Other"}}
    try:
        (edit,) = merging(index, "org", name, usual)
    except UsageError:
        return
    read_back = read(edit.line).aliases
    assert read_back.usual == {"org": {name: usual}} and not read_back.mistakes


@pytest.mark.parametrize(
    "name", ["CGT", "Zürich", 'The "Dock" Union', "a = b", "hide me", "x=y", "# a", "org: b", "日本"]
)
def test_usual_names_can_be_written(index: Index, name: str) -> None:
    assert hiding(index, "org", name)
    assert merging(index, "org", name, "Other") and merging(index, "org", "Other", name)


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"# mine\norg: hide Nobody\n",
        b"\xef\xbb\xbforg: hide Nobody\r\n# two\r\n",
        b"# in Latin-1: Z\xfcrich\n",
        b"org: wrong\n\n\n  # end\n",
    ],
)
def test_undo_leaves_the_file_as_it_was(index: Index, before: bytes) -> None:
    path = index.aliases_file
    path.write_bytes(before)
    file = AliasFile(index)
    hidden, merged = hiding(index, "org", "CGT"), merging(index, "place", "Zürich", "New York")
    assert file.have((*hidden, *merged))
    assert path.read_bytes().startswith(before)
    assert index.aliases.name("org", "CGT") is None
    assert index.search("place:Zürich").total == 24
    shown = showing(index, "org", "CGT")
    assert file.have((*hidden, *merged, *shown))
    assert index.aliases.name("org", "CGT") == "CGT" and index.aliases.name("place", "Zürich") == "New York"
    assert file.have((*hidden, *merged)) and not file.have((*hidden, *merged))
    assert index.aliases.name("org", "CGT") is None
    assert file.have(())
    assert path.read_bytes() == before


def test_a_line_without_an_end_stays_a_line_of_its_own(index: Index) -> None:
    path = index.aliases_file
    path.write_bytes(b"org: hide Nobody")
    file = AliasFile(index)
    file.have(hiding(index, "org", "CGT"))
    assert path.read_bytes() == b"org: hide Nobody\norg: hide CGT\n"


def test_what_others_change_meanwhile_stays(index: Index) -> None:
    path = index.aliases_file
    file = AliasFile(index)
    file.have(hiding(index, "org", "CGT"))
    path.write_text("# new\n" + path.read_text(encoding="utf-8") + "person: hide Other\n", encoding="utf-8")
    file.have(())
    assert path.read_text(encoding="utf-8") == "# new\nperson: hide Other\n"
    path.unlink()
    file.have(hiding(index, "org", "CGT"))
    path.write_text("# nothing\n", encoding="utf-8")
    file.have(())
    assert path.read_text(encoding="utf-8") == "# nothing\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes of POSIX")
def test_a_link_and_the_mode_of_the_file_stay(index: Index, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("# mine\n", encoding="utf-8")
    target.chmod(0o640)
    index.aliases_file.symlink_to(target)
    AliasFile(index).have(hiding(index, "org", "CGT"))
    assert index.aliases_file.is_symlink()
    assert target.read_text(encoding="utf-8") == "# mine\norg: hide CGT\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["i", "mine.txt"]


def test_a_name_that_is_hidden_in_several_ways_is_shown_again(index: Index) -> None:
    path = index.aliases_file
    path.write_text("org: hide CGT\n# between\norg: C.G.T. = CGT\norg: hide C.G.T.\n", encoding="utf-8")
    index.refresh()
    session = Session(index)
    session.search("strike")
    assert "CGT" not in {value.value for value in session.facet_values("org")["org"]}
    session.show_again("org", "cgt")
    assert path.read_text(encoding="utf-8") == "# between\norg: C.G.T. = CGT\n"
    assert "CGT" in {value.value for value in session.facet_values("org")["org"]}
    session.undo()
    assert "org: hide CGT\n# between\n" in path.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="is not hidden"):
        session.show_again("org", "Nobody")


def test_a_session_goes_back_through_its_edits(index: Index) -> None:
    session = Session(index)
    session.search("strike")
    session.add_filter("place", "Zürich")
    session.merge("place", "Zürich", "New York")
    assert session.filters == searchkit.Filters() and session.results is not None
    assert session.results.facets["place"][0] == ("New York", 24)
    session.search("port")
    session.undo()
    session.undo()
    assert [value.value for value in session.facet_values("place")["place"]] == ["New York", "Zürich"]
    assert index.aliases_file.read_bytes() == b""
    session.redo()
    assert session.results.facets["place"] and session.facet_values("place")["place"] == [("New York", 24)]
    with pytest.raises(UsageError, match="alias of itself"):
        session.merge("place", "New York", "New York")
