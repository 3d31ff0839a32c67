"""Bytes to text."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.problem import Unreadable
from searchkit.ingest.encoding import decode, decoded_lines, fallback_note, looks_binary
from searchkit.ingest.source import Source


def source(data: bytes) -> Source:
    return Source("a.jsonl", None, lambda: io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "text", "encoding", "bad_line"),
    [
        (b"plain", "plain", "utf-8", None),
        ("São Paulo".encode(), "São Paulo", "utf-8", None),
        (codecs.BOM_UTF8 + "é".encode(), "é", "utf-8", None),
        (codecs.BOM_UTF16_LE + "Żółć".encode("utf-16-le"), "Żółć", "utf-16-le", None),
        (codecs.BOM_UTF16_BE + "Żółć".encode("utf-16-be"), "Żółć", "utf-16-be", None),
        (codecs.BOM_UTF16_LE + b"a\0\nb", "a\u620a", "utf-16-le", None),
        (codecs.BOM_UTF16_LE + b"a\0\n\0b", "a\n\ufffd", "utf-16-le", 2),
        (b"one\ntwo \x93quoted\x94 \x80", "one\ntwo “quoted” €", "windows-1252", 2),
        (b"undefined \x81", "undefined \x81", "windows-1252", 1),
        # A damaged letter in a line of UTF-8 costs only itself; a line of windows-1252 is one as a whole.
        ("Żółć ".encode() + b"\xfc", "Żółć ü", "windows-1252", 1),
        ("Żółć\n".encode() + b"caf\xe9", "Żółć\ncafé", "windows-1252", 2),
        (codecs.BOM_UTF8 + b"\xfc", "ü", "windows-1252", 1),
        (
            b'<?xml version="1.0" encoding="iso-8859-2"?>\n\xb1',
            '<?xml version="1.0" encoding="iso-8859-2"?>\ną',
            None,
            None,
        ),
        (b"<meta charset=koi8-r>\xc1", "<meta charset=koi8-r>а", "koi8-r", None),
        (b"# -*- coding: cp1251 -*-\n\xe0", "# -*- coding: cp1251 -*-\nа", "cp1251", None),
        (
            b"Subject: x\nContent-Type: text/plain; charset=cp1250\n\n\xb9",
            "Subject: x\nContent-Type: text/plain; charset=cp1250\n\ną",
            "cp1250",
            None,
        ),
        (b"<meta charset=latin-1>\x93", "<meta charset=latin-1>“", "cp1252", None),
        (b"<meta charset=utf-8>\xe9", "<meta charset=utf-8>é", "windows-1252", 1),
        (b"<meta charset=nonsense>\xe9", "<meta charset=nonsense>é", "windows-1252", 1),
        (b"<meta charset=unicode_escape>\\n\xe9", "<meta charset=unicode_escape>\\né", "windows-1252", 1),
        (b"<meta charset=hex>\xe9", "<meta charset=hex>é", "windows-1252", 1),
    ],
)
def test_decode(data: bytes, text: str, encoding: str | None, bad_line: int | None) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.bad_line) == (text, bad_line)
    assert encoding is None or decoded.encoding == encoding


@given(st.binary())
def test_decode_never_raises_and_keeps_ascii(data: bytes) -> None:
    text = decode(b"begin " + data).text
    assert text.startswith("begin ")
    text.encode("utf-8")


@given(st.text())
def test_utf8_comes_back(text: str) -> None:
    assert decode(b"." + text.encode()).text == "." + text


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"a\r\nb\n\nc", [(1, "a", False), (2, "b", False), (3, "", False), (4, "c", False)]),
        (codecs.BOM_UTF8 + b"a\n", [(1, "a", False)]),
        (b"\n\n\na", [(1, "", False), (2, "", False), (3, "", False), (4, "a", False)]),
        ("ż\n".encode() + b"\xe9\n" + "ł".encode(), [(1, "ż", False), (2, "é", True), (3, "ł", False)]),
        (codecs.BOM_UTF16_LE + "ż\nł".encode("utf-16-le"), [(1, "ż", False), (2, "ł", False)]),
        (codecs.BOM_UTF16_BE + "ż\r\nł\n".encode("utf-16-be"), [(1, "ż", False), (2, "ł", False)]),
    ],
)
def test_lines(data: bytes, lines: list[tuple[int, str, bool]]) -> None:
    assert [tuple(line[:3]) for line in decoded_lines(source(data))] == lines


def test_the_stream_stays_open_for_its_source() -> None:
    stream = io.BytesIO(codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le"))
    lines = decoded_lines(Source("a.jsonl", None, lambda: stream))
    assert next(lines).text == "a"
    lines.close()
    assert not stream.closed


def test_a_line_without_end_is_refused() -> None:
    lines = decoded_lines(source(b"short\n" + b"x" * 100 + b"\nmore\n"), limit=50)
    assert next(lines).text == "short"
    with pytest.raises(Unreadable) as caught:
        next(lines)
    assert (caught.value.code, caught.value.line) == ("too_large", 2)


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"", False),
        (b"text\twith\x1b[1m colour\x0c\r\n", False),
        (b"text\0", True),
        (bytes(range(1, 32)), True),
        (codecs.BOM_UTF16_LE + b"a\0", False),
        ("Żółć".encode(), False),
    ],
)
def test_looks_binary(data: bytes, binary: bool) -> None:
    assert looks_binary(data) is binary


def test_note_names_the_line() -> None:
    note = fallback_note(source(b""), 7, 3)
    assert (note.code, note.line, note.severity) == ("encoding_fallback", 7, "note")
    assert "2 more lines" in note.message
