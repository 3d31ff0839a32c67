"""Search an archive of mails as a program written for Whoosh does: dates, senders, threads and attachments.

Only the import of create_in differs. Mails are grouped by sender, each thread is shown once, and what an attachment
says leads to its mail.
"""

import datetime
import tempfile

from whoosh import query, sorting
from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.qparser import GtLtPlugin, QueryParser
from whoosh.qparser.dateparse import DateParserPlugin

from searchkit.engine import create_in

schema = Schema(
    kind=ID(stored=True),
    sender=ID(stored=True, sortable=True),
    to=KEYWORD(commas=True, lowercase=True),
    thread=NUMERIC(stored=True, sortable=True),
    date=DATETIME(stored=True, sortable=True),
    subject=TEXT(stored=True, phrase=True),
    body=TEXT(spelling=True),
    size=NUMERIC(int, stored=True),
    headers=STORED,
)

# thread, sender, to, day of March 2019, subject, body, attachments
MAILS = [
    (1, "ann", "bob", 1, "Budget of the harbour", "Please read the budget before Monday.", ["totals of the budget"]),
    (1, "bob", "ann", 2, "Re: Budget of the harbour", "I read it; the total is wrong.", []),
    (2, "cid", "ann,bob", 3, "Ferries", "The ferries run every hour from Monday.", ["timetable", "map of the harbour"]),
    (
        1,
        "ann",
        "bob,cid",
        9,
        "Re: Budget of the harbour",
        "Corrected. The total was last year's.",
        ["corrected totals"],
    ),
    (3, "bob", "cid", 20, "Storm", "No ferries today: a storm.", []),
]


def fill(index):
    """Each mail is a group: the mail itself, then its attachments."""
    with index.writer(procs=2, limitmb=64) as writer:
        for thread, sender, to, day, subject, body, attachments in MAILS:
            with writer.group():
                writer.add_document(
                    kind="mail",
                    thread=thread,
                    sender=sender,
                    to=to,
                    date=datetime.datetime(2019, 3, day, 12),
                    subject=subject,
                    body=body,
                    size=len(body),
                    headers={"X-Day": day, "Received": (sender, to)},
                )
                for text in attachments:
                    writer.add_document(kind="attachment", body=text)


def shown(results):
    return [(hit["date"].day, hit["sender"], hit["subject"]) for hit in results]


with tempfile.TemporaryDirectory() as folder:
    index = create_in(folder, schema, indexname="mail")
    fill(index)
    parser = QueryParser("body", schema)
    parser.add_plugin(DateParserPlugin(basedate=datetime.datetime(2019, 3, 21)))
    parser.add_plugin(GtLtPlugin())
    mails = query.Term("kind", "mail")
    with index.searcher() as searcher:
        for text in ["date:'march 2019' total", "to:cid size:>20", 'subject:"budget of the"', "date:[20190303 to]"]:
            results = searcher.search(parser.parse(text), filter=mails, sortedby="date", reverse=True)
            print(text, "->", len(results), *shown(results), sep="\n  ")

        groups = searcher.search(mails, groupedby="sender", maptype=sorting.Count).groups()
        print(sorted(groups.items()))

        latest = sorting.FieldFacet("date", reverse=True)
        threads = searcher.search(mails, sortedby=latest, collapse="thread", collapse_order=latest)
        print(sorted((hit["thread"], hit["date"].day) for hit in threads))

        within = query.NestedParent(mails, query.Term("kind", "attachment") & parser.parse("totals OR map"))
        found = searcher.search(within, limit=None)
        print(sorted(shown(found)), sorted(hit["headers"]["X-Day"] for hit in found))
        print(searcher.suggest("body", "corected"), searcher.search(parser.parse("ferries"), mask=mails).is_empty())

# It prints:
#
#     date:'march 2019' total
#       ->
#       2
#       (9, 'ann', 'Re: Budget of the harbour')
#       (2, 'bob', 'Re: Budget of the harbour')
#     to:cid size:>20
#       ->
#       2
#       (20, 'bob', 'Storm')
#       (9, 'ann', 'Re: Budget of the harbour')
#     subject:"budget of the"
#       ->
#       3
#       (9, 'ann', 'Re: Budget of the harbour')
#       (2, 'bob', 'Re: Budget of the harbour')
#       (1, 'ann', 'Budget of the harbour')
#     date:[20190303 to]
#       ->
#       3
#       (20, 'bob', 'Storm')
#       (9, 'ann', 'Re: Budget of the harbour')
#       (3, 'cid', 'Ferries')
#     [('ann', 2), ('bob', 2), ('cid', 1)]
#     [(1, 9), (2, 3), (3, 20)]
#     [(1, 'ann', 'Budget of the harbour'), (3, 'cid', 'Ferries'), (9, 'ann', 'Re: Budget of the harbour')] [1, 3, 9]
#     ['corrected'] True
