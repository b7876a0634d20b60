"""The pages that show a graph as a whole: the citation map, the timeline, the matrix of principles, comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from threading import RLock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.errors import InputError
from aigovkg.web import replies
from aigovkg.web.browse import comparison as comparisons
from aigovkg.web.browse import map as maps
from aigovkg.web.browse import matrix as matrices
from aigovkg.web.browse.comparison import Comparison
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.map import Choice, CitationMap, Sketch
from aigovkg.web.browse.matrix import Matrix
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
    """A graph as its drawings show it.

    What all readers share is worked out once, by whoever asks first; who asks meanwhile waits for it.
    """

    def __init__(self, site: Site) -> None:
        self._overview = site.overview
        self._working = RLock()
        self._maps: dict[str, CitationMap] = {}

    @cached_property
    def _sketch(self) -> Sketch:
        return maps.sketch(self._overview)

    def map(self, language: str) -> CitationMap:
        """Return the citation map in a language."""
        with self._working:
            if language not in self._maps:
                self._maps[language] = maps.citation_map(self._overview, self._sketch, language)
            return self._maps[language]

    def timeline(self, language: str) -> Timeline:
        """Return the timeline in a language."""
        with self._working:
            return timeline(self._overview, language)

    def matrix(self, language: str, chosen: Mapping[str, str]) -> Matrix:
        """Return the matrix in a language, in the orders that are chosen.

        Raises:
            InputError: there is no such level or order.
        """
        with self._working:
            return matrices.matrix(self._overview, language, chosen["level"], chosen["rows"], chosen["columns"])

    def compared(self, said: Sequence[str], language: str) -> tuple[Comparison, tuple[str, ...]]:
        """Return the comparison of two that are named, and what they are called.

        Raises:
            InputError: nothing is called so, or they are not of a kind.
        """
        with self._working:
            first, second = (comparisons.meant(self._overview, one) for one in said)
            found = comparisons.comparison(self._overview, first, second, language)
            return found, tuple(comparisons.called(self._overview, iri, language) for iri in (first, second))

    def comparable(self, language: str) -> tuple[list[Thing], list[Thing]]:
        """Return the places and instruments that may be compared."""
        with self._working:
            return comparisons.choices(self._overview, language)

    def values(self, name: str, links: Links) -> Value:
        """Return what the script of a drawing is given, by the name of the drawing."""
        with self._working:
            match name:
                case "map":
                    return map_values(self.map(links.language), links)
                case "timeline":
                    return timeline_values(self.timeline(links.language), links)
                case "matrix":
                    return matrix_values(self._overview, links)
            return comparison_values(self._overview, links)


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the drawings and of what they are drawn from."""
    drawings = Drawings(site)

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
        drawn = drawings.matrix(seen.language, chosen)
        return seen.page("matrix.html", here="matrix", drawn=drawn, orders=matrices.ORDERS, chosen=chosen)

    def show_comparison(request: Request) -> Response:
        seen = view(request, site)
        said = tuple(request.query_params.get(name, "").strip() for name in ("a", "b"))
        compared, wrong = None, ""
        if all(said):
            try:
                compared, said = drawings.compared(said, seen.language)
            except InputError as error:
                wrong = str(error)
        places, instruments = drawings.comparable(seen.language)
        shown = {"compared": compared, "wrong": wrong, "said": said, "places": places, "instruments": instruments}
        return seen.page("compare.html", 400 if wrong else 200, here="compare", **shown)

    def data(name: str) -> Callable[[Request], Response]:
        kept: dict[tuple[str, bool], bytes] = {}

        def show(request: Request) -> Response:
            links = view(request, site).look.links
            which = links.language, "lang" in request.query_params  # what the links in it differ by
            tagged = replies.tag(site.digest, name, *map(str, which))
            if replies.has_already(request, tagged):
                return replies.unchanged(tagged, "Accept-Language")
            if which not in kept:
                kept[which] = as_json(drawings.values(name, links))
            headers = {"Content-Language": links.language, "Vary": "Accept-Language"}
            return replies.data(kept[which], "application/json", tagged, headers)

        return show

    return [
        Route("/map", show_map, name="map"),
        Route("/map.json", data("map")),
        Route("/timeline", show_timeline, name="timeline"),
        Route("/timeline.json", data("timeline")),
        Route("/matrix", show_matrix, name="matrix"),
        Route("/matrix.json", data("matrix")),
        Route("/compare.json", data("compare")),
        Route("/compare", show_comparison, name="compare"),
    ]


def _choice(request: Request) -> Choice:
    """Return which citations a request wants; what is no year is none."""
    asked = request.query_params
    since, until = (year if _YEAR.fullmatch(year) else "" for year in (asked.get("from", ""), asked.get("to", "")))
    return Choice(tuple(asked.getlist("relation")), since, until, asked.get("place", ""))
