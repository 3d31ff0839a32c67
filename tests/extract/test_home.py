"""The home of a collection tells namesakes apart where the text says no more."""

from __future__ import annotations

import pytest

from searchkit.article import Article
from searchkit.errors import UsageError
from searchkit.extract.completion import extract
from searchkit.extract.findings import findings
from searchkit.extract.home import checked_home, home_place
from searchkit.extract.settings import Settings


def places(body: str, home: str | None, country: str | None = None) -> tuple[str, ...]:
    return extract(Article(body=body, country=country), Settings(home=home)).entities.get("place", ())


@pytest.mark.parametrize(
    ("home", "body", "expected"),
    [
        (None, "He lives in Paris.", ("Paris",)),
        ("Paris, Texas", "He lives in Paris.", ("Paris, Texas",)),
        ("Paris, Texas", "French President Jacques Chirac spoke in Paris, and France agreed.", ("Paris", "France")),
        ("Paris, Texas", "They drove to Sherman and Greenville.", ("Sherman, Texas", "Greenville, Texas")),
        ("Hartford, Connecticut", "Officials met in Springfield.", ("Springfield, Massachusetts",)),
        ("Springfield, Illinois", "Officials met in Springfield.", ("Springfield, Illinois",)),
        ("Moscow, Idaho", "The mayor of Moscow spoke.", ("Moscow, Idaho",)),
        ("Moscow, Idaho", "The mayor of Moscow spoke of Russia.", ("Moscow", "Russia")),
        ("London, Ontario", "He moved to London.", ("London, Ontario",)),
        # A large city elsewhere stays what its plain name means.
        ("Dallas", "He lives in Paris.", ("Paris",)),
        ("Windsor, Ontario", "They met in London.", ("London",)),
        ("Boston", "They met in Cambridge and Worcester.", ("Cambridge, Massachusetts", "Worcester, Massachusetts")),
    ],
)
def test_of_namesakes_the_nearer_one_is_meant_where_the_text_says_no_more(
    home: str | None, body: str, expected: tuple[str, ...]
) -> None:
    assert places(body, home) == expected


def test_an_article_that_says_where_it_was_filed_needs_no_home() -> None:
    body = "LYON, France, May 3 (AFP) - The minister went to Paris."
    assert places(body, "Paris, Texas") == places(body, None)
    assert places("He lives in Cambridge.", "Boston", country="United Kingdom") == ("Cambridge, England",)


def test_the_name_of_the_home_in_a_dateline_is_the_home_unless_an_agency_wrote_it() -> None:
    local = extract(Article(body="PARIS, May 3 - The mayor spoke."), Settings(home="Paris, Texas"))
    assert (local.place, local.country, local.provenance["place"]) == ("Paris, Texas", "United States", "dateline")
    wire = extract(Article(body="PARIS, May 3 (AP) - The mayor spoke."), Settings(home="Paris, Texas"))
    assert (wire.place, wire.country) == ("Paris", "France")


def test_findings_know_the_home() -> None:
    settings = Settings(home="Paris, Texas")
    article = extract(Article(body="He lives in Paris."), settings)
    (found,) = [each for each in findings(article, settings=settings) if each.kind == "about"]
    assert (found.value, found.spans) == ("Paris, Texas", ((12, 17),))


@pytest.mark.parametrize("home", ["Texas", "France", "Springfield", "Zyzzyx", "Europe", ""])
def test_a_home_is_one_known_town(home: str) -> None:
    assert home_place(home) is None
    with pytest.raises(UsageError, match="is not one known town"):
        checked_home(home)


def test_a_home_gets_its_usual_name() -> None:
    assert checked_home("paris, tex.") == "Paris, Texas"
    assert checked_home("PARIS") == "Paris"
