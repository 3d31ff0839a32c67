"""Count the values of fields over a search, and narrow the search to a value.

Counts are of all matches, not only of the page of hits. A filter is a whole value, as the facet lists it.
"""

import tempfile
from pathlib import Path

import searchkit

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add_files(SEEDS)
    results = ix.search("border OR trade", facets=["place", "agency"], limit=1)
    print(results.total, "found,", len(results), "shown")
    for value, count in results.facets["agency"]:
        print(f"{count:3} {value}")

    chosen = ix.search("border OR trade", filters={"agency": "KAZINFORM"}, sort="oldest")
    print("of KAZINFORM:", [hit.article.place for hit in chosen])

    # The values of a facet that hold a text. Filters on other fields would narrow them.
    print([found.value for found in ix.facet_values("*", "place", containing="br")])

    try:
        ix.search("border", filters={"colour": "red"})
    except searchkit.UsageError as error:
        print(f"{error.code}: {error.message}")

# It prints:
#
#     7 found, 1 shown
#       2 KAZINFORM
#       1 AFP
#       1 AP
#       1 Xinhua
#     of KAZINFORM: ['Astana', 'Brussels']
#     ['Brussels']
#     usage: there is no field 'colour' to filter by
