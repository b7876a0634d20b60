"""Linked data: a thing's IRI answers with its page or with its data, whichever a client asks for; and what all of it is (VoID).

https://www.w3.org/TR/cooluris/: the address under which a thing has a page answers with data too, to those who prefer it, and
says where that data stands on its own: /data/KIND/ID.ttl and so on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import cast
from urllib.parse import quote

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from aigovkg import syntaxes
from aigovkg.description import DCAT, VOID
from aigovkg.vocabulary import BASE
from aigovkg.web import replies
from aigovkg.web.endpoint import failed, waited_for, with_charset
from aigovkg.web.links import KINDS
from aigovkg.web.negotiation import GRAPHS, HTML, chosen
from aigovkg.web.site import Site
from aigovkg.web.worker import Outcome, Question, Work

NAVIGATION: tuple[str, ...] = ()

_CSV = "text/csv"
_KINDS = (*KINDS, "build", "type", "force")  # the last have no page of their own
_METHODS = ("GET", "HEAD", "OPTIONS")
_FILES: Mapping[str, str] = MappingProxyType(
    {
        "ttl": "text/turtle",
        "jsonld": "application/ld+json",
        "nt": "application/n-triples",
        "rdf": "application/rdf+xml",
        "csv": _CSV,
    }
)

_Answering = Callable[[Request], Awaitable[Response]]

# What is said of a thing and what points at it; the claims about it, or that a passage makes, with all they say; the passage of
# a claim; and what all these call the things they name.
_GRAPH = """
CONSTRUCT { ?s ?p ?o . ?named rdfs:label ?label }
WHERE {
    { VALUES ?s { %(thing)s } ?s ?p ?o }
    UNION { VALUES ?o { %(thing)s } ?s ?p ?o FILTER (?p NOT IN (aig:subject, aig:object, aig:passage)) }
    UNION { ?s aig:subject|aig:passage %(thing)s ; ?p ?o }
    UNION { %(thing)s aig:passage ?s . ?s ?p ?o }
    UNION { %(thing)s ?any ?named . ?named rdfs:label ?label }
    UNION { ?named ?any %(thing)s ; rdfs:label ?label }
    UNION { ?claim aig:subject|aig:passage %(thing)s ; aig:object ?named . ?named rdfs:label ?label }
}
"""


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of data: under the addresses of things for who prefers it, and under its own."""
    linked = _Linked(site)
    return [
        Route("/.well-known/void", linked.void, methods=_METHODS),
        *(_Preferred(f"/{kind}/{{name:path}}", linked.negotiated(kind), methods=_METHODS) for kind in _KINDS),
        *(Route(f"/data/{kind}/{{file:path}}", linked.downloaded(kind), methods=_METHODS) for kind in _KINDS),
    ]


class _Preferred(Route):
    """A route for requests that would rather have data than a page."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Leave what wants a page to the routes of pages."""
        found, child = super().matches(scope)
        if found is not Match.NONE and _media_type(Request(scope)) == HTML:
            return Match.NONE, {}
        return found, child


def _media_type(request: Request) -> str:
    """Return what a request for a thing prefers; a page, if it takes nothing that there is."""
    return chosen(request.headers.get("accept", ""), HTML, *GRAPHS, _CSV) or HTML


class _Linked:
    """The answers that are data about one thing, or about the graph."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._described: bytes | None = None  # as N-Triples

    def negotiated(self, kind: str) -> _Answering:
        """Return what answers requests for things of a kind under their own address."""

        async def answer(request: Request) -> Response:
            wanted = _media_type(request)
            ending = "csv" if wanted == _CSV else GRAPHS[wanted][1:]
            name = request.path_params["name"]
            reply = await self._document(request, kind, name, ending)
            reply.headers["Content-Location"] = f"/data/{kind}/{quote(name, safe='')}.{ending}"
            return reply

        return answer

    def downloaded(self, kind: str) -> _Answering:
        """Return what answers requests for the data about things of a kind."""

        async def answer(request: Request) -> Response:
            name, _, ending = request.path_params["file"].rpartition(".")
            if ending not in _FILES:
                raise HTTPException(404)
            return await self._document(request, kind, name, ending)

        return answer

    async def _document(self, request: Request, kind: str, name: str, ending: str) -> Response:
        if request.method == "OPTIONS":
            return replies.preflight(_METHODS)
        thing = self._known(f"{BASE}{kind}/{name}")
        tagged = replies.tag(self._site.digest, str(thing), ending)
        if replies.has_already(request, tagged):
            return replies.unchanged(tagged)
        if ending == "csv":
            question = Question(thing.value, work=Work.CLAIMS)
        else:
            question = Question(_GRAPH % {"thing": thing}, table=None, graph=f".{ending}")
        answer = await waited_for(self._site.engine.ask(question), request.receive)
        if answer.outcome not in {Outcome.TABLE, Outcome.GRAPH}:
            return failed(answer)
        return replies.data(answer.content, with_charset(_FILES[ending]), tagged)

    def _known(self, iri: str) -> ox.NamedNode:
        """Return the node of a thing of which something is said."""
        try:
            thing = ox.NamedNode(iri)
        except ValueError as error:
            raise HTTPException(404) from error
        if next(self._site.store.quads_for_pattern(thing, None, None, ox.DefaultGraph()), None) is None:
            raise HTTPException(404)
        return thing

    async def void(self, request: Request) -> Response:
        """Answer with the description of the graph, which is worked out once, when somebody first asks for it."""
        if request.method == "OPTIONS":
            return replies.preflight(_METHODS)
        wanted = chosen(request.headers.get("accept", ""), *GRAPHS) or next(iter(GRAPHS))
        try:
            endpoint = ox.NamedNode(str(request.url_for("sparql")))
        except ValueError as error:  # so it was called by an impossible name
            raise HTTPException(400) from error
        tagged = replies.tag(self._site.digest, endpoint.value, wanted)
        if replies.has_already(request, tagged):
            return replies.unchanged(tagged)
        if self._described is None:
            answer = await waited_for(self._site.engine.ask(Question("", work=Work.DESCRIPTION)), request.receive)
            if answer.outcome is not Outcome.GRAPH:
                return failed(answer)
            self._described = answer.content
        content = b"".join(syntaxes.serialized(_served(self._described, endpoint), syntaxes.FORMATS[GRAPHS[wanted]]))
        return replies.data(content, with_charset(wanted), tagged)


def _served(described: bytes, endpoint: ox.NamedNode) -> ox.Store:
    """Return the description of the graph as it is had here: by its endpoint, and not as a file."""
    store = ox.Store()
    store.load(described, format=ox.RdfFormat.N_TRIPLES)
    for link in list(store.quads_for_pattern(None, ox.NamedNode(DCAT + "distribution"), None, None)):
        for quad in (link, *store.quads_for_pattern(cast("ox.NamedNode", link.object), None, None, None)):
            store.remove(quad)
        store.add(ox.Quad(link.subject, ox.NamedNode(VOID + "sparqlEndpoint"), endpoint))
    return store
