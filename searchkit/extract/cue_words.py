"""English words, in small letters, that tell names from other words, and one kind of name from another."""

from __future__ import annotations

from typing import Final


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

DAYS_AND_MONTHS: Final = word_set(
    """
    apr april aug august christmas dec december easter feb february friday jan january jul july jun june mar
    march monday nov november oct october ramadan saturday sep sept september sunday thursday tuesday wednesday
    """
)

COMPANY_FORMS: Final = word_set(
    """
    ab ag asa bancorp bhd bros co corp cos gmbh inc incorporated kk limited llc llp lp ltd nv oyj plc pty sa spa
    """
)

# Words that stand before the name of a person and are no part of it.
HONORIFICS: Final = word_set(
    """
    acting adm admiral ambassador archbishop attorney ayatollah bishop brig brigadier capt captain cardinal chairman
    chairwoman chancellor chief cmdr col colonel commander commissioner congressman congresswoman cpl dame deputy
    detective director dr emir ex-president father fr foreign former gen general gov governor hon imam inspector judge
    justice king lady lieutenant lord lt maj major marshal mayor messrs minister miss mr mrs ms pope premier president
    prime prince princess private prof professor pvt queen rabbi rep representative rev reverend saint sec secretary
    sen senator sergeant sgt sheikh sheriff sir sister speaker spokesman spokeswoman sultan undersecretary vice
    """
)

# Last words of the names of agreements, reports and the like, which are no organisations.
PAPERS: Final = word_set(
    """
    accord act agreement amendment bill budget charter communication communique conclusions constitution convention
    declaration directive law memorandum pact plan policy protocol report resolution strategy treaty
    """
)

COMPASS: Final = word_set(
    """
    central east eastern north northern south southern west western
    """
)

# Words before a name that is a place rather than a person.
BEFORE_PLACES: Final = word_set(
    """
    across around at from in inside into near of outside throughout to toward towards via within
    """
)

# Names of towns that are plain words at the beginning of a sentence.
WORDS_FIRST: Final = word_set(
    """
    battle bath best can crawley deal east general independence long man many march mobile most mission nice of orange
    police post reading red rugby sale same sandwich split trade union university west white young
    """
)
