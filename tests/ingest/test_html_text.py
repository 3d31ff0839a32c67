"""Pieces of HTML as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.html_text import html_line, html_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain & simple", "plain & simple"),
        ("5 < 6 and a<b", "5 < 6 and a<b"),
        ("<p>One\n two</p>\n<p>Three</p>", "One two\n\nThree"),
        ("<p>caf&eacute;&nbsp;&#8211; <b>bo</b>ld</p>", "café – bold"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>a</li> <li>b</li></ul>c", "a\nb\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<a title=\"x > y\" href='z'>link</a>", "link"),
        ("a<!-- <p>no</p> -->b<!-- never closed", "ab<!-- never closed"),
        ("<![CDATA[in]]> out", "in out"),
        ("<script>if (a < b) {}</script>seen<STYLE>p{}</style >.", "seen."),
        ("<script>never closed", ""),
        ("</p></pre>x", "x"),
        ("&lt;b&gt;", "<b>"),
        ("", ""),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert html_text(markup) == text


def test_a_line() -> None:
    assert html_line("One\n <i>two</i>&amp;") == "One two&"


@pytest.mark.parametrize(
    "piece", ["<", "<a ", '<a "', "<a '\"", "<!--", "<!", "<![CDATA[", "&", "&#", "<script>", "<p>", "<pre>", "\n "]
)
def test_markup_that_never_closes_takes_no_time(piece: str) -> None:
    assert len(html_text(piece * 100_000)) <= len(piece) * 100_000


@given(
    st.lists(st.sampled_from(["<", ">", "p", "/", "!--", "-->", '"', "'", " ", "pre", "&amp;", "script", "\n"])).map(
        "".join
    )
)
def test_never_fails(markup: str) -> None:
    assert html_text(markup) == html_text(markup).strip()
