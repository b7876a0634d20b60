"""The pages of things, and those that lead to them."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.vocabulary import BASE
from aigovkg.web.browse.home import home
from aigovkg.web.browse.instrument import instrument
from aigovkg.web.site import Site
from aigovkg.web.viewing import view

NAVIGATION: tuple[str, ...] = ()


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the home page and of the pages of things."""

    def show_home(request: Request) -> Response:
        seen = view(request, site)
        return seen.page("home.html", home=home(site.facts, seen.language))

    def show_instrument(request: Request) -> Response:
        seen = view(request, site)
        iri = f"{BASE}instrument/{request.path_params['name']}"
        if not site.facts.knows(iri):
            raise HTTPException(404)
        return seen.page("instrument.html", page=instrument(site.facts, iri, seen.language))

    return [
        Route("/", show_home, name="home"),
        Route("/instrument/{name:path}", show_instrument, name="instrument"),
    ]
