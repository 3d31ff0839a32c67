"""Excerpts with the words of the query marked: fragmenters, formatters, orders, and characters kept in the index."""

import tempfile

from whoosh import highlight
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import QueryParser

from searchkit.engine import create_in

schema = Schema(
    id=ID(stored=True), text=TEXT(stored=True, analyzer=StemmingAnalyzer()), chars=TEXT(stored=True, chars=True)
)
TEXT_1 = (
    "The ferry left the island before dawn. Nobody on the quay expected it back that day. The wind had turned, "
    "and the captain, who had sailed these waters for thirty years, knew what a turning wind meant. By noon "
    "the ferries of the mainland were all tied up, and the islanders waited on the quay for news of the ferry."
)
TEXT_2 = "Island hopping is for those with time. Ferries are slow; a ferry ticket is cheap."
ix = create_in(tempfile.mkdtemp(), schema)
with ix.writer() as w:
    w.add_document(id="1", text=TEXT_1, chars=TEXT_1)
    w.add_document(id="2", text=TEXT_2, chars=TEXT_2)

with ix.searcher() as s:
    for text in ["ferry", "ferries AND wind", '"turning wind"', "isl*", "quay OR ticket"]:
        results = s.search(QueryParser("text", ix.schema).parse(text), terms=True)
        for hit in sorted(results, key=lambda h: h["id"]):
            print(text, hit["id"], hit.highlights("text", top=20), sorted(hit.matched_terms()))
        print(sorted(results.matched_terms()))
    results = s.search(QueryParser("text", ix.schema).parse("ferry wind quay"))
    for fragmenter in [
        highlight.WholeFragmenter(),
        highlight.SentenceFragmenter(maxchars=90),
        highlight.ContextFragmenter(maxchars=60, surround=15),
    ]:
        results.fragmenter = fragmenter
        print(type(fragmenter).__name__, [hit.highlights("text", top=20) for hit in results])
    results.fragmenter = highlight.ContextFragmenter(surround=10)
    for formatter in [
        highlight.UppercaseFormatter(),
        highlight.HtmlFormatter(tagname="b", between=" / "),
        highlight.NullFormatter(),
    ]:
        results.formatter = formatter
        print(type(formatter).__name__, [hit.highlights("text", top=20) for hit in results])
    results.order = highlight.LONGER
    print([hit.highlights("text", text="A ferry in the wind", top=5) for hit in results])
    results = s.search(QueryParser("chars", ix.schema).parse("quay"), terms=True)
    results.fragmenter = highlight.PinpointFragmenter(surround=12)
    print(results.query_terms(), [hit.highlights("chars") for hit in results])
    analyzer = ix.schema["text"].analyzer
    print(
        highlight.highlight(
            TEXT_2, {"ferri"}, analyzer, highlight.ContextFragmenter(surround=8), highlight.UppercaseFormatter()
        )
    )
