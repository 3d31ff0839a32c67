from __future__ import annotations

import re
from pathlib import Path

import pytest

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.errors import UsageError
from searchkit.shell.commands import ALIASES, COMMANDS, Command
from searchkit.shell.help_pages import PAGES, HelpPages, help_page_name
from searchkit.shell.key_table import KEYS, LINES, PLACES, Binding, Key, hints, keys_in_force, keys_of, shown_keys
from searchkit.shell.styled_line import cells
from searchkit.shell.task_keys import task_rows
from searchkit.shell.view_commands import VIEW_COMMANDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "shell.md"


@pytest.mark.parametrize("where", PLACES)
def test_a_key_does_one_thing_in_a_place(where: str) -> None:
    keys = [name for key in keys_of(where) for name in key.keys]
    assert len(keys) == len(set(keys))
    assert where == "prompt" or [key for key, _ in hints(where)]


@pytest.mark.parametrize("key", KEYS, ids=shown_keys)
def test_what_a_key_does_is_a_command_and_documented(key: Key) -> None:
    name = key.command.split()[0]
    assert name in VIEW_COMMANDS or name in COMMANDS
    assert set(key.where) <= set(PLACES)
    text = PAGE.read_text(encoding="utf-8")
    assert f"| `{shown_keys(key)}` | `:{key.command}` | {key.help or VIEW_COMMANDS[name].help} |" in text


def test_letters_are_commands_only_outside_the_query_line() -> None:
    assert not [name for where in LINES for key in keys_of(where) for name in key.keys if len(name) == 1]


@pytest.mark.parametrize("where", [where for where in PLACES if where not in LINES])
def test_the_same_keys_lead_back_everywhere(where: str) -> None:
    assert {"q", "escape", "c-d"} <= {name for key in keys_of(where) if key.command == "back" for name in key.keys}


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("face", [COMMANDS, {**COMMANDS, **VIEW_COMMANDS}], ids=["classic", "full"])
def test_help_has_pages_that_fit(face: dict[str, Command], width: int) -> None:
    pages = HelpPages(ARCHIVE_FIELDS, face, KEYS, "Type words. " * 14)
    made = {name: pages.page(name, width) for name in ("", *PAGES)}
    assert all(cells(line) <= width for lines in made.values() for line in lines)
    # With the query line, its echo, the title and the status of the full view, on the smallest terminal.
    assert len(made[""]) <= 15 - 4
    texts = {name: "\n".join("".join(text for _, text in line) for line in lines) for name, lines in made.items()}
    assert all(f":{name}" in texts["commands"] for name in face)
    assert all(f"{name}:" in texts["fields"] for name in ARCHIVE_FIELDS.fields)
    assert all(told in texts["keys"] for told in PLACES.values())


def test_pages_of_help_have_names_and_numbers() -> None:
    assert [help_page_name(str(number)) for number in (1, 2, 3, 4)] == list(PAGES)
    assert help_page_name("next") == PAGES[0] and help_page_name("next", PAGES[-1]) == ""
    with pytest.raises(UsageError, match="no page"):
        help_page_name("nothing")


def test_what_a_user_binds_stands_in_the_table_once() -> None:
    table = keys_in_force(
        [Binding("hits", "w", "doctor"), Binding("article", "w", ""), Binding("hits", "f5", "stories"),
         Binding("article", "f5", "stories"), Binding("hits", "w", "kwic")]
    )  # fmt: skip
    assert [key.command for key in keys_of("hits", table) if "w" in key.keys] == ["kwic"]
    assert not [key for key in keys_of("article", table) if "w" in key.keys]
    assert [key.where for key in table if key.keys == ("f5",)] == [("hits", "article")]
    assert {key.keys[0] for key in table if key.remapped} == {"w", "f5"}
    for where in PLACES:
        names = [name for key in keys_of(where, table) for name in key.keys]
        assert len(names) == len(set(names))
    assert keys_in_force([]) == KEYS


def test_aliases_name_commands_of_both_faces() -> None:
    assert set(ALIASES.values()) <= {*COMMANDS, *VIEW_COMMANDS}


def test_the_first_page_of_help_tells_the_keys_of_what_people_want() -> None:
    rows = task_rows()
    assert len(rows) == 14
    assert not [told for _, told in rows if re.search(r":(?!export |as |exactness )[a-z]", told)]
    moved = [key._replace(keys=("x",)) if key.command == "order" else key for key in KEYS]
    assert dict(task_rows(moved))["the first mention"].startswith("x x:")
    without = [key for key in KEYS if key.command != "order"]
    assert dict(task_rows(without))["the first mention"].startswith(":order :order")
    first = HelpPages(ARCHIVE_FIELDS, VIEW_COMMANDS, KEYS, "Type words.", rows).page("", 76)
    assert ["".join(text for _, text in line).split("  ")[1] for line in first[2:16]] == [want for want, _ in rows]
    assert len(first) == 16


@pytest.mark.parametrize("where", PLACES)
def test_help_is_among_the_hints_of_a_narrow_screen(where: str) -> None:
    assert "help" in [word for _, word in hints(where)][:3]
