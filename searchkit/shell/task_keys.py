"""What people want of an archive, each with the keys for it: the first page of help shows them."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.shell.key_table import KEYS, Key, keys_of, shown_keys


def task_rows(keys: Iterable[Key] = KEYS) -> list[tuple[str, str]]:
    """What one wants, and the keys of the hits and beyond, with the names that they have in a table of keys."""
    table = tuple(keys)

    def key(where: str, command: str) -> str:
        found = next((each for each in keys_of(where, table) if each.command == command), None)
        return f":{command}" if found is None else shown_keys(found).split(" ")[0]

    sort, date = key("hits", "order"), key("hits", "timeline")
    facets, choose = key("hits", "facets"), key("facets", "choose")
    offers, first = key("hits", "try {key}"), key("line", "try a")
    return [
        ("the first mention", f"{sort} {sort}: newest first, then oldest first"),
        ("one place, one name", f"{facets} and {choose} on the value; {key('facets', 'exclude')} leaves it out"),
        ("some dates", f"{date} and {key('timeline', 'dates')} on a step; {key('timeline', 'mark')} marks a range"),
        ("match to match", f"{key('hits', 'open {rank}')}, then {key('article', 'next')}; {key('hits', 'kwic')}: all"),
        (
            "who with whom",
            f"{key('hits', 'values person distinctive')}; {key('facets', 'values')} on a facet: all values",
        ),
        ("one value of many", f"{facets} {key('facets', 'type find')} and a part of it"),
        ("why it is the first", key("hits", "why {rank}")),
        ("nothing was found", f"{first} or {offers} take what is offered"),
        ("undo", f"{key('hits', 'undo')}; {key('hits', 'redo')} goes forward again"),
        ("cite, open the source", f"{key('hits', 'copy')}, {key('hits', 'source')}"),
        ("other copies", f"{key('article', 'diff')} in an article; {key('hits', 'stories')}: each story once"),
        ("take it along", ":export FILE, :as cli, :as python"),
        ("what a month has", f"choose its dates, then {key('hits', 'values person distinctive')}"),
        ("exactly this word", "=word; :exactness WORD counts"),
    ]
