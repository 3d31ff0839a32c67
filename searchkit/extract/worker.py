"""A process that completes articles for another: ``python -m searchkit.extract.worker SETTINGS``.

It reads batches from standard input and writes them to standard output. A batch is a line with its length in bytes, and
then a record a line (``Article.to_json``). A batch that fails is answered by an empty one, and the other process finds
out why. It ends when its input does.
"""

from __future__ import annotations

import json
import signal
import sys
from typing import IO

from searchkit.article import Article
from searchkit.extract.settings import USUAL, Settings


def completed(records: bytes, settings: Settings = USUAL) -> bytes:
    """The completed records of a batch; empty if that failed."""
    from searchkit.extract.completion import extract

    try:
        articles = [Article.of_stored(json.loads(line)) for line in records.split(b"\n")]
        return "\n".join(extract(article, settings).to_json() for article in articles).encode()
    except Exception:  # the other process meets it, too, and tells it
        return b""


def send(stream: IO[bytes], batch: bytes) -> None:
    """Write a batch. Raises OSError."""
    stream.write(b"%d\n" % len(batch))
    stream.write(batch)
    stream.flush()


def received(stream: IO[bytes]) -> bytes | None:
    """The next batch; None at the end. Raises OSError or ValueError."""
    length = stream.readline()
    if not length:
        return None
    batch = stream.read(int(length))
    return batch if len(batch) == int(length) else None


def main() -> None:
    """Answer batch after batch."""
    settings = Settings.from_json(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the other one decides
    try:
        while (batch := received(sys.stdin.buffer)) is not None:
            send(sys.stdout.buffer, completed(batch, settings))
    except OSError:  # the other process has gone
        pass


if __name__ == "__main__":
    main()
