"""Which words a query does not require: those that say how something is asked, and not what about.

The articles of an English question have other words for these. They are pronouns, question words, auxiliaries,
prepositions, conjunctions and single letters. *may* is a month and a name, too, so it is not among them.
"""

from __future__ import annotations

from searchkit.base.analysis import STOP_WORDS
from searchkit.base.typing_names import Final
from searchkit.query.fields import FieldTable
from searchkit.query.tree import Word

# Words of questions, beside the few that are in STOP_WORDS.
_QUESTION_WORDS: Final = frozenset(
    # Pronouns.
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers"
    " herself it its itself they them their theirs themselves one this that these those"
    # Question words.
    " what which who whom whose when where why how whether"
    # Auxiliaries, and what an apostrophe leaves of them.
    " am is are was were be been being have has had having do does did doing done would should could shall can cannot"
    " might must ought need ll ve re isn aren wasn weren hasn haven hadn doesn didn don wouldn shouldn couldn"
    # Prepositions.
    " about above across after against along among around at before behind below beneath beside between beyond by down"
    " during except for from in inside into like near of off on onto out outside over past per since through throughout"
    " to toward towards under until up upon via with within without"
    # Conjunctions.
    " and or but if because as while although though than so nor yet not no then there here such".split()
)
# What joins the parts of a word that may be left out as a whole.
_APOSTROPHES: Final = "'\u2019"
# Single letters that are words, also as capitals.
_WORDS_OF_A_LETTER: Final = frozenset("AI")


class StopWords:
    """Which words the query ``text`` does not require.

    A word in capitals is a name (WHO, IT), unless the whole text is in capitals. So is a single capital letter, as in
    *hepatitis B*. In fields of names and in fields of other schemas, only the commonest words are stop words.
    """

    def __init__(self, fields: FieldTable, text: str = "") -> None:
        self._fields = fields
        self._is_shouted = text == text.upper() and text != text.lower()

    def has(self, word: Word) -> bool:
        """Whether a word is one of them."""
        analysis = self._fields.analysis
        if self._fields[word.field].kind != "text":
            return analysis.surface(word.text) in STOP_WORDS
        if self._is_name(word.text):
            return False
        if word.text.isascii() and word.text.isalnum():
            return is_stop_word(word.text.lower())  # it is its own surface, by every rule
        surfaces = analysis.query_surfaces(word.text)
        if len(surfaces) > 1 and not any(sign in word.text for sign in _APOSTROPHES):
            return False  # AT&T
        return bool(surfaces) and all(map(is_stop_word, surfaces))

    def _is_name(self, text: str) -> bool:
        return text.isupper() and not self._is_shouted and text not in _WORDS_OF_A_LETTER


def is_stop_word(surface: str) -> bool:
    """Whether a query in small letters does not require a word with this surface."""
    return surface in STOP_WORDS or surface in _QUESTION_WORDS or (len(surface) == 1 and "a" <= surface <= "z")
