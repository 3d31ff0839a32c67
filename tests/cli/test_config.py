"""``searchkit config``, and what files of settings do to other commands."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest

import searchkit
from command import Ran
from command import searchkit as run

SETTINGS = (
    "index aliases color hyperlinks pager editor rows sort stories view ascii keys suggest history private".split()
)


class Home:
    """A home with files of settings."""

    def __init__(self, folder: Path) -> None:
        self.user = folder / "home" / "searchkit" / "config.toml"
        self.system = folder / "etc" / "searchkit" / "config.toml"
        self.far = folder / "far" / "searchkit" / "config.toml"
        for path in (self.user, self.system, self.far):
            path.parent.mkdir(parents=True)
        self.environment = {
            "SEARCHKIT_CONFIG": "",
            "XDG_CONFIG_HOME": str(folder / "home"),
            "XDG_CONFIG_DIRS": f"{folder / 'etc'}{os.pathsep}relative{os.pathsep}{folder / 'far'}",
        }

    def run(self, *arguments: str | Path, cwd: Path | None = None, **more: str) -> Ran:
        return run(*arguments, cwd=cwd, **(self.environment | more))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def values(ran: Ran) -> dict[str, object]:
    return {each["name"]: each["value"] for each in json.loads(ran.out)["settings"]}


def test_without_files_all_are_defaults(home: Home) -> None:
    ran = home.run("config", "list", "--show-origin")
    assert (ran.code, ran.err) == (0, "")
    assert [line.lstrip("# ").split()[0].rstrip(":") for line in ran.out.splitlines()] == list(SETTINGS)
    assert all(line.endswith("# default") for line in ran.out.splitlines())
    assert home.run("config", "path").out == f"{home.user}\n"
    assert home.run("config", "check").code == 0
    assert not home.user.exists()


def test_the_order_is_default_system_user_environment(home: Home) -> None:
    home.far.write_text('rows = 1\nsort = "oldest"\nhistory = 5\n')
    home.system.write_text('# remarks\nrows = 2\nsort = "newest"\n')
    home.user.write_text("\n\nrows = 3\n")
    lines = home.run("config", "list", "--show-origin", SEARCHKIT_HISTORY="7", NO_COLOR="1").out.splitlines()
    origins = {line.split()[0]: line for line in lines}
    assert origins["rows"].endswith(f"# user: {home.user}:3") and "rows = 3 " in origins["rows"]
    assert origins["sort"].endswith(f"# system: {home.system}:3") and '"newest"' in origins["sort"]
    assert origins["history"].endswith("# environment: SEARCHKIT_HISTORY") and "= 7 " in origins["history"]
    assert origins["color"].endswith("# environment: NO_COLOR") and '"never"' in origins["color"]
    told = home.run("config", "--json").out
    assert [file["level"] for file in json.loads(told)["files"]] == ["system", "system", "user"]
    named = home.user.with_name("other.toml")
    named.write_text("rows = 9")
    assert values(home.run("config", "--json", SEARCHKIT_CONFIG=str(named)))["rows"] == 9
    assert values(home.run("config", "--json", SEARCHKIT_CONFIG=os.devnull))["rows"] is None


def test_the_list_is_a_file_of_settings_itself(home: Home) -> None:
    text = 'editor = "vi \\"x\\" \\u001b[31m"\nprivate = true\n[keys]\nstyle = "vi"\nF5 = ":doctor"\n'
    home.user.write_text(text)
    printed = home.run("config", "list", "--show-origin").out
    assert "\x1b" not in printed
    read = tomllib.loads(printed.replace('keys = "vi"', ""))
    assert read["editor"] == 'vi "x" \x1b[31m' and read["private"] is True
    assert read["keys"] == {"F5": ":doctor"}


@pytest.mark.parametrize(
    ("text", "line", "told", "hint"),
    [
        ("rows = 2\nrwos = 3\n", 2, "there is no setting 'rwos'", "did you mean rows?"),
        ("\n\nnothing-like-it = 3\n", 3, "there is no setting 'nothing-like-it'", "searchkit config list"),
        ('sort = "newset"\n', 1, "the value of sort is wrong", "relevance, newest, oldest"),
        ("rows = 0\n", 1, "the value of rows is wrong", "from 1 to 1000"),
        ("rows = true\n", 1, "the value of rows is wrong", "from 1 to 1000"),
        ('editor = """\nvi\n"""\nprivate = "yes"\n', 4, "the value of private is wrong", "true or false"),
        ('index = ""\n', 1, "the value of index is wrong", "not empty"),
        ("rows = 2\nrows = 3\n", 2, "this is no TOML", "Nothing of the file is used"),
        ("rows = \n", 1, "this is no TOML", 'sort = "newest"'),
        ('pager = "less"\neditor = "\xff"\n', 2, "this is no UTF-8", "UTF-8"),
        ("[keys]\nx = 1\n", 2, "the key 'x' cannot be bound", "such as"),
        ('[keys.hit]\nx = ":doctor"\n', 1, "there is no place 'hit'", "keys.hits"),
        ('[keys]\nF5 = ":docter"\n', 2, "the key 'F5' cannot be bound", "did you mean :doctor?"),
        ('[keys.line]\nx = ":doctor"\n', 2, "the key 'x' cannot be bound", "a part of the text"),
        ('[keys]\n"Ctrl-C" = ":doctor"\n', 2, "the key 'Ctrl-C' cannot be bound", "in or out"),
        ('[keys]\n"Alt-X" = ":doctor"\n', 2, "the key 'Alt-X' cannot be bound", "Esc"),
        ('[keys]\nPgUpp = ":doctor"\n', 2, "the key 'PgUpp' cannot be bound", "did you mean Pgup?"),
        ('[keys]\nstyle = "ed"\n', 2, "the value of keys.style is wrong", "emacs, vi"),
        ('[keys.prompt]\nF6 = ":facets"\n', 2, "the key 'F6' cannot be bound", "did you mean :facet?"),
    ],
)
def test_mistakes_have_a_line_and_say_what_to_do(home: Home, text: str, line: int, told: str, hint: str) -> None:
    home.user.write_text(text, encoding="latin-1")
    ran = home.run("config", "check")
    assert ran.code == 2
    assert f"searchkit: {home.user}:{line}: {told}" in ran.err and hint in ran.err
    assert f"{home.user}: 1 mistake\n" in ran.out
    (mistake,) = json.loads(home.run("config", "--json").out)["mistakes"]
    assert (mistake["where"], mistake["line"]) == (str(home.user), line)


def test_a_mistake_keeps_no_search_from_running(home: Home, seed_index: Path) -> None:
    home.user.write_text("rwos = 1\nrows = 1\n")
    ran = home.run("search", "-i", seed_index, "border", "-n", "2", SEARCHKIT_SORT="x")
    assert ran.code == 0 and "3 articles" in ran.out
    assert f"searchkit: {home.user}:1: there is no setting 'rwos'; it has no effect · did you mean rows?" in ran.err
    assert "SEARCHKIT_SORT: the value 'x' is wrong; it has no effect · choose from: relevance" in ran.err
    home.user.write_text("[broken")
    ran = home.run("search", "-i", seed_index, "border", "--json")
    assert ran.code == 0 and json.loads(ran.out)["total"]["value"] == 3
    assert "this is no TOML" in ran.err and "Traceback" not in ran.err
    assert values(home.run("config", "--json"))["private"] is True  # the file may have said so
    home.user.unlink()
    home.user.mkdir()
    assert "a folder, not a file" in home.run("search", "-i", seed_index, "border").err
    ran = home.run("search", "-i", seed_index, "border", SEARCHKIT_CONFIG=str(home.user / "missing"))
    assert ran.code == 0 and "missing" in ran.err and "No such file" in ran.err


def test_a_file_names_the_index(home: Home, seed_index: Path, tmp_path: Path) -> None:
    home.user.write_text(f'index = "{seed_index}"\n')
    assert home.run("border", "--ids", cwd=tmp_path).code == 0
    home.user.write_text(f'index = "{os.path.relpath(seed_index, home.user.parent)}"\n')
    assert home.run("status", cwd=tmp_path).code == 0
    assert home.run("border", cwd=tmp_path, SEARCHKIT_INDEX="nowhere").code == 3
    home.user.write_text("index = [")
    ran = home.run("index", tmp_path / "home", cwd=tmp_path)
    assert ran.code == 2 and f"{home.user}: this file may name the index" in ran.err
    assert not (tmp_path / "index").exists()
    assert home.run("status", "-i", seed_index).code == 0


def test_programs_get_the_same_whatever_is_set(home: Home, seed_index: Path) -> None:
    def answer(*more: str) -> object:
        told = json.loads(home.run("search", "-i", seed_index, "*", "--json", *more).out)
        return {name: value for name, value in told.items() if name != "took_ms"}

    without = answer()
    home.user.write_text('rows = 1\nsort = "oldest"\nstories = true\ncolor = "always"\n')
    assert answer() == without
    assert "\x1b[" in home.run("search", "-i", seed_index, "border").out
    assert "\x1b[" not in home.run("search", "-i", seed_index, "border", "--color", "never").out
    assert "\x1b[" not in home.run("search", "-i", seed_index, "border", NO_COLOR="1").out


def test_people_get_as_many_hits_as_they_set(home: Home, tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "Oil talks.", "date": f"2019-05-0{number}"} for number in range(1, 5)])
    home.user.write_text('rows = 2\nsort = "newest"\n')
    shown = home.run("search", "-i", tmp_path / "i", "oil").out
    assert "4 articles" in shown and "  2  " in shown and "  3  " not in shown
    assert "2019-05-04" in shown and "2019-05-03" in shown
    shown = home.run("search", "-i", tmp_path / "i", "oil", "-n", "3", "--sort", "oldest").out
    assert "  3  " in shown and "2019-05-04" not in shown
    assert "  3  " in home.run("search", "-i", tmp_path / "i", "oil", SEARCHKIT_ROWS="3").out


def test_a_search_without_files_loads_no_reader_of_them(home: Home, seed_index: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from searchkit.cli.main import main; main(sys.argv[1:])\n"
        "print('tomllib' in sys.modules, file=sys.stderr)"
    )
    for text, expected in ((None, "False"), ("rows = 1", "True")):
        if text is not None:
            home.user.write_text(text)
        done = subprocess.run(
            [sys.executable, "-c", program, "search", "-i", str(seed_index), "border", "--json"],
            env=os.environ | home.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.strip() == expected


def test_each_setting_is_documented_and_what_is_shown_is_right(home: Home, repository: Path) -> None:
    page = (repository / "docs" / "config.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in SETTINGS)
    blocks = re.findall(r"```toml\n(.*?)```", page, re.S)
    assert len(blocks) == 2
    for block in blocks:
        home.user.write_text(block)
        assert home.run("config", "check").code == 0
