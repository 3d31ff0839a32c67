"""Find names of your own in all articles, and treat several spellings as one name.

A list becomes a field, a facet and a kind of entity. Aliases apply to each answer, and nothing is indexed again.
"""

import tempfile
from pathlib import Path

import searchkit

ARTICLES = [
    {"id": "a", "body": "The board of Acme Holdings met in Oslo."},
    {"id": "b", "body": "ACM and Zeta signed a contract."},
    {"id": "c", "body": "Zeta Group Ltd. bought a ship."},
]

with tempfile.TemporaryDirectory() as scratch:
    folder = Path(scratch) / "index"
    with searchkit.create(folder) as ix:
        ix.add(ARTICLES)
        change = ix.use_lists({"boards": [("Acme Holdings", "ACM"), "Zeta", "Zeta Group Ltd."]})
        print(change.changed, "articles changed; lists:", ix.lists)
        print([tuple(found) for found in ix.search("boards:*", facets=["boards"]).facets["boards"]])
        print("acme:", sorted(hit.id for hit in ix.search("boards:acme")))

    aliases = Path(scratch) / "aliases.txt"
    aliases.write_text("boards: Zeta = Zeta Group Ltd.\nboards: hide Acme Holdings\n")
    with searchkit.open(folder, aliases=aliases) as ix:
        print([tuple(found) for found in ix.search("*", facets=["boards"]).facets["boards"]])
        print("zeta:", sorted(hit.id for hit in ix.search('boards:="Zeta Group Ltd."')))

# It prints:
#
#     3 articles changed; lists: ('boards',)
#     [('Acme Holdings', 2), ('Zeta', 1), ('Zeta Group Ltd.', 1)]
#     acme: ['a', 'b']
#     [('Zeta Group Ltd.', 2)]
#     zeta: ['b', 'c']
