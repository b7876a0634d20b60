"""The search page of a published site: a form and a place, in which the page itself shows what it finds."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.web.site import Site
from aigovkg.web.viewing import view

NAVIGATION = ("search",)


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the page."""

    def show(request: Request) -> Response:
        return view(request, site).page("published.html", here="search")

    return [Route("/search", show, name="search")]
