"""Find sentences that are too long, in the guides and in the messages of the package.

    python tools/plain_english.py     exit code 1 if a sentence is too long

A sentence may have 30 words. In Markdown, code blocks, headings and comments are left out. A list item and a table cell
are texts of their own. A code span is one word, and a link counts by its text. In Python, the tool checks texts that
people read: arguments of error classes and of what ``TELLING`` names, and keywords and variables that ``SAID`` names.
A value in an f-string is one word.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MOST_WORDS = 30
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "RELEASE.md",
    "SECURITY.md",
    "examples/README.md",
    "index/README.md",
    "docs/command-line.md",
    "docs/format.md",
    "docs/performance.md",
    "docs/python.md",
    "docs/queries.md",
    "docs/query.md",
)
PACKAGE = "searchkit"
# Rooms that talk to people in all that they say.
SPEAKING = (f"{PACKAGE}/cli/", f"{PACKAGE}/shell/", f"{PACKAGE}/display/")
# Keyword arguments and variables with text for people.
SAID = frozenset({"help", "hint", "message"})
# Functions and classes that are no errors but take such texts by position.
TELLING = frozenset(
    {"Problem", "_Wrong", "_exhaust", "_no_article", "_problem", "add_columns", "add_lists"}
    | {"command", "note", "problem", "verb_parser", "warn"}
)

_FENCE = re.compile(r"\s*(```|~~~)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])")
_CELL = re.compile(r"(?<!\\)\|")
_END = re.compile(r"(?<=[.!?])[)\"'*_”]*\s+(?=[\W_]*[A-Z0-9])")
_WORD = re.compile(r"\w")


class Passage(NamedTuple):
    """A text for people and the line it begins on."""

    line: int
    text: str


class LongSentence(NamedTuple):
    """A sentence with too many words and the line its passage begins on."""

    line: int
    words: int
    text: str


def sentences(text: str) -> list[str]:
    """The sentences of a text. A full stop ends one if a capital or a digit follows."""
    return [sentence for sentence in _END.split(" ".join(text.split())) if sentence]


def word_count(sentence: str) -> int:
    """How many words a sentence has: runs without blanks that hold a letter or a digit."""
    return sum(bool(_WORD.search(piece)) for piece in sentence.split())


def long_sentences(passages: Iterable[Passage]) -> Iterator[LongSentence]:
    """The sentences with more than ``MOST_WORDS`` words."""
    for passage in passages:
        for sentence in sentences(passage.text):
            if (words := word_count(sentence)) > MOST_WORDS:
                yield LongSentence(passage.line, words, sentence)


def markdown_passages(text: str) -> Iterator[Passage]:
    """The paragraphs, list items and table cells of a Markdown text, as plain text."""
    text = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    gathered: list[str] = []
    begun = 0
    fence = ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1] == fence else fence
            continue
        indented = line.startswith("    ") and not gathered
        heading = line.startswith("#")
        row = line.lstrip().startswith("|")
        item = _ITEM.match(line)
        if gathered and (mark or heading or row or item or not line.strip()):
            yield Passage(begun, _plain(" ".join(gathered)))
            gathered = []
        if mark:
            fence = mark[1]
        elif row:
            # Code goes first: a bar inside it ends no cell.
            yield from (Passage(number, cell) for cell in _CELL.split(_plain(line)))
        elif line.strip() and not heading and not indented:
            begun = begun if gathered else number
            gathered.append(line[item.end() :] if item else line)


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", _CODE.sub("Code", text))


def error_classes(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names of all classes that descend from ``SearchkitError``."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"SearchkitError"}
    while more := {name for name, of in bases.items() if of & found and name not in found}:
        found |= more
    return frozenset(found)


def spoken_passages(tree: ast.Module) -> Iterator[Passage]:
    """Every text in a module that talks to people in all that it says, but for its docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from (Passage(node.lineno, line) for line in node.value.splitlines())


def message_passages(tree: ast.Module, errors: frozenset[str]) -> Iterator[Passage]:
    """The texts in a module that people read."""
    telling = TELLING | errors
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_name(target) in SAID for target in node.targets):
            yield from (Passage(node.lineno, said) for said in _texts(node.value))
        if isinstance(node, ast.Call):
            texts = [keyword.value for keyword in node.keywords if keyword.arg in SAID]
            if _name(node.func) in telling:
                texts += node.args
            for text in texts:
                yield from (Passage(text.lineno, said) for said in _texts(text))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.expr) -> Iterator[str]:
    """What an expression may say: a literal, or either branch of a choice."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "value" for part in parts)
        case ast.IfExp(body=first, orelse=second):
            yield from _texts(first)
            yield from _texts(second)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield " ".join((*_texts(left), *_texts(right)))
        case _:
            return


def check(root: Path) -> list[str]:
    """A line for each sentence of a checkout that is too long: ``file:line: number of words: its beginning``."""
    found: list[str] = []

    def look(file: str, passages: Iterable[Passage]) -> None:
        for long in long_sentences(passages):
            found.append(f"{file}:{long.line}: {long.words} words: {long.text[:70]}")

    for page in PAGES:
        look(page, markdown_passages((root / page).read_text(encoding="utf-8")))
    modules = sorted((root / PACKAGE).rglob("*.py"))
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules}
    errors = error_classes(trees.values())
    for path, tree in trees.items():
        name = str(path.relative_to(root))
        look(name, message_passages(tree, errors))
        if name.startswith(SPEAKING):
            look(name, spoken_passages(tree))
    return list(dict.fromkeys(found))  # a text may be found both ways


def main() -> int:
    """Print what is too long; 1 if anything is."""
    found = check(ROOT)
    for line in found:
        print(line)
    if found:
        print(f"A sentence may have {MOST_WORDS} words. Split these: one idea a sentence.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
