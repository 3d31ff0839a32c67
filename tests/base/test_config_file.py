"""The lines of keys in a file of settings: which line each stands on."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.config_file import read_config

KEYS = st.sampled_from(["a", "b", '"c d"', "e.f", "e.g", "'h'"])
VALUES = st.sampled_from(
    [
        "1",
        '"x"',
        "true",
        "[1, 2]",
        "[\n1,\n\n2,\n]",
        '"""\nx = 3\n[y]\n"""',
        "'''\n# no\n'''",
        "{ i = 1, j = { k = 2 } }",
    ]
)
REMARKS = st.sampled_from(["", "\n", "# a = 3\n", "  # [t]\n\n"])
STATEMENTS = st.lists(st.tuples(REMARKS, KEYS, VALUES), max_size=6, unique_by=lambda each: each[1])
TABLES = st.lists(
    st.tuples(st.sampled_from(["[t]", "[t.u]", "[ v ]"]), STATEMENTS), max_size=3, unique_by=lambda t: t[0]
)


@given(STATEMENTS, TABLES)
def test_each_key_has_the_line_on_which_its_statement_begins(
    tmp_path_factory: object, top: list[tuple[str, str, str]], tables: list[tuple[str, list[tuple[str, str, str]]]]
) -> None:
    text = ""
    expected: dict[tuple[str, ...], int] = {}
    for header, statements in [("", top), *tables]:
        prefix: tuple[str, ...] = ()
        if header:
            prefix = tuple(header.strip("[] ").split("."))
            for depth in range(len(prefix)):
                expected.setdefault(prefix[: depth + 1], text.count("\n") + 1)
            text += header + "\n"
        for remark, key, value in statements:
            text += remark
            path = (*prefix, *([key.strip("\"'")] if key[0] in "\"'" else key.split(".")))
            expected[path] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    path_of_file = Path(str(tmp_path_factory.mktemp("c"))) / "config.toml"  # type: ignore[attr-defined]
    path_of_file.write_text(text)
    try:
        tomllib.loads(text)
    except ValueError:
        return
    read = read_config(str(path_of_file), "user", must_exist=True)
    assert read is not None and not read.mistakes and read.values == tomllib.loads(text)
    assert {path: read.line(*path) for path in expected} == expected


def test_what_says_whether_anything_is_set_knows_all_settings() -> None:
    from searchkit.base import set_values
    from searchkit.base.setting_table import SETTINGS

    assert {*set_values._TEXTS, *set_values._OTHERS} == set(SETTINGS)
    assert {name for name, setting in SETTINGS.items() if setting.kind in ("path", "text")} == {*set_values._TEXTS}
    assert {name for name, setting in SETTINGS.items() if setting.general} == {*set_values._GENERAL}
