"""Add articles from a program: as objects or as plain dicts, many in one commit.

A batch is one commit. If its block raises, nothing of it is kept. What an article does not say (here the place and the
agency) is read from its text.
"""

import datetime
import tempfile

import searchkit

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    with ix.batch():
        ix.add([searchkit.Article(id="strike", title="Port strike", body="Dockers in Genoa went on strike.")])
        ix.add([{"id": "gas", "text": "MOSCOW, June 1 (TASS) - Gas prices fell.", "date": datetime.date(2019, 6, 1)}])
    gas = ix.find("gas")
    print(len(ix), "articles;", gas.date, gas.place, gas.agency)
    print("known from:", dict(gas.provenance))

    try:
        with ix.batch():
            ix.add([{"id": "lost", "body": "Never committed."}])
            raise RuntimeError("something went wrong")
    except RuntimeError:
        print(len(ix), "articles after a batch that failed")

    ix.add([{"id": "gas", "body": "Gas prices rose.", "date": "2019-06-02"}])  # the same id: the article is replaced
    print(len(ix), "articles;", ix.find("gas").body)

    try:
        ix.add([{"body": "When?", "date": "next week"}])
    except searchkit.ArticleInvalid as error:
        print(f"{error.code}: {error.message} ({error.hint})")

# It prints:
#
#     2 articles; 2019-06-01 Moscow TASS
#     known from: {'date': 'metadata', 'place': 'dateline', 'country': 'gazetteer', 'agency': 'dateline'}
#     2 articles after a batch that failed
#     2 articles; Gas prices rose.
#     article_invalid: date not understood: 'next week' (write it as 2019, 2019-05 or 2019-05-31)
