from __future__ import annotations

import re
from pathlib import Path

import pytest

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.errors import UsageError
from searchkit.shell.commands import ALIASES, COMMANDS
from searchkit.shell.key_table import KEYS, PLACES, Key, hints, keys_of, shown_keys
from searchkit.shell.task_keys import task_rows
from searchkit.shell.view_commands import VIEW_COMMANDS
from searchkit.shell.view_help import PAGES, help_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "shell.md"


@pytest.mark.parametrize("where", PLACES)
def test_a_key_does_one_thing_in_a_place(where: str) -> None:
    keys = [name for key in keys_of(where) for name in key.keys]
    assert len(keys) == len(set(keys))
    assert [key for key, _ in hints(where)]


@pytest.mark.parametrize("key", KEYS, ids=shown_keys)
def test_what_a_key_does_is_a_command_and_documented(key: Key) -> None:
    name = key.command.split()[0]
    assert name in VIEW_COMMANDS or name in COMMANDS
    assert set(key.where) <= set(PLACES)
    text = PAGE.read_text(encoding="utf-8")
    assert f"| `{shown_keys(key)}` | `:{key.command}` | {key.help or VIEW_COMMANDS[name].help} |" in text


def test_letters_are_commands_only_outside_the_query_line() -> None:
    assert not [name for key in keys_of("line") for name in key.keys if len(name) == 1]


@pytest.mark.parametrize("where", [where for where in PLACES if where != "line"])
def test_the_same_keys_lead_back_everywhere(where: str) -> None:
    assert {"q", "escape", "c-d"} <= {name for key in keys_of(where) if key.command == "back" for name in key.keys}


def test_help_has_pages_of_narrow_lines() -> None:
    for page in ("", *PAGES):
        title, lines = help_page(page, ARCHIVE_FIELDS, VIEW_COMMANDS)
        assert title.startswith("help")
        assert all(len("".join(text for _, text in line)) <= 100 for line in lines)
    everything = "\n".join(
        "".join(text for _, text in line) for line in help_page("", ARCHIVE_FIELDS, VIEW_COMMANDS)[1]
    )
    assert all(f":{name}" in everything for name in (*COMMANDS, *VIEW_COMMANDS))
    assert all(f"{name}:" in everything for name in ARCHIVE_FIELDS.fields)
    with pytest.raises(UsageError, match="no page"):
        help_page("nothing", ARCHIVE_FIELDS, VIEW_COMMANDS)


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
    first = help_page("", ARCHIVE_FIELDS, VIEW_COMMANDS)[1][:18]
    assert ["".join(text for _, text in line).split("  ")[1] for line in first[2:16]] == [want for want, _ in rows]


@pytest.mark.parametrize("where", PLACES)
def test_help_is_among_the_hints_of_a_narrow_screen(where: str) -> None:
    assert "help" in [word for _, word in hints(where)][:3]
