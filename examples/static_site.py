"""Search a static site as a program written for Whoosh does: index changed pages only, and make a page of results.

Only the import of create_in, open_dir and exists_in differs. A file is indexed again if its time has changed, and
leaves the index when it is gone.
"""

import html
import os
import re
import tempfile

from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.highlight import HtmlFormatter, SentenceFragmenter
from whoosh.qparser import MultifieldParser

from searchkit.engine import create_in, exists_in, open_dir

PAGES = {
    "index.html": "<title>Ferries of the islands</title><p>Timetables and prices. Ferries leave every hour.",
    "times.html": "<title>Timetables</title><p>The first ferry leaves at six. The last one leaves at ten.",
    "prices.html": "<title>Prices</title><p>A ticket is five crowns. Children travel free on all ferries.",
}


def schema():
    english = LanguageAnalyzer("en")
    return Schema(
        path=ID(unique=True, stored=True),
        time=STORED,
        title=TEXT(stored=True, analyzer=english, field_boost=2.0),
        content=TEXT(stored=True, analyzer=english, spelling=True),
        size=NUMERIC(stored=True, sortable=True),
    )


def add_page(writer, site, name):
    path = os.path.join(site, name)
    with open(path, encoding="utf-8") as file:
        source = file.read()
    title = re.search(r"<title>(.*?)</title>", source)
    text = html.unescape(re.sub(r"<[^>]+>", " ", source.partition("</title>")[2])).strip()
    writer.update_document(
        path=name, time=os.path.getmtime(path), title=title.group(1) if title else name, content=text, size=len(source)
    )


def update(site, folder):
    """Bring the index up to date, as Whoosh's guide to incremental indexing does. Returns what changed."""
    ix = open_dir(folder) if exists_in(folder) else create_in(folder, schema())
    known, changed = set(), []
    with ix.searcher() as searcher, ix.writer() as writer:
        for fields in searcher.all_stored_fields():
            name = fields["path"]
            known.add(name)
            path = os.path.join(site, name)
            if not os.path.exists(path):
                writer.delete_by_term("path", name)
                changed.append(f"-{name}")
            elif os.path.getmtime(path) > fields["time"]:
                add_page(writer, site, name)
                changed.append(f"~{name}")
        for name in sorted(os.listdir(site)):
            if name not in known:
                add_page(writer, site, name)
                changed.append(f"+{name}")
    return sorted(changed)


def results_page(folder, text, page=1):
    ix = open_dir(folder)
    with ix.searcher() as searcher:
        query = MultifieldParser(["title", "content"], ix.schema).parse(text)
        results = searcher.search_page(query, page, pagelen=2, terms=True)
        results.results.fragmenter = SentenceFragmenter(maxchars=50)
        results.results.formatter = HtmlFormatter(tagname="b", classname="m", termclass="t")
        lines = [f"page {results.pagenum} of {results.pagecount}, {results.total} found"]
        lines += [f"{hit['path']}: {hit.highlights('content')}" for hit in results]
        if results.total == 0:
            lines.append(f"did you mean {searcher.correct_query(query, text).string}?")
        return "\n".join(lines)


with tempfile.TemporaryDirectory() as site, tempfile.TemporaryDirectory() as folder:
    for name, source in PAGES.items():
        with open(os.path.join(site, name), "w", encoding="utf-8") as file:
            file.write(source)
    print(update(site, folder), update(site, folder))
    print(results_page(folder, "leaving"))
    print(results_page(folder, "childern"))
    os.remove(os.path.join(site, "prices.html"))
    os.utime(os.path.join(site, "times.html"), (2e9, 2e9))
    print(update(site, folder))
    print(results_page(folder, "ferry", page=2).splitlines()[0])
    open_dir(folder).optimize()
    print(open_dir(folder).doc_count_all(), results_page(folder, "ticket").splitlines()[0])

# It prints:
#
#     ['+index.html', '+prices.html', '+times.html'] []
#     page 1 of 1, 2 found
#     times.html: The first ferry <b class="m t0">leaves</b> at six...The last one <b class="m t0">leaves</b> at ten
#     index.html: Ferries <b class="m t1">leave</b> every hour
#     page 0 of 0, 0 found
#     did you mean children?
#     ['-prices.html', '~times.html']
#     page 1 of 1, 2 found
#     2 page 0 of 0, 0 found
