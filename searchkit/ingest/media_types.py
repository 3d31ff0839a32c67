"""Media types, as mails and web captures state them, and their file name endings."""

from __future__ import annotations

from typing import Final

__all__ = ["named_by_type"]

_ENDINGS: Final = {
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/nitf+xml": ".xml",
    "application/vnd.iptc.g2.newsitem+xml": ".xml",
    "application/vnd.iptc.g2.newsmessage+xml": ".xml",
    "application/vnd.iptc.g2.packageitem+xml": ".xml",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/mbox": ".mbox",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/gzip": ".gz",
}
# Other endings for the same type.
_SAME: Final = {".htm": ".html", ".xhtml": ".html", ".text": ".txt", ".jsonl": ".json", ".ndjson": ".json"}


def named_by_type(name: str, media_type: str, default: str) -> str:
    """A file name with the ending of its media type, which leads to its reader. ``default`` replaces an empty name.

    A name keeps its ending if the type says nothing. Many programs send every file as octets.
    """
    name = name or default
    ending = _ENDINGS.get(media_type.lower())
    if ending is None:
        return name
    stem, dot, own = name.rpartition(".")
    has = (dot + own).lower() if stem else ""
    return name if _SAME.get(has, has) == _SAME.get(ending, ending) else name + ending
