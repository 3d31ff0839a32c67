"""The encoding of XML documents. The parser knows four; archives hold more, and wrong declarations."""

from __future__ import annotations

import codecs

from searchkit.ingest.encoding import Decoded, decode
from searchkit.ingest.regular_file import Check, proceed

__all__ = ["as_utf8"]


def as_utf8(data: bytes, check: Check = proceed) -> tuple[bytes, Decoded | None]:
    """A document in UTF-8, whatever it declares; and how it was decoded, unless these are the bytes as they are.

    A byte order mark wins over the declaration, and so does text that is UTF-8. Never raises.
    """
    if data.startswith(codecs.BOM_UTF8) or b"\0" not in data[:4]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if b"\x1b$" not in data:  # Japanese of seven bits
                return data, None
    decoded = decode(data, check=check)
    return decoded.text.encode("utf-8", "replace"), decoded
