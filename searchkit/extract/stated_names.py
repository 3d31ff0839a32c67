"""The names of one kind that a source states and those that are found in the text, as one list.

The stated names come first and stay as they are. A found name that is one of them under another form is not added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from searchkit.article import Article, provenance_key
from searchkit.base.analysis import folded as fold_name

# The same names come in many articles.
folded = lru_cache(maxsize=65_536)(fold_name)


@dataclass(frozen=True, slots=True)
class Joined:
    """``names`` are all names, each once. ``added`` are those of them that the source does not state.

    ``same`` maps a found name to the stated one that it means, where they are not written alike.
    """

    names: tuple[str, ...]
    added: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)


def stated_names(article: Article, kind: str) -> tuple[str, ...] | None:
    """The names of a kind that the source states, maybe none. None if it says nothing of the kind."""
    if kind not in article.entities:
        return None
    if article.provenance_of(kind) not in (None, "metadata"):
        return None
    names, key, provenance = article.entities[kind], provenance_key(kind), article.provenance
    return tuple([name for name in names if provenance.get(f"{key}:{name}", "metadata") == "metadata"])


def joined(
    kind: str, stated: Sequence[str], found: Iterable[str], forms: Mapping[str, Sequence[str]] | None = None
) -> Joined:
    """Stated and found names of a kind. ``forms`` has the other forms of found names in the text.

    A found name is a stated one if they differ in case, accents or signs only, or if a form of it does. A found person
    of one name is the stated one with that surname, if there is just one. A found place is the stated one that says
    what it lies in (``Paris`` and ``Paris, Texas``).
    """
    if not stated:
        names = tuple(dict.fromkeys(found))
        return Joined(names, names)
    known = {folded(name): name for name in reversed(stated)}
    short: dict[str, set[str]] = {}
    for name in stated:
        if part := _short(kind, name):
            short.setdefault(folded(part), set()).add(name)
    added: dict[str, None] = {}
    same: dict[str, str] = {}
    for name in found:
        match = known.get(folded(name))
        if match is None:
            forms_of = (forms or {}).get(name, ())
            match = next((known[key] for key in map(folded, forms_of) if key in known), None)
        if match is None and len(meant := short.get(folded(name), set())) == 1:
            (match,) = meant
        if match is None:
            added[name] = None
        elif match != name:
            same[name] = match
    return Joined((*stated, *added), tuple(added), same)


def _short(kind: str, name: str) -> str:
    """The shorter form by which texts call what a stated name names; empty if there is none."""
    if kind == "person":
        return name.rpartition(" ")[2] if " " in name else ""
    if kind == "place":
        return name.partition(",")[0].strip() if "," in name else ""
    return ""
