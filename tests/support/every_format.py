"""Small files of every format that searchkit reads, made of one word each, and a broken one of each."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import docx
import pypdf
import pypdf.generic

import open_document

TEXT = "No ferry left the harbour on Friday, said the harbour master, and {} was closed until further notice."


def page(word: str) -> str:
    paragraphs = "".join(f"<p>{TEXT.format(word)} Paragraph {n}.</p>" for n in range(4))
    return f"<html lang='en'><head><title>Fog {word}</title></head><body><article>{paragraphs}</article></body></html>"


def feed_rss(word: str) -> str:
    item = f"<item><title>Fog</title><description>{TEXT.format(word)}</description></item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{item}</channel></rss>"


def feed_atom(word: str) -> str:
    entry = f"<entry><id>urn:{word}</id><title>Fog</title><content>{TEXT.format(word)}</content></entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{entry}</feed>"


def mail(word: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@x.example", "b@x.example", "Fog"
    message["Date"] = "Fri, 31 May 2019 08:15:00 +0100"
    message.set_content(TEXT.format(word))
    return bytes(message)


def mailbox(word: str) -> bytes:
    return b"From a@x.example Fri May 31 08:15:00 2019\n" + mail(word) + b"\n"


def nitf(word: str) -> str:
    return (
        f"<nitf><head><docdata><doc-id id-string='{word}'/></docdata></head><body><body.head><hedline><hl1>Fog</hl1>"
        f"</hedline></body.head><body.content><p>{TEXT.format(word)}</p></body.content></body></nitf>"
    )


def newsml(word: str) -> str:
    inline = (
        "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body>"
        f"<p>{TEXT.format(word)}</p></body></html></inlineXML>"
    )
    return (
        f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:{word}' version='1' standard='NewsML-G2' "
        "standardversion='2.29' conformance='power'><itemMeta><itemClass qcode='ninat:text'/></itemMeta>"
        f"<contentMeta><headline>Fog</headline></contentMeta><contentSet>{inline}</contentSet></newsItem>"
    )


def ninjs(word: str) -> str:
    return json.dumps({"uri": f"urn:{word}", "type": "text", "headline": "Fog", "body_text": TEXT.format(word)})


def json_ld(word: str) -> str:
    return json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fog", "articleBody": TEXT.format(word)}
    )


def warc(word: str, content: bytes | None = None, media_type: str = "text/html") -> bytes:
    """A capture of a page; ``content`` is the page, if it is another than that of the word."""
    body = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + (content or page(word).encode())
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/{word}\r\n"
        f"WARC-Date: 2019-05-31T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{word}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def word_document(word: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(TEXT.format(word))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(word: str) -> bytes:
    writer = pypdf.PdfWriter()
    name, text = pypdf.generic.NameObject, pypdf.generic.TextStringObject
    font = pypdf.generic.DictionaryObject(
        {name("/Type"): name("/Font"), name("/Subtype"): name("/Type1"), name("/BaseFont"): name("/Helvetica")}
    )
    sheet = writer.add_blank_page(width=900, height=842)
    fonts = pypdf.generic.DictionaryObject({name("/F1"): font})
    sheet[name("/Resources")] = pypdf.generic.DictionaryObject({name("/Font"): fonts})
    content = pypdf.generic.StreamObject()
    content.set_data(f"BT /F1 11 Tf 20 700 Td ({TEXT.format(word)}) Tj ET".encode())
    sheet[name("/Contents")] = writer._add_object(content)
    writer.add_metadata({"/Title": text("Fog")})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def reuters(word: str) -> str:
    number = sum(word.encode())
    return (
        f'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS TOPICS="NO" OLDID="{number}" NEWID="{number}">\n'
        f"<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TEXT>\n<TITLE>FOG</TITLE><BODY>{TEXT.format(word)}</BODY></TEXT>\n"
        "</REUTERS>\n"
    )


# The ending of a format's files, what makes one of a word, and one that is broken.
FORMATS: dict[str, tuple[str, Callable[[str], str | bytes], str | bytes]] = {
    "text": (".txt", lambda w: TEXT.format(w), b"\x00\x01\x02\x03" * 200),
    "json": (".json", lambda w: json.dumps({"body": TEXT.format(w)}), '{"body": "cut'),
    "jsonl": (".jsonl", lambda w: json.dumps({"body": TEXT.format(w)}) + "\n", '{"body": "cut\n'),
    "html": (".html", page, b"<html><body></body></html>"),
    "markdown": (".md", lambda w: f"---\ntitle: Fog\n---\n{TEXT.format(w)}\n", "---\ntitle: [cut\n---\nText.\n"),
    "csv": (".csv", lambda w: f'title,body\nFog,"{TEXT.format(w)}"\n', "a,b\n1,2\n"),
    "tsv": (".tsv", lambda w: f"title\tbody\nFog\t{TEXT.format(w)}\n", "a\tb\n1\t2\n"),
    "rss": (".rss", feed_rss, "<rss version='2.0'><channel><item><title>cut"),
    "atom": (".atom", feed_atom, "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>cut"),
    "mail": (".eml", mail, b"\x00\xff\x01" * 100),
    "mailbox": (".mbox", mailbox, b"From a@x.example Fri May 31 08:15:00 2019\n\x00\xff\x01"),
    "nitf": (".nitf", nitf, "<nitf><body><body.content><p>cut"),
    "newsml": (".xml", newsml, "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><contentSet>cut"),
    "ninjs": (".json", ninjs, '{"uri": "urn:x", "type": "text", "headline": '),
    "jsonld": (".json", json_ld, '{"@type": "NewsArticle", "articleBody": "'),
    "warc": (".warc", warc, b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999\r\n\r\ncut"),
    "warcgz": (".warc.gz", lambda w: gzip.compress(warc(w)), gzip.compress(warc("cut"))[:-40]),
    "docx": (".docx", word_document, word_document("cut")[:400]),
    "odt": (".odt", lambda w: open_document.packed(f"<text:p>{TEXT.format(w)}</text:p>"), b"PK\3\4cut"),
    "fodt": (".fodt", lambda w: open_document.flat(f"<text:p>{TEXT.format(w)}</text:p>"), "<?xml version='1.0'?><cut"),
    "pdf": (".pdf", pdf, pdf("cut")[:120]),
    "reuters": (".sgm", reuters, "<REUTERS><DATE>26-FEB-1987</DATE><TEXT><BODY>cut"),
}


SAID = "žádná loď dnes kvůli husté mlze nevyplula z přístavu, řekl večer ředitel, a příští týden bude {} zavřeno"
_XML = '<?xml version="1.0" encoding="{}"?>'


def strange(name: str, word: str) -> bytes:
    """A file of a format in an encoding that is not UTF-8: windows-1250, or UTF-16 where files are XML in a zip file.

    ``word`` stands in a Czech sentence. XML and mail declare their encoding, the others do not.
    """
    text = SAID.format(word)
    ending, make, _ = FORMATS[name]
    match name:
        case "mail" | "mailbox":
            message = EmailMessage()
            message["From"], message["Subject"] = "a@x.example", "Mlha"
            message.set_content(text, charset="windows-1250", cte="8bit")
            return (
                (b"From a@x.example Fri May 31 08:15:00 2019\n" if name == "mailbox" else b"") + bytes(message) + b"\n"
            )
        case "warc" | "warcgz":
            record = warc("mlha", f"<p>{text}</p>".encode("cp1250"), "text/html; charset=windows-1250")
            return gzip.compress(record) if name == "warcgz" else record
        case "docx":
            return _with_part(word_document(text), "word/document.xml")
        case "odt":
            return _with_part(open_document.packed(f"<text:p>{text}</text:p>"), "content.xml")
        case "json" | "jsonl":
            return json.dumps({"body": text}, ensure_ascii=False).encode("cp1250")
        case "ninjs" | "jsonld":
            return json.dumps(json.loads(make(text)), ensure_ascii=False).encode("cp1250")
    content = make(text)
    assert isinstance(content, str | bytes)
    if isinstance(content, bytes):
        content = content.decode()
    if name in ("rss", "atom", "nitf", "newsml", "fodt"):
        content = _XML.format("windows-1250") + re.sub(r"^<\?xml[^>]*>\s*", "", content)
    assert ending
    return content.encode("cp1250")


def _with_part(document: bytes, name: str) -> bytes:
    """A zip file with one of its parts in UTF-16."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == name:
                data = (_XML.format("UTF-16") + re.sub(r"^<\?xml[^>]*>\s*", "", data.decode())).encode("utf-16")
            new.writestr(info.filename, data)
    return out.getvalue()
