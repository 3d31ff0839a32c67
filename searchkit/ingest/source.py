"""Where bytes come from: a file or a member of an archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Severity, Unreadable
from searchkit.ingest.regular_file import Check, proceed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES: Final = 4096
WHOLE_LIMIT: Final = 512 << 20
_CHUNK = 1 << 20
# The hint for limits that no option raises.
SPLIT: Final = "this limit is fixed; split the file"


def printable(name: str) -> str:
    """A file name that can be stored and shown. Bytes that are not UTF-8 are replaced; line breaks become blanks."""
    name = decodable(name)
    return " ".join(name.splitlines()) if name else name


def decodable(name: str) -> str:
    """A file name that can be stored. Bytes that are not UTF-8 are replaced."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Source:
    """Bytes with a name, readable once.

    ``path`` is the file as shown. ``member`` is the name inside an archive (nested: ``inner.zip!/a.txt``). ``name`` is
    the name that chooses the format (``news.jsonl`` for a file ``news.jsonl.gz``). ``size`` is the number of bytes, if
    known. ``facts`` are what the container says about the articles: ``url``, and metadata. ``columns`` are the user's
    columns for fields of tables. Archives are streams, so read a member before you ask for the next.

    ``charset`` is the encoding that a server stated beside the bytes. ``record`` is the place of a page in the capture
    that holds it. Its articles have that place in place of their own.

    A reader calls ``check`` at least once a second while it works on what it has read. What it raises ends the reading.
    """

    __slots__ = (
        "_head",
        "_opener",
        "_read",
        "_stream",
        "charset",
        "check",
        "columns",
        "facts",
        "member",
        "name",
        "path",
        "record",
        "size",
    )

    def __init__(
        self,
        path: str,
        member: str | None,
        opener: Callable[[], BinaryIO],
        *,
        name: str | None = None,
        size: int | None = None,
        facts: Mapping[str, str] | None = None,
        columns: Mapping[str, str] | None = None,
        record: Origin | None = None,
        check: Check = proceed,
    ) -> None:
        self.path = path
        self.member = member
        self.name = (name or member or path).replace("\\", "/").rsplit("/", 1)[-1]
        self.size = size
        self.facts = facts or {}
        self.columns = columns or {}
        self.record = record
        self.check = check
        self.charset: str | None = None
        self._opener = opener
        self._stream: BinaryIO | None = None
        self._head: bytes | None = None
        self._read: int | None = None

    def within(
        self,
        member: str,
        opener: Callable[[], BinaryIO],
        *,
        name: str | None = None,
        size: int | None = None,
        facts: Mapping[str, str] | None = None,
        record: Origin | None = None,
    ) -> Source:
        """A source inside this one, named ``member`` there. It has the facts of this one and its own.

        What lies in a page has the ``record`` of the page.
        """
        shown = printable(member)
        return Source(
            self.path,
            f"{self.member}!/{shown}" if self.member else shown,
            opener,
            name=name or shown,
            size=size,
            facts={**self.facts, **(facts or {})},
            columns=self.columns,
            record=record or self.record,
            check=self.check,
        )

    def open(self) -> BinaryIO:
        """The bytes from the start. Every call returns the same stream. Raises OSError, Unreadable."""
        if self._stream is None:
            self._stream = self._opener()
        return self._stream

    def head(self) -> bytes:
        """The first bytes, up to ``HEAD_BYTES``, without consuming them. Call it before reading."""
        if self._head is None:
            stream = self.open()
            head, error = _up_to(stream, HEAD_BYTES)
            if error is None and stream.seekable():
                stream.seek(0)
            else:
                self._stream = cast(BinaryIO, io.BufferedReader(_Resumed(head, stream, error), _CHUNK))
            self._head = head
        return self._head

    def read_all(self, limit: int = WHOLE_LIMIT) -> bytes:
        """All bytes. Raises Unreadable (``too_large``) beyond ``limit`` bytes."""
        data, error = self.read_undamaged(limit)
        if error is not None:
            raise error
        return data

    def read_undamaged(self, limit: int = WHOLE_LIMIT) -> tuple[bytes, Unreadable | None]:
        """All bytes before a damage, and the damage."""
        data, error = _up_to(self.open(), limit + 1)
        if len(data) > limit:
            message = f"larger than {_mib(limit)}, the most this format allows"
            return data[:limit], Unreadable("too_large", message, hint=SPLIT)
        if error is None:
            self._read = len(data)
        return data, error

    def whole(self, line: int | None = 1, page: int | None = None) -> Origin:
        """The place of an article that is all of this source, as far as its size is known."""
        size = self.size if self._read is None else self._read
        return Origin(start=None if size is None else 0, end=size, line=line, page=page)

    def close(self) -> None:
        """Close the stream, if it was opened."""
        if self._stream is not None:
            self._stream.close()

    def problem(
        self, code: str, message: str, *, line: int | None = None, hint: str = "", severity: Severity = "failed"
    ) -> Problem:
        """A Problem of this source."""
        return Problem(self.path, self.member, line, code, message, hint, severity)

    def failure(self, error: Unreadable) -> Problem:
        """The failed Problem for ``error``."""
        return self.problem(error.code, error.message, line=error.line, hint=error.hint)


def _mib(size: int) -> str:
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size:,} bytes"


def available(stream: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes: what one read returns. Empty at the end.

    A plain ``read`` would try again until it has ``size`` bytes, and lose them at a damage.
    """
    read1 = getattr(stream, "read1", None)
    return cast(bytes, (read1 or stream.read)(size))


def _up_to(stream: BinaryIO, size: int) -> tuple[bytes, Unreadable | None]:
    parts: list[bytes] = []
    try:
        while size > 0 and (part := available(stream, min(size, _CHUNK))):
            parts.append(part)
            size -= len(part)
    except Unreadable as error:
        return b"".join(parts), error
    return b"".join(parts), None


class _Resumed(io.RawIOBase):
    """A stream whose head was already read, perhaps with an error. It returns both again, in order."""

    def __init__(self, head: bytes, rest: BinaryIO, error: Unreadable | None) -> None:
        self._pending = head
        self._rest = rest
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        if self._pending:
            part, self._pending = self._pending[: len(view)], self._pending[len(view) :]
        elif self._error is not None:
            # Once, because some streams go on after a damage.
            error, self._error = self._error, None
            raise error
        else:
            part = available(self._rest, len(view))
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._rest.close()
        super().close()
