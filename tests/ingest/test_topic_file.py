"""Files of topics in three forms, told apart by their content, and what is wrong with some of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.errors import UsageError
from searchkit.ingest.topic_file import Topic, read_topics

TREC = """<top>

<num> Number: 301
<title> International Organized Crime

<desc> Description:
Identify organizations that participate in
international criminal activity.

<narr> Narrative:
A relevant document must &lt;name&gt; the organization.
</top>


<top>
<head> Tipster Topic Description
<num> Number:  052
<dom> Domain:  International Economics
<title> Topic:  South African Sanctions & AT&T
<desc> Description:
Document discusses sanctions.
</top>
<top><num>C041</num><title>Pesticides in Baby Food</title><narr>Narrative: none</narr></top>
"""


def read(text: str, **options: list[str]) -> list[tuple[str, str, int]]:
    topics, problems = read_topics(text.encode(), "t", **options)
    assert problems == []
    return [(topic.id, topic.text, topic.line) for topic in topics]


def wrong(text: str | bytes) -> tuple[list[str], list[tuple[int | None, str]]]:
    topics, problems = read_topics(text if isinstance(text, bytes) else text.encode(), "t")
    assert all(problem.path == "t" for problem in problems)
    return [topic.id for topic in topics], [(problem.line, problem.message) for problem in problems]


def test_json_lines() -> None:
    assert read('{"id": "1", "text": "oil"}\n\n{"_id": 2, "text": "a\\tb", "more": []}\n') == [
        ("1", "oil", 1),
        ("2", "a\tb", 3),
    ]
    # A first line that is broken does not make it another form.
    ids, problems = wrong('id\n{"id": "1", "text": "<top> oil"}\n{"id": "2", "text": "rye"}\n{"id": "3", "te')
    assert ids == ["1", "2"]
    assert [line for line, _ in problems] == [1, 4]


def test_lines_with_tabs() -> None:
    assert read("\ufeff1\toil {prices}\r\n2 b\t AND\tOR \r\n") == [("1", "oil {prices}", 1), ("2 b", "AND\tOR", 2)]


def test_the_form_of_trec() -> None:
    assert read(TREC) == [
        ("301", "International Organized Crime", 1),
        ("052", "South African Sanctions & AT&T", 15),
        ("C041", "Pesticides in Baby Food", 23),
    ]
    parts = read(TREC, parts=["title", "desc"])
    assert parts[0][1] == (
        "International Organized Crime Identify organizations that participate in international criminal activity."
    )
    assert parts[2][1] == "Pesticides in Baby Food"
    topics, problems = read_topics(TREC.encode(), "t", ["narr"])
    assert [topic.text for topic in topics] == ["A relevant document must <name> the organization.", "none"]
    assert [(problem.line, problem.message) for problem in problems] == [(15, "topic '052' has no narr")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_topic_of_trec_that_never_ends_ends_with_the_next(end: str) -> None:
    text = end.join(["<TOP>", "<NUM>Number: 1", "<TITLE> oil", "<TOP>", "<NUM>2<TITLE>rye"])
    assert read(text) == [("1", "oil", 1), ("2", "rye", 4)]


def test_bad_topics_are_told_with_their_lines_and_the_others_are_read() -> None:
    ids, problems = wrong(
        '{"id": "1", "text": "oil"}\n{"id": "2"}\n[1]\n{"text": "rye"}\n{"id": "1", "text": "tin"}\n'
        '{"id": true, "text": "x"}\n{"id": "", "text": "x"}\n{"id": "3", "text": 5}\n{"id": "4", "text": "gas"}'
    )
    assert ids == ["1", "4"]
    assert [line for line, _ in problems] == [2, 3, 4, 5, 6, 7, 8]
    assert problems[3] == (5, "topic '1' was there before, in line 1")
    ids, problems = wrong("1\toil\nrye\n\ttin\n4\t\n5\tgas")
    assert (ids, [line for line, _ in problems]) == (["1", "5"], [2, 3, 4])
    ids, problems = wrong("<top><num>1<title>oil</top>\n<top><title>rye</top>\n<top><num>3<desc>tin</top>")
    assert (ids, [line for line, _ in problems]) == (["1"], [2, 3])
    ids, problems = wrong("1\t" + "x " * 50_001 + "\n2\toil")
    assert (ids, problems) == (["2"], [(1, "topic '1' has more than 100,000 characters")])


def test_bytes_that_are_not_utf_8_are_a_note() -> None:
    topics, (problem,) = read_topics(b"1\toil\n2\tcaf\xe9\n", "t")
    assert topics[1].text == "café"
    assert (problem.line, problem.severity) == (2, "note")
    topics, problems = read_topics("1\tcafé".encode("utf-16"), "t")
    assert (topics, problems) == ([Topic("1", "café", 1)], [])


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\0\1\2\3", b"x" * ((64 << 20) + 1)], ids=len)
def test_what_is_no_file_of_topics_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError) as raised:
        read_topics(data, "here.jsonl")
    assert raised.value.where == "here.jsonl"


def test_parts_of_topics_that_have_none_are_refused() -> None:
    with pytest.raises(searchkit.UsageError, match="no parts"):
        read_topics(b"1\toil", "t", ["title"])


@given(st.dictionaries(st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), st.text().filter(str.strip), min_size=1))
def test_what_json_holds_is_read_back(topics: dict[str, str]) -> None:
    lines = "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in topics.items())
    assert [(id, text) for id, text, _ in read(lines)] == list(topics.items())


@given(st.text(alphabet='<>top/numile 1\t\n{}":,', max_size=60))
def test_any_text_is_topics_problems_or_refused(text: str) -> None:
    try:
        topics, problems = read_topics(text.encode(), "t")
    except UsageError:
        return
    assert topics or problems
    lines = text.count("\n") + 1
    assert all(1 <= topic.line <= lines and topic.id and topic.text.strip() for topic in topics)
