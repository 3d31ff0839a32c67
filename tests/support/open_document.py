"""OpenDocument texts, as one zip file or as one file of XML."""

from __future__ import annotations

import io
import zipfile

_SPACES = {
    "office": "office",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "meta": "meta",
    "style": "style",
}
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _SPACES.items()
)
_NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
TEXT_TYPE = "application/vnd.oasis.opendocument.text"


def flat(body: str, meta: str = "", styles: str = "") -> bytes:
    """A document in one file of XML."""
    parts = f"{_meta(meta)}{_styles(styles)}{_body(body)}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMES}>{parts}</office:document>'.encode()


def packed(body: str, meta: str = "", styles: str = "", media_type: str = TEXT_TYPE, **more: str) -> bytes:
    """A document as programs save it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if media_type:
            archive.writestr(zipfile.ZipInfo("mimetype"), media_type)
        archive.writestr("content.xml", f"<office:document-content {_NAMES}>{_body(body)}</office:document-content>")
        archive.writestr("meta.xml", f"<office:document-meta {_NAMES}>{_meta(meta)}</office:document-meta>")
        archive.writestr("styles.xml", f"<office:document-styles {_NAMES}>{_styles(styles)}</office:document-styles>")
        for name, text in more.items():
            archive.writestr(name, text)
    return out.getvalue()


def _body(body: str) -> str:
    return f"<office:body><office:text>{body}</office:text></office:body>"


def _meta(meta: str) -> str:
    return f"<office:meta>{meta}</office:meta>"


def _styles(styles: str) -> str:
    return f"<office:master-styles>{styles}</office:master-styles>"
