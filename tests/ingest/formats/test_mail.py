"""Mails in files of their own, in mailboxes and in Maildir folders."""

from __future__ import annotations

import base64
import io
import mailbox
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_file
from searchkit.ingest.registry import format_for
from searchkit.ingest.walk import Found, walk

PLAIN = b"""Return-Path: <ann@example.org>\r
Received: from mx.example.org (mx.example.org [192.0.2.1])\r
\tby mail.example.com; Tue, 26 Nov 2019 23:50:01 -0500\r
From: =?utf-8?q?Ann_B=C3=A9e?= <ann@example.org>\r
To: news@example.com, "Bo" <bo@example.com>\r
Cc: desk@example.com\r
Subject: =?UTF-8?B?RWxlY3Rpb24gaW4gw5ZzdGVy?=\r
 =?UTF-8?B?cmVpY2g=?= today\r
Date: Tue, 26 Nov 2019 23:50:00 -0500 (EST)\r
Message-ID: <abc.1@example.org>\r
In-Reply-To: <abc.0@example.org>\r
Content-Language: de, en\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=iso-8859-15; format=flowed\r
Content-Transfer-Encoding: quoted-printable\r
\r
The price is 5 =A4 in K=F6ln, said=\r
 Ann.\r
"""


def read(path: Path, data: bytes | None = None) -> tuple[list[Article], list[Problem]]:
    if data is not None:
        path.write_bytes(data)
    items = list(read_file(path, path.name))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def test_a_plain_message(tmp_path: Path) -> None:
    (article,), problems = read(tmp_path / "a.eml", PLAIN)
    assert problems == []
    assert article == Article(
        id="abc.1@example.org",
        title="Election in Österreich today",
        body="The price is 5 € in Köln, said Ann.",
        date="2019-11-26",
        language="de",
        path="a.eml",
        metadata={
            "from": "Ann Bée <ann@example.org>",
            "to": 'news@example.com, "Bo" <bo@example.com>',
            "cc": "desk@example.com",
            "message_id": "<abc.1@example.org>",
            "in_reply_to": "<abc.0@example.org>",
            "sent": "Tue, 26 Nov 2019 23:50:00 -0500 (EST)",
        },
        provenance={"date": "metadata", "language": "metadata"},
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PLAIN, "mail"),
        (PLAIN.partition(b"\n")[2], "mail"),
        (PLAIN[PLAIN.index(b"From:") :], "mail"),
        (b"Received: by 192.0.2.1;\r\n" + b"X-Long: some words of it\r\n" * 160, "mail"),
        (b"From ann@example.org Tue Nov 26 10:00:00 2019\n" + PLAIN, "mbox"),
        (b"From - Tue Nov 26 10:00:00 2019\nX-Mozilla-Status: 0001\n", "mbox"),
        (b"From: our correspondent\n\nIt rained at 10:00 in 2019.", None),
        (b"From Paris at 10:00 on 26 November 2019 it rained\nand rained.", None),
        (b"Title: x\nReceived: yesterday\n\nText", None),
    ],
)
def test_content_tells(head: bytes, expected: str | None) -> None:
    found = format_for("1574762400.M5P6.host:2,S", head[:4096])
    assert (found.name if found else None) == expected


def test_attachments_are_files_of_their_own(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", "Packed text.")
    forwarded = EmailMessage()
    forwarded["Subject"], forwarded["From"], forwarded["Message-ID"] = "Earlier", "bo@example.org", "<inner@x>"
    forwarded.set_content("The earlier mail.")
    forwarded.add_attachment("Deep.", filename="deep.txt")
    message = EmailMessage()
    message["Subject"], message["From"] = "Report", "ann@example.org"
    message.set_content("See attached.")
    message.add_alternative("<p>See <b>attached</b>.</p>", subtype="html")
    message.add_attachment("Größe: 5 €", filename="größe.txt", charset="iso-8859-15")
    message.add_attachment(b'{"title": "t"}\n', maintype="application", subtype="octet-stream", filename="../n.jsonl")
    message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="all.zip")
    message.add_attachment(b"\x89PNG\0", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"-----BEGIN PGP SIGNATURE-----", maintype="application", subtype="pgp-signature")
    message.add_attachment(forwarded)
    articles, problems = read(tmp_path / "a.eml", bytes(message))
    assert [(article.path, article.headline, article.body) for article in articles] == [
        ("a.eml", "Report", "See attached."),
        ("a.eml!/größe.txt", "Größe: 5 €", "Größe: 5 €"),
        ("a.eml!/n.jsonl", "t", ""),
        ("a.eml!/all.zip!/inner.txt", "Packed text.", "Packed text."),
        ("a.eml!/part-6.eml", "Earlier", "The earlier mail."),
        ("a.eml!/part-6.eml!/deep.txt", "Deep.", "Deep."),
    ]
    names = ["größe.txt", "../n.jsonl", "all.zip", "logo.png", "part-5", "part-6.eml"]
    assert articles[0].metadata["attachments"] == names
    assert [(problem.code, problem.member, problem.severity) for problem in problems] == [
        ("not_text", "logo.png", "skipped")
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.eml"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"Content-Type: text/plain; charset=no-such-one\n\nM\xfcnchen",
            "'no-such-one': the text is read as windows-1252",
        ),
        (b"Subject: =?x-nobody?Q?M=FCnchen?=\n\nText", "'x-nobody': the text is read as UTF-8"),
    ],
)
def test_an_unknown_charset_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (article,), (problem,) = read(tmp_path / "a.eml", content)
    assert "München" in (article.title or article.body)
    assert (problem.code, problem.severity) == ("unknown_charset", "note")
    assert told in problem.message


def test_text_without_a_charset_is_told_apart(tmp_path: Path) -> None:
    text = "Порт Калининграда открылся в пятницу для посетителей."
    (article,), (problem,) = read(tmp_path / "a.eml", b"Subject: s\n\n" + text.encode("koi8-r"))
    assert (article.body, problem.code) == (text, "encoding_fallback")
    assert "koi8-r (confidence" in problem.message


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"Content-Type: text/html; charset=utf-8\n\n<p>It &amp; we<br>rained.<p>Twice<script>x</script>", None),
        (b"Content-Type: text/plain; charset=gb2312\n\n\xc4\xe3\xba\xc3", "你好"),
        (b"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3$s\x1b(B", "こん"),
        (b"Content-Type: text/plain; charset=windows-874\n\n\xca\xc7\xd1\xca\xb4\xd5", "สวัสดี"),
        (b"Content-Type: text/plain; charset=cp-850\n\nM\x81nchen", "München"),
        (b"Content-Type: text/plain; charset=unicode-1-1-utf-7\n\nM+APw-nchen", "München"),
        (b"Content-Type: text/plain; charset=us-ascii\n\nM\xc3\xbcnchen", "München"),
        (b"Content-Type: multipart/mixed; boundary=x\n\nNo boundary in sight.", "No boundary in sight."),
        (b"Content-Transfer-Encoding: base64\n\nVGV4dA", "Text"),
        (b"\nLines\r\nof text\0", "Lines\nof text"),
    ],
)
def test_bodies(tmp_path: Path, content: bytes, body: str | None) -> None:
    (article,), problems = read(tmp_path / "a.eml", b"Subject: s\n" + content)
    assert (article.body, problems) == (body or "It & we\nrained.\n\nTwice", [])


def multipart(kind: str, *parts: bytes) -> bytes:
    return (
        b"Content-Type: multipart/%b; boundary=b%d\n\n" % (kind.encode(), len(parts))
        + b"".join(b"--b%d\n%b\n" % (len(parts), part) for part in (*parts, b"")).removesuffix(b"\n\n")
        + b"--\n"
    )


TEXT, MARKUP = b"Content-Type: text/plain\n\nPlain.", b"Content-Type: text/html\n\n<p>Formatted."
PICTURE = b"Content-Type: text/csv\nContent-Disposition: inline; filename=n.jsonl\n\n"


@pytest.mark.parametrize(
    ("data", "body", "attached"),
    [
        (multipart("alternative", TEXT, MARKUP), "Formatted.", None),
        (multipart("alternative", b"Content-Type: text/plain\n\n", MARKUP), "Formatted.", None),
        (multipart("alternative", TEXT, multipart("related", MARKUP, PICTURE, PICTURE)), "Formatted.", 2),
        (multipart("mixed", TEXT, MARKUP, TEXT), "Plain.\n\nFormatted.\n\nPlain.", None),
        (multipart("signed", TEXT, b"Content-Type: application/pgp-signature\n\nx"), "Plain.", 1),
        (multipart("mixed", TEXT)[:-8], "Plain.", None),
    ],
)
def test_parts(tmp_path: Path, data: bytes, body: str, attached: int | None) -> None:
    articles, _ = read(tmp_path / "a.eml", b"Subject: s\n" + data)
    assert articles[0].body == body
    assert len(articles[0].metadata.get("attachments", [])) == (attached or 0)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"Subject: =?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"Subject: =?utf-8?B?w5Y=?= =?utf-8?B?bA==?= and more", "Öl and more"),
        (b"Subject: =?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"),
        (b"Subject: a =?x?q?b=20c?= d", "a b c d"),
        (b"Subject: =?utf-8?B?####w5Y=?=", "Ö"),
        (b"Subject: M\xfcnchen \\u0041", "München \\u0041"),
        (b"Subject: =?utf-8?Q?a?=b\n c", "ab c"),
        (b"Subject: one\nSubject: two", "one"),
    ],
)
def test_subjects(tmp_path: Path, header: bytes, expected: str) -> None:
    (article,), _ = read(tmp_path / "a.eml", header + b"\n\nText")
    assert article.title == expected


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        (b"26 Nov 2019 10:00 GMT", "2019-11-26"),
        (b"Tue, 26 Nov 99 10:00:00 +0000", "1999-11-26"),
        (b"2019-11-26T10:00:00Z", "2019-11-26"),
        (b"26 November 2019", "2019-11-26"),
        (b"Tue, 99 Nov 2019 10:00:00 +0000", None),
        (b"some day", None),
    ],
)
def test_dates(tmp_path: Path, stated: bytes, date: str | None) -> None:
    (article,), problems = read(tmp_path / "a.eml", b"Date: " + stated + b"\n\nText")
    assert article.date == date
    assert [problem.code for problem in problems] == ([] if date else ["date_unreadable"])
    assert article.metadata["sent"] == stated.decode()


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", ["empty"]),
        (b"X-Nothing: x\n\n", ["no_text"]),
        (b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--", ["encrypted"]),
        (b"Content-Type: application/pkcs7-mime\n\nx", ["encrypted"]),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, codes: list[str]) -> None:
    articles, problems = read(tmp_path / "a.eml", data)
    assert articles == []
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50)), ["s"]),
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)), []),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300))
            + b"\n" * 500_000,
            [],
        ),
        (b"Content-Type: message/rfc822\n\n" * 5_000, []),
        (b'Content-Type: multipart/mixed; x="' + b";" * 5_000, []),
        (b'X: y\rContent-Disposition: attachment;\r x="' + b";" * 5_000, []),
    ],
)
def test_messages_made_to_take_time(tmp_path: Path, data: bytes, titles: list[str]) -> None:
    for name in ("a.eml", "a.mbox"):
        articles, (problem,) = read(tmp_path / name, b"Subject: s\n" + data + b"\n\nText")
        assert [article.title for article in articles] == titles
        assert (problem.code, problem.severity) == ("too_deep", "failed")


def test_parts_without_end(tmp_path: Path) -> None:
    many = b"".join(b"--b\nContent-Type: text/plain\n\n%d\n" % number for number in range(1_100))
    (article,), (problem,) = read(tmp_path / "b.eml", b"Content-Type: multipart/mixed; boundary=b\n\n" + many)
    assert (article.body.startswith("0\n\n1\n\n2"), problem.code) == (True, "too_deep")


def test_mails_in_mails_end_somewhere(tmp_path: Path) -> None:
    data = b"Subject: s0\n\nText"
    for number in range(1, 6):
        wrapped = base64.encodebytes(data)
        data = (
            b"Subject: s%d\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/octet-stream; "
            b'name="m.eml"\nContent-Transfer-Encoding: base64\n\n%b\n--b--\n' % (number, wrapped)
        )
    articles, (problem,) = read(tmp_path / "a.eml", data)
    assert [article.title for article in articles] == ["s5", "s4", "s3", "s2"]
    assert (problem.code, problem.member) == ("too_deep", "m.eml!/m.eml!/m.eml!/m.eml")


MAILBOX = b"""From ann@example.org Tue Nov 26 10:00:00 2019
Subject: First
Message-ID: <1@x>

Text.

From Paris it rains.
>From here, too.
>>From there.

From bo@example.org  Wed Nov 27 10:00:00 +0100 2019
Subject: Second
Message-ID: <2@x>
Date: some day
Content-Type: multipart/mixed; boundary=b

--b

Text.
--b
Content-Disposition: attachment; filename=a.txt

Attached.
--b--

From MAILER-DAEMON Thu Nov 28 10:00:00 2019
X-Nothing: x

"""


LONG_PLAIN = b"Content-Type: text/plain\n\nThe dredger reached Bremen. Work goes on. https://x.example/a/long/one\n"
LONG_MARKUP = b"Content-Type: text/html\n\n<p>The dredger reached Bremen. Work goes on. <a href=x>See</a></p>\n"
STUB_PLAIN = b"Content-Type: text/plain\n\nThis mail needs an HTML reader.\n"
STUB_MARKUP = b"Content-Type: text/html\n\n<p>See the text.</p>\n"


@pytest.mark.parametrize(
    ("forms", "begin", "end"),
    [
        ((STUB_PLAIN, LONG_MARKUP), "The dredger", "See"),
        ((LONG_MARKUP, STUB_PLAIN), "The dredger", "See"),
        ((LONG_PLAIN, STUB_MARKUP), "The dredger", "one"),
        ((LONG_PLAIN, LONG_MARKUP), "The dredger", "one"),
        ((LONG_MARKUP, LONG_PLAIN), "The dredger", "one"),
        ((STUB_PLAIN, multipart("related", LONG_MARKUP, PICTURE)), "The dredger", "See"),
        ((multipart("mixed", LONG_PLAIN, PICTURE), STUB_MARKUP), "The dredger", "one"),
    ],
)
def test_of_alternatives_the_one_with_more_text_counts(
    tmp_path: Path, forms: tuple[bytes, ...], begin: str, end: str
) -> None:
    (article,), problems = read(tmp_path / "a.eml", multipart("alternative", *forms))
    assert article.body.startswith(begin)
    assert article.body.endswith(end)
    assert article.body.count("dredger") == 1
    assert all(problem.member == "n.jsonl" for problem in problems)


@pytest.mark.parametrize("between", [b"", b"\n"])
@pytest.mark.parametrize(
    "second", [b"From b@x.org Fri May 31 11:00:00 2019", b"From MAILER-DAEMON Fri May 31 11:00:00 2019"]
)
def test_mailboxes_are_split_as_by_python(tmp_path: Path, between: bytes, second: bytes) -> None:
    first = b"From a@x.org Fri May 31 10:00:00 2019\nSubject: 1\n\nbody one\n"
    data = first + between + second + b"\nSubject: 2\n\nbody\n"
    (tmp_path / "b.mbox").write_bytes(data)
    box = mailbox.mbox(tmp_path / "b.mbox")
    expected = [str(message["subject"]) for message in box]
    box.close()
    articles, problems = read(tmp_path / "a.mbox", data)
    assert ([article.title for article in articles], problems) == (expected, [])
    assert expected == ["1", "2"]


def test_a_message_may_begin_without_a_date(tmp_path: Path) -> None:
    data = b"From a@x.org Fri May 31 10:00:00 2019\nSubject: 1\n\nbody one\n\nFrom b@x.org\nSubject: 2\n\nbody\n"
    articles, _ = read(tmp_path / "a.mbox", data)
    assert [article.title for article in articles] == ["1", "2"]


def test_a_mailbox(tmp_path: Path) -> None:
    for name in ("a.mbox", "Inbox"):
        articles, problems = read(tmp_path / name, MAILBOX)
        assert [(article.id, article.title, article.path) for article in articles[:2]] == [
            ("1@x", "First", name),
            ("2@x", "Second", name),
        ]
        assert articles[0].body == "Text.\n\nFrom Paris it rains.\nFrom here, too.\n>From there."
        assert (articles[2].path, articles[2].body) == (f"{name}!/2/a.txt", "Attached.")
        assert [(problem.code, problem.line, problem.severity) for problem in problems] == [
            ("date_unreadable", 12, "note"),
            ("no_text", 27, "skipped"),
        ]


def test_a_mailbox_with_separators_of_its_own(tmp_path: Path) -> None:
    articles, _ = read(tmp_path / "a.mbox", b"\nFrom x\nSubject: 1\n\nText\n\nFrom y\nSubject: 2\n\nText")
    assert [article.title for article in articles] == ["1", "2"]
    articles, _ = read(tmp_path / "a.mbox", b"Subject: 0\n\nText\n\n" + MAILBOX)
    assert [article.title for article in articles[:3]] == ["0", "First", "Second"]


def test_a_mailbox_that_is_none(tmp_path: Path) -> None:
    for data in (b"", b"\n\n", b"From x Tue Nov 26 10:00:00 2019\n"):
        articles, (problem,) = read(tmp_path / "a.mbox", data)
        assert (articles, problem.code) == ([], "empty")


def test_a_message_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.ingest.formats.mbox._MESSAGE_LIMIT", 1 << 20)
    long = b"From a Tue Nov 26 10:00:00 2019\nSubject: long\n\n" + b"word " * 300_000 + b"\n\n" + MAILBOX
    articles, problems = read(tmp_path / "a.mbox", long)
    assert [article.title for article in articles[:2]] == ["First", "Second"]
    assert (problems[0].code, problems[0].line) == ("too_large", 2)


def test_maildir(tmp_path: Path) -> None:
    sub = tmp_path / "Mail" / ".Sent.2019"
    for folder in (tmp_path / "Mail", sub):
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True)
    seen = tmp_path / "Mail" / "cur" / "1574762400.M5P6.mail.example.txt:2,S"
    seen.write_bytes(b"Subject: Seen\n\nText")
    (tmp_path / "Mail" / "tmp" / "1.x").write_bytes(b"Subject: Half")
    (sub / "new" / "2.x").write_bytes(b"Subject: Sent\n\nText")
    (tmp_path / "Mail" / "dovecot-uidlist").write_text("3 V1")
    (tmp_path / "Mail" / ".hidden").mkdir()
    (tmp_path / ".hidden").mkdir()
    found = list(walk([tmp_path]))
    paths = [item.path for item in found if isinstance(item, Found)]
    assert paths == [sub / "new" / "2.x", seen]
    assert [read(path)[0][0].title for path in paths] == ["Sent", "Seen"]
    assert sorted((Path(item.path).name, item.code) for item in found if isinstance(item, Problem)) == [
        (".hidden", "hidden"),
        (".hidden", "not_an_article"),
        ("dovecot-uidlist", "not_an_article"),
        ("tmp", "not_an_article"),
        ("tmp", "not_an_article"),
    ]
    # The name changes as a mail is read; the id does not.
    identity = read(seen)[0][0].id
    assert read(seen.rename(seen.with_name("1574762400.M5P6.mail.example.txt:2,RS")))[0][0].id == identity


HEADERS = st.sampled_from(
    [b"Subject", b"Date", b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Message-ID", b"From"]
)
VALUES = st.sampled_from(
    [
        *(
            b"multipart/mixed; boundary=b",
            b'multipart/alternative; boundary="b',
            b"text/html; charset*=x''%ff",
            b"base64",
        ),
        *(b"attachment; filename*0*=utf-8''%e2; filename*1=x", b"message/rfc822", b"uuencode", b"=?utf-8?b?w?= =?x"),
        *(b"Tue, 26 Nov 2019 99:99:99 +9999", b'text/plain; charset="\0', b"message/external-body", b"\xff", b"<"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(HEADERS, VALUES | st.binary(max_size=30)), max_size=6), st.binary(max_size=80))
def test_odd_messages_never_fail(tmp_path: Path, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    data = b"".join(name + b": " + value + b"\n" for name, value in headers)
    message = data + b"\n" + body + b"\n--b\n" + data + b"\nbegin 644 x\n" + body + b"\n--b--\n"
    for name in ("a.eml", "a.mbox"):
        articles, problems = read(tmp_path / name, message)
        assert all(problem.code != "reader_failed" for problem in problems)
        for article in articles:
            article.to_json()


def test_what_has_no_headers_is_taken_as_text_with_a_remark_or_refused(tmp_path: Path) -> None:
    articles, problems = read(tmp_path / "a.eml", b"Just some words.\nIn a file.")
    assert [a.body for a in articles] == ["Just some words.\nIn a file."]
    assert [(p.code, p.severity) for p in problems] == [("no_headers", "note")]
    articles, problems = read(tmp_path / "b.eml", b"\x00\xff\x01" * 100)
    assert (articles, [(p.code, p.severity) for p in problems]) == ([], [("not_mail", "failed")])
