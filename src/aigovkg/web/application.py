"""All routes as one application, with the headers that every answer has and a page for what goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import ModuleType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aigovkg.errors import AigovkgError
from aigovkg.web import asking, drawings, endpoint, linked, pages, search
from aigovkg.web.links import Linking, Served
from aigovkg.web.site import Site
from aigovkg.web.viewing import view

# Each gives routes(site) and, as NAVIGATION, the pages among them that every page leads to. The first route that fits answers.
PARTS: tuple[ModuleType, ...] = (endpoint, linked, pages, search, drawings, asking)
# The order of the navigation, whoever offers the pages.
ORDER = ("search", "map", "timeline", "matrix", "compare", "ask", "report", "coverage")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}


def application(site: Site, links: Linking = Served, parts: tuple[ModuleType, ...] = PARTS) -> Starlette:
    """Return the application that serves a site; `links` makes the links of a page out of its language and address."""
    routes: list[BaseRoute] = [route for part in parts for route in part.routes(site)]
    routes.append(Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static"))
    made = Starlette(routes=routes, middleware=[Middleware(Guarded)], exception_handlers=_failing(site), lifespan=_living(site))
    made.state.links = links
    offered = {name for part in parts for name in part.NAVIGATION}
    made.state.navigation = tuple(name for name in ORDER if name in offered)
    return made


def _living(site: Site) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Return what starts the engine and the index of a site with the application, without waiting, and stops them with it."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        site.engine.start()
        site.index.begin()
        try:
            yield
        finally:
            await site.engine.stop()

    return life


class Guarded:
    """Gives every answer the headers that keep a browser from running or loading anything but ours.

    A header that an answer has already stands, so that one page may be allowed more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *((name, value) for name, value in _HEADERS.items() if name not in names)]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _failing(site: Site) -> dict[int | type[Exception], Callable[[Request, Exception], Response]]:
    """Return what answers where something goes wrong: a page that says what, never a traceback."""

    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        known = status if status in (404, 405) else 400 if status < 500 else 500
        answer = view(request, site).page("error.html", status, reason=f"error.{known}", said="")
        answer.headers.update(headers or {})
        return answer

    def mistaken(request: Request, error: Exception) -> Response:
        return view(request, site).page("error.html", 400, reason="error.400", said=str(error))

    def left(request: Request, error: Exception) -> Response:  # noqa: ARG001 — nobody reads it
        return Response(status_code=499)

    return {ClientDisconnect: left, HTTPException: refused, AigovkgError: mistaken, 500: refused}
