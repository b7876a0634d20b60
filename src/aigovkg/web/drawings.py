"""The pages that show a graph as a whole: the citation map, the timeline, the matrix of principles, comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.errors import InputError
from aigovkg.web.browse import comparison as comparisons
from aigovkg.web.browse import map as maps
from aigovkg.web.browse import matrix as matrices
from aigovkg.web.browse.map import Choice, CitationMap, Sketch
from aigovkg.web.browse.timeline import Timeline, timeline
from aigovkg.web.drawn import Value, as_json, comparison_values, map_values, matrix_values, timeline_values
from aigovkg.web.links import Links
from aigovkg.web.site import Site
from aigovkg.web.viewing import page_number, view

NAVIGATION = ("map", "timeline", "matrix", "compare")
ON_A_PAGE = 100  # citations in the table beside the map
_OF_A_YEAR = 40  # instruments that the timeline lists of a year
_YEAR = re.compile(r"[0-9]{4}")


class Drawings:
    """A graph as its drawings show it, each worked out once: when it is first asked for, by whoever asks first."""

    def __init__(self, site: Site) -> None:
        self.overview = site.overview
        self._working = Lock()
        self.map: Callable[[str], CitationMap] = lru_cache(self._map)
        self.timeline: Callable[[str], Timeline] = lru_cache(self._timeline)

    @cached_property
    def sketch(self) -> Sketch:
        """What is on the map, and where."""
        with self._working:
            return maps.sketch(self.overview)

    def _map(self, language: str) -> CitationMap:
        return maps.citation_map(self.overview, self.sketch, language)

    def _timeline(self, language: str) -> Timeline:
        return timeline(self.overview, language)


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the drawings and of what they are drawn from."""
    drawings = Drawings(site)
    overview = drawings.overview

    def show_map(request: Request) -> Response:
        seen = view(request, site)
        drawn, choice = drawings.map(seen.language), _choice(request)
        found, number = drawn.fitting(choice), page_number(request)
        start = (number - 1) * ON_A_PAGE
        shown = found[start : start + ON_A_PAGE]
        more = start + ON_A_PAGE < len(found)
        return seen.page(
            "map.html", here="map", drawn=drawn, choice=choice, found=len(found), shown=shown, number=number, more=more
        )

    def show_timeline(request: Request) -> Response:
        seen = view(request, site)
        return seen.page("timeline.html", here="timeline", drawn=drawings.timeline(seen.language), most=_OF_A_YEAR)

    def show_matrix(request: Request) -> Response:
        seen = view(request, site)
        chosen = {name: request.query_params.get(name) or orders[0] for name, orders in matrices.ORDERS.items()}
        drawn = matrices.matrix(overview, seen.language, chosen["level"], chosen["rows"], chosen["columns"])
        return seen.page("matrix.html", here="matrix", drawn=drawn, orders=matrices.ORDERS, chosen=chosen)

    def show_comparison(request: Request) -> Response:
        seen = view(request, site)
        said = tuple(request.query_params.get(name, "").strip() for name in ("a", "b"))
        compared, wrong = None, ""
        if all(said):
            try:
                first, second = (comparisons.meant(overview, one) for one in said)
                compared = comparisons.comparison(overview, first, second, seen.language)
                said = tuple(comparisons.called(overview, iri, seen.language) for iri in (first, second))
            except InputError as error:
                wrong = str(error)
        places, instruments = comparisons.choices(overview, seen.language)
        shown = {"compared": compared, "wrong": wrong, "said": said, "places": places, "instruments": instruments}
        return seen.page("compare.html", 400 if wrong else 200, here="compare", **shown)

    def data(values: Callable[[Links], Value]) -> Callable[[Request], Response]:
        kept: dict[tuple[str, bool], bytes] = {}

        def show(request: Request) -> Response:
            links = view(request, site).look.links
            which = links.language, "lang" in request.query_params  # what the links in it differ by
            if which not in kept:
                kept[which] = as_json(values(links))
            headers = {"Content-Language": links.language, "Vary": "Accept-Language"}
            return Response(kept[which], media_type="application/json", headers=headers)

        return show

    return [
        Route("/map", show_map, name="map"),
        Route("/map.json", data(lambda links: map_values(drawings.map(links.language), links))),
        Route("/timeline", show_timeline, name="timeline"),
        Route("/timeline.json", data(lambda links: timeline_values(drawings.timeline(links.language), links))),
        Route("/matrix", show_matrix, name="matrix"),
        Route("/matrix.json", data(lambda links: matrix_values(overview, links))),
        Route("/compare.json", data(lambda links: comparison_values(overview, links))),
        Route("/compare", show_comparison, name="compare"),
    ]


def _choice(request: Request) -> Choice:
    """Return which citations a request wants; what is no year is none."""
    asked = request.query_params
    since, until = (year if _YEAR.fullmatch(year) else "" for year in (asked.get("from", ""), asked.get("to", "")))
    return Choice(tuple(asked.getlist("relation")), since, until, asked.get("place", ""))
