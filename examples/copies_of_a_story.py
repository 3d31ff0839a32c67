"""Show each story once, even if several papers print the same dispatch with small changes."""

import tempfile

import searchkit

DISPATCH = (
    "ISTANBUL (AFP) - Two ferries collided in fog at the mouth of the Bosphorus on Sunday, leaving 31 people hurt and "
    "closing the strait to tankers for nine hours. Both vessels stayed afloat and reached the quay under their own "
    "power. Most of the hurt were passengers who had been standing on the stairs, the governor said. "
)
ARTICLES = [
    {"id": "wire", "title": "Ferries collide", "body": DISPATCH, "date": "2000-12-10"},
    {"id": "paper", "title": "Crash in fog", "body": DISPATCH + "Four were kept in hospital.", "date": "2000-12-11"},
    {"id": "other", "title": "Fares rise", "body": "Ferries will cost more from May on.", "date": "2001-03-02"},
]

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add(ARTICLES)
    results = ix.search("ferries", stories=True, sort="oldest")
    print(results.total, "articles,", results.stories, "stories")
    for hit in results:
        print(hit.id, "+", [copy.id for copy in hit.copies])
    story = ix.story("paper")
    assert story is not None
    print([copy.title for copy in story.copies], ix.search(f"story:{story.id}").total)

# It prints:
#
#     3 articles, 2 stories
#     wire + ['paper']
#     other + []
#     ['Ferries collide', 'Crash in fog'] 2
