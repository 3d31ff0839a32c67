"""The tables, from the result files. Prose around the markers of a page is left alone."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import shell
from benchmarks.engines import BASELINE, PEERS
from benchmarks.place import Place
from benchmarks.queries import CONSTANT, KINDS
from benchmarks.searching import summary

ENGINES: Final = (BASELINE, "searchkit", *PEERS)
_SIZES: Final = ("100k", "1m")
_SECTION: Final = re.compile(r"(<!-- measured: ([\w-]+) -->\n).*?(<!-- end -->)", re.S)
Rows = Iterable[Sequence[object]]


def tables(place: Place) -> str:
    """Every table that there are results for."""
    found = ((name, section(place, name)) for name in names())
    return "\n\n".join(f"## {name}\n\n{text}" for name, text in found if text)


def write(place: Place, page: Path) -> None:
    """Fill in the sections of a page; those that were not measured here stay as they are."""

    def filled(match: re.Match[str]) -> str:
        text = section(place, match[2])
        return f"{match[1]}{text}\n{match[3]}" if text else match[0]

    page.write_text(_SECTION.sub(filled, page.read_text(encoding="utf-8")), encoding="utf-8")


def names() -> list[str]:
    """The sections that a page may have."""
    sized = [f"{part}-{size}" for size in _SIZES for part in ("top", "count", "index", "open")]
    return ["machine", "check", *sized, "archive", "start", "shell"]


def section(place: Place, name: str) -> str:
    """The text of a section, empty if nothing of it was measured."""
    part, _, size = name.partition("-")
    if size:
        return _SIZED[part](place, size)
    return _PLAIN[part](place)


# Sections


def _machine(place: Place) -> str:
    found = place.read("machine")
    if found is None:
        return ""
    versions = sorted({result["version"] for result in _results(place, "check-*")})
    return (
        f"{found['processor']}, {found['cores']} cores, {found['ram_gib']} GiB; {found['system']}, Python"
        f" {found['python']}; {', '.join(versions)}. Measured on {found['date']}, at a load of {found['load']:.1f}"
        " before the run."
    )


def _check(place: Place) -> str:
    rows = []
    for name in ENGINES:
        found = place.read(f"check-{name}")
        if found is not None:
            first = "; ".join(f"{wrong['kind']}: {wrong['message']}" for wrong in found["wrong"][:3])
            rows.append((name, found["asked"], len(found["wrong"]), first or "none"))
    return _table(("engine", "queries", "not as the formula says", "the first of them"), rows)


def _search(operation: str) -> Callable[[Place, str], str]:
    def table(place: Place, size: str) -> str:
        found = {kind: place.read(f"search-{size}-{kind}") for kind in KINDS}
        measured = {kind: result for kind, result in found.items() if result is not None}
        engines = [name for name in ENGINES if any(name in result[operation] for result in measured.values())]
        others = [name for name in engines if name != BASELINE]
        rows = []
        for kind, result in measured.items():
            figures = result[operation]
            cells = [_times(figures.get(name)) for name in engines]
            rows.append((kind, *cells, *(_ratio(figures.get(name, {}).get("ratio")) for name in others)))
        head = ("class", *(f"{name}, ms" for name in engines), *(f"{name} / {BASELINE}" for name in others))
        lines = [_table(head, rows)]
        if measured:
            lines += [*_slower(measured, operation), *_agreement(measured, others, operation)]
        return "\n\n".join(line for line in lines if line)

    return table


def _slower(measured: Mapping[str, Any], operation: str) -> list[str]:
    figures = {kind: result[operation].get("searchkit", {}).get("ratio") for kind, result in measured.items()}
    known = {kind: ratio for kind, ratio in figures.items() if ratio is not None}
    if not known:
        return []
    slower = [f"{kind} ({ratio:.2f})" for kind, ratio in known.items() if ratio > 1]
    return [f"searchkit is slower than {BASELINE} in: {', '.join(slower) or 'no class'}."]


def _agreement(measured: Mapping[str, Any], others: Sequence[str], operation: str) -> list[str]:
    segments = next(iter(measured.values()))["segments"]
    lines = ["Segments searched: " + ", ".join(f"{name} {number}" for name, number in segments.items()) + "."]
    for name in others:
        wrong = [w for result in measured.values() for w in result["disagreements"].get(name, ())]
        told = "; ".join(f"query {w['query']} ({w['kind']}): {w['message']}" for w in wrong)
        queries = sum(result["top"][name]["queries"] for result in measured.values() if name in result["top"])
        lines.append(
            f"{name} disagrees with {BASELINE} on {len(wrong)} of {queries} queries{': ' + told if told else '.'}"
        )
        if operation == "top":
            shares = [result["overlap"][name] for k, result in measured.items() if _overlaps(k, name, result)]
            if shares:
                lines[-1] += f" Of {BASELINE}'s ten best, {100 * statistics.fmean(shares):.0f} % are among {name}'s."
    return lines


def _overlaps(kind: str, name: str, result: Mapping[str, Any]) -> bool:
    return kind not in CONSTANT and name in result["overlap"]


def _index(place: Place, size: str) -> str:
    rows = []
    base: dict[str, float] = {}
    for name in ENGINES:
        lines = _results(place, f"index-{size}-{name}-jsonl-*")
        dicts = _results(place, f"index-{size}-{name}-dicts-*")
        if not lines:
            continue
        figures: dict[str, float] = {
            "jsonl": statistics.median(r["documents"] / r["seconds"] for r in lines),
            "cpu": statistics.median(r["cpu_seconds"] for r in lines),
            "rss": statistics.median(r["rss_mb"] for r in lines),
            "disk": statistics.median(r["disk_bytes"] for r in lines),
        }
        if dicts:
            figures["dicts"] = statistics.median(r["documents"] / r["seconds"] for r in dicts)
        if name == BASELINE:
            base = figures
        told = [name]
        for key, form, scale in (
            ("jsonl", ",.0f", 1),
            ("dicts", ",.0f", 1),
            ("cpu", ",.1f", 1),
            ("rss", ",.0f", 1),
            ("disk", ",.1f", 1e6),
        ):
            cell = format(figures[key] / scale, form) if key in figures else "-"
            if base and name != BASELINE and key in figures and key in base:
                cell += f" ({figures[key] / base[key]:.2f})"
            told.append(cell)
        told += [
            f"{figures['disk'] / lines[0]['json_bytes']:.2f}",
            ", ".join(sorted({str(r["segments"]) for r in lines})),
        ]
        rows.append(told)
    head = (
        "engine",
        "documents/s, JSON Lines",
        "documents/s, dicts",
        "CPU, s",
        "peak RSS, MB",
        "on disk, MB",
        "disk / JSON",
    )
    return _table((*head, "segments"), rows)


def _open(place: Place, size: str) -> str:
    found = place.read(f"open-{size}") or {}
    return _table(("engine", "open, ms"), [(name, f"{found[name]['median']:.2f}") for name in ENGINES if name in found])


def _archive(place: Place) -> str:
    rows = []
    for path in sorted((place.folder / "results").glob("archive-*-search.json")):
        name = path.stem.removeprefix("archive-").removesuffix("-search")
        found, built = place.read(path.stem), place.read(f"archive-{name}-index")
        if found is None or built is None:
            continue
        medians = [statistics.median(times) for times in found["times"].values()]
        figures = summary(medians)
        rows.append(
            (
                name,
                f"{found['articles']:,}",
                f"{found['articles'] / built['seconds']:,.0f}",
                f"{built['rss_mb']:,.0f}",
                f"{built['disk_bytes'] / 1e6:,.1f}",
                f"{figures['median']:.2f}",
                f"{figures['p95']:.2f}",
                f"{max(medians):.2f}",
            )
        )
    head = ("archive", "articles", "indexed/s", "peak RSS, MB", "on disk, MB")
    return _table((*head, "search median, ms", "p95, ms", "slowest, ms"), rows)


def _start(place: Place) -> str:
    rows = {}
    for found in _results(place, "start-*"):
        for name, figures in found.items():
            rows[name] = (name, f"{figures['median']:.1f}", f"{figures['rss_mb']:.0f}")
    return _table(("program", "start to end, ms", "peak RSS, MB"), rows.values())


_PLAIN: Final = {"machine": _machine, "check": _check, "archive": _archive, "start": _start, "shell": shell.table}
_SIZED: Final = {"top": _search("top"), "count": _search("count"), "index": _index, "open": _open}

# Cells


def _results(place: Place, pattern: str) -> list[dict[str, Any]]:
    found = (place.read(path.stem) for path in sorted((place.folder / "results").glob(f"{pattern}.json")))
    return [result for result in found if result is not None]


def _times(figures: Mapping[str, float] | None) -> str:
    if figures is None:
        return "-"
    few = f" [{figures['queries']:.0f}]" if figures["queries"] < 50 else ""
    return f"{_ms(figures['median'])} / {_ms(figures['p95'])}{few}"


def _ms(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _table(head: Sequence[str], rows: Rows) -> str:
    lines = [" | ".join(map(str, row)) for row in rows]
    return (
        "\n".join(f"| {line} |" for line in (" | ".join(head), "|".join(["---"] * len(head)), *lines)) if lines else ""
    )
