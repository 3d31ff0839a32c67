"""Count a search over time: by the dates of the articles, and by the dates that their texts mention."""

import tempfile

import searchkit

ARTICLES = [
    {"title": "Strike begins", "body": "Dockers stopped work. Talks begin on 5 March 2019.", "date": "2019-02-27"},
    {"title": "Strike goes on", "body": "No talks yet in the strike.", "date": "2019-02-28"},
    {"title": "Strike ends", "body": "The strike, begun on 27 February 2019, is over.", "date": "2019-04-02"},
    {"title": "A strike remembered", "body": "Nobody knows when this was written."},
]

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add(ARTICLES)
    results = ix.search("strike", sort="oldest")
    months = results.timeline("month")
    for month, count in months:
        print(month, count * "#" or "-")
    print(months.unplaced, "without a date")
    print("mentioned:", [(step.date, step.count) for step in results.timeline("day", "mentions")])
    print("in March or later:", ix.search("strike date:>=2019-03").total)

# It prints:
#
#     2019-02 ##
#     2019-03 -
#     2019-04 #
#     1 without a date
#     mentioned: [('2019-02-27', 1), ('2019-03-05', 1)]
#     in March or later: 1
