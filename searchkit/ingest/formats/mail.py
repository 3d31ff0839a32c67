"""Mail: a message (RFC 5322, MIME) as an article, and its attachments as files.

The headers are decoded here. The newer policies of :mod:`email` refuse some headers that mailers write, or take
minutes over them.
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from email.parser import BytesFeedParser
from email.utils import parsedate_tz
from functools import partial
from typing import Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.origin import Origin
from searchkit.base.partial_date import PartialDate
from searchkit.base.problem import Problem
from searchkit.ingest.charset_label import text_codec
from searchkit.ingest.encoding import decode, fallback_note
from searchkit.ingest.guessed_encoding import Guess
from searchkit.ingest.html_text import html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.media_types import named_by_type
from searchkit.ingest.registry import Format
from searchkit.ingest.regular_file import Check
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import keep_as_written, stated_article

__all__ = ["FORMAT", "message_items"]

# Header -> metadata. People stay as written: the writer of a mail is not its subject.
_KEPT: Final = {
    "from": "from",
    "to": "to",
    "cc": "cc",
    "reply-to": "reply_to",
    "message-id": "message_id",
    "in-reply-to": "in_reply_to",
    "list-id": "list_id",
    "x-gmail-labels": "labels",
}
_SAVE: Final = "this limit is fixed; save its text and its attachments, and index those"
_HEADER_LIMIT: Final = 50_000
_PARSED_AT_ONCE: Final = 1 << 13
_MESSAGE_LIMIT: Final = 128 << 20
_ID = re.compile(r"<\s*([^<>\s]{1,200})\s*>")
# An encoded word (RFC 2047), perhaps with a language (RFC 2231).
_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?]*)\?=")
# Parts that belong to the mail, not to its message.
_APPARATUS: Final = frozenset(
    {
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "text/x-amp-html",
    }
)
_ADDRESS: Final = re.compile(r"<?https?://[^\s<>]+>?")
# How much more the formatted form of a text must say than the plain one.
_PLAIN_FIRST: Final = 1.1
_TOO_DEEP: Final = "message parts are nested too deeply, or are too many"
_ENCRYPTED: Final = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
# Nested parts. Mails forwarded for years stay below ten.
_DEPTH_LIMIT: Final = 30
_PART_LIMIT: Final = 1000
# The parser compares every line with every open boundary. For such a header it takes the square of its length.
_COMPARISON_LIMIT: Final = 100_000_000
_PART_HEADER_LIMIT: Final = 4_000
_PART_HEADER = re.compile(
    rb"(?:(?<=[\r\n])|\A)content-(?:type|disposition):[^\r\n]*+(?:(?:\r\n|\r|\n)[ \t][^\r\n]*+)*+", re.IGNORECASE
)


def read(source: Source) -> Iterator[Article | Problem | Source]:
    """The message of a file, then its attachments as sources."""
    data, damage = source.read_undamaged(_MESSAGE_LIMIT)
    if not data.strip():
        if damage is not None:
            raise damage
        yield source.problem("empty", "an empty file")
        return
    # Maildir and some mailbox exports keep the delivery line.
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    is_cut = damage is not None and damage.code == "too_large"
    yield from message_items(source, data, None, "", source.whole(), is_cut=is_cut)
    if damage is not None:
        raise damage


FORMAT: Final = Format("mail", (".eml",), read)


def message_items(
    source: Source, data: bytes, line: int | None, folder: str, origin: Origin, *, is_cut: bool = False
) -> Iterator[Article | Problem | Source]:
    """The article of the message ``data``, which stands at ``origin`` in its source, and its attachments.

    ``line`` is where it begins in a source of several messages.
    Attachments are named within ``folder`` (empty, or ending with a slash). ``is_cut``: the end of the message is left
    out, because it is too large.
    """
    if refusal := _refusal(data):
        yield source.problem("too_deep", refusal, line=line, hint=_SAVE)
        return
    parts = _Parts(source.check)
    try:
        message = _parsed(data, source.check)
        parts.gather(message, 0)
    except RecursionError:
        yield source.problem("too_deep", _TOO_DEEP, line=line, hint=_SAVE)
        return
    if not message.keys():
        if b"\0" in data:
            yield source.problem("not_mail", "not a mail: it has no headers and is not text", line=line)
            return
        yield source.problem(
            "no_headers", "a mail without headers: all of it was read as text", line=line, severity="note"
        )
    headers = _headers(message)
    body = parts.body()
    yield from _charset_notes(source, message, parts, line)
    record: dict[str, Any] = {"title": headers.get("subject"), "body": body}
    if match := _ID.search(headers.get("message-id", "")):
        record["id"] = match.group(1)
    metadata = {name: headers[key] for key, name in _KEPT.items() if headers.get(key)}
    record["metadata"] = metadata
    if stated := headers.get("date"):
        date = _date(stated)
        record["date"] = date.iso if date else stated
        metadata["sent"] = stated
        if date:
            keep_as_written(metadata, date, stated)
    record["language"] = primary_language(headers.get("content-language", "").partition(",")[0])
    attached = parts.named()
    if attached:
        record["metadata"] = {**metadata, "attachments": [name for name, _ in attached]}
    if parts.encrypted:
        hint = "decrypt the message, save it and index that"
        yield source.problem("encrypted", "an encrypted message", line=line, hint=hint)
    if parts.too_deep:
        yield source.problem("too_deep", _TOO_DEEP, line=line, hint=_SAVE)
    if any(name.lower() == "subject" and len(value) > _HEADER_LIMIT for name, value in message.raw_items()):
        is_cut = True
        yield source.problem(
            "article_cut",
            f"a subject of more than {_HEADER_LIMIT:,} bytes; the rest is left out",
            line=line,
            hint="this limit is fixed",
            severity="note",
        )
    if parts.too_deep or is_cut:
        record["flags"] = ["truncated"]
    if record["title"] or record["body"]:
        yield from stated_article(source, record, line, origin=origin)
    elif not attached and not parts.encrypted and not parts.too_deep:
        # Mailboxes are full of these, and nobody can mend one.
        yield source.problem("no_text", "a message without subject and text", line=line, severity="skipped")
    for name, part in attached:
        if part.get_content_type() in _APPARATUS:
            continue
        content = _content(part)
        shown = name.replace("\\", "/").rsplit("/", 1)[-1]
        shown = shown if shown.strip(".") else ""
        shown = named_by_type(shown, part.get_content_type(), "attachment")
        yield source.within(folder + shown, partial(io.BytesIO, content), name=shown, size=len(content))


def _parsed(data: bytes, check: Check) -> Message:
    """The message, parsed in parts, so that the check is asked between them."""
    parser = BytesFeedParser()
    for start in range(0, len(data), _PARSED_AT_ONCE):
        check()
        parser.feed(data[start : start + _PARSED_AT_ONCE])
    return parser.close()


def _refusal(data: bytes) -> str:
    """Why a message must not be parsed, because that would take for ever. Empty for nearly all."""
    boundaries = 0
    for header in _PART_HEADER.finditer(data):
        boundaries += b"boundary" in header.group().lower()
        if len(header.group()) > _PART_HEADER_LIMIT:
            return f"a part header of more than {_PART_HEADER_LIMIT:,} bytes"
    lines = max(data.count(b"\n"), data.count(b"\r"))
    return _TOO_DEEP if boundaries * lines > _COMPARISON_LIMIT else ""


def _charset_notes(source: Source, message: Message, parts: _Parts, line: int | None) -> Iterator[Problem]:
    """The notes on text that was not read as the message labels it."""
    labels = [
        word.group(1) for key in ("subject", "from") for word in _ENCODED_WORD.finditer(str(message.get(key, "")))
    ]
    labels += filter(None, map(_charset, parts.texts))
    unknown = list(dict.fromkeys(label for label in labels if text_codec(label) is None))
    if unknown:
        shown = ", ".join(repr(label[:40]) for label in unknown[:5])
        names = " and ".join(dict.fromkeys(guess.encoding for guess in parts.guesses)) or "UTF-8"
        yield source.problem(
            "unknown_charset",
            f"nobody knows the charset {shown}: the text is read as {names}",
            line=line,
            hint="if letters look wrong, save the message in UTF-8",
            severity="note",
        )
    elif parts.guesses:
        yield fallback_note(source, line, guess=parts.guesses[0])


class _Parts:
    """The parts of a message: those that are its text, in order, and its attachments."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self.texts: list[Message] = []
        self.attached: list[Message] = []
        self.encrypted = False
        self.too_deep = False
        self._count = 0
        self.guesses: list[Guess] = []  # of texts that are not in their charset

    def gather(self, part: Message, depth: int) -> None:
        """Sort ``part`` and what is in it."""
        self._count += 1
        self._check()
        kind = part.get_content_type()
        if depth > _DEPTH_LIMIT or self._count > _PART_LIMIT:
            self.too_deep = True
        elif kind in _ENCRYPTED:
            self.encrypted = True
        elif part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = _children(part)
            if kind == "multipart/alternative":
                self._alternative(inner, depth)
            else:
                for child in inner:
                    self.gather(child, depth + 1)
        elif _is_text(part):
            self.texts.append(part)
        else:
            self.attached.append(part)

    def _alternative(self, inner: list[Message], depth: int) -> None:
        """The form of a text that says most. A plain part may only refer to the HTML part, or the other way round.

        Of forms that say about as much, the plain one counts. The others count for the attachments in them.
        """
        texts, attached = list(self.texts), list(self.attached)
        forms: list[tuple[float, list[Message], list[Message]]] = []
        kept: list[Message] = []
        for part in inner:
            self.texts, self.attached = [], []
            self.gather(part, depth + 1)
            size = sum(_size(_text(each, self._check)) for each in self.texts)
            if part.is_multipart():
                kept += self.attached
                self.attached = []
            forms.append((size * (_PLAIN_FIRST if _is_plain(self.texts) else 1), self.texts, self.attached))
        most = max((size for size, _, _ in forms), default=0)
        chosen = next((form for form in forms if form[0] == most and form[1]), None)
        if chosen is None:
            # Nothing says anything. What can be read as a file still can.
            chosen = next((form for form in forms if form[1] or form[2]), (0, [], []))
        self.texts = [*texts, *chosen[1]]
        self.attached = [*attached, *chosen[2], *kept]

    def body(self) -> str:
        """The text of the message."""
        return "\n\n".join(text for part in self.texts if (text := _text(part, self._check, self.guesses)))

    def named(self) -> list[tuple[str, Message]]:
        """The attachments, each with a name of its own."""
        names: dict[str, Message] = {}
        for number, part in enumerate(self.attached, 1):
            name = _file_name(part) or named_by_type("", part.get_content_type(), f"part-{number}")
            while name in names:
                name = f"{number}-{name}"
            names[name] = part
        return list(names.items())


def _is_plain(texts: list[Message]) -> bool:
    return all(part.get_content_type() == "text/plain" for part in texts)


def _size(text: str) -> int:
    """How much a text says: its characters without blanks and addresses, which one form shows and the other hides."""
    return len("".join(_ADDRESS.sub("", text).split()))


def _children(part: Message) -> list[Message]:
    payload: object = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_text(part: Message) -> bool:
    if part.get_content_maintype() == "multipart":
        # Its boundary is missing. Show the content as it is.
        return True
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    disposition = str(part.get("content-disposition", "")).strip().lower()
    return not disposition.startswith("attachment") and not (disposition and _file_name(part))


def _text(part: Message, check: Check, guesses: list[Guess] | None = None) -> str:
    """The text of a part. ``guesses`` gets the encoding if it is not that of the label."""
    decoded = decode(_payload(part), _charset(part), check)
    if decoded.bad_line is not None and guesses is not None:
        guesses.append(decoded.guess)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    return html_text(text, check) if part.get_content_type() == "text/html" else text.strip()


def _content(part: Message) -> bytes:
    """The bytes of an attachment. Text becomes UTF-8 with a mark, because its encoding header stays here."""
    if part.is_multipart():
        inner = _children(part)
        try:
            return b"\n\n".join(bytes(child) for child in inner)
        except (MessageError, UnicodeError, LookupError, ValueError, TypeError, RecursionError):
            return b""
    data = _payload(part)
    if part.get_content_maintype() == "text" and (charset := _charset(part)) and text_codec(charset):
        return b"\xef\xbb\xbf" + decode(data, charset).text.encode("utf-8", "replace")
    return data


def _payload(part: Message) -> bytes:
    try:
        payload: object = part.get_payload(decode=True)
    except ValueError:  # uuencoded, and damaged
        payload = str(part.get_payload()).encode("utf-8", "replace")
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError):
        return None


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return ""
    return clean_line(_decoded_header(name))[-200:] if name else ""


def _headers(message: Message) -> dict[str, str]:
    """The first header of every name, in lower case, as one line of text."""
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        key = name.lower()
        if key not in headers and (key in _KEPT or key in ("subject", "date", "content-language")):
            headers[key] = clean_line(_decoded_header(value[:_HEADER_LIMIT]))
    return headers


def _decoded_header(value: str) -> str:
    """A header as text, with its encoded words and non-ASCII bytes decoded."""
    raw = decode(value.encode("utf-8", "surrogateescape")).text
    pieces: list[str] = []
    run, charset = b"", ""
    at = 0
    for word in _ENCODED_WORD.finditer(raw):
        between = raw[at : word.start()]
        # Encoded words may break anywhere, even inside a character. The blank between two of them is not text.
        if run and (between.strip() or word.group(1).lower() != charset):
            pieces.append(decode(run, charset).text)
            run = b""
        if between.strip() or not at:
            pieces.append(between)
        charset, at = word.group(1).lower(), word.end()
        run += _word(word.group(2), word.group(3))
    if run:
        pieces.append(decode(run, charset).text)
    return "".join([*pieces, raw[at:]])


def _word(coding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    try:
        return binascii.a2b_qp(raw, header=True) if coding in "qQ" else binascii.a2b_base64(raw + b"==")
    except binascii.Error:
        return raw


def _date(stated: str) -> PartialDate | None:
    """The day on which a mail was sent, by the sender's clock."""
    try:
        parts = parsedate_tz(stated)
        if parts is not None:
            return PartialDate(parts[0], parts[1], parts[2])
    except (ValueError, IndexError, TypeError, OverflowError):
        pass
    return None
