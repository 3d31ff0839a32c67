"""XML that wants to harm the reader."""

from __future__ import annotations

import pytest

from searchkit.base.problem import Unreadable
from searchkit.ingest.safe_xml import local_name, parse, text_of


def test_a_document_with_a_type_and_a_namespace_is_read() -> None:
    root = parse(b'<!DOCTYPE n SYSTEM "n.dtd"><n xmlns="urn:x"><!-- no --><b>One \n two</b> three</n>')
    assert local_name(root) == "n"
    assert text_of(root) == "One two three"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "forbidden_xml"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "forbidden_xml"),
        (b"<a>" * 300 + b"</a>" * 300, "too_deep"),
        (b"<a>" * 100_000, "too_deep"),
        (b"", "bad_xml"),
        (b"<a>&nbsp;</a>", "bad_xml"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "bad_xml"),
    ],
)
def test_what_is_harmful_or_broken_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(data)
    assert raised.value.code == code


def test_the_line_of_a_mistake_is_named() -> None:
    with pytest.raises(Unreadable) as raised:
        parse(b"<a>\n<b>\n</a>")
    assert raised.value.line == 3


@pytest.mark.parametrize(
    "data", [b"<a/>" * 2_000_000, b"<b " + b" ".join(b'c%d=""' % n for n in range(2_000_000)) + b"/>"]
)
def test_elements_and_attributes_are_limited(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(b"<r>" + data + b"</r>")
    assert (caught.value.code, caught.value.message) == ("too_large", "more than 2,000,000 elements and attributes")
