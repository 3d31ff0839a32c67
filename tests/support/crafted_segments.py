"""Indexes that somebody made to mislead: all checksums are right, and what the files say of themselves is not.

:class:`Crafter` changes fields of tables and bytes of sections of a small index, and makes every checksum right again:
those of dictionary blocks, stored blocks, blocks of sections, sections, the table, the file and the manifest.
:func:`hunt` has all readers read what it makes, each in a process of its own with a limit of memory and time. It says
what went wrong:

- a process that ended, or an error other than damage;
- a reader that refuses what ``searchkit verify`` accepts.

As a program it prints what it found: ``python tests/support/crafted_segments.py SEED COUNT [FIRST]``.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 400 << 20  # beyond what the process has when it begins
SECONDS: Final = 20
BLOCK: Final = 1 << 14
BLOCKS: Final = ("postings", "lengths", "number data", "keyword ordinals")
NUMBERS: Final = (0, 1, 2, 127, 128, 255, 4096, 65535, 1 << 31, (1 << 32) - 2, (1 << 32) - 1, 1 << 32, 1 << 63)


@dataclass
class Parts:
    """A segment file in parts: its table without the sections, and (kind, name, bytes) of each section in order."""

    table: dict[str, Any]
    sections: list[tuple[str, str, bytes]]

    @classmethod
    def of(cls, data: bytes) -> Parts:
        """The parts of the bytes of a segment file."""
        offset, length = struct.unpack_from("<QQ", data, len(data) - 32)
        table = json.loads(data[offset : offset + length])
        sections = [(kind, name, data[at : at + size]) for kind, name, at, size, _ in table.pop("sections")]
        return cls(table, sections)

    def encoded(self, change: Callable[[list[list[Any]]], None] = lambda entries: None) -> bytes:
        """The file, with all checksums right. ``change`` may change the entries of the table of sections."""
        out = bytearray(b"searchkit-sg" + struct.pack("<I", 1))
        entries: list[list[Any]] = []
        sums = b"".join(_sums(kind, data) for kind, _, data in self.sections)
        own = [(kind, name, data) for kind, name, data in self.sections if kind != "checksums"]
        for kind, name, data in [*own, *([("checksums", "", sums)] if sums else [])]:
            out += bytes(-len(out) % 8)
            entries.append([kind, name, len(out), len(data), zlib.crc32(data)])
            out += data
        change(entries)
        table = json.dumps({**self.table, "sections": entries}).encode()
        end = struct.pack("<QQQI", len(out), len(table), len(out) + len(table) + 32, zlib.crc32(table))
        return bytes(out + table + end + b"skEN")

    def place(self, kind: str, name: str) -> int:
        """Which section that is; -1 if there is none."""
        return next((n for n, (k, m, _) in enumerate(self.sections) if (k, m) == (kind, name)), -1)


def _sums(kind: str, data: bytes) -> bytes:
    if kind not in BLOCKS or len(data) <= BLOCK:
        return b""
    return b"".join(struct.pack("<I", zlib.crc32(data[at : at + BLOCK])) for at in range(0, len(data), BLOCK))


def put_index(folder: Path, whole: Path, file: str, data: bytes, documents: object) -> None:
    """Write an index like the one in ``whole``, with other bytes in one of its files.

    ``documents`` is how many the manifest says that the file has, if that is a number that a manifest may have.
    """
    folder.mkdir()
    for path in whole.iterdir():
        if path.is_file() and path.name != file:
            os.link(path, folder / path.name)
    (folder / file).write_bytes(data)
    body = json.loads((whole / "searchkit-manifest.json").read_bytes())
    body["files"][file] = {"size": len(data), "crc32": zlib.crc32(data)}
    if isinstance(documents, int) and not isinstance(documents, bool):
        for segment in body["segments"]:
            if segment["file"] == file:
                segment["documents"] = max(documents, segment["deleted"])
    (folder / "searchkit-manifest.json").unlink()
    (folder / "searchkit-manifest.json").write_bytes(signed(body))


def signed(body: dict[str, Any]) -> bytes:
    """A manifest with the right checksum."""
    body = {name: value for name, value in body.items() if name != "crc32"}
    head = json.dumps(body, indent=1).encode()[:-2] + b',\n "crc32": "'
    return head + f"{zlib.crc32(head):08x}".encode() + b'"\n}'


class Crafter:
    """Makes crafted indexes from a whole one. The same seed and number give the same index."""

    def __init__(self, whole: Path, seed: int = 0) -> None:
        self._whole = whole
        self._seed = seed
        self._files = sorted(path.name for path in whole.glob("segment-*.data"))
        self._deletes = sorted(path.name for path in whole.glob("segment-*.deletes"))

    def craft(self, number: int, folder: Path) -> str:
        """Write the crafted index of that number into a new folder. Returns what differs in it."""
        chance = random.Random(f"{self._seed} {number}")
        if chance.random() < 0.04:
            return self._manifest(chance, folder)
        if self._deletes and chance.random() < 0.05:
            return self._delete_file(chance, folder)
        file = chance.choice(self._files)
        parts = Parts.of((self._whole / file).read_bytes())
        told = [self._changed(chance, parts) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        if chance.random() < 0.06:
            data = parts.encoded(_table_change(chance))
            told.append("the table of sections")
        else:
            data = parts.encoded()
        put_index(folder, self._whole, file, data, parts.table.get("documents"))
        return "; ".join(told)

    def _changed(self, chance: random.Random, parts: Parts) -> str:
        return chance.choice((_meta, _meta, _bytes, _bytes, _bytes, _bytes, _terms, _frames))(chance, parts)

    def _manifest(self, chance: random.Random, folder: Path) -> str:
        folder.mkdir()
        for path in self._whole.iterdir():
            if path.is_file():
                shutil.copy(path, folder)
        body = json.loads((folder / "searchkit-manifest.json").read_bytes())
        holder = chance.choice((body, *body["segments"], *body["files"].values(), body["schema"]))
        name = chance.choice(sorted(holder))
        before, holder[name] = holder[name], _other(chance, holder[name])
        (folder / "searchkit-manifest.json").write_bytes(signed(body))
        return f"manifest: {name} {before!r:.40} -> {holder[name]!r:.40}"

    def _delete_file(self, chance: random.Random, folder: Path) -> str:
        file = chance.choice(self._deletes)
        data = bytearray((self._whole / file).read_bytes()[:-4])
        at = chance.choice((16, 20, chance.randrange(len(data))))
        data[at : at + 4] = struct.pack("<I", chance.choice(NUMBERS) & 0xFFFFFFFF)
        put_index(folder, self._whole, file, bytes(data) + struct.pack("<I", zlib.crc32(data)), None)
        return f"deletes: byte {at}"


def _other(chance: random.Random, value: object) -> object:
    """Another value in the place of one of a table."""
    if isinstance(value, bool):
        return chance.choice((not value, not value, None, 7))
    if isinstance(value, int) and chance.random() < 0.9:
        near = (value + 1, value - 1, value * 2, value // 2, value * 1000)
        return chance.choice((*NUMBERS, *near, -1))
    return chance.choice((None, "x", 1.5, [], {}, "1", True, 1 << 70, "../x", "\udcff"))


def _meta(chance: random.Random, parts: Parts) -> str:
    tables = [parts.table.get(name) for name in ("fields", "numbers", "keywords")]
    lists = [item for table in tables if isinstance(table, list) for item in table]  # one may be crafted already
    holder = chance.choice((parts.table, *lists))
    if not isinstance(holder, dict) or not holder:
        return "nothing"
    name = chance.choice(sorted(holder))
    before, holder[name] = holder[name], _other(chance, holder[name])
    return f"table: {holder.get('name', '')} {name} {before!r:.40} -> {holder[name]!r:.40}"


def _bytes(chance: random.Random, parts: Parts) -> str:
    place = chance.randrange(len(parts.sections))
    kind, name, data = parts.sections[place]
    changed = bytearray(data)
    told = _mangled(chance, changed)
    parts.sections[place] = (kind, name, bytes(changed))
    return f"{kind} of {name}: {told}"


def _mangled(chance: random.Random, data: bytearray) -> str:
    """Change some bytes, or the length."""
    if not data or chance.random() < 0.05:
        data += chance.randbytes(chance.choice((1, 4, 8, 24, 200)))
        return "longer"
    at = chance.randrange(len(data))
    match chance.randrange(7):
        case 0:
            del data[at:]
            return f"cut at {at}"
        case 1:
            del data[at : at + chance.choice((1, 4, 8, 24))]
            return f"without what is at {at}"
        case 2 | 3:
            width = chance.choice((2, 4, 8))
            at -= at % width
            number = chance.choice(NUMBERS) & ((1 << 8 * width) - 1)
            data[at : at + width] = number.to_bytes(width, "little")
            return f"{number} at {at}"
        case 4:
            data[at : at + 9] = b"\xff" * 9
            return f"ones at {at}"
        case _:
            data[at] ^= 1 << chance.randrange(8)
            return f"a bit at {at}"


def _terms(chance: random.Random, parts: Parts) -> str:
    """Change a block of a dictionary, and make its own checksum right."""
    pairs = {"dictionary": "dictionary index", "keyword values": "keyword index"}
    places = [n for n, (kind, _, data) in enumerate(parts.sections) if kind in pairs and len(data) > 8]
    if not places:
        return "nothing"
    place = chance.choice(places)
    kind, name, data = parts.sections[place]
    index = parts.place(pairs[kind], name)
    if index < 0 or len(parts.sections[index][2]) < 28:
        return "nothing"
    firsts = parts.sections[index][2]
    (count,) = struct.unpack_from("<I", firsts)
    if not 0 < count < 1000 or len(firsts) < 12 + 8 * (count + 1):
        return "nothing"
    offsets = struct.unpack_from(f"<{count + 1}Q", firsts, 12)
    block = chance.randrange(count)
    start, end = offsets[block], offsets[block + 1]
    changed = bytearray(data[start + 4 : end])
    if not changed:
        return "nothing"
    at = chance.randrange(len(changed))
    if chance.random() < 0.5:
        changed[at] ^= 1 << chance.randrange(8)
    else:
        changed[at : at + chance.choice((1, 1, 5))] = chance.choice(
            (b"\x00", b"\xff\xff\xff\xff\x0f", b"\x7f", b"\xff")
        )
    longer = len(changed) - (end - start - 4)
    block_bytes = struct.pack("<I", zlib.crc32(changed)) + bytes(changed)
    parts.sections[place] = (kind, name, data[:start] + block_bytes + data[end:])
    moved = [offset + (longer if n > block else 0) for n, offset in enumerate(offsets)]
    new = firsts[:12] + struct.pack(f"<{count + 1}Q", *moved) + firsts[12 + 8 * (count + 1) :]
    parts.sections[index] = (*parts.sections[index][:2], new)
    return f"{kind} of {name}: block {block} at {at}"


def _frames(chance: random.Random, parts: Parts) -> str:
    """Change a stored block or what the index says of it, and make the checksum right."""
    stored, index = parts.place("stored", ""), parts.place("stored index", "")
    if stored < 0 or index < 0 or len(parts.sections[index][2]) < 24:
        return "nothing"
    data, entries = parts.sections[stored][2], bytearray(parts.sections[index][2])
    block = chance.randrange(len(entries) // 24)
    first, raw, offset, length, _ = struct.unpack_from("<IIQII", entries, 24 * block)
    frame = bytearray(data[offset : offset + length])
    match chance.randrange(4):
        case 0:
            told = _mangled(chance, frame)
        case 1:
            raw, told = chance.choice((*NUMBERS, raw + 1, 1 << 29, 1 << 30)) & 0xFFFFFFFF, "its raw length"
            frame = bytearray(_frame(b"", raw))
        case 2:
            body = chance.randbytes(chance.choice((0, 3, 4, 100, 5000)))
            raw, frame, told = len(body), bytearray(_frame(body, len(body))), "other bytes"
        case _:
            zeros = chance.choice((1, 4, 800))
            raw, frame, told = zeros * (128 << 10), bytearray(_zeros(zeros)), "zeros"
    entry = struct.pack("<IIQII", first, raw, offset, len(frame), zlib.crc32(frame))
    entries[24 * block : 24 * block + 24] = entry
    longer = len(frame) - length
    for later in range(block + 1, len(entries) // 24):
        (at,) = struct.unpack_from("<Q", entries, 24 * later + 8)
        struct.pack_into("<Q", entries, 24 * later + 8, max(at + longer, 0))
    parts.sections[stored] = ("stored", "", data[:offset] + bytes(frame) + data[offset + length :])
    parts.sections[index] = ("stored index", "", bytes(entries))
    return f"stored block {block}: {told}"


def _frame(body: bytes, told: int) -> bytes:
    """A frame of zstd that holds bytes as they are, and tells a length."""
    head = struct.pack("<IBI", 0xFD2FB528, 0xA0, told & 0xFFFFFFFF)
    return head + struct.pack("<I", len(body) << 3 | 1)[:3] + body


def _zeros(blocks: int) -> bytes:
    """A frame of zstd of blocks of 128 KiB that hold zeros: four bytes each."""
    head = struct.pack("<IBI", 0xFD2FB528, 0xA0, blocks * (128 << 10))
    return head + b"".join(
        struct.pack("<I", (128 << 10) << 3 | 1 << 1 | (n == blocks - 1))[:3] + b"\0" for n in range(blocks)
    )


def _table_change(chance: random.Random) -> Callable[[list[list[Any]]], None]:
    def change(entries: list[list[Any]]) -> None:
        entry = chance.choice(entries)
        match chance.randrange(5):
            case 0:
                entries.remove(entry)
            case 1:
                entries.append(list(entry))
            case 2:
                entry[:2] = chance.choice(entries)[:2]
            case _:
                at = chance.randrange(5)
                entry[at] = _other(chance, entry[at])

    return change


# Reading


def make_whole(folder: Path) -> None:
    """Make the small archive that is changed: two segments, one with deletes."""
    import searchkit

    words = "trade oil port border talks strike the of a prices grain wheat river treaty minister said".split()
    chance = random.Random(1)

    def article(number: int) -> dict[str, Any]:
        body = " ".join(chance.choice(words) for _ in range(40)) + f" word{number}"
        date = f"{1987 + number % 2}-0{1 + number % 9}-1{number % 10}" if number % 5 else None
        return {
            "id": f"doc-{number}",
            "title": f"Talks on {chance.choice(words)} number {number}",
            "body": body + (" Last week, on 3 May 1987, it rose." if number % 7 == 0 else ""),
            "date": date,
            "place": chance.choice(("Genoa", "Brussels", "Oslo", None)),
            "people": [f"Ana Costa {number % 11}", "Bo Li"][: number % 3],
            "language": "de" if number % 9 == 0 else None,
        }

    with searchkit.create(folder) as index:
        index.add([article(number) for number in range(200)], extract=False)
        index.add([article(number) for number in range(200, 230)])
        index.delete([f"doc-{number}" for number in range(3, 60, 5)])


def readings(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """All that reads an index, by name."""
    import searchkit
    from searchkit import _native
    from searchkit.engine.store import open_commit
    from searchkit.index import Index
    from searchkit.results.timeline import AXES, STEPS, Axis, Step

    opened: list[Index] = []

    def index() -> Index:
        if not opened:
            opened.append(searchkit.open(folder))
        return opened[0]

    def search(text: str, **more: Any) -> Callable[[], object]:
        def run() -> object:
            results = index().search(text, **more)
            return [(hit.id, hit.snippets, hit.article) for hit in results]

        return run

    def timeline(step: Step, axis: Axis) -> object:
        return index().search("*").timeline(step, axis)

    yield "open", index
    yield "all", search("*", limit=30)
    yield "word", search("trade", limit=30)
    yield "words", search("oil port OR treaty", limit=30, stories=True)
    yield "phrase", search('"the trade"~3 OR "talks on"', sort="newest")
    yield "wildcard", search("w*d1* OR tr*")
    yield "fuzzy", search("tradee~2 minster~")
    yield "dates", search("date:1987..1988-03 NOT oil", sort="oldest")
    yield "mentions", search("mentions:1987")
    yield "names", search("person:costa place:Genoa")
    yield "exists", search("place:* -person:*")
    yield "nothing", search("zzzzqq")
    yield "facets", lambda: index().search("*", facets=list(index().facet_fields), limit=0)
    yield "few facets", lambda: index().search("word17", facets=list(index().facet_fields), limit=1)
    for axis in AXES:
        for step in STEPS:
            yield f"timeline {axis} {step}", partial(timeline, step, axis)
    yield "status", lambda: index().status()
    yield "terms", lambda: [index().view.terms(field) for field in ("body", "title", "id", "place_value")]
    yield "explain", lambda: [hit.explain() for hit in index().search("trade oil", limit=2)]
    yield "story", lambda: [index().story(hit.id) for hit in index().search("*", limit=1)]
    yield "documents", lambda: [hit.article for hit in index().search("*", limit=None)]

    def merged() -> object:
        leaves = open_commit(index()._kind.store).leaves
        target = folder / "merged"
        _native.merge(list(leaves), str(target), _native.Stop())
        return _native.Segment.open(str(target)).verify()

    yield "merge", merged


def outcome(folder: Path) -> tuple[list[str], list[tuple[str, str, str]]]:
    """What ``verify`` says of an index, and each reading that failed: its name, the code of the error, its text."""
    from searchkit.cli.verify import found_damage
    from searchkit.engine.native_errors import native_errors_as_ours
    from searchkit.errors import SearchkitError

    try:
        verified = [f"{damage.file}: {damage.what}" for damage in found_damage(folder, None)]
    except SearchkitError as error:
        verified = [f"{error.code}: {error}"]
    failed: list[tuple[str, str, str]] = []
    for name, reading in readings(folder):
        try:
            with native_errors_as_ours():
                reading()
        except SearchkitError as error:
            failed.append((name, error.code, str(error)))
        except BaseException:
            failed.append((name, "raw", traceback.format_exc()[-600:]))
    return verified, failed


def _in_a_child(work: Callable[[], Any]) -> Any:
    """What ``work`` gives in a process of its own with limits; a text if the process ends in another way."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(receive)
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
            signal.alarm(SECONDS)
            with open(send, "w") as stream:
                stream.write(json.dumps(work()))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(send)
    with open(receive) as stream:
        told = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return json.loads(told) if status == 0 else f"the process ended with {status}"


REFUSALS: Final = ("index_damaged", "index_incompatible")


def hunt(seed: int, count: int, first: int = 0) -> Iterator[tuple[int, str, str]]:
    """Craft indexes and have them read. For each that went wrong: its number, what differs in it, what happened."""
    with tempfile.TemporaryDirectory(prefix="crafted-") as name:
        whole, folder = Path(name, "whole"), Path(name, "crafted")
        make_whole(whole)
        crafter = Crafter(whole, seed)
        for number in range(first, first + count):
            told = crafter.craft(number, folder)
            found = _in_a_child(lambda: outcome(folder))
            if isinstance(found, str):
                yield number, told, found
            else:
                verified, failed = found
                for reading, code, text in failed:
                    if code not in REFUSALS and not (code == "article_missing" and verified):
                        yield number, told, f"{reading}: {code}: {text}"
                        break
                else:
                    # An index of another version may be whole.
                    damaged = [each for each in failed if each[1] == "index_damaged"]
                    if damaged and not verified:
                        yield number, told, f"verify accepts it, but {damaged[0]}"
            shutil.rmtree(folder)


def main() -> int:
    """Print what went wrong, one line each; 1 if anything did."""
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    wrong = 0
    for number, told, what in hunt(seed, count, first):
        wrong += 1
        print(json.dumps({"number": number, "changed": told, "what": what}), flush=True)
    print(json.dumps({"seed": seed, "crafted": count, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
