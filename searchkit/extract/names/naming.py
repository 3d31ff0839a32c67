"""The form under which each name is filed: full names of persons, usual names of places, long forms of acronyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from searchkit.extract.gazetteer import tidy
from searchkit.extract.names.acronyms import Acronym
from searchkit.extract.names.found_names import FoundName, one_line
from searchkit.extract.names.organisations import (
    CAPITAL_ORGS,
    KNOWN_ORGS,
    Organisations,
    without_company_stop,
    without_the,
)
from searchkit.extract.names.persons import Persons, bare_name
from searchkit.extract.names.place_names import place_named


def file_names(found: list[FoundName], explained: Mapping[str, Acronym]) -> None:
    """Set the ``name`` of each name. ``explained`` are the acronyms of the text by their short form."""
    mixed_case = _MixedCaseForms(found)
    people: list[str] = []
    bodies: list[str] = []
    for item in found:  # first each name by itself
        if item.kind == "person":
            item.name = _mixed_case_person(item.written) or _person(item.written, mixed_case)
            people.append(item.name)
        elif item.kind == "org":
            item.name = _mixed_case_org(item.written) or _org(item.written, mixed_case)
            bodies.append(item.name)
    persons, organisations = Persons(people), Organisations(bodies)
    long_forms = {acronym.short: acronym.long for acronym in explained.values()}
    for item in found:  # then by what the others of the text say
        if item.kind == "person":
            item.name = persons.full_name(item.name)
        elif item.kind == "place":
            place = place_named(item.written)
            item.name = place.name if place is not None else _as_printed(one_line(item.written), mixed_case)
        elif item.kind == "org":
            long = long_forms.get(item.written.rstrip(".")) if long_forms else None
            if long:
                item.name = KNOWN_ORGS.get(long, _org(long, mixed_case))
            else:
                item.name = organisations.full_name(item.name)
        elif item.kind == "event":
            item.name = long_forms.get(item.written) or without_the(_as_printed(one_line(item.written), mixed_case))


class _MixedCaseForms:
    """How the text writes its names where it does not write them in capitals. They are collected on first use."""

    def __init__(self, found: Sequence[FoundName]) -> None:
        self._found = found
        self._forms: dict[str, str] | None = None

    def of(self, name: str) -> str | None:
        """The form of a name elsewhere in the text. Of several forms it is the last."""
        if self._forms is None:
            self._forms = {i.written.casefold(): i.written for i in self._found if not i.written.isupper()}
        return self._forms.get(name.casefold())


_NO_FORMS: Final = _MixedCaseForms(())


@lru_cache(maxsize=65_536)
def _mixed_case_person(written: str) -> str | None:
    """The person of a name that is not in capitals. None for one in capitals, since the text may write it elsewhere."""
    return None if written.isupper() else _person(written, _NO_FORMS)


@lru_cache(maxsize=65_536)
def _mixed_case_org(written: str) -> str | None:
    """The organisation of a name that is not in capitals. None for one in capitals."""
    return None if without_the(one_line(written)).isupper() else _org(written, _NO_FORMS)


def _person(written: str, mixed_case: _MixedCaseForms) -> str:
    return bare_name(_as_printed(one_line(written), mixed_case))


def _org(written: str, mixed_case: _MixedCaseForms) -> str:
    name = without_the(one_line(written))
    known = KNOWN_ORGS.get(name) or (CAPITAL_ORGS.get(name) if name.isupper() else None)
    if known is not None:
        return known
    name = without_company_stop(without_the(_as_printed(name, mixed_case)))
    return KNOWN_ORGS.get(name, name)


def _as_printed(name: str, mixed_case: _MixedCaseForms) -> str:
    """A name in capitals as the text writes it elsewhere, or else as newspapers print it. Others stay as they are."""
    if name.isupper() and len(name) > 1:
        elsewhere = mixed_case.of(name)
        if elsewhere is not None:
            return one_line(elsewhere)
        if " " in name or len(name) > 5:
            return tidy(name)
    return name
