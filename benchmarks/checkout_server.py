"""Serves one checkout of searchkit to :mod:`benchmarks.compare`: commands come as lines of JSON, answers go back so.

It runs as a script in the process of the checkout that it serves, so it imports that checkout's own modules and nothing
that an older one may lack. Times are milliseconds of this process's processor time.
"""

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any


class Server:
    """The open indexes of one checkout."""

    def index(self, documents: str, folder: str) -> float:
        """Index JSON Lines by the engine alone; the seconds of processor time."""
        from benchmarks.engines.searchkit_native import ENGINE

        started = time.process_time()
        ENGINE().index(Path(documents), Path(folder), 2, single=True)
        return time.process_time() - started

    def open(self, folder: str, archive: str) -> None:
        """Open what the searches of both kinds read."""
        import searchkit
        from benchmarks.engines.searchkit_native import ENGINE

        self.reader = ENGINE().open(Path(folder))
        self.archive = searchkit.open(archive)
        self.queries: dict[str, list[Any]] = {}
        gc.disable()

    def build(self, kind: str, numbers: list[int], queries: str) -> int:
        """Build the queries of a class; how many."""
        from benchmarks.queries import load

        specs = [spec for spec in load(Path(queries)) if spec.number in set(numbers)]
        self.queries[kind] = [self.reader.build(spec) for spec in specs]
        return len(specs)

    def ask(self, kind: str, operation: str) -> list[float]:
        """Milliseconds of each query of a class."""
        gc.collect()
        run = self.reader.top if operation == "top" else self.reader.count
        return [_timed(lambda query=query: run(query)) for query in self.queries[kind]]

    def page(self, texts: list[str], facets: list[str]) -> list[float]:
        """Milliseconds of a page of each text: total, facets, timeline, ten hits with snippets."""
        gc.collect()

        def page(text: str) -> None:
            results = self.archive.search(text, facets=facets)
            results.timeline("month")
            for hit in results:
                assert hit.article.id and hit.snippets is not None

        return [_timed(lambda text=text: page(text)) for text in texts]


def _timed(run: Any) -> float:
    started = time.process_time()
    run()
    return (time.process_time() - started) * 1000


def main() -> None:
    """Answer until there are no more commands."""
    server = Server()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(server, name)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
