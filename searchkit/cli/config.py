"""``searchkit config``: what is set, where it is set, and what is wrong with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from searchkit.base.config_file import Mistake
from searchkit.base.config_places import config_paths
from searchkit.base.setting_table import SETTINGS
from searchkit.base.settings import Chosen, chosen, config_files, mistakes
from searchkit.cli.arguments import Parser, verb_parser
from searchkit.display.machine_formats import dump
from searchkit.display.safe_text import escaped, one_line
from searchkit.errors import UsageError


def parser() -> Parser:
    """The verb's options."""
    p = verb_parser(
        "config",
        "Show what is set (list), the path of your file of settings (path), or what is wrong in the files (check).\n"
        "docs/config.md explains each setting.",
        [
            "searchkit config list --show-origin",
            '$EDITOR "$(searchkit config path)"',
            "searchkit config check",
        ],
    )
    p.add_argument(
        "what", nargs="?", choices=("list", "path", "check"), metavar="list|path|check", help="(default: list)"
    )
    p.add_argument("--show-origin", action="store_true", help="with list: where each value comes from, file and line")
    p.add_argument("--json", action="store_true", help="print one JSON object")
    return p


def run(arguments: list[str]) -> int:
    """Run the verb; returns the exit code."""
    options = parser().read(arguments)
    what = options.what or "list"
    if options.show_origin and what != "list":
        raise UsageError(f"--show-origin goes with list, not with {what}")
    if what == "path":
        return _path(options.json)
    found = _mistakes()
    held = [*map(chosen, SETTINGS), *_keys()]
    if options.json:
        print(dump(_record(held, found)))
    elif what == "list":
        from searchkit.cli.config_notes import tell

        tell(found)
        for line in _lines(held, options.show_origin):
            print(line)
    else:
        _check(found)
    return 2 if found and what == "check" else 0


def _mistakes() -> list[Mistake]:
    from searchkit.shell.key_config import key_mistakes

    return [*mistakes(), *key_mistakes()]


def _keys() -> list[Chosen]:
    """The keys that are bound, as if each were a setting."""
    from searchkit.shell.key_config import chosen_keys

    return chosen_keys()


def _path(as_json: bool) -> int:
    """The file of the user, whether it is there or not. Raises UsageError where there is none."""
    users = [path for level, path, _ in config_paths() if level == "user"]
    if os.environ.get("SEARCHKIT_CONFIG") == os.devnull:
        users = [os.devnull]
    if not users:
        raise UsageError(
            "there is no place for your file of settings", hint="set HOME, XDG_CONFIG_HOME or SEARCHKIT_CONFIG"
        )
    if as_json:
        print(dump({"schema": "searchkit.config/1", "path": users[-1], "exists": os.path.exists(users[-1])}))
    else:
        print(escaped(users[-1]) if sys.stdout.isatty() else users[-1])
    return 0


def _check(found: list[Mistake]) -> None:
    """What is wrong goes to stderr, which files were read to stdout."""
    for mistake in found:
        print(one_line(f"searchkit: {mistake.place}: {mistake.message}"), file=sys.stderr)
        if mistake.hint:
            print(f"  {one_line(mistake.hint)}", file=sys.stderr)
    for file in config_files():
        wrong = sum(mistake.where == file.path for mistake in found)
        print(f"{escaped(file.path)}: {'fine' if not wrong else f'{wrong} mistakes' if wrong > 1 else '1 mistake'}")
    if not config_files():
        print("there is no file of settings: searchkit config path tells where yours would be")


def _lines(held: list[Chosen], with_origin: bool) -> Iterator[str]:
    """Each setting as it stands in a file, with its origin behind it. What is not set is a remark."""
    texts = [(_toml(each), _origin(each)) for each in held]
    width = max(len(text) for text, _ in texts)
    table = ""
    for each, (text, origin) in zip(held, texts, strict=True):
        name, dot, _ = each.setting.name.rpartition(".")
        if dot and name != table:
            table = name
            yield f"\n[{name}]"
        yield f"{text:<{width}}  # {origin}" if with_origin else text


def _toml(each: Chosen) -> str:
    name = each.setting.name.rpartition(".")[2] if each.setting.kind == "key" else each.setting.name
    if each.value is None:
        return f"# {name}: {each.setting.told}"
    shown = _quoted(name) if each.setting.kind == "key" else name
    return f"{shown} = {_value(each.value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A text of TOML that shows no character that acts."""
    return '"' + escaped(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _origin(each: Chosen) -> str:
    if each.level == "default":
        return "default"
    line = f":{each.line}" if each.line is not None else ""
    return f"{each.level}: {escaped(each.where)}{line}"


def _record(held: list[Chosen], found: list[Mistake]) -> dict[str, object]:
    return {
        "schema": "searchkit.config/1",
        "files": [{"path": file.path, "level": file.level} for file in config_files()],
        "settings": [
            {
                "name": each.setting.name,
                "value": each.value,
                "origin": each.level,
                "where": each.where or None,
                "line": each.line,
            }
            for each in held
        ],
        "mistakes": [
            {"where": each.where, "line": each.line, "message": each.message, "hint": each.hint or None}
            for each in found
        ],
    }
