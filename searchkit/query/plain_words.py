"""A text as plain words, any of which may match: no sign in it is an operator."""

from __future__ import annotations

from searchkit.base.analysis import Token
from searchkit.query.fields import FieldTable
from searchkit.query.stop_words import StopWords
from searchkit.query.tree import Everything, Node, Not, Or, Span, Word


def plain_words(text: str, fields: FieldTable) -> Node:
    """The words of ``text``, in any of their inflected forms, as alternatives in the default field.

    A word that stands several times counts as often. Stop words are left out, unless there are no others. A text
    without words finds nothing.
    """
    stop_words = StopWords(fields, text)
    found = [
        Word(fields.default, text[token.start : token.end], Span(token.start, token.end))
        for token in _words(text, fields)
    ]
    words = tuple([word for word in found if not stop_words.has(word)] or found)
    whole = Span(0, len(text))
    if not words:
        return Not(Everything(whole), whole)
    return words[0] if len(words) == 1 else Or(words, whole)


def _words(text: str, fields: FieldTable) -> list[Token]:
    """The words of a text. In a run without spaces, each pair of letters is one, as in the index."""
    words: list[Token] = []
    end = 0
    for token in fields.analysis.tokens(text):
        # The last letter of a run is found with the pair that it ends.
        if token.start >= end or not fields.analysis.is_part(token.surface):
            words.append(token)
        end = token.end
    return words
