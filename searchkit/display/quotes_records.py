"""The machine formats of quotes: one JSON object, or a line for each article, or ids."""

from __future__ import annotations

from typing import Any, Final

from searchkit.display.machine_formats import Write, dump, name_on_a_line
from searchkit.results.quotes import Quote, Quotes

QUOTES_SCHEMA: Final = "searchkit.quotes/1"


def quotes_envelope(quotes: Quotes) -> dict[str, Any]:
    """The object that ``quotes --json`` prints. docs/quotes.schema.json is its JSON Schema."""
    passage = quotes.passage
    return {
        "schema": QUOTES_SCHEMA,
        "passage": {"id": passage.id, "words": passage.words, "cut": passage.is_cut},
        "min_words": quotes.min_words,
        "index_revision": quotes.revision,
        "total": {"value": quotes.total, "exact": True},
        "took_ms": round(quotes.took_ms, 3),
        "articles": [quote_record(quotes, quote) for quote in quotes],
    }


def quote_record(quotes: Quotes, quote: Quote) -> dict[str, Any]:
    """One article as in the envelope and on a line of ``--jsonl``."""
    article = quote.article
    texts = {"title": article.title or "", "body": article.body}
    return {
        "rank": quote.rank,
        "id": article.id,
        "title": article.title,
        "date": article.date,
        "place": article.place,
        "agency": article.agency,
        "url": article.url,
        "path": article.path,
        "story": quote.story,
        "same_story": quote.is_copy,
        "words": quote.words,
        "longest": quote.longest,
        "runs": [
            {
                "words": run.words,
                "field": run.field,
                "start": run.start,
                "end": run.end,
                "text": texts[run.field][run.start : run.end],
                "passage_start": run.passage_start,
                "passage_end": run.passage_end,
                "passage_text": quotes.passage.text[run.passage_start : run.passage_end],
            }
            for run in quote.runs
        ],
    }


def write_quotes_json(quotes: Quotes, write: Write, *, exact: bool = False) -> None:
    """Write one object."""
    write(dump(quotes_envelope(quotes)) + "\n")


def write_quotes_jsonl(quotes: Quotes, write: Write, *, exact: bool = False) -> None:
    """Write one article per line."""
    for quote in quotes:
        write(dump(quote_record(quotes, quote)) + "\n")


def write_quotes_ids(quotes: Quotes, write: Write, *, exact: bool = False) -> None:
    """Write the ids. ``exact`` leaves them as they are, for programs."""
    for quote in quotes:
        write(name_on_a_line(quote.id, exact, "\n") + "\n")


QUOTES_FORMATS: Final = {"json": write_quotes_json, "jsonl": write_quotes_jsonl, "ids": write_quotes_ids}
