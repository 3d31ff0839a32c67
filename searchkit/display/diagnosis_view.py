"""What each part of a search finds, and other searches that may have been meant, as text and as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from searchkit.display.filters_record import filters_record
from searchkit.display.late_text import Text
from searchkit.display.safe_text import one_line
from searchkit.results.diagnosis import Diagnosis, PartCount
from searchkit.results.offer import Offer

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[Text]:
    """A line of what each part finds, one of the parts that stand in the way, and the dates of the archive."""
    filtered = bool(diagnosis.filters)
    yield _line("alone", " · ".join(_counted(part, filtered) for part in diagnosis.parts))
    for each in diagnosis.filters:
        told = " or ".join(one_line(str(chosen)) for chosen in each.filters)
        yield _line("filter", f"{told} · without it {_articles(each.others)}")
    if diagnosis.culprits and len(diagnosis.parts) > 1:
        yield _line("in the way", " · ".join(one_line(part.text) for part in diagnosis.culprits))
    if diagnosis.span is not None:
        yield _line("archive", f"its articles are from {diagnosis.span.first} to {diagnosis.span.last}")


def offer_lines(offers: Sequence[Offer]) -> Iterator[Text]:
    """A line for each offer, with the letter that accepts it."""
    for letter, offer in zip(LETTERS, offers, strict=False):
        line = Text.assemble((f"  {letter}  ", "green"), (one_line(offer.query), "cyan"))
        if offer.filters:
            line.append(f" · {' · '.join(one_line(str(each)) for each in offer.filters)}", style="cyan")
        yield line.append(f" · {_articles(offer.total)}", style="bold").append(
            f" · {one_line(offer.change)}", style="dim"
        )


def offer_record(offer: Offer) -> dict[str, Any]:
    """An offer as JSON."""
    return {
        "kind": offer.kind,
        "query": offer.query,
        "total": offer.total,
        "change": offer.change,
        "filters": filters_record(offer.filters),
    }


def diagnosis_record(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis as JSON."""
    span = diagnosis.span
    return {
        "parts": [
            {"query": part.text, "alone": part.alone, "inside": part.inside, "others": part.others}
            for part in diagnosis.parts
        ],
        "filters": [{"filters": filters_record(each.filters), "others": each.others} for each in diagnosis.filters],
        "dates": None if span is None else {"first": span.first, "last": span.last},
        "offers": [offer_record(offer) for offer in diagnosis.offers],
    }


def _counted(part: PartCount, filtered: bool) -> str:
    inside = f" ({part.inside:,} within the filters)" if filtered else ""
    return f"{one_line(part.text)} {part.alone:,}{inside}"


def _line(name: str, text: str) -> Text:
    return Text.assemble((f"{name:<12}", "dim"), text)


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"


def accepted(offers: Iterable[Offer], given: str) -> Offer | None:
    """The offer that a letter accepts, or a number from 1."""
    by_letter = dict(zip(LETTERS, offers, strict=False))
    if given.isascii() and given.isdigit() and 0 < int(given) <= len(by_letter):
        return list(by_letter.values())[int(given) - 1]
    return by_letter.get(given.lower())
