"""A page of the search shell, part by part, and beside tantivy: ten articles with snippets, four facets, a timeline.

Times are processor time, each the best of several. The texts are those of ``archive.py`` and some of the real queries.
Both engines have the same fields. tantivy counts terms of its own columns, months of its dates, and cuts its own
snippets of title and body.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import archive, corpus
from benchmarks.place import Missing, Place, shared, size_name

FACETS: Final = ("place", "agency", "other", "lang")
_ROUNDS: Final = 5
_DRAWN: Final = 400
_SHOWN: Final = 10
_VALUES: Final = 5


def page(place: Place, size: int) -> str:
    """Tables: what each part of a page costs, and the page beside tantivy's."""
    folder = place.index(f"weighted-archive-{size_name(size)}")
    if not folder.exists():
        archive.index(corpus.make_raw(place, size), folder, "--no-extract")
    import searchkit

    with searchkit.open(folder) as index:
        ours = Ours(index)
        lines = [
            f"{size_name(size)} articles, {len(archive.TEXTS)} texts, best of {_ROUNDS}, processor time in ms",
            "",
            "| part | median | 95th | slowest |",
            "|---|---|---|---|",
        ]
        parts = {name: _times(part, archive.TEXTS, _ROUNDS) for name, part in ours.parts().items()}
        lines += [_row(name, times) for name, times in parts.items()]
        once = _times(ours.page, drawn(), 1)
        lines.append(_row(f"page, {len(once)} real queries, each asked once", once))
        times = zip(parts["page"], parts["search"], strict=True)
        ratio = statistics.median(whole / search for whole, search in times)
        lines += ["", f"a page takes {ratio:.1f} times as long as its search, in the median"]
        try:
            lines += ["", *_beside(ours, Theirs(place, size))]
        except Missing as missing:
            lines += ["", str(missing)]
    return "\n".join(lines)


def drawn() -> list[str]:
    """Some of the real queries, always the same."""
    path = shared() / "queries" / "search_benchmark_game.jsonl"
    texts = [json.loads(line)["text"].replace("+", "") for line in path.read_text(encoding="utf-8").splitlines()]
    return random.Random(1).sample(texts, min(_DRAWN, len(texts)))


class Ours:
    """What a page of searchkit is made of."""

    def __init__(self, index: Any) -> None:
        from searchkit import FacetRequest

        self.index = index
        self.facets = [FacetRequest(name, limit=_VALUES) for name in FACETS]

    def parts(self) -> dict[str, Callable[[str], object]]:
        """Each part with the search that it needs, and the whole page."""
        search = self.index.search
        return {
            "search": search,
            "search, facets": lambda text: search(text, facets=self.facets).facets,
            "search, timeline": lambda text: search(text, timelines=["month"]).timeline("month"),
            "search, articles": lambda text: [hit.article for hit in search(text)],
            "search, articles, snippets": lambda text: [hit.snippets for hit in search(text)],
            "page": self.page,
        }

    def page(self, text: str) -> int:
        """One page; the number of matches."""
        results = self.index.search(text, facets=self.facets, timelines=["month"])
        assert len(results.facets) == len(FACETS)
        results.timeline("month")
        for hit in results:
            assert hit.article.id
            assert hit.snippets is not None
        total: int = results.total
        return total


class Theirs:
    """The same page by tantivy."""

    def __init__(self, place: Place, size: int) -> None:
        try:
            import tantivy
        except ImportError as error:
            raise Missing("tantivy is not installed: make bench-page installs it into .venv/bench") from error
        self.tantivy = tantivy
        folder = place.index(f"tantivy-page-{size_name(size)}")
        if not folder.exists():
            self._build(folder, corpus.make_raw(place, size))
        self.index = tantivy.Index.open(str(folder))
        self.searcher: Any = self.index.searcher()

    def _build(self, folder: Path, raw: Path) -> None:
        tantivy = self.tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        builder.add_date_field("date", stored=True, indexed=True, fast=True)
        for name in ("place", "agency", "other", "lang"):
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        unfinished = folder.with_suffix(".unfinished")
        unfinished.mkdir(parents=True, exist_ok=True)
        writer = tantivy.Index(builder.build(), path=str(unfinished)).writer(1_000_000_000, 2)
        import datetime as dt

        with raw.open(encoding="utf-8") as lines:
            for line in lines:
                given = json.loads(line)
                document = tantivy.Document(
                    id=str(given["id"]), title=given["title"], body=given["body"], place=given["place"]
                )
                document.add_date("date", dt.datetime.fromisoformat(given["date"]))
                for name in given["entities"]:
                    document.add_text("other", name)
                for name in ("agency", "lang"):
                    if name in given:
                        document.add_text(name, given[name])
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        unfinished.rename(folder)

    def query(self, text: str) -> Any:
        """A text of words, all of which must match, or a phrase. None for what tantivy has no like of."""
        if any(sign in text for sign in "*?~=:()[]") or " OR " in text or " NOT " in text or " -" in text:
            return None
        return self.index.parse_query(text, ["title", "body"], field_boosts={"title": 2.0}, conjunction_by_default=True)

    def page(self, text: str) -> int:
        """One page of a text that it understands; the number of matches."""
        query = self.query(text)
        found = self.searcher.search(query, _SHOWN)
        counts: dict[str, Any] = {name: {"terms": {"field": name, "size": _VALUES}} for name in FACETS}
        # Its fixed intervals come nearest to months.
        counts["months"] = {"date_histogram": {"field": "date", "fixed_interval": "30d"}}
        self.searcher.aggregate(query, counts)
        makers = [
            self.tantivy.SnippetGenerator.create(self.searcher, query, self.index.schema, name)
            for name in ("title", "body")
        ]
        for _, address in found.hits:
            document = self.searcher.doc(address)
            for maker in makers:
                snippet = maker.snippet_from_doc(document)
                assert snippet.fragment() is not None
                assert snippet.highlighted() is not None
        total: int = found.count
        return total


def _beside(ours: Ours, theirs: Theirs) -> list[str]:
    """The texts that both can answer, by turns."""
    rows: list[tuple[str, int, int, float, float]] = []
    for text in [*archive.TEXTS, *drawn()]:
        if theirs.query(text) is None:
            continue
        mine, peer = float("inf"), float("inf")
        for _ in range(_ROUNDS):
            total, spent = _timed(ours.page, text)
            mine = min(mine, spent)
            their_total, spent = _timed(theirs.page, text)
            peer = min(peer, spent)
        rows.append((text, total, their_total, mine, peer))
    large = [row for row in rows if row[1] > 10_000]
    slower = [row for row in large if row[3] > row[4]]
    speed = statistics.geometric_mean(peer / mine for *_, mine, peer in rows)
    return [
        f"Beside tantivy, {len(rows)} texts that both understand, by turns:",
        "",
        "| page | median | 95th | slowest |",
        "|---|---|---|---|",
        _row("searchkit", [mine for *_, mine, _ in rows]),
        _row("tantivy", [peer for *_, peer in rows]),
        "",
        f"searchkit is {speed:.2f} times as fast in the geometric mean. Of {len(large)} texts with more than 10,000"
        f" matches, {len(slower)} are slower.",
        *(
            f"slower: {text!r}, {total:,} matches: {mine:.2f} and {peer:.2f} ms"
            for text, total, _, mine, peer in slower
        ),
    ]


def _timed(part: Callable[[str], int], given: str) -> tuple[int, float]:
    begun = time.process_time_ns()
    total = part(given)
    return total, (time.process_time_ns() - begun) / 1e6


def _times(part: Callable[[str], object], texts: Sequence[str], rounds: int) -> list[float]:
    """The least time of each text."""
    best = [float("inf")] * len(texts)
    for _ in range(rounds):
        for at, text in enumerate(texts):
            begun = time.process_time_ns()
            part(text)
            best[at] = min(best[at], (time.process_time_ns() - begun) / 1e6)
    return best


def _row(name: str, times: Sequence[float]) -> str:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"| {name} | {statistics.median(ordered):.2f} | {late:.2f} | {ordered[-1]:.2f} |"
