"""What query texts are understood as, and that no text fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.archive.fields import ARCHIVE_FIELDS, archive_fields
from searchkit.base.analysis import ANALYSES
from searchkit.query import tree as t
from searchkit.query.fields import whoosh_fields
from searchkit.query.parser import parse

TODAY = dt.date(2026, 11, 23)

UNDERSTOOD = {
    "border management": "(border AND management)",
    "border AND management": "(border AND management)",
    "a b OR c -d": "((a AND b) OR (c AND (NOT d)))",
    "(oil OR gas) prices": "((oil OR gas) AND prices)",
    "NOT oil": "(NOT oil)",
    "NOT NOT oil": "oil",
    "-(oil gas)": "(NOT (oil AND gas))",
    '"a phrase"': '"a phrase"',
    '"a phrase"~3': '"a phrase"~3',
    "\u201ca phrase\u201d": '"a phrase"',
    "\u00aba phrase\u00bb": '"a phrase"',
    '-"a phrase" x': '((NOT "a phrase") AND x)',
    "wor* w?rd": "(wor* AND w?rd)",
    "word~": "word~1",
    "colour~": "colour~2",
    "word~1": "word~1",
    "=Word": "=Word",
    '="hybrid threats"': '="hybrid threats"',
    "place:Brussels": "place:Brussels",
    "Place:Brussels": "place:Brussels",
    "place: Brussels": "place:Brussels",
    "entity:commission": "entities:commission",
    'place:="New York"': 'place:="New York"',
    'person:="Dwayne \\"Rock\\" Doe"': 'person:="Dwayne \\"Rock\\" Doe"',
    "place:(Brussels OR Paris)": "(place:Brussels OR place:Paris)",
    "-place:Brussels x": "((NOT place:Brussels) AND x)",
    "date:2019": "date:[2019-01-01 TO 2019-12-31]",
    "date:2019-02": "date:[2019-02-01 TO 2019-02-28]",
    "date:2019-05-28": "date:[2019-05-28 TO 2019-05-28]",
    "date:2019-05..2019-08": "date:[2019-05-01 TO 2019-08-31]",
    "date:2019-05..": "date:[2019-05-01 TO *]",
    "date:..2019-05": "date:[* TO 2019-05-31]",
    "date:>=2019-05": "date:[2019-05-01 TO *]",
    "date:>2019-05": "date:[2019-06-01 TO *]",
    "date:<2019-05": "date:[* TO 2019-04-30]",
    "date:[2019-05-01 TO 2019-06-30]": "date:[2019-05-01 TO 2019-06-30]",
    "date:{2019-05-01 TO 2019-06-30}": "date:[2019-05-02 TO 2019-06-29]",
    "date:yesterday": "date:[2026-11-22 TO 2026-11-22]",
    'date:"last month"': "date:[2026-10-01 TO 2026-10-31]",
    'date:"last 7 days"': "date:[2026-11-17 TO 2026-11-23]",
    'date:"28 May 2019"': "date:[2019-05-28 TO 2019-05-28]",
    "date:*": "date:*",
    "*": "*",
    "": "*",
    "the border": "([the] AND border)",
    "border [the]": "(border AND [the])",
    "title:the border": "(title:[the] AND border)",
    '"to be or not to be"': '"to be or not to be"',
    "AT&T don't U.S. 12:30": "(AT&T AND [don't] AND U.S. AND 12:30)",
    "http://example.org": "http://example.org",
    "id:a/b.txt": 'id:="a/b.txt"',
    "path:*/1987/*": "path:*/1987/*",
    "(the, oil), gas.": "([the] AND oil AND gas)",
    "\u2212oil gas": "((NOT oil) AND gas)",
    "the OR oil": "(the OR oil)",
    "the of": "(the AND of)",
    '[the] "oil price"': '([the] AND "oil price")',
    "[oil]": "oil",
    "body:(oil -gas)": "(body:oil AND (NOT body:gas))",
    "body:(oil title:gas)": "(body:oil AND title:gas)",
    '"a phrase"~': '"a phrase"~1',
    '"a phrase"~0': '"a phrase"',
    "oil~0": "=oil",
    "wor*, oil": "(wor* AND oil)",
    "title:*": "title:*",
    "lang:e?": "lang:e?",
    "lang:EN": "lang:=en",
    "place:new-york*": "place:new-york*",
    "oil~1~2": "oil~2",
    "w*d~": "w*d",
    "cafe\u0301*": "caf\u00e9*",
    "=*": "*",
    "lang:=e*": 'lang:="e*"',
    "[a:b*] oil": '("a b*" AND oil)',
}

WARNED = {
    '"hybrid threats': ("(hybrid AND threats)", "unbalanced", 0),
    "(oil": ("oil", "unbalanced", 0),
    "oil)": ("oil", "unbalanced", 3),
    "foo:oil": ("(foo AND oil)", "unknown_field", 0),
    "oil AND": ("(oil AND [and])", "operator_alone", 4),
    "OR oil": ("([or] AND oil)", "operator_alone", 0),
    "oil NOT": ("(oil AND [not])", "operator_alone", 4),
    "place:": ("place", "field_alone", 0),
    "date:soon": ("soon", "date_unreadable", 5),
    "date:2019-13": ("2019-13", "date_unreadable", 5),
    "!!!": ("(NOT *)", "no_words", 0),
    "oil - gas": ("(oil AND gas)", "no_words", 4),
    "oil~9": ("oil~2", "fuzzy_distance", 0),
    "oil~3": ("oil~2", "fuzzy_distance", 0),
    "post-war~": ("post-war", "fuzzy_words", 0),
    "bor-der*": ('"bor der"', "wildcard_words", 0),
    "date:(oil)": ("oil", "date_unreadable", 6),
    "story:abc": ("story:=abc", "story_unreadable", 6),
    "oil AND OR gas": ("(oil AND [or] AND gas)", "operator_alone", 8),
    "body:(NOT)": ("body:not", "operator_alone", 6),
    "oil (-)": ("oil", "no_words", 5),
    "(NOT) oil": ("([not] AND oil)", "operator_alone", 1),
    "(place:) oil": ("(place AND oil)", "field_alone", 1),
    "()": ("(NOT *)", "no_words", 0),
    "oil ??": ("oil", "no_words", 4),
    "title:*? oil": ("oil", "no_words", 6),
    "date:tr*": ("tr*", "date_unreadable", 5),
    "mentions:a*": ("a*", "date_unreadable", 9),
    "mentions:(NOT)": ("not", "operator_alone", 10),
    "date:>=tr*": ("tr", "date_unreadable", 5),
    "oil ||": ("oil", "operator_alone", 4),
    "&& [oil]": ("oil", "operator_alone", 0),
    "[oil] OR": ("(oil AND [or])", "operator_alone", 6),
    "oil^2": ('"oil 2"', "other_syntax", 0),
    '"oil price"~99999': ('("oil price" AND 99999)', "other_syntax", 11),
    "oil && gas": ("(oil AND gas)", "other_syntax", 4),
    "oil || gas": ("(oil OR gas)", "other_syntax", 4),
    "oil +gas": ("(oil AND gas)", "other_syntax", 4),
    "oil w/5 gas": ("(oil AND w/5 AND gas)", "other_syntax", 4),
    "oil pre/5 gas": ("(oil AND pre/5 AND gas)", "other_syntax", 4),
    "oil NEAR gas": ("(oil AND NEAR AND gas)", "other_syntax", 4),
    "oil near gas": ("(oil AND [near] AND gas)", "other_syntax", 4),
    "oil and gas": ("(oil AND [and] AND gas)", "other_syntax", 4),
    "oil or gas": ("(oil AND [or] AND gas)", "other_syntax", 4),
    "opec not kuwait": ("(opec AND [not] AND kuwait)", "other_syntax", 5),
    "oil /s gas": ("(oil AND [s] AND gas)", "other_syntax", 4),
    "atleast5 oil": ("(atleast5 AND oil)", "other_syntax", 0),
    "oil NEAR/5": ('(oil AND "near 5")', "operator_alone", 4),
    "NEAR/5 oil": ('("near 5" AND oil)', "operator_alone", 0),
    "oil NEAR/5 (gas coal)": ("(oil AND gas AND coal)", "near_sides", 4),
    "oil NEAR/5 -gas": ("(oil AND (NOT gas))", "near_sides", 4),
    "oil NEAR/5 title:gas": ("(oil AND title:gas)", "near_sides", 4),
    "FIRST/5 (oil gas)": ("(oil AND gas)", "quantity_side", 0),
    "oil ATLEAST/5": ('(oil AND "atleast 5")', "operator_alone", 4),
    "words:oil": ("oil", "count_unreadable", 6),
    "oil NEAR/0 gas": ("(oil AND NEAR/0 AND gas)", "other_syntax", 4),
    "oil !gas": ("(oil AND gas)", "other_syntax", 4),
    "oil ANDNOT gas": ("(oil AND ANDNOT AND gas)", "other_syntax", 4),
    "oil~0.8": ('"oil 0 8"', "other_syntax", 0),
    "FIRST/5 person:ana": ("person:ana", "quantity_side", 0),
    "/oil(/": ("oil", "bad_regex", 0),
    "/(a{500}){500}/": ('"a 500 500"', "bad_regex", 0),
}
# What an operator joins, and how the echo writes it.
PLACED = {
    "oil NEAR/5 gas": "(oil NEAR/5 gas)",
    "(rail OR road) NEAR/8 strik*": "((rail OR road) NEAR/8 strik*)",
    "oil NEAR/5 gas NEAR/s coal": "((oil NEAR/5 gas) NEAR/s coal)",
    "oil BEFORE/5 (gas NEAR/p coal)": "(oil BEFORE/5 (gas NEAR/p coal))",
    "title:(oil NEAR/5 gas)": "(title:oil NEAR/5 title:gas)",
    "person:(ana NEAR/2 costa)": "(person:ana NEAR/2 person:costa)",
    'oil OR "oil price" NEAR/2 ="rose fast"': '(oil OR ("oil price" NEAR/2 ="rose fast"))',
    "the NEAR/2 oil": "(the NEAR/2 oil)",
    "-FIRST/50 oil": "(NOT FIRST/50 oil)",
    "FIRST/50 (oil OR gas)": "FIRST/50 (oil OR gas)",
    "ATLEAST/5 (FIRST/50 oil)": "ATLEAST/5 (FIRST/50 oil)",
    "FIRST/9 title:oil NEAR/2 title:gas": "(FIRST/9 title:oil NEAR/2 title:gas)",
    '"sibiryak volk*"': '"sibiryak volk*"',
    '"(rail OR road) strike"': '"(rail OR road) strike"',
    '"(oil price OR gas*) * rise"~2': '"(oil price OR gas*) * rise"~2',
    '"* oil *"': '"oil"',
    '"oil*"': "oil*",
    '"(rail OR road)"': "(rail OR road)",
    '"rail (or road)"': '"rail (or road)"',
    '="sib* volk"': '="sib* volk"',
    "=wom?n": "wom?n",
    '"AT&T* fell"': '"at t* fell"',
    '"what happened?"': '"what happened"',
    "/reg.?ex/": "/reg.?ex/",
    "place:/par.s/ -/(oil|gas)s?/": "(place:/par.s/ AND (NOT /(oil|gas)s?/))",
    "/usr/bin": "usr/bin",
    "what happened in paris?": "([what] AND happened AND [in] AND paris)",
    "(paris?)": "paris",
    "par?s? col??": "(par?s? AND col??)",
    "words:>500": "words:[501 TO *]",
    "words:100..200": "words:[100 TO 200]",
    "words:[* TO 9]": "words:[* TO 9]",
    "words:<=9": "words:[* TO 9]",
    "words:7": "words:[7 TO 7]",
}


@pytest.mark.parametrize("text", PLACED)
def test_what_must_stand_where(text: str) -> None:
    parsed = parse(text, ARCHIVE_FIELDS)
    assert (parsed.echo, parsed.warnings) == (PLACED[text], ())
    assert parse(parsed.echo, ARCHIVE_FIELDS).tree == parsed.tree


@pytest.mark.parametrize("number", [39, 40, 60, 5000])
def test_many_parts_near_each_other(number: int) -> None:
    parsed = parse(" NEAR/5 ".join(["oil"] * (number + 1)), ARCHIVE_FIELDS)
    assert {w.code for w in parsed.warnings} - {"more_warnings"} == ({"too_deep"} if number > 40 else set())
    again = parse(parsed.echo, ARCHIVE_FIELDS)
    assert (again.tree, again.warnings) == (parsed.tree, ())


def test_every_lower_case_operator_between_words_is_told() -> None:
    parsed = parse("to be or not to be", ARCHIVE_FIELDS)
    assert parsed.echo == "(to AND be AND or AND not AND to AND be)"
    assert [(w.code, w.span.start) for w in parsed.warnings] == [("other_syntax", 6), ("other_syntax", 9)]
    assert "OR" in parsed.warnings[0].hint and "NOT" in parsed.warnings[1].hint


def test_an_archive_without_sentences_says_so() -> None:
    (warning,) = parse("oil NEAR/s gas", archive_fields(analysis=ANALYSES[2])).warnings
    assert (warning.code, warning.span.start) == ("no_sentences", 4) and "upgrade" in warning.hint


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_understood(text: str) -> None:
    parsed = parse(text, ARCHIVE_FIELDS, today=TODAY)
    assert parsed.echo == UNDERSTOOD[text]
    assert parsed.warnings == ()


@pytest.mark.parametrize("text", WARNED)
def test_warned(text: str) -> None:
    echo, code, position = WARNED[text]
    parsed = parse(text, ARCHIVE_FIELDS, today=TODAY)
    assert parsed.echo == echo
    assert [(w.code, w.span.start) for w in parsed.warnings] == [(code, position)]


def test_a_close_field_name_is_suggested() -> None:
    assert "place:" in parse("plaec:Brussels", ARCHIVE_FIELDS).warnings[0].hint


def test_spans_point_into_the_text() -> None:
    text = 'oil  "crude oil"~2 place:="New York" -w*'
    tree = parse(text, ARCHIVE_FIELDS).tree
    assert isinstance(tree, t.And)
    assert [text[slice(*part.span)] for part in tree.parts] == ["oil", '"crude oil"~2', '="New York"', "w*"]


def leaves(node: t.Node) -> Iterator[t.Leaf]:
    """All leaves, left to right; those that are not asked for, too."""
    match node:
        case t.And(parts) | t.Or(parts):
            for part in parts:
                yield from leaves(part)
        case t.Not(part) | t.Optional(part):
            yield from leaves(part)
        case _:
            yield node


@pytest.mark.parametrize("text", [text for text in {**UNDERSTOOD, **WARNED} if "oil" in text or ":" in text])
def test_every_leaf_has_its_own_place_in_the_text(text: str) -> None:
    spans = [leaf.span for leaf in leaves(parse(text, ARCHIVE_FIELDS, today=TODAY).tree)]
    assert all(span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


def test_deep_nesting_is_cut_not_failed() -> None:
    parsed = parse("(" * 5000 + "oil" + ")" * 5000, ARCHIVE_FIELDS)
    assert parsed.echo == "oil"
    assert {w.code for w in parsed.warnings} == {"too_deep"}
    assert parse("NOT " * 5000 + "oil", ARCHIVE_FIELDS).echo == "oil"


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("date:[2019-05-28 TO 2019-05-28}", False),
        ("date:{2019-05 TO 2019-05-10]", False),
        ("mentions:{today TO today}", False),
        ("oil " + "NOT (gas OR (-oil " * 40, False),
        ("a OR -(b c" * 60, False),
        ("path: //x*", False),
        ("[*]", True),
        ("[to .. to}", True),
        ("[TO b]", True),
        ("[to TO b TO c}", True),
        ("to..b", True),
        (""" ["' a' " TO *] """, True),
        ("title: //a", True),
    ],
)
def test_the_echo_of_what_is_rarely_written_is_the_same_tree(text: str, schema: bool) -> None:
    fields = SCHEMA_FIELDS if schema else ARCHIVE_FIELDS
    parsed = parse(text, fields, today=TODAY)
    assert parse(parsed.echo, fields, today=TODAY).tree == parsed.tree, parsed.echo


def test_a_range_whose_excluded_end_is_all_of_it_has_no_day() -> None:
    parsed = parse("date:[2019-05-28 TO 2019-05-28}", ARCHIVE_FIELDS)
    assert parsed.echo == "date:[2019-05-28 TO 2019-05-28}"
    assert parse("date:[2019-05-28 TO 2019-05-27]", ARCHIVE_FIELDS).echo == "date:[2019-05-27 TO 2019-05-28]"


def test_a_long_text_is_cut_and_the_warning_names_the_limit() -> None:
    parsed = parse("oil " + "gas " * 50_000 + "coal", ARCHIVE_FIELDS)
    assert "coal" not in parsed.echo
    (warning,) = parsed.warnings
    assert (warning.code, tuple(warning.span)) == ("too_long", (100_000, 200_008))
    assert "100,000" in warning.message


@pytest.mark.parametrize("field", ["text", "place", "id", "path"])
@pytest.mark.parametrize("ending", ["*", "*b/x", "~2"])
def test_a_pattern_has_at_most_so_many_letters(field: str, ending: str) -> None:
    parsed = parse(f"{field}:{'a' * 300}{ending}", ARCHIVE_FIELDS)
    patterns = [leaf for leaf in leaves(parsed.tree) if isinstance(leaf, (t.Wildcard, t.Fuzzy))]
    assert not patterns
    if (field, ending) not in (("id", "~2"), ("text", "*b/x")):
        assert [w.code for w in parsed.warnings] == ["too_many_forms"]
        assert "255" in parsed.warnings[0].message


def test_a_query_has_at_most_so_many_patterns_and_warnings() -> None:
    parsed = parse("oi~ o* place:b*c/d " * 100, ARCHIVE_FIELDS)
    patterns = [leaf for leaf in leaves(parsed.tree) if isinstance(leaf, (t.Wildcard, t.Fuzzy))]
    assert len(patterns) == 100
    assert len(parsed.warnings) == 101
    assert {w.code for w in parsed.warnings} == {"too_many_forms", "more_warnings"}


@pytest.mark.parametrize(
    "piece", ["(", ")", '"\\', "\u201c", "[a to ", " to", "~", "> ", "NOT ", "foo:", "[]", "a:", "a*", "o~ "]
)
def test_reading_any_text_takes_work_in_proportion_to_it(piece: str, watchdog: None) -> None:
    parsed = parse("[ " + piece * 1_000_000, ARCHIVE_FIELDS)
    assert "too_long" in {w.code for w in parsed.warnings}
    assert len(parsed.warnings) <= 101


PIECES = st.sampled_from(
    """oil the gas AND OR NOT && || - + ( ) " \u201c \\ ' : & U.S. place: date: mentions: id: lang: path: foo: = ~ ~2 *
    ? w*d tr* [ ] { } .. 2019 >= < TO to , . text: title: caf\u00e9 e\u0301 \u0130 \u200d x/y [the] NEAR/5 BEFORE/2
    NEAR/s FIRST/9 ATLEAST/2 /a.b/ and ^2 words: \u4e0a\u6d77""".split()
)
QUERY_TEXTS = (
    st.lists(PIECES, max_size=14).map("".join) | st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60)
)
SCHEMA_FIELDS = whoosh_fields(["text", "title"], ["id"])


@settings(max_examples=500)
@given(QUERY_TEXTS)
@example("date:(AND")
@example("id:(a OR")
@example("lang:(NOT")
def test_any_text_is_understood_as_something_that_its_echo_says(text: str) -> None:
    for fields in (ARCHIVE_FIELDS, SCHEMA_FIELDS):
        parsed = parse(text, fields, today=TODAY)
        again = parse(parsed.echo, fields, today=TODAY)
        assert again.tree == parsed.tree, parsed.echo
        assert {w.code for w in again.warnings} <= {"story_unreadable"}, "it says that it finds nothing"
        for warning in parsed.warnings:
            assert 0 <= warning.span.start <= warning.span.end <= len(text)


PLAIN_PIECES = st.sampled_from(
    "oil the gas IT AND or OR near NEAR w5 near5 within3 first3 atleast2 ANDNOT to TO 2019 a A caf\u00e9 x_y".split()
)


@settings(max_examples=300)
@given(
    st.lists(PLAIN_PIECES, max_size=6).map(" ".join)
    | st.lists(PLAIN_PIECES, max_size=4).map(lambda words: f'"{" ".join(words)}"')
    | st.text('aB 1"\n', max_size=20)
    | QUERY_TEXTS
)
@example('"')
@example('""')
@example('" "')
@example('"a" b "c"')
def test_a_text_of_words_or_one_phrase_is_read_as_the_whole_parser_reads_it(text: str) -> None:
    for fields in (ARCHIVE_FIELDS, SCHEMA_FIELDS):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("searchkit.query.parser._plain_tree", lambda *_: None)
            whole = parse(text, fields, today=TODAY)
        # Records are compared without the places of their parts, which only their texts have.
        assert repr(parse(text, fields, today=TODAY)) == repr(whole)


@given(st.sampled_from(["place", "org"]), st.text(min_size=1, max_size=20).filter(lambda value: value.strip()))
def test_any_whole_value_can_be_written(field: str, value: str) -> None:
    from searchkit.query.echo import echo

    node = t.Exact(field, value)
    parsed = parse(echo(node), ARCHIVE_FIELDS)
    assert parsed.tree == node or parsed.warnings, "only values without letters or digits are not searched"
