"""Which extractors a user has allowed an index to name. An extractor is code, and the index may be somebody else's.

They are remembered in the user's state folder, outside all indexes: a line of JSON for each index folder and extractor,
with a digest of what lies at the path, if the extractor has one. Later lines replace earlier ones.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from hashlib import blake2b
from pathlib import Path
from typing import Final

from searchkit.base.state_folder import open_private, state_folder

_NAME: Final = "allowed-extractors.jsonl"


def allow(folder: Path, spec: str) -> None:
    """Remember that the index in ``folder`` may name this extractor, with what is at its path now.

    If that cannot be remembered, the user will have to name the extractor again.
    """
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: no home folder
        line = json.dumps(_line(folder, spec))
        with open(open_private(state_folder() / _NAME), "r+b", buffering=0) as stream:
            stream.write(line.encode() + b"\n")


def is_allowed(folder: Path, spec: str) -> bool:
    """Whether the index in ``folder`` may name this extractor, and what is at its path is as it was then."""
    latest = None
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        wanted = _line(folder, spec)
        with open(state_folder() / _NAME, encoding="utf-8", errors="replace") as stream:
            for line in stream:
                with contextlib.suppress(ValueError):  # a line that was torn
                    found = json.loads(line)
                    if isinstance(found, dict) and all(found.get(k) == wanted[k] for k in ("index", "extractor")):
                        latest = found
        return latest == wanted
    return False


def _line(folder: Path, spec: str) -> dict[str, str | None]:
    _, _, argument = spec.partition(":")
    digest = _digest(argument) if argument and os.path.lexists(argument) else None
    return {"index": os.path.realpath(folder), "extractor": spec, "digest": digest}


def _digest(path: str) -> str:
    """A digest of the names and the contents of all files at and under a path. Links are followed. Raises OSError."""
    whole = blake2b(digest_size=32)
    met: set[str] = set()
    waiting = [("", path)]
    while waiting:
        name, place = waiting.pop()
        mode = os.stat(place).st_mode
        if stat.S_ISDIR(mode):
            real = os.path.realpath(place)
            if real not in met:
                met.add(real)
                waiting += [(f"{name}/{entry}", os.path.join(place, entry)) for entry in sorted(os.listdir(place))]
            content = b""
        elif stat.S_ISREG(mode):
            content = _content(place)
        else:
            raise OSError(f"{place} is not a file")
        whole.update(json.dumps([name, stat.S_IFMT(mode)]).encode() + content)
    return whole.hexdigest()


def _content(path: str) -> bytes:
    found = blake2b(digest_size=32)
    with open(path, "rb") as stream:
        while part := stream.read(1 << 20):
            found.update(part)
    return found.digest()
