"""A command line that is read as it stands means what argparse makes of it."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.cli.main import VERBS
from searchkit.errors import UsageError

PARSERS = {verb: importlib.import_module(f"searchkit.cli.{verb}").parser() for verb in VERBS}
SPELLINGS = sorted(
    {spelling for parser in PARSERS.values() for action in parser.full()._actions for spelling in action.option_strings}
    - {"-h", "--help"}
)
values = st.sampled_from(
    ["oil", "", "7", "-7", "-x", "-", "--", "newest", "place:3", "a b", "-a b", "always", "1.5", "\u00e9"]
)
pieces = values | st.sampled_from(SPELLINGS) | st.builds("{}={}".format, st.sampled_from(SPELLINGS), values)


@pytest.mark.parametrize("value", ["7", "x", "newest", "title=body"])
@pytest.mark.parametrize("verb", VERBS)
def test_each_option_means_what_argparse_makes_of_it(verb: str, value: str) -> None:
    for action in PARSERS[verb].full()._actions:
        for option in action.option_strings:
            for line in ([option], [option, value], [option, value, option, value], [f"{option}={value}", "word"]):
                check(verb, line)


def check(verb: str, line: list[str]) -> None:
    """Compare what is read, unless the line is left to argparse."""
    try:
        read: dict[str, Any] | None = PARSERS[verb].plain(line)
    except (ValueError, LookupError, UsageError):
        return
    assert read == PARSERS[verb].full().read(line)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(VERBS)), st.lists(pieces, max_size=6))
def test_a_line_means_what_argparse_makes_of_it(verb: str, line: list[str]) -> None:
    check(verb, line)


@pytest.mark.parametrize(
    "line",
    [
        ["oil", "prices"],
        ["oil", "--json", "-n", "3", "--sort=newest", "-i", "there"],
        ["--facet", "place:3", "--facet", "org", "oil", "--explain"],
        ["--generation", "4", "--", "-excluded", "--json"],
        [],
    ],
)
def test_the_usual_lines_do_without_argparse(line: list[str]) -> None:
    assert PARSERS["search"].plain(line) == PARSERS["search"].full().read(line)


@pytest.mark.parametrize(
    "line",
    [
        ["--nonsense"],
        ["-n", "x"],
        ["--sort", "random"],
        ["-n"],
        ["--json", "--csv"],
        ["--json=yes"],
        ["-n5"],
        ["--help"],
    ],
)
def test_what_is_wrong_or_rare_is_left_to_argparse(line: list[str]) -> None:
    with pytest.raises((ValueError, LookupError)):
        PARSERS["search"].plain(line)
