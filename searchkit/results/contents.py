"""Whether all that an index holds can be read: its documents, the values of its facets, its dates.

Checksums tell whether files are as they were written. They do not tell whether somebody wrote them to mislead. Here the
readers themselves read all of a commit, so an index without damage gives no error later.
"""

from __future__ import annotations

from typing import Final

from searchkit.errors import IndexDamaged
from searchkit.query.tree import Everything, Exact
from searchkit.results.request import FacetRequest, Request
from searchkit.results.timeline import AXES, STEPS
from searchkit.results.view import View

_PAGE: Final = 20_000


def damaged_contents(view: View) -> IndexDamaged | None:
    """Read all documents, facets and timelines of a view. Returns the first error, or None."""
    timelines = tuple((step, axis) for axis in AXES for step in STEPS) if view.has_articles else ()
    facets = tuple(FacetRequest(field) for field in view.facet_fields)
    try:
        counted = view.search(Request(Everything(), limit=0, facets=facets, timelines=timelines)).facets
        for facet in counted:
            _ = facet.values  # read when they are asked for
        for offset in range(0, len(view), _PAGE):
            for match in view.search(Request(Everything(), limit=_PAGE, offset=offset)).matches:
                id = match.document.id
                if view.has_articles and view.search(Request(Exact("id", id))).total != 1:
                    return IndexDamaged(f"the index does not find the article {id!r} by its id")
    except IndexDamaged as error:
        return error
    return None
