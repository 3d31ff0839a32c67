"""Change lines of the package at random, one at a time, and see which changes no test notices.

    python -m tools.mutants --number 200 --seed 1                  one line for each change, then a table by file
    python -m tools.mutants --only searchkit/query/dates.py:64     each change of one line, by all tests of its file

Lines are drawn evenly from the executable lines of the files in ``TESTS``. Each gets one small change of its syntax.
Docstrings, imports, annotations, ``__all__`` and messages stay as they are. The tests run in a copy of the tree. First
they run as they are; that tells which lines each test reaches, and how long it takes. Then each change runs against the
tests that reach its line, the quickest first, then against others, up to ``--seconds``. Tests from Hypothesis try few
examples. So the whole suite may still notice a change that survives.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import os
import random
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tools.mutant_runs import ROOT, baseline, load, outcome

_READS = "query results archive display test_index.py test_languages.py cli/test_search.py"
_READS += " whoosh_api/test_query_form.py extract/test_mentioned_dates.py"
_WRITES = " cli/test_index.py cli/test_stories.py ingest/test_reading.py extract/test_extractor.py"
_WRITES += " test_index_threads.py"
# What is changed, and the tests that belong to it.
TESTS = {
    "searchkit/query/*.py": [f"tests/{name}" for name in _READS.split()],
    "searchkit/archive/*.py": [f"tests/{name}" for name in (_READS + _WRITES).split()],
    "searchkit/engine/manifest.py": ["tests/engine", "tests/test_index.py", "tests/cli/test_verify.py"],
}
_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "build", "dist", "target", "__pycache__", "*.egg-info")
_SAID = {"hint", "message", "where", "help"}
_SWAPPED: dict[type[ast.AST], tuple[Any, ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.And: (ast.Or,), ast.Or: (ast.And,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
_EMPTY = {"list": "[]", "tuple": "()", "dict": "{}", "set": "set()", "frozenset": "frozenset()", "str": "''"}


class Mutant(NamedTuple):
    """One change: bytes ``start`` to ``end`` of a file become ``new``."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        old, new = (" ".join(text.split())[:70] for text in (self.old, self.new))
        return f"{self.path}:{self.line}  {old}  ->  {new}"


def mutants(path: str, source: str) -> list[Mutant]:
    """All changes of a file that the tool knows."""
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line.encode()))
    raw, found = source.encode(), []
    for node, new in _changes(ast.parse(source)):
        start = begins[node.lineno - 1] + node.col_offset
        end = begins[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        found.append(Mutant(path, node.lineno, start, end, raw[start:end].decode(), new))
    return found


def mutated(raw: bytes, mutant: Mutant) -> bytes:
    return raw[: mutant.start] + mutant.new.encode() + raw[mutant.end :]


def _changes(node: ast.AST, returns: str = "") -> Iterator[tuple[Any, str]]:
    """Nodes and the texts that may replace them, in this node and below it."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr)) or _is_left_alone(node):
        return
    if isinstance(node, ast.FunctionDef):
        returns = ast.unparse(node.returns).partition("[")[0] if node.returns else ""
    if isinstance(node, ast.stmt):
        yield from _changed_statements(node, returns)
    else:
        for new in _changed(node):
            yield node, ast.unparse(new) if isinstance(new, ast.Slice) else f"({ast.unparse(new)})"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases") or isinstance(node, ast.Raise):
            continue
        for child in value if isinstance(value, list) else [value]:
            if name in ("test", "guard", "ifs") and child is not None:
                yield from ((child, text) for text in ("True", "False") if ast.unparse(child) != text)
            if isinstance(child, ast.AST):
                yield from _changes(child, returns)


def _is_left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):  # __all__, messages; constants of the package have an annotation
            return name.startswith("__") or name in _SAID or name.lstrip("_")[:1].isupper()
        case ast.keyword(arg=name):
            return name in _SAID
        case ast.FunctionDef(decorator_list=[*_, ast.Name(id="abstractmethod")]):
            return True
        case ast.Constant(value=str(text)):  # several words are a message
            return len(text) > 40 or " " in text.strip()
    return False


def _changed_statements(node: ast.stmt, returns: str) -> Iterator[tuple[Any, str]]:
    match node:
        case ast.Return(value=ast.expr() as value):
            new = _EMPTY.get(returns, "None")
            yield from [(value, new)] if ast.unparse(value) != new else []
        case ast.Expr() | ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.Return():
            yield node, "pass"
        case ast.AugAssign() | ast.Delete() | ast.Continue() | ast.Break() | ast.Raise():
            yield node, "pass"


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=(str() | bytes()) as text):
            yield ast.Constant(text + ("x" if isinstance(text, str) else b"x"))  # type: ignore[operator]
            yield from [ast.Constant(text[:-1])] if text else []
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(_SWAPPED[type(op)][0](), values)
            yield from (ast.BoolOp(op, rest) if len(rest) > 1 else rest[0] for rest in _without_one(values))
        case ast.BinOp(op=op):
            yield from (ast.BinOp(node.left, new(), node.right) for new in _SWAPPED.get(type(op), ()))
        case ast.Compare(ops=ops):
            for i, each in enumerate(ops):
                for new in _SWAPPED[type(each)]:
                    yield ast.Compare(node.left, [*ops[:i], new(), *ops[i + 1 :]], node.comparators)
        case ast.Call(args=args, keywords=keywords):
            yield from [ast.Call(node.func, args[:-1], keywords)] if len(args) > 1 else []
            said = [keyword.arg in _SAID for keyword in keywords]
            yield from (ast.Call(node.func, args, rest) for i, rest in enumerate(_without_one(keywords)) if not said[i])
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) | ast.Set():
            yield from (
                _with(node, elts=rest) for rest in _without_one(node.elts) if rest or not isinstance(node, ast.Set)
            )
        case ast.Dict(keys=keys, values=values):
            pairs = list(zip(keys, values, strict=True))
            yield from (ast.Dict([k for k, _ in rest], [v for _, v in rest]) for rest in _without_one(pairs))
        case ast.Slice():
            yield from (_with(node, **{end: None}) for end in ("lower", "upper") if getattr(node, end) is not None)


def _without_one(parts: list[Any]) -> Iterator[list[Any]]:
    return (parts[:i] + parts[i + 1 :] for i in range(len(parts)))


def _with(node: ast.AST, **changes: Any) -> ast.AST:
    new = copy.copy(node)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def drawn(number: int, seed: int) -> list[Mutant]:
    """One change of each of so many lines."""
    by_line: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
    for path in tests_of():
        for mutant in mutants(path, (ROOT / path).read_text(encoding="utf-8")):
            by_line[path, mutant.line].append(mutant)
    chance = random.Random(seed)
    lines = chance.sample(sorted(by_line), min(number, len(by_line)))
    print(f"{len(lines)} of {len(by_line)} lines, seed {seed}")
    shuffled = (chance.sample(by_line[line], len(by_line[line])) for line in lines)
    return [found for changes in shuffled if (found := next(filter(is_python, changes), None))]


def of_lines(places: list[str]) -> list[Mutant]:
    """All changes of lines that are given as FILE:LINE."""
    found = [m for path in tests_of() for m in mutants(path, (ROOT / path).read_text(encoding="utf-8"))]
    return [m for m in found if f"{m.path}:{m.line}" in places and is_python(m)]


def is_python(mutant: Mutant) -> bool:
    with contextlib.suppress(SyntaxError):
        return bool(compile(mutated((ROOT / mutant.path).read_bytes(), mutant), mutant.path, "exec"))
    return False


def tests_of() -> dict[str, list[str]]:
    """The files that are changed, each with the tests that belong to it."""
    return {path.relative_to(ROOT).as_posix(): TESTS[glob] for glob in TESTS for path in sorted(ROOT.glob(glob))}


@contextlib.contextmanager
def in_place(path: Path, mutant: Mutant) -> Iterator[None]:
    """A change of a file, which is put back after that as it was."""
    before, raw = path.stat(), path.read_bytes()
    path.write_bytes(mutated(raw, mutant))
    try:
        yield
    finally:
        path.write_bytes(raw)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=200, help="how many lines to change (200)")
    parser.add_argument("--seed", type=int, default=1, help="what draws the lines and their changes (1)")
    parser.add_argument("--seconds", type=float, default=20, help="how long the tests of a change may take (20)")
    parser.add_argument("--only", nargs="+", metavar="FILE:LINE", help="make all changes of these lines, run all tests")
    given = parser.parse_args()
    changes, tests = of_lines(given.only) if given.only else drawn(given.number, given.seed), tests_of()
    load()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=_NOT_COPIED)
        known = None if given.only else baseline(tree, sorted({file for files in TESTS.values() for file in files}))
        for mutant in changes:
            path, files = tree / mutant.path, tests[mutant.path]
            chosen = known.chosen((str(path), mutant.line), files, given.seconds) if known else None
            with in_place(path, mutant):
                told = outcome(tree, files, chosen, known.took if known else {})
            counts[mutant.path][told.split()[0].rstrip(":")] += 1
            print(f"{mutant}  {told}", flush=True)
    counts["all"] = sum(counts.values(), Counter())
    for name, outcomes in counts.items():
        print(f"{name}: {', '.join(f'{count} {outcome}' for outcome, count in sorted(outcomes.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
