"""Bytes to text."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.problem import Unreadable
from searchkit.ingest.charset_label import text_codec
from searchkit.ingest.encoding import decode, decoded_lines, fallback_note
from searchkit.ingest.source import Source
from searchkit.ingest.wide_text import looks_binary


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


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")))
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
        (b"text\0", False),
        (b"The treaty\0 was signed.", False),
        (b"\0\0\0\0", True),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", True),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x02\0\0\0", True),
        (b"a\0b\0c\0 \0d\0", False),
        (b"\0\0\0a\0\0\0 ", False),
        (bytes(range(1, 32)), True),
        (codecs.BOM_UTF16_LE + b"a\0", False),
        ("Żółć".encode(), False),
    ],
)
def test_looks_binary(data: bytes, binary: bool) -> None:
    assert looks_binary(data) is binary


RUSSIAN = "Порт Калининграда открылся в пятницу для посетителей, и многие пришли посмотреть на корабли."
UNLABELLED = [
    ("cp1251", "windows-1251", RUSSIAN),
    ("koi8-r", "koi8-r", RUSSIAN),
    ("cp1250", "windows-1250", "Most přes řeku byl uzavřen. Město čeká na rozhodnutí úřadů v květnu."),
    ("cp1253", "windows-1253", "Η γέφυρα έκλεισε τη Δευτέρα. Η πόλη περιμένει την απόφαση."),
    ("cp1256", "windows-1256", "أغلق الجسر يوم الاثنين. المدينة تنتظر قرار السلطات."),
    ("shift_jis", "Shift_JIS", "東京の港は金曜日に開かれ、多くの人々が古い船を見るために訪れた。"),
    ("gbk", "GB18030", "港口于星期五向公众开放，许多人前来参观旧船。新华社北京五月三日电"),
    ("big5", "Big5", "港口於星期五向公眾開放，許多人前來參觀舊船。大橋於星期一關閉。"),
    ("euc-kr", "EUC-KR", "항구가 금요일에 일반인에게 개방되어 많은 사람들이 오래된 배를 보러 왔다."),
    ("cp1252", "windows-1252", "Le pont sur la rivière a été fermé lundi. Il coûte 5 € — « trop »."),
]


@pytest.mark.parametrize(("codec", "name", "text"), UNLABELLED)
def test_unlabelled_text_is_told_apart(codec: str, name: str, text: str) -> None:
    page = f"<html><head><title>A page</title></head>\n<body class='x'><p>{text}</p>\n<p>end</p></body></html>"
    for whole in (text, page, f"Title: News\n\n{text}\n{text}\n"):
        decoded = decode(whole.encode(codec))
        assert (decoded.text, decoded.guess.encoding, decoded.encoding) == (whole, name, name)
        note = fallback_note(source(b""), decoded.bad_line, guess=decoded.guess)
        assert name in note.message
        assert ("confidence" in note.message) == (name != "windows-1252")
        lines = list(decoded_lines(source(whole.encode(codec))))
        assert "\n".join(line.text for line in lines) == whole.rstrip("\n")
        assert {line.guess.encoding for line in lines if line.repaired} == {name}


def test_lines_of_utf8_among_others_stay() -> None:
    data = "Łódź jest żółta\n".encode() + (RUSSIAN + "\n").encode("cp1251") * 2
    assert decode(data).text == "Łódź jest żółta\n" + (RUSSIAN + "\n") * 2


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(
    "text", ["Title: Treaty\n\nThe treaty was signed in Oslo.\n", RUSSIAN, "大桥于 星期一\n关闭。城市正在等待决定。"]
)
def test_wide_text_needs_no_mark(codec: str, marked: bool, text: str) -> None:
    data = ("\ufeff" * marked + text).encode(codec)
    assert not looks_binary(data)
    assert decode(data)[:3] == (text, codec, None)
    lines = list(decoded_lines(source(data)))
    assert "\n".join(line.text for line in lines) == text.rstrip("\n")
    for line in lines:
        assert line.start is not None
        assert data[line.start : line.end].decode(codec) == line.text


@given(st.binary(min_size=200, max_size=400))
def test_binary_data_is_rarely_wide_text(data: bytes) -> None:
    decode(data)
    looks_binary(data)


def test_stray_nuls_are_left_out() -> None:
    assert decode(b"The treaty\0 was signed.\0\0").text == "The treaty was signed."
    (line,) = decoded_lines(source(b'{"title": "a\0b"}'))
    assert line.text == '{"title": "ab"}'


def test_a_mark_wins_over_a_declaration() -> None:
    page = '<?xml version="1.0" encoding="iso-8859-1"?><p>Köln</p>'
    assert decode(codecs.BOM_UTF8 + page.encode(), "iso-8859-2").text == page
    assert decode(codecs.BOM_UTF16_LE + page.encode("utf-16-le"), "iso-8859-2").text == page


def test_a_declared_encoding_survives_a_wrong_byte() -> None:
    text = "<meta charset=windows-1251>" + RUSSIAN
    decoded = decode(text.encode("cp1251") + b" \x98")
    assert (decoded.text, decoded.encoding, decoded.bad_line) == (text + " \ufffd", "cp1251", 1)
    assert "cp1251" in fallback_note(source(b""), 1, guess=decoded.guess).message


def test_japanese_of_seven_bits() -> None:
    text = "東京の港は金曜日に開かれた。"
    assert decode(b"<p>" + text.encode("iso2022_jp") + b"</p>").text == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("windows-874", "cp874"),
        ("cp-850", "cp850"),
        ("CP 1252", "cp1252"),
        ("x-sjis", "cp932"),
        ("x-gbk", "gbk"),
        ("iso-8859-8-i", "iso8859-8"),
        ("ks_c_5601-1987", "euc_kr"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("x-cp1251", "cp1251"),
        ("ibm-866", "cp866"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("utf8mb4", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-unknown", None),
        ("hex", None),
        ("", None),
        ("a\0b", None),
        ("windows-99999", None),
    ],
)
def test_labels(label: str, codec: str | None) -> None:
    assert text_codec(label) == codec


def test_note_names_the_line() -> None:
    note = fallback_note(source(b""), 7, 3)
    assert (note.code, note.line, note.severity) == ("encoding_fallback", 7, "note")
    assert "2 more lines" in note.message
