"""Show hits on a web page: passages with the found words marked.

A snippet's spans are offsets of characters in its text. Escape each piece of text by itself: documents are not yours.
"""

import html
import tempfile

import searchkit


def marked(snippet: searchkit.Snippet) -> str:
    """The passage as HTML."""
    parts, at = [], 0
    for start, end in snippet.spans:
        parts += [html.escape(snippet.text[at:start]), f"<mark>{html.escape(snippet.text[start:end])}</mark>"]
        at = end
    return "".join(parts) + html.escape(snippet.text[at:])


BODY = "The committee <met> and traded words & little else."

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add([{"id": "1", "title": "A trade & its price", "body": BODY}])
    (hit,) = ix.search("trade OR committee")
    for snippet in hit.snippets:
        print(f"<p class={snippet.field}>{marked(snippet)}</p>")
        # The offset leads back to the whole field, for a page that jumps to the place.
        whole = hit.article.title if snippet.field == "title" else hit.article.body
        assert whole is not None
        assert whole[snippet.offset :].startswith(snippet.text)

# It prints:
#
#     <p class=title>A <mark>trade</mark> &amp; its price</p>
#     <p class=body>The <mark>committee</mark> &lt;met&gt; and <mark>traded</mark> words &amp; little else.</p>
