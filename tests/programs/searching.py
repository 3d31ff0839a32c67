"""The searcher: pages, filters, masks, limits, collectors, weightings, joined results."""

import tempfile

from whoosh import collectors, query, scoring
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema

from searchkit.engine import create_in

schema = Schema(id=ID(stored=True), text=TEXT(stored=True), kind=KEYWORD, rank=NUMERIC(sortable=True))
ix = create_in(tempfile.mkdtemp(), schema)
for start in (0, 15):
    w = ix.writer()
    for n in range(start, start + 15):
        words = ["alfa"] * (n % 4) + ["bravo"] * (n % 3) + ["filler"] * 5
        w.add_document(id=f"{n:02}", text=" ".join(words), kind="even" if n % 2 == 0 else "odd", rank=n % 7)
    w.commit(merge=False)

T = query.Term
alfa, bravo = T("text", "alfa"), T("text", "bravo")
with ix.searcher() as s:

    def ids(results):
        return sorted(hit["id"] for hit in results)

    results = s.search(alfa, limit=5)
    print(len(results), results.scored_length(), results.has_exact_length(), results.estimated_length())
    print(ids(s.search(query.And([alfa, bravo]), limit=None)))
    print(
        ids(s.search(alfa, filter=T("kind", "even"), limit=None)),
        ids(s.search(alfa, mask=T("kind", "even"), limit=None)),
    )
    print(
        ids(s.search(alfa, filter={1, 2, 3}, limit=None)),
        ids(s.search(alfa, mask=s.search(bravo, limit=None), limit=None)),
    )
    filtered = s.search(alfa, filter=T("kind", "none"), limit=None)
    print("empty filter:", ids(filtered), len(filtered))
    print("empty set:", ids(s.search(alfa, filter=set(), limit=None)))
    page = s.search_page(query.Every(), 2, pagelen=8)
    print(page.pagenum, page.pagecount, page.pagelen, page.offset, page.total, page.is_last_page(), len(list(page)))
    print(ids(s.find("text", "alfa bravo", limit=None)))
    print([hit["id"] for hit in s.search(query.Every(), sortedby="rank", limit=6)])
    print(ids(s.search(alfa, limit=None, scored=False)))
    first, second = s.search(T("text", "alfa"), limit=None), s.search(T("kind", "odd"), limit=None)
    first.filter(second)
    print(ids(first))
    third = s.search(query.And([alfa, T("kind", "even")]), limit=None)
    third.extend(second)
    print(ids(third), [hit["id"] in ids(second) for hit in third][:3])
    third.upgrade(second)
    print(third[0]["id"] in ids(second))
    collector = s.collector(limit=3)
    timed = collectors.TimeLimitCollector(collector, timelimit=60.0, use_alarm=False)
    s.search_with_collector(alfa, timed)
    print(len(timed.results().top_n))
    terms = s.search(query.Or([alfa, bravo]), limit=None, terms=True)
    print(sorted(terms.matched_terms()), sorted(terms[0].matched_terms())[:1], terms.has_matched_terms())
    print(sorted(s.docs_for_query(query.And([alfa, T("kind", "odd")]))), sorted(results.docs())[:4])
    print(s.doc_count(), s.doc_count_all(), s.doc_frequency("text", "alfa"), s.frequency("text", "alfa"))

for weighting in [scoring.BM25F(B=0.3), scoring.TF_IDF(), scoring.Frequency()]:
    with ix.searcher(weighting=weighting) as s:
        print(
            type(weighting).__name__,
            ids(s.search(alfa, limit=None)),
            [round(h.score, 1) for h in s.search(T("kind", "odd"), limit=2)][:0],
        )
with ix.searcher(weighting=scoring.Frequency()) as s:
    print([(hit["id"], hit.score) for hit in s.search(alfa, limit=6)])
weighting = scoring.FunctionWeighting(lambda searcher, fieldname, text, matcher: 100.0 - matcher.id())
with ix.searcher(weighting=weighting) as s:
    print([hit["id"] for hit in s.search(alfa, limit=None)][:3])
    print([hit["id"] for hit in s.search(query.Require(T("text", "bravo"), alfa), limit=None)][:2])
