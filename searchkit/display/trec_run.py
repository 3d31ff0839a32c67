"""Ranked answers as a TREC run: ``topic Q0 id rank score tag``, one hit on a line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from struct import pack, unpack
from typing import Final

# How far a score stands at least below the one before.
_STEP: Final = 1e-6


def run_lines(topic: str, hits: Iterable[tuple[str, float]], tag: str) -> Iterator[str]:
    """The lines of one topic, without line ends. ``hits`` are ids with scores, best first.

    Tools that judge a run sort it by score, and have their own rule for equal ones. So scores strictly decrease, also
    in single precision, in which some tools read them: a score that is not below the one before is written a bit lower.
    """
    name = without_blanks(topic)
    last = math.inf
    for rank, (id, score) in enumerate(hits, 1):
        last = min(_single(score), _below(last))
        yield f"{name} Q0 {without_blanks(id)} {rank} {last:.9g} {tag}"


def without_blanks(id: str) -> str:
    """An id as it stands in a run. One that has blanks or control characters is percent-encoded, as in a URL.

    Only these characters and ``%`` are encoded. Any other id stays as it is.
    """
    if not any(map(_separates, id)):
        return id
    return "".join(_encoded(char) if char == "%" or _separates(char) else char for char in id)


def _separates(char: str) -> bool:
    return char.isspace() or char < " " or "\x7f" <= char < "\xa0"


def _encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _below(score: float) -> float:
    """The next score in single precision that is lower, and visibly so."""
    return score if math.isinf(score) else _single(score - max(math.ulp(score) * 2**29, _STEP))


def _single(score: float) -> float:
    single: float = unpack("f", pack("f", score))[0]
    return single
