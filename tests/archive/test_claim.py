"""The ids that an article may have, and what they tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.archive.claim import Claim, claim_of, claimed_before, with_id
from searchkit.archive.fields import STATED_ID
from searchkit.article import Article

STATED = st.sampled_from(["1", "1~2", "x~75fcdc", "a b", "~", "é~"]) | st.text(min_size=1, max_size=5).filter(str.strip)
KEYS = st.sampled_from(["a/1.jsonl", "a/1.jsonl.gz", "../b", "a"])
METADATA = st.dictionaries(
    st.sampled_from([STATED_ID, "desk", "page"]), st.sampled_from(["1", 7, ["1", 2], None, {"a": 1}]), max_size=3
)


@given(STATED, KEYS, st.integers(1, 3), st.lists(st.integers(0, 3), min_size=1, max_size=4), METADATA)
def test_an_id_tells_the_claim_and_the_way_back(
    stated: str, key: str, number: int, levels: list[int], metadata: dict[str, Any]
) -> None:
    article = Article(id=stated, body="Oil.", metadata=metadata)
    claim = Claim(key, article.id, number)
    if claim_of(article, key).stated != article.id:  # the source itself has such an id
        return
    now = article
    for level in levels:
        now = Article.from_json(with_id(now, claim, claim.id(level)).to_json())
        assert now.id == claim.id(level)
        assert claimed_before(now, key) == [claim.id(n) for n in range(level)]
        assert claim_of(now, key) == (claim if level else Claim(key, claim.stated))
    back = with_id(now, claim, claim.stated)
    assert json.loads(back.to_json()) == json.loads(article.to_json())
    assert list(back.metadata) == list(article.metadata)
    assert claimed_before(back, key) == []


@pytest.mark.parametrize(
    ("identity", "stated"),
    [
        ("1~00abcd", "1"),  # of another file
        ("1~{}", "2"),
        ("1~{}", 1),
        ("1~{}", ["1"]),
        ("1~{}~1", "1"),
        ("1~{}~02", "1"),
        ("1~{}~" + "9" * 5000, "1"),
        ("1~{}x", "1"),
        ("1~{}~2~{}", "1"),
        ("1", "1"),
        ("~{}", ""),
    ],
)
def test_other_ids_are_their_own(identity: str, stated: object) -> None:
    digits = Claim("a", "1").id(1).removeprefix("1~")
    article = Article(id=identity.replace("{}", digits), body="Oil.", metadata={STATED_ID: stated})
    assert claim_of(article, "a") == Claim("a", article.id)
    assert claimed_before(article, "a") == []


def test_claims_are_in_the_order_of_a_walk() -> None:
    claims = [
        Claim("../z", "1"),
        Claim("a/x", "2"),
        Claim("a/x", "1", 2),
        Claim("a.txt", "1"),
        Claim("b/1", "1"),
    ]
    backwards = claims[::-1]
    assert sorted(backwards, key=lambda claim: claim.rank) == claims
