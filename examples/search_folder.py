"""Index a folder of files, search it, and bring the index up to date after a file has changed.

The second run reads only what changed. It removes what is gone.
"""

import shutil
import tempfile
from pathlib import Path

import searchkit

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

with tempfile.TemporaryDirectory() as scratch:
    folder = Path(scratch) / "articles"
    shutil.copytree(SEEDS, folder)
    with searchkit.create(Path(scratch) / "index") as ix:
        report = ix.add_files(folder)
        print(f"added {report.added} articles of {report.files_read} files, {len(report.failed)} could not be read")

        results = ix.search("border management", limit=3)
        print(f"{results.total} found for {results.parsed}")
        for hit in results:
            print(hit.rank, hit.article.date, hit.article.place, "|", hit.article.headline[:48])

        (folder / "tashkent-trade-fair.txt").unlink()
        (folder / "new.txt").write_text("OSLO, June 3, 2024 (Reuters) - Border management was discussed.\n")
        report = ix.add_files(folder)
        print(f"then: added {report.added}, removed {report.removed}, {report.files_unchanged} files as before")
        print(ix.search("border management").total, "found")

# It prints:
#
#     added 21 articles of 21 files, 0 could not be read
#     1 found for (border AND management)
#     1 2019-05-31 Brussels | BRUXELLES. KAZINFORM The sixth High-level Politi
#     then: added 1, removed 1, 20 files as before
#     2 found
