"""Show users how their query was understood, what was not understood, and what they may have meant.

No text of a query raises an error, unless ``strict`` asks for it.
"""

import datetime
import tempfile

import searchkit

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add([{"id": "1", "body": "Kazakhstan opened a border post.", "date": "2019-05-31"}])
    today = datetime.date(2019, 6, 1)

    for query in ("the border post", "border date:yesterday", '"border post', "border colour:red"):
        results = ix.search(query, today=today)
        print(f"{query:22} -> {results.parsed}: {results.total}")
        for warning in results.warnings:
            # warning.message says it in a sentence; the code is for programs.
            print(f"{'':22}    {warning.code} at {query[warning.span.start : warning.span.end]!r}")

    for suggestion in ix.search("kazakstan").suggestions:
        print(suggestion.word, "->", [found.value for found in suggestion.instead])

    try:
        ix.search('"border post', strict=True)
    except searchkit.QueryError as error:
        print(f"{error.code} error at {error.pos}")

# It prints:
#
#     the border post        -> ([the] AND border AND post): 1
#     border date:yesterday  -> (border AND date:[2019-05-31 TO 2019-05-31]): 1
#     "border post           -> (border AND post): 1
#                               unbalanced at '"'
#     border colour:red      -> (border AND colour AND red): 0
#                               unknown_field at 'colour:'
#     kazakstan -> ['kazakhstan']
#     query error at 0
