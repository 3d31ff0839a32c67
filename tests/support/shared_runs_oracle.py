"""An oracle: the runs of words that two texts share, found by trying every place and every length."""

from __future__ import annotations

from collections.abc import Sequence


def place(run: Sequence[str], text: Sequence[str]) -> int | None:
    """The first place of a run in a text."""
    return next((at for at in range(len(text) - len(run) + 1) if list(text[at : at + len(run)]) == list(run)), None)


def plain_runs(text: Sequence[str], passage: Sequence[str], least: int) -> list[tuple[int, int, int]]:
    """(place in the text, first place in the passage, words) of each run that is no part of another in the text."""
    shared = {
        (begin, end): there
        for begin in range(len(text))
        for end in range(begin + least, len(text) + 1)
        if (there := place(text[begin:end], passage)) is not None
    }
    return [
        (begin, there, end - begin)
        for (begin, end), there in sorted(shared.items())
        if not any(b <= begin and end <= e and (b, e) != (begin, end) for b, e in shared)
    ]
