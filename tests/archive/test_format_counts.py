"""The numbers of each format of an archive's sources, against a plain count."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from searchkit.archive.format_counts import format_counts
from searchkit.base.problem import Problem

keys = st.sampled_from(["a.txt", "b/c.TXT", "d.jsonl.gz", "e.tar.xz", "README", ".hidden", "f.x y", "g.", "h/.gz"])
problems = st.builds(
    Problem,
    path=keys,
    member=st.none(),
    line=st.none(),
    code=st.just("c"),
    message=st.just("m"),
    severity=st.sampled_from(["failed", "note", "skipped"]),
)


@given(st.dictionaries(keys, st.integers(0, 9)), st.lists(problems, max_size=8))
def test_nothing_is_counted_twice_or_lost(articles: dict[str, int], told: list[Problem]) -> None:
    found = format_counts(articles, told)
    severities = Counter(problem.severity for problem in told)
    assert sum(each.articles for each in found) == sum(articles.values())
    assert sum(each.failures for each in found) == severities["failed"]
    assert sum(each.remarks for each in found) == severities["note"]
    assert len({each.ending for each in found}) == len(found)
    seen = {key for key, number in articles.items() if number}
    seen |= {problem.path for problem in told if problem.severity != "skipped"}
    assert len(seen) <= sum(each.files for each in found) <= len(seen | articles.keys())


def test_formats_go_by_the_endings_of_files() -> None:
    found = format_counts({"a.txt": 1, "b/c.TXT": 2, "d.jsonl.gz": 5, "e.tar.xz": 4, "README": 1, "f.xz": 3}, [])
    assert [(each.ending, each.files, each.articles) for each in found] == [
        (".jsonl.gz", 1, 5),
        (".tar.xz", 1, 4),
        (".txt", 2, 3),
        (".xz", 1, 3),
        ("", 1, 1),
    ]
