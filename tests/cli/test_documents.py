"""Documents of offices and of the web, from the folder to the hit."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pypdf

from command import searchkit

PAGE = """<html lang="en"><head><meta property="og:title" content="Fog stops ferries">
<meta property="article:published_time" content="2019-05-31T08:15:00Z"></head><body>
<nav>Menu of the zeppelin</nav><article>
<p>No ferry left the harbour of Rosslare on Friday morning, said the harbour master,
and none will before the fog lifts.</p>
</article></body></html>"""


def pdf(path: Path, *pages: str) -> None:
    """A document with a line of text on each page."""
    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(595, 842)
        font = pypdf.generic.DictionaryObject()
        for name, value in (("Type", "Font"), ("Subtype", "Type1"), ("BaseFont", "Helvetica")):
            font[pypdf.generic.NameObject(f"/{name}")] = pypdf.generic.NameObject(f"/{value}")
        fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject("/Font"): fonts}
        )
        content = pypdf.generic.StreamObject()
        content.set_data(f"BT /F1 11 Tf 72 720 Td ({text}) Tj ET".encode())
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)


def test_each_kind_is_found_and_a_pdf_tells_the_page(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    pdf(folder / "report.pdf", "The first page is of zinc.", "The second page is of fog.", "The third is of tin.")
    (folder / "page.html").write_text(PAGE)
    (folder / "table.csv").write_text("headline,text,published_at\nFog again,No sailing.,2019-06-01\n")
    (folder / "note.md").write_text("---\ndate: 2019-06-02\n---\n# Fog lifts\n\nThey *sail*.\n")
    (folder / "feed.xml").write_text("<rss><channel><item><title>Fog of Monday</title></item></channel></rss>")
    made = searchkit("index", "news", "-i", "i", cwd=tmp_path)
    assert (made.code, made.out) == (0, "")
    answer = json.loads(searchkit("search", "fog", "--json", "-i", "i", cwd=tmp_path).out)
    jsonschema.validate(answer, json.loads((repository / "docs" / "search.schema.json").read_text()))
    by_path = {hit["path"]: hit for hit in answer["hits"]}
    assert {path: by_path[path]["date"] for path in by_path if path != "news/report.pdf"} == {
        "news/page.html": "2019-05-31",
        "news/table.csv": "2019-06-01",
        "news/note.md": "2019-06-02",
        "news/feed.xml": None,
    }
    assert [snippet.get("page") for snippet in by_path["news/report.pdf"]["snippets"]] == [2]
    assert all("page" not in snippet for snippet in by_path["news/page.html"]["snippets"])
    assert "p. 2  …The [second] page" in searchkit("search", "second", "-i", "i", cwd=tmp_path).out
    shown = searchkit("show", by_path["news/report.pdf"]["id"], "-i", "i", cwd=tmp_path).out
    assert [line for line in shown.splitlines() if line][-6::2] == ["p. 1", "p. 2", "p. 3"]
    assert searchkit("search", "zeppelin", "--ids", "-i", "i", cwd=tmp_path).code == 1
