"""Write all articles of a search as JSON Lines, and read them into another index.

``as_dict`` leaves nothing out that an article knows; the reader of JSON Lines takes every key of it back.
"""

import json
import tempfile
from pathlib import Path

import searchkit

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

with tempfile.TemporaryDirectory() as scratch:
    lines = Path(scratch) / "found.jsonl"
    with searchkit.create(Path(scratch) / "index") as ix:
        ix.add_files(SEEDS)
        found = ix.search("ferries", limit=None, sort="oldest")  # None: every match, not a page
        with lines.open("w", encoding="utf-8") as file:
            for hit in found:
                file.write(json.dumps(hit.article.as_dict(), ensure_ascii=False) + "\n")
    first = json.loads(lines.read_text(encoding="utf-8").splitlines()[0])
    print(found.total, "written;", {key: first[key] for key in ("date", "place", "agency")})

    with searchkit.create(Path(scratch) / "copy") as copy:
        report = copy.add_files(lines)
        print(report.added, "read;", [hit.article.headline[:30] for hit in copy.search("ferries", sort="oldest")])

# It prints:
#
#     2 written; {'date': '2000-12-10', 'place': 'Istanbul', 'agency': 'AFP'}
#     2 read; ['Thirty-one hurt as ferries cra', 'Ferries collide in Bosphorus f']
