"""English words, in small letters, that tell names from other words, and one kind of name from another."""

from __future__ import annotations

from searchkit.base.typing_names import Final


def word_set(text: str) -> frozenset[str]:
    """The set of the words of ``text``."""
    return frozenset(text.split())


# Words that begin sentences, so that their capital is no sign of a name.
STARTERS: Final = word_set(
    """
    a about above according across after again against all almost along already also although amid among an
    analysts and another any are around as asked at away back because been before behind below besides between
    beyond both but by can could critics currently despite did do does during each earlier eight either
    elsewhere even ever every everyone experts few finally first five following for former formerly four from
    further furthermore given had has have he hence her here his how however i if in including indeed inside
    instead into is it its just last late later like local many may me meanwhile more moreover most much my near
    neither nevertheless next nine no none nonetheless nor not nothing now of off officials often on once one
    only or other others our out outside over overall part participants per perhaps police rather recently
    residents second seven several shares she should similarly since six so some soon sources speaking still
    such ten than that the their them then there therefore these they third this those though three through
    throughout thus to today together tomorrow tonight too toward towards traders twelve two under unlike until
    up upon us was we were what when whenever where whereas whether which while who whose why will with within
    without would yesterday yet you your
    """
)

COMPASS: Final = word_set(
    """
    central east eastern north northern south southern west western
    """
)
