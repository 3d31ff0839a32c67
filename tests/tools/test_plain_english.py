"""The check of sentence lengths: what is a sentence, where the texts for people are, and what it prints."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = " ".join(["word"] * 31)


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plain_english", ROOT / "tools" / "plain_english.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


plain_english = loaded()


def markdown(text: str) -> list[tuple[int, str]]:
    return [(line, said.strip()) for line, said in plain_english.markdown_passages(text) if said.strip()]


def messages(code: str) -> list[str]:
    tree = ast.parse(code)
    return [said for _, said in plain_english.message_passages(tree, plain_english.error_classes([tree]))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See a.b and 3.5 of it", ["See a.b and 3.5 of it"]),
        ("It ends (here.) And goes on", ["It ends (here.", "And goes on"]),
        ("One. **Two** is bold", ["One.", "**Two** is bold"]),
        ("a\n  b", ["a b"]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert plain_english.sentences(text) == found


def test_words_hold_a_letter_or_a_digit() -> None:
    assert plain_english.word_count("a - b: 3 (c) ·") == 4


def test_thirty_words_pass_and_one_more_does_not() -> None:
    passages = [plain_english.Passage(7, f"{LONG[:-5]}. {LONG.capitalize()}.")]
    assert [(long.line, long.words) for long in plain_english.long_sentences(passages)] == [(7, 31)]


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("# A heading\ntext\ngoes on\n\nmore", [(2, "text goes on"), (5, "more")]),
        ("```sh\ncode\n```\ntext", [(4, "text")]),
        ("~~~\n```\n~~~\ntext", [(4, "text")]),
        ("text\n\n    code\n\nmore", [(1, "text"), (5, "more")]),
        ("- one\n  goes on\n- two\n1. three", [(1, "one   goes on"), (3, "two"), (4, "three")]),
        ("| a | `b|c` |\n|---|---|", [(1, "a"), (1, "Code"), (2, "---"), (2, "---")]),
        ("see [the page](a/b.md) and `x y z`", [(1, "see the page and Code")]),
        ("<!-- a\nb -->\ntext", [(3, "text")]),
    ],
)
def test_texts_of_markdown(text: str, passages: list[tuple[int, str]]) -> None:
    assert markdown(text) == passages


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SearchkitError('a b', hint='c d')", ["c d", "a b"]),
        ("class A(SearchkitError): ...\nclass B(A): ...\nraise errors.B(f'no {x!r}: {y}')", ["no value: value"]),
        ("p.add_argument('--x', help='a b')", ["a b"]),
        ("Problem(path, None, 1, 'code', 'one ' 'two')", ["code", "one two"]),
        ("note('a' if x else 'b')", ["a", "b"]),
        ("source.problem('code', 'a' + 'b')", ["code", "a b"]),
        ("hint = 'a b'", ["a b"]),
        ("print('a b', x)\nraise ValueError('not for people')", []),
    ],
)
def test_texts_of_a_module(code: str, said: list[str]) -> None:
    assert messages(code) == said


def test_it_names_the_place_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text(f"Fine.\n\n- {LONG}.\n", encoding="utf-8")
    (tmp_path / "searchkit" / "cli").mkdir(parents=True)
    (tmp_path / "searchkit" / "cli" / "x.py").write_text(f"\nadd(help='Fine. {LONG.title()}')\n", encoding="utf-8")
    monkeypatch.setattr(plain_english, "ROOT", tmp_path)
    monkeypatch.setattr(plain_english, "PAGES", ("README.md",))
    assert plain_english.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" words: ")[0] for line in lines] == ["README.md:3: 31", "searchkit/cli/x.py:2: 31"]
    (tmp_path / "README.md").write_text("Fine.\n", encoding="utf-8")
    (tmp_path / "searchkit" / "cli" / "x.py").unlink()
    assert plain_english.main() == 0


def test_rooms_that_talk_to_people_are_read_whole_but_for_docstrings() -> None:
    long = "word " * 40
    tree = ast.parse(f'VERBS = {{"x": "{long}"}}\ndef f():\n    """{long}"""\n')
    assert [found.line for found in plain_english.long_sentences(plain_english.spoken_passages(tree))] == [1]
