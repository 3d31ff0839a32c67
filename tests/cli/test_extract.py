"""``searchkit extract``: facts with spans, provenance and alternatives."""

from __future__ import annotations

import json
from pathlib import Path

from command import searchkit

SEED = next(Path(__file__).parents[2].glob("seeds/000_*.txt"))


def test_the_facts_of_the_seed_document_and_where_they_stand() -> None:
    ran = searchkit("extract", SEED, "--json")
    assert ran.code == 0, ran.err
    (article,) = json.loads(ran.out)["articles"]
    facts = {(finding["kind"], finding["value"]): finding for finding in article["findings"]}
    assert facts["mention", "2019-05-15"]["provenance"] == "rule"
    written = {("org", "European Union"): {"European Union", "EU"}, ("about", "Kyrgyzstan"): {"Kyrgyz Republic"}}
    written["org", "Border Management in Central Asia"] = {"Border Management in Central Asia", "BOMCA"}
    for finding in article["findings"]:
        assert finding["provenance"], finding
        for start, end in finding["spans"]:
            said = article["body"][start:end]
            if finding["kind"] in ("person", "org", "about", "event"):
                forms = written.get((finding["kind"], finding["value"]), {finding["value"]})
                assert " ".join(said.split()) in forms
    (start, end) = facts["mention", "2019-04-03/2019-04-04"]["spans"][0]
    assert article["body"][start:end] == "3-4 April 2019"
    assert any("Belliard" in value for kind, value in facts if kind == "person")


def test_names_of_places_keep_what_else_they_could_mean(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("LONDON, May 3, 2019 (AFP) - Talks were held in Paris.")
    (article,) = json.loads(searchkit("extract", tmp_path / "a.txt", "--json").out)["articles"]
    place = next(finding for finding in article["findings"] if finding["kind"] == "place")
    assert (place["value"], place["provenance"]) == ("London", "dateline")
    assert any("Canada" in other for other in place["alternatives"])


def test_for_people_the_text_is_marked_and_made_safe(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("On 8 April 2019 the talks\x1b[31m ended.")
    plain = searchkit("extract", tmp_path / "a.txt")
    assert "[8 April 2019]" in plain.out
    assert "\x1b" not in plain.out
    coloured = searchkit("extract", tmp_path / "a.txt", "--color", "always")
    assert "\x1b[1;33m8 April 2019" in coloured.out
    assert "\x1b[31m" not in coloured.out


def test_what_cannot_be_read_is_told_and_the_rest_shown(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "good.json").write_text('{"body": "In 2018."}')
    ran = searchkit("extract", tmp_path / "bad.json", tmp_path / "good.json", tmp_path / "none.txt")
    assert ran.code == 4
    assert "2018" in ran.out
    assert "bad.json:1" in ran.err
    assert "none.txt" in ran.err
    assert "Traceback" not in ran.err
