"""Archives and compressed files as streams of their members. Nothing is unpacked to disk.

A compressed file is its content under a shorter name. A ``.tar.gz`` is one archive, not two. All decompressed bytes
count towards a :class:`Budget`, so a small file cannot become endless.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, Protocol, cast

from searchkit.archive.plausible_date import DEFAULT_YEARS, Years
from searchkit.base.problem import Problem, Unreadable
from searchkit.errors import UsageError
from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.source import Source, available

if TYPE_CHECKING:
    import tarfile
    import zipfile

    from _typeshed import WriteableBuffer

Kind = Literal["gz", "xz", "lzma", "bz2", "zst", "lzw", "br", "deflate", "zip", "tar"]

# Ending of a file name -> its kind, and the ending of its content.
_ENDINGS: Final[tuple[tuple[str, Kind, str], ...]] = (
    (".tgz", "gz", ".tar"),
    (".txz", "xz", ".tar"),
    (".tbz2", "bz2", ".tar"),
    (".tlz", "lzma", ".tar"),
    (".taz", "lzw", ".tar"),
    (".tzst", "zst", ".tar"),
    (".gz", "gz", ""),
    (".xz", "xz", ""),
    (".lzma", "lzma", ""),
    (".bz2", "bz2", ""),
    (".zst", "zst", ""),
    (".zstd", "zst", ""),
    (".z", "lzw", ""),
    (".br", "br", ""),
    (".deflate", "deflate", ""),
    (".zip", "zip", ""),
    (".tar", "tar", ""),
)
_SIGNATURES: Final[tuple[tuple[int, bytes, Kind], ...]] = (
    (0, b"\x1f\x8b\x08", "gz"),
    (0, b"\xfd7zXZ\0", "xz"),
    (4, b"1AY&SY", "bz2"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (0, b"\x5d\x2a\x4d\x18", "zst"),
    (0, b"\x1f\x9d", "lzw"),
    (0, b"PK\3\4", "zip"),
    (0, b"PK\5\6", "zip"),
    (257, b"ustar", "tar"),
)
_BUFFER = 1 << 16
_UNPACK: Final = "this limit is fixed; if you trust it, unpack it and index the folder"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come out of one file.

    ``total`` is the number of decompressed bytes. Above ``ratio_from`` bytes, the output may be at most ``ratio``
    times the size of the file. ``depth`` is the number of nested archives, ``members`` the number of members in all of
    them, and ``articles`` the number of articles. ``zip_in_memory`` is the size in bytes of a zip file inside an
    archive, ``header`` that of a header of a tar. A zip file has a table of contents in memory, so ``zip_members`` is
    lower than ``members``. ``xz_memory`` is what decompressing xz may take, in bytes. ``seconds`` is the processor time
    (see time_limit.py). ``years`` are those that a date may have.
    """

    total: int = 4 << 30
    ratio: int = 200
    ratio_from: int = 100 << 20
    depth: int = 3
    members: int = 5_000_000
    header: int = 1 << 20
    zip_in_memory: int = 256 << 20
    zip_members: int = 1_000_000
    xz_memory: int = 512 << 20
    articles: int = 5_000_000
    seconds: float = 600.0
    years: Years = DEFAULT_YEARS


NORMAL_LIMITS: Final = Limits()


def file_limits(seconds: float | None, years: Years = DEFAULT_YEARS) -> Limits:
    """The limits of a file with so many seconds of processor time; None for the usual ones. Raises UsageError."""
    if seconds is None:
        return replace(NORMAL_LIMITS, years=years)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < float("inf"):
        raise UsageError(f"file_seconds is a number of seconds, not {seconds!r}")
    return replace(NORMAL_LIMITS, seconds=float(seconds), years=years)


class Budget:
    """How much may still be decompressed from a file of ``size`` bytes (None: unknown).

    ``check`` is asked for every part that is decompressed. It raises to stop the reading.
    """

    def __init__(self, size: int | None, limits: Limits, check: Check = proceed) -> None:
        self.limits = limits
        self._size = size
        self._spent = 0
        self._members = 0
        self.check = check
        self.exhausted = False

    @property
    def left(self) -> int:
        """How many bytes may still come out."""
        limits = self.limits
        by_ratio = limits.total if self._size is None else max(limits.ratio_from, limits.ratio * self._size)
        return max(0, min(limits.total, by_ratio) - self._spent)

    def member(self) -> None:
        """Count one more member. Raises Unreadable (``too_many_members``) at the limit."""
        self.check()
        self._members += 1
        if self._members > self.limits.members:
            self.exhausted = True
            limit = f"more than {self.limits.members:,} members"
            raise Unreadable("too_many_members", limit, hint=_UNPACK)

    def spend(self, count: int) -> None:
        """Count ``count`` more bytes. Raises Unreadable (``too_large``) at the limit, and at every later call."""
        self.check()
        self._spent += count
        limits = self.limits
        if self._spent > limits.total:
            self._exhaust(f"more than {limits.total:,} bytes when decompressed")
        if self._size is not None and self._spent > max(limits.ratio_from, limits.ratio * self._size):
            self._exhaust(f"more than {limits.ratio} times its size when decompressed")

    def _exhaust(self, message: str) -> None:
        self.exhausted = True
        raise Unreadable("too_large", f"{message}", hint=_UNPACK)


def container_kind(name: str, head: bytes) -> Kind | None:
    """The kind of an archive or compressed file, by its first bytes or else by its name."""
    by_content = next((kind for at, sign, kind in _SIGNATURES if head.startswith(sign, at)), None)
    by_name = next((kind for ending, kind, _ in _ENDINGS if name.lower().endswith(ending)), None)
    if by_name == "br" and not looks_compressed(head):
        by_name = None  # a saved page is often named after its host, which may be in Brazil
    return by_content or by_name


def looks_compressed(head: bytes) -> bool:
    """Whether the first bytes are no text. Only for compressions that have no signature."""
    try:
        head[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 6:
            return True
    return any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)


def members(source: Source, kind: Kind, budget: Budget) -> Iterator[Source | Problem]:
    """The members of an archive in stored order, and Problems for those that cannot be read.

    Read each Source before you ask for the next. Raises Unreadable if the archive is damaged; earlier members are
    good.
    """
    if kind == "zip":
        yield from _zip_members(source, budget)
    elif kind == "tar":
        yield from _tar_members(source, budget)
    else:
        opener = partial(_decompressed, source, kind, budget)
        inner = Source(
            source.path,
            source.member,
            opener,
            name=_inner(source.name),
            facts=source.facts,
            columns=source.columns,
            check=source.check,
        )
        inner.charset = source.charset
        # A compressed tar is one archive.
        if container_kind(inner.name, inner.head()) == "tar":
            yield from _tar_members(inner, budget)
        else:
            yield inner


def _inner(name: str) -> str:
    for ending, _, inner in _ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)] + inner
    return name


class _Inflating(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Metered(io.RawIOBase):
    """A decompressed stream that keeps to the budget and reports damage alike for all compressions.

    It reads what is there (``read1``) instead of a full buffer, so everything before a damage arrives.
    """

    def __init__(self, inner: _Inflating, what: str, budget: Budget | None) -> None:
        self._inner = inner
        self._what = what
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        with damage(self._what):
            part = self._inner.read1(len(view))
        if self._budget is not None:
            self._budget.spend(len(part))
        view[: len(part)] = part
        return len(part)


@cache
def _damage_errors() -> tuple[type[Exception], ...]:
    import lzma
    import struct
    import tarfile
    import zipfile
    import zlib

    damage = (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, struct.error)
    return (*damage, EOFError, OSError, RuntimeError, ValueError, OverflowError, LookupError)


@contextmanager
def damage(what: str) -> Iterator[None]:
    """Turn every failure of a decompressor into Unreadable (``damaged``, ``no_reader``)."""
    try:
        yield
    except NotImplementedError as error:
        raise Unreadable("no_reader", f"{what} with unknown compression: {error}") from error
    except _damage_errors() as error:
        # Errors of the operating system have a number, those of decompressors do not.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        detail = str(error)
        raise Unreadable("damaged", f"damaged {what}" + (f": {detail}" if detail else "")) from error


def _buffered(inner: _Inflating, what: str, budget: Budget | None) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Metered(inner, what, budget), _BUFFER))


def _decompressed(source: Source, kind: Kind, budget: Budget) -> BinaryIO:
    stream = source.open()
    if kind == "gz" and _inner(source.name).lower().endswith((".warc", ".wet")):
        # Crawlers write one member per record, so a damaged one can be skipped.
        from searchkit.ingest.gzip_members import GzipMembers

        return _buffered(GzipMembers(stream), "gzip file", budget)
    if kind == "gz":
        import gzip

        return _buffered(gzip.GzipFile(fileobj=stream, mode="rb"), "gzip file", budget)
    if kind in ("xz", "lzma"):
        import lzma

        from searchkit.ingest.xz_streams import XzStreams

        form = lzma.FORMAT_XZ if kind == "xz" else lzma.FORMAT_ALONE
        return _buffered(XzStreams(stream, budget.limits.xz_memory, form), f"{kind} file", budget)
    if kind == "zst":
        from searchkit.ingest.zstd_frames import ZstdFrames

        return _buffered(ZstdFrames(stream), "zstd file", budget)
    if kind == "lzw":
        from searchkit.ingest.lzw_stream import LzwStream

        return _buffered(LzwStream(stream), "file of compress", budget)
    if kind in ("br", "deflate"):
        from searchkit.ingest.http_codings import BrotliStream, DeflateStream

        if kind == "deflate":
            return _buffered(DeflateStream(stream), "deflate", budget)
        return _buffered(BrotliStream(stream), "Brotli file", budget)
    import bz2

    return _buffered(bz2.BZ2File(stream), "bzip2 file", budget)


def inside(name: str) -> str:
    """The name of a member as a path inside its archive. Steps that lead out of it (``../a``, ``/a``) are left out."""
    if name.startswith("/") or ".." in name:
        parts = name.replace("\\", "/").split("/")
        if name.startswith("/") or ".." in parts:
            return "/".join(part for part in parts if part not in ("", ".", "..")) or "member"
    return name


def _left_out(member: Source) -> Problem | None:
    parts = (member.member or "").replace("\\", "/").split("!/")[-1].split("/")
    if any(part == "__MACOSX" or (part.startswith(".") and part not in (".", "..")) for part in parts):
        return member.problem("hidden", "a hidden file", severity="skipped")
    return None


def _zip_members(source: Source, budget: Budget) -> Iterator[Source | Problem]:
    stream = source.open()
    if not stream.seekable():
        # The table of contents of a zip file is at its end.
        stream = io.BytesIO(source.read_all(budget.limits.zip_in_memory))
    with damage("zip file"):
        archive = _zip_class()(stream, budget)
    with archive:
        for info in archive.infolist():
            if budget.exhausted:
                return
            budget.member()
            if info.is_dir():
                continue
            member = source.within(
                inside(info.filename), partial(_open_zipped, archive, info, budget), size=info.file_size
            )
            if info.flag_bits & 1:
                yield member.problem("encrypted", "encrypted", hint="unpack it with its password and index the folder")
            else:
                yield _left_out(member) or member


@cache
def _zip_class() -> Any:
    import zipfile

    class Entries(list[zipfile.ZipInfo]):
        """The table of contents, as it is read. zipfile alone would read all of it without asking."""

        def __init__(self, budget: Budget) -> None:
            super().__init__()
            self._budget = budget

        def append(self, entry: zipfile.ZipInfo) -> None:
            self._budget.check()
            if len(self) >= self._budget.limits.zip_members:
                limit = f"more than {self._budget.limits.zip_members:,} members of a zip file"
                raise Unreadable("too_many_members", limit, hint=_UNPACK)
            super().append(entry)

    class Zip(zipfile.ZipFile):
        """A zip file whose table of contents has a limit."""

        def __init__(self, stream: BinaryIO, budget: Budget) -> None:
            self._budget = budget
            super().__init__(stream)

        def _RealGetContents(self) -> None:  # noqa: N802, the name is zipfile's
            self.filelist = Entries(self._budget)
            super()._RealGetContents()  # type: ignore[misc]

    return Zip


def _open_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> BinaryIO:
    with damage("zip file"):
        return _buffered(cast(_Inflating, archive.open(info)), "zip file", budget)


class _Available:
    """What tarfile needs from a stream, in reads that lose nothing before a damage."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return available(self._stream, size)


def _tar_members(source: Source, budget: Budget) -> Iterator[Source | Problem]:
    import tarfile

    with damage("tar file"):
        stream = cast(BinaryIO, _Available(source.open()))
        archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_header_class(budget.limits.header))  # noqa: SIM115
    with archive:
        first = True
        while True:
            with damage("tar file"):
                # Opening the archive has read the first header.
                if not first:
                    _skip(archive)
                first = False
                info = archive.next()
            if info is None:
                return
            budget.member()
            # The archive keeps every header. A stream that never goes back needs none again.
            cast(Any, archive).members.clear()
            if info.isdir():
                continue
            member = source.within(inside(info.name), partial(_open_tarred, archive, info), size=info.size)
            if _claims_too_much(archive, info, source, budget):
                message = f"{member.member} claims {info.size:,} bytes, more than may be read; the rest is not read"
                raise Unreadable("too_large", message, hint=_UNPACK)
            if not info.isreg() or info.issparse():
                yield member.problem("not_a_file", "not a regular file", severity="skipped")
            else:
                yield _left_out(member) or member


def _claims_too_much(archive: tarfile.TarFile, info: tarfile.TarInfo, source: Source, budget: Budget) -> bool:
    """Whether the next header would lie beyond all that may be read, by what this one says."""
    after = archive.offset
    if source.size is not None and after <= source.size:
        return False
    return after - info.offset_data > budget.left


def _skip(archive: tarfile.TarFile) -> None:
    """Go on to the next header. tarfile alone would seek as far as a header says, long after the end."""
    stream = cast(Any, archive.fileobj)
    while (left := archive.offset - stream.tell()) > 0:
        before = stream.tell()
        stream.read(min(left, _BUFFER))
        if stream.tell() == before:
            raise EOFError("unexpected end of data")


def _open_tarred(archive: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    with damage("tar file"):
        stream = archive.extractfile(info)
    if stream is None:
        raise Unreadable("damaged", "damaged tar file: no content")
    # Decompressing the tar has counted these bytes already.
    return _buffered(cast(_Inflating, stream), "tar file", None)


@cache
def _header_class(limit: int) -> type[tarfile.TarInfo]:
    import tarfile

    # These hold names and attributes for the next header, and are read into memory.
    extended = (
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    )

    class Header(tarfile.TarInfo):
        """A tar header that reports damage. tarfile alone takes a damaged header for the end of the archive."""

        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Header:
            try:
                header = super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as error:
                # An archive ends with nothing or with a block of zeros.
                if len(buf) == 0 or (len(buf) == tarfile.BLOCKSIZE and not any(buf)):
                    raise
                raise tarfile.ReadError(str(error)) from error
            if header.size < 0 or (header.type in extended and header.size > limit):
                raise tarfile.ReadError(f"a header of {header.size:,} bytes")
            return header

    return Header
