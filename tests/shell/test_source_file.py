from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.base.origin import Origin
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
    assert opening(article)[:2] == (["/usr/bin/vim", "-R", "+5", str(source)], True)
    monkeypatch.setenv("VISUAL", "code --wait")
    assert opening(article)[:2] == (["code", "--wait", str(source)], True)


def test_the_origin_tells_the_line_and_the_text_is_searched_only_without_it(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "vim")
    for origin, options in (
        (Origin(line=3), ["+3"]),
        (Origin(start=8, end=90), ["+5"]),
        (Origin(line=3, member="inner/a.txt"), []),
    ):
        article = Article(id="a", body=BODY, path=str(source), origin=origin)
        assert opening(article).command == ["vim", *options, str(source)]


@pytest.mark.parametrize(
    ("viewer", "command"),
    [
        ("zathura", ["zathura", "--page={}", "news.txt"]),
        ("okular", ["okular", "--page", "{}", "news.txt"]),
        ("mupdf", ["mupdf", "news.txt", "{}"]),
        ("xdg-open", ["xdg-open", "news.txt"]),
    ],
)
def test_a_file_of_pages_is_opened_at_the_page(
    source: Path, viewer: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda name: name if name == viewer else None)
    given: dict[str, Any] = {"id": "a", "body": BODY, "path": str(source), "metadata": {"pages": [0, 7, 50]}}
    article = Article(**given, origin=Origin(page=1))
    for at, page in ((None, 1), (0, 1), (7, 2), (60, 3)):
        how = opening(article, at)
        assert how.command == [part.format(page).replace("news.txt", str(source)) for part in command]
        assert (how.page, how.path, how.takes_terminal) == (page, source, False)
    assert opening(Article(**given, origin=Origin(page=1, member="a.pdf"))).command[0] == "vim"


def test_the_desktop_opens_it_where_there_is_no_editor(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    article = Article(id="a", body=BODY, path=str(source))
    monkeypatch.setattr("shutil.which", lambda name: name if name in ("xdg-open", "open") else None)
    command, takes_terminal = opening(article)[:2]
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
