"""`/sparql`: the query part of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), read-only.

Updates, SERVICE and graphs that are not here are refused by the engine's own parser (see `queries.harmless`): no request leaves
this machine.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

from aigovkg import syntaxes
from aigovkg.queries import Dataset
from aigovkg.vocabulary import TYPE
from aigovkg.web import replies
from aigovkg.web.engine import Engine
from aigovkg.web.negotiation import GRAPHS, HTML, TABLES, chosen
from aigovkg.web.remembered import Remembered
from aigovkg.web.site import Site
from aigovkg.web.worker import Answer, Outcome, Question

NAVIGATION: tuple[str, ...] = ()
SD = "http://www.w3.org/ns/sparql-service-description#"

_LONGEST = 1_000_000  # bytes of a request's body
_PATIENCE = 0.05  # seconds after which it is worth looking whether the client is still there
_KEPT = frozenset({"GET", "HEAD"})
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID)\s*\(", re.IGNORECASE)  # the answer may differ each time
_STATUS: Mapping[Outcome, int] = MappingProxyType(
    {
        Outcome.REFUSED: 400,
        Outcome.UNACCEPTABLE: 406,
        Outcome.LARGE: 422,
        Outcome.HUNGRY: 422,
        Outcome.BROKEN: 500,
        Outcome.BUSY: 503,
        Outcome.LATE: 504,
    }
)
_RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the endpoint."""
    return [Route("/sparql", Endpoint(site.engine, site.digest), name="sparql")]


@dataclass(frozen=True, slots=True)
class _RefusedError(Exception):
    """A request that is not one of the protocol."""

    status: int
    words: str


class Endpoint:
    """The application behind `/sparql`. `digest` tells the content that is asked from any other."""

    def __init__(self, engine: Engine, digest: str) -> None:
        self._engine = engine
        self._digest = digest
        self._remembered = Remembered()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        # Nothing else decides an answer, and what is asked again and again need not be worked out again. (The service's own
        # description names the address it was called by.)
        headers = request.headers
        key = (request.method, scope["query_string"], headers.get("accept"), headers.get("host"), scope.get("scheme"))
        asks_again = request.method in _KEPT and "if-none-match" not in headers
        reply = self._remembered.get(key) if asks_again else None
        if reply is None:
            try:
                reply = await self._reply(request)
            except _RefusedError as error:
                allowed = {"Allow": ", ".join(_METHODS)} if error.status == 405 else {}
                reply = replies.sorry(error.status, error.words, allowed)
            except ClientDisconnect:
                return
            if asks_again and reply.status_code == 200 and "etag" in reply.headers:
                self._remembered.put(key, reply)
        await reply(scope, receive, send)

    async def _reply(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return replies.preflight(_METHODS)
        if request.method not in _METHODS:
            raise _RefusedError(405, "send queries by GET or POST")
        parameters = await _parameters(request)
        accept = request.headers.get("accept", "")
        if request.method != "POST":
            if chosen(accept, *TABLES, *GRAPHS, HTML) == HTML and (page := _page(request, parameters)) is not None:
                return page
            if "query" not in parameters:
                return _described(request)
        table, graph = chosen(accept, *TABLES), chosen(accept, *GRAPHS)
        question = Question(_only(parameters), _dataset(parameters), table and TABLES[table], graph and GRAPHS[graph])
        tagged = None if _CHANGING.search(question.text) else replies.tag(self._digest, repr(question))
        if tagged is not None and replies.has_already(request, tagged):
            return replies.unchanged(tagged)
        answer = await waited_for(self._engine.ask(question), request.receive)
        match answer.outcome:
            case Outcome.TABLE | Outcome.GRAPH as outcome:
                media_type = (table if outcome is Outcome.TABLE else graph) or ""
                return replies.data(answer.content, with_charset(media_type), tagged)
            case _:
                return failed(answer)


async def _parameters(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the protocol, wherever they stand in a request."""
    given = _decoded(request.scope["query_string"])
    if request.method == "POST":
        media_type, _, parameter = request.headers.get("content-type", "").partition(";")
        charset = parameter.strip().lower().partition("charset=")[2].strip("\"' ")
        if charset not in {"", "utf-8", "utf8"}:
            raise _RefusedError(415, "queries are in UTF-8")
        match media_type.strip().lower():
            case "application/x-www-form-urlencoded":
                for name, values in _decoded(await _body(request)).items():
                    given.setdefault(name, []).extend(values)
            case "application/sparql-query":
                try:
                    given.setdefault("query", []).append((await _body(request)).decode())
                except UnicodeDecodeError as error:
                    raise _RefusedError(400, "the query is not UTF-8") from error
            case "application/sparql-update":
                raise _RefusedError(403, "this endpoint is read-only")
            case _:
                raise _RefusedError(415, f"send a query as {_DIRECT} or in a form ({_FORM})")
    if "update" in given:
        raise _RefusedError(403, "this endpoint is read-only")
    return given


def _decoded(content: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:  # of which UnicodeDecodeError is one
        raise _RefusedError(400, "the parameters are not in UTF-8, percent-encoded") from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            raise _RefusedError(413, f"a query has {_LONGEST:,} bytes at most")
    return bytes(body)


def _only(parameters: Mapping[str, list[str]]) -> str:
    """Return the query."""
    match parameters.get("query", []):
        case [query]:
            return query
        case []:
            raise _RefusedError(400, "there is no parameter query")
        case _:
            raise _RefusedError(400, "there is more than one query")


def _dataset(parameters: Mapping[str, list[str]]) -> Dataset | None:
    default, named = parameters.get("default-graph-uri", []), parameters.get("named-graph-uri", [])
    return Dataset(tuple(default), tuple(named)) if default or named else None


async def waited_for(asked: asyncio.Future[Answer], receive: Receive) -> Answer:
    """Return the answer; when the client goes away, the work stops.

    Raises:
        ClientDisconnect: it went away.
    """
    watching: list[asyncio.Task[None]] = []
    later = asked.get_loop().call_later(_PATIENCE, lambda: watching.append(asyncio.create_task(_left(receive, asked))))
    try:
        return await asked
    except asyncio.CancelledError as error:
        if watching and watching[0].done():
            raise ClientDisconnect from error
        raise
    finally:
        later.cancel()
        for task in watching:
            task.cancel()


async def _left(receive: Receive, asked: asyncio.Future[Answer]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    asked.cancel()


def failed(answer: Answer) -> Response:
    """Return the answer to a request whose question has none."""
    later = {"Retry-After": "5"} if answer.outcome is Outcome.BUSY else {}
    return replies.sorry(_STATUS[answer.outcome], answer.content.decode(), later)


def with_charset(media_type: str) -> str:
    """Return a media type as it is sent."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _page(request: Request, parameters: Mapping[str, list[str]]) -> Response | None:
    """Return what sends a reader to the page where questions are asked, if there is one and it can show the answer."""
    if not parameters.keys() <= {"query"}:
        return None
    try:
        page = str(request.app.url_path_for("ask"))
    except NoMatchFound:
        return None
    asked = "".join(f"?{urlencode({name: values[0]})}" for name, values in parameters.items())
    return RedirectResponse(page + asked, 303, {"Vary": "Accept"})


def _described(request: Request) -> Response:
    """Return the description of the service."""
    wanted = chosen(request.headers.get("accept", ""), *GRAPHS, HTML)
    if wanted == HTML:
        wanted = next(iter(GRAPHS))
    if wanted is None:
        raise _RefusedError(406, "the description of this service is there in Turtle, N-Triples, JSON-LD and RDF/XML")
    try:
        content = b"".join(syntaxes.serialized(description(str(request.url.replace(query=""))), syntaxes.FORMATS[GRAPHS[wanted]]))
    except ValueError as error:
        raise _RefusedError(400, "the address of this request makes no IRI") from error
    return replies.data(content, with_charset(wanted), replies.tag(str(request.url), wanted))


def description(address: str) -> ox.Store:
    """Return the SPARQL 1.1 Service Description of the endpoint at an address.

    Raises:
        ValueError: the address is not that of an IRI.
    """
    said = [
        ("", TYPE, SD + "Service"),
        ("", SD + "endpoint", ""),
        ("", SD + "supportedLanguage", SD + "SPARQL11Query"),
        ("", SD + "feature", SD + "UnionDefaultGraph"),
        ("", SD + "defaultDataset", "#dataset"),
        ("#dataset", TYPE, SD + "Dataset"),
        ("#dataset", SD + "defaultGraph", "#default"),
        ("#default", TYPE, SD + "Graph"),
        *(("", SD + "resultFormat", f"http://www.w3.org/ns/formats/{name}") for name in _RESULT_FORMATS),
    ]
    store = ox.Store()
    for subject, predicate, value in said:
        target = value if "://" in value else address + value
        store.add(ox.Quad(ox.NamedNode(address + subject), ox.NamedNode(predicate), ox.NamedNode(target)))
    return store
