from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.article import Article
from searchkit.errors import UsageError
from searchkit.shell.source_file import line_of, opening, source_path

BODY = "Short.\nDockers went on strike in the port of Zürich.\nThe end of it."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(f"heading\n\nanother article\n{BODY}\n", encoding="latin-1")
    return path


def test_an_editor_opens_the_line_of_the_article(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article(id="a", body=BODY, path=str(source))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "/usr/bin/vim -R")
    assert opening(article) == (["/usr/bin/vim", "-R", "+5", str(source)], True)
    monkeypatch.setenv("VISUAL", "code --wait")
    assert opening(article) == (["code", "--wait", str(source)], True)


def test_the_desktop_opens_it_where_there_is_no_editor(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    article = Article(id="a", body=BODY, path=str(source))
    monkeypatch.setattr("shutil.which", lambda name: name if name in ("xdg-open", "open") else None)
    command, takes_terminal = opening(article)
    assert command[1:] == [str(source)] and not takes_terminal
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(UsageError, match="no program is known"):
        opening(article)


def test_a_member_of_an_archive_is_shown_by_its_archive(source: Path) -> None:
    assert source_path(Article(id="a", body="x", path=f"{source}!/inner/a.txt")) == source


@pytest.mark.parametrize(("path", "message"), [(None, "comes from no file"), ("/nowhere/at/all", "not there any more")])
def test_without_its_file_an_article_cannot_be_opened(path: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        source_path(Article(id="a", body="x", path=path))


@pytest.mark.parametrize("body", ["", "short lines\nonly", "This sentence is not in the file at all."])
def test_a_line_that_cannot_be_told_is_not_guessed(source: Path, body: str) -> None:
    assert line_of(Article(id="a", body=body), source) is None
    assert line_of(Article(id="a", body=BODY), source.parent) is None
