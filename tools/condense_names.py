#!/usr/bin/env python3
"""Makes tools/name_lists/{given,surnames,companies}.txt, which tools/train_tagger.py reads.

Usage: condense_names.py FOLDER, which holds the unpacked packages of PyPI

- names 0.3.0: first names and surnames of the United States census of 1990 (public domain)
- Faker 40.63.0 (MIT): first and last names of the languages that are written in Latin letters
- pytickersymbols 1.17.10 (MIT): companies of stock indices

The source files are read as data (as literals of Python); nothing of them is run.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent / "name_lists"
_SURNAMES_OF_CENSUS = 12_000
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f' .\u2019-]+")
# Companies by the name that newspapers use: without their form.
_FORM = re.compile(
    r"(?:,? (?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|plc|PLC|AG|SE|SA|S\.A|NV|N\.V|AB|ASA|Oyj|SpA|S\.p\.A|KGaA"
    r"|Holdings?|Group|The|A/S|Class [A-C]|KK|K\.K|GmbH|& Co)\.?)+$|\s*\(.*?\)"
)


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _faker(folder: Path, of: tuple[str, ...]) -> set[str]:
    names: set[str] = set()
    for path in sorted(folder.glob("**/faker/providers/person/*/__init__.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign | ast.Assign):
                targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
                if node.value is not None and any(isinstance(t, ast.Name) and t.id.startswith(of) for t in targets):
                    names.update(_strings(node.value))
    return {name for name in names if _LATIN.fullmatch(name) and 1 < len(name) < 24}


def _census(folder: Path, pattern: str, most: int) -> set[str]:
    names: set[str] = set()
    for path in sorted(folder.glob(f"**/{pattern}")):
        lines = path.read_text(encoding="ascii").splitlines()
        names.update(line.split()[0].capitalize() for line in lines[:most])
    return names


def _companies(folder: Path) -> set[str]:
    [path] = folder.glob("**/pytickersymbols/indices_data.py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            keys = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
            if "symbol" in keys and isinstance(keys.get("name"), ast.Constant):
                name = keys["name"]
                assert isinstance(name, ast.Constant)
                found.add(_FORM.sub("", str(name.value)).strip())
    return {name for name in found if _LATIN.fullmatch(name.replace("&", "")) and len(name) > 2 and name[0].isupper()}


def _write(name: str, source: str, names: set[str]) -> None:
    lines = [f"# {source}", *sorted(names)]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    folder = Path(sys.argv[1])
    given = _faker(folder, ("first_names",)) | _census(folder, "names/dist.*male.first", 10_000)
    surnames = _faker(folder, ("last_names",)) | _census(folder, "names/dist.all.last", _SURNAMES_OF_CENSUS)
    _write("given.txt", "Given names: census of the United States 1990 (public domain), Faker (MIT)", given)
    _write("surnames.txt", "Surnames: census of the United States 1990 (public domain), Faker (MIT)", surnames)
    _write("companies.txt", "Companies of stock indices: pytickersymbols (MIT)", _companies(folder))


if __name__ == "__main__":
    main()
