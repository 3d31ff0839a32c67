"""Languages that an archive has as names become codes by an upgrade, without a source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit
from command import searchkit as command
from searchkit.archive import adding

BODY = "Les trait\u00e9s sont sign\u00e9s par les ministres."
WRITTEN = ["fra", "French", "fr-CA", "French", "fr", "Klingonish"]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As searchkit made it before languages became codes."""
    with monkeypatch.context() as before, searchkit.create(tmp_path / "i") as index:
        before.setattr(adding, "language_code", lambda _: None)
        for part in (WRITTEN[:3], WRITTEN[3:]):
            index.add(
                [
                    {"id": f"{len(part)}{n}{name}", "body": f"{BODY} {n}", "language": name}
                    for n, name in enumerate(part)
                ]
            )
        index.add([{"id": "none", "body": "x"}])
    return tmp_path / "i"


def test_an_upgrade_gives_languages_their_codes_and_tells_which(archive: Path) -> None:
    with searchkit.open(archive) as index:
        assert index.search("lang:fr").total == 1
        assert index.search("trait\u00e9 lang:fr").total == 1
        before = {hit.id: hit.article for hit in index.search("*")}
    done = searchkit.upgrade(archive)
    assert done.is_changed
    assert {(each.written, each.code, each.articles) for each in done.languages} == {
        ("French", "fr", 2),
        ("fra", "fr", 1),
        ("fr-CA", "fr", 1),
    }
    with searchkit.open(archive) as index:
        assert index.search("lang:fr").total == index.search("trait\u00e9 lang:fr").total == 5
        assert {str(each) for each in index.search("lang:Klingonish").ids} == {
            id for id in before if id.endswith("Klingonish")
        }
        for hit in index.search("*"):
            language = before[hit.id].language
            changed = "fr" if language in ("French", "fra", "fr-CA") else language
            assert hit.article == before[hit.id].with_changes(language=changed)
    again = searchkit.upgrade(archive)
    assert not again.is_changed
    assert again.languages == ()


def test_the_command_tells_what_it_changed(archive: Path) -> None:
    ran = command("upgrade", "-i", archive, "--json")
    assert {"written": "French", "code": "fr", "articles": 2} in json.loads(ran.out)["languages"]
    assert "up to date" in command("upgrade", "-i", archive).out


def test_people_read_a_line_for_each_language(archive: Path) -> None:
    told = command("upgrade", "-i", archive).out
    assert "language 'French' is fr now: 2 articles" in told
    assert "Klingonish" not in told


def test_an_upgrade_that_is_stopped_changes_no_language(archive: Path) -> None:
    done = searchkit.upgrade(archive, should_stop=lambda: True)
    assert (done.interrupted, done.languages) == (True, ())
    with searchkit.open(archive) as index:
        assert index.search("lang:fr").total == 1
