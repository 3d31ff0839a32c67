from __future__ import annotations

import io
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from searchkit.article import Article
from searchkit.display.console import console_for
from searchkit.display.hyperlinks import file_url, linked, passes_links, wants_links, without_links

LINK = re.compile(r"\x1b\]8;([^;]*);([^\x1b]*)\x1b\\")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name in ("TERM", "TMUX", "TERM_PROGRAM") or name.split("_")[0] in (
            "KITTY",
            "WT",
            "KONSOLE",
            "VTE",
            "WEZTERM",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"VTE_VERSION": "7200"}, True),
        ({"VTE_VERSION": "4600"}, False),
        ({"VTE_VERSION": "x"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "footless"}, False),
        ({"TERM": "dumb", "VTE_VERSION": "7200"}, False),
        ({"TERM": "tmux-256color", "VTE_VERSION": "7200"}, False),
        ({"WT_SESSION": "a-b"}, True),
    ],
)
def test_terminals_that_are_known(variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_links(Terminal(), "auto") is expected
    assert wants_links(Terminal(), "always") is (variables.get("TERM") != "dumb")
    assert not wants_links(Terminal(), "never")
    assert not any(wants_links(io.StringIO(), given) for given in ("auto", "always", "never"))


@given(st.binary(min_size=1, max_size=40).filter(lambda name: not {0, 0x2F} & set(name) and name not in (b".", b"..")))
def test_the_path_comes_back_from_the_link(tmp_path_factory: pytest.TempPathFactory, name: bytes) -> None:
    folder = tmp_path_factory.mktemp("l")
    path = os.path.join(folder, os.fsdecode(name))
    Path(path).touch()
    url = file_url(Article(body="x", path=path))
    assert url is not None and re.fullmatch(r"file://[\w.%~-]*(/[\w.%~-]*)+", url, re.ASCII)
    assert unquote_to_bytes(urlsplit(url).path) == os.fsencode(path)


def test_members_lead_to_their_container_and_what_is_gone_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a b.zip").touch()
    monkeypatch.chdir(tmp_path)
    url = file_url(Article(body="x", path="a b.zip!/inner/é.txt"))
    assert url == f"file://{os.uname().nodename}{tmp_path}/a%20b.zip"
    (tmp_path / "a b.zip!").mkdir()
    (tmp_path / "a b.zip!" / "x").touch()
    assert str(file_url(Article(body="x", path="a b.zip!/x"))).endswith("/a%20b.zip%21/x")
    assert file_url(Article(body="x", path="gone.zip!/x")) is None
    assert file_url(Article(body="x", path="nul\0")) is None
    assert file_url(Article(body="x")) is None


@pytest.mark.parametrize("color", ["never", "always"])
def test_a_link_is_printed_around_the_text_alone(tmp_path: Path, color: str) -> None:
    paper = Terminal()
    console = console_for(paper, color, links=True)  # type: ignore[arg-type]
    (tmp_path / "x").touch()
    line = Text.assemble(
        ("1  ", "green"), linked(Text("Title", style="bold"), Article(body="x", path=str(tmp_path / "x")))
    )
    console.print(line, soft_wrap=True)
    text = paper.getvalue()
    (begin, target), (end, none) = LINK.findall(text)
    assert begin.startswith("id=") and target.endswith(f"{tmp_path}/x") and (end, none) == ("", "")
    if color == "never":
        assert LINK.sub("", text) == "1  Title\n"
        assert re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "|", text) == "1  |Title|\n"
    else:
        assert "\x1b[1m" in text
    assert not [span for span in without_links(line).spans if getattr(span.style, "link", None)]


def test_only_a_less_that_shows_links_gets_them(tmp_path: Path) -> None:
    for version, expected in (("less 643 (GNU regular expressions)", True), ("less 551", False), ("", False)):
        program = tmp_path / "less"
        program.write_text(f"#!/bin/sh\necho '{version}'\n")
        program.chmod(0o755)
        assert passes_links([str(program), "-R"]) is expected
    assert not passes_links(["cat"]) and not passes_links([str(tmp_path / "none" / "less")])
    assert subprocess.run([str(program)], check=True).returncode == 0
