"""A SPARQL endpoint: queries to it, answered in the same tables, and how many statements its graphs hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import IO, cast

import pyoxigraph as ox
import requests
from urllib3.exceptions import HTTPError

from aigovkg import deadline, queries
from aigovkg.errors import StoreError
from aigovkg.queries import Table
from aigovkg.stores.http import Http
from aigovkg.stores.presets import PRESETS, Preset

_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_AT_ONCE = 200  # graphs that are counted in one query
# Endings that belong to a service of a store and not to its address.
_SERVICES = ("/query", "/sparql", "/update", "/data", "/store", "/statements")


@dataclass(frozen=True)
class Endpoint:
    """A store elsewhere, as `connect` found it. With `union`, its default graph is taken to be the union of its graphs."""

    http: Http
    preset: Preset
    union: bool = False

    def query(self, query: str, /, *, limit: int | None = None, timeout: float | None = None) -> Table:
        """Ask a SPARQL 1.1 query; our prefixes need no declaration. No more rows than `limit` are taken from the store.

        Raises:
            QueryError: the query is malformed, is an update, would have the store connect elsewhere or names a graph it has not.
            StoreError: the store does not answer in time, or fails.
        """
        checked = queries.checked(query)
        for graph in checked.graphs:
            if not self._holds(graph):
                raise queries.absent(graph)
        return deadline.within(timeout, lambda: self._ask(checked.text, checked.form, limit, union=self.union))

    def counts(self, graphs: Collection[str]) -> dict[str, int]:
        """Return how many statements each of some graphs holds; "" is the default graph.

        Raises:
            StoreError: the store does not answer.
        """
        named = sorted(filter(None, graphs))
        found = dict.fromkeys(graphs, 0)
        for start in range(0, len(named), _AT_ONCE):
            some = " ".join(f"<{graph}>" for graph in named[start : start + _AT_ONCE])
            counting = f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {some} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            for graph, count in self._ask(counting, "select").rows:
                if isinstance(graph, ox.NamedNode) and isinstance(count, ox.Literal):
                    found[graph.value] = int(count.value)
        if "" in found:
            source = f"FROM <{self.preset.default}> " if self.preset.default else ""
            only = self._ask(f"SELECT (COUNT(*) AS ?n) {source}{{ ?s ?p ?o }}", "select")
            found[""] = int(queries.plain(only.rows[0][0]) or 0)
        return found

    def update(self, update: str) -> None:
        """Send a SPARQL update whose effect is the same twice.

        Raises:
            StoreError: the store does not take it.
        """
        path = self._path(self.preset.update)
        self.http.send("POST", path, body={"update" if path != "/sparql-auth" else "query": update}).close()

    def send(self, content: bytes, syntax: ox.RdfFormat, graph: str | None = None) -> None:
        """Add statements: quads, or triples to one graph.

        Raises:
            StoreError: the store does not take them.
        """
        params = {} if graph is None else {"graph": graph} if graph else {"default": ""}
        headers = {"Content-Type": syntax.media_type}
        self.http.send("POST", self._path(self.preset.data), params=params, headers=headers, body=content).close()

    def _path(self, path: str) -> str:
        return dict(self.preset.secured).get(path, path) if self.http.authenticated else path

    def _united(self, text: str) -> dict[str, str | list[str]]:
        """Return the parameters that make the default graph the union, and keep the named graphs where it would hide them."""
        params: dict[str, str | list[str]] = dict(self.preset.union)
        if "default-graph-uri" in params and queries.speaks_of_graphs(text):
            known = self._ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "select")
            params["named-graph-uri"] = [graph.value for (graph,) in known.rows if isinstance(graph, ox.NamedNode)]
        return params

    def _holds(self, graph: str) -> bool:
        known = self._ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "ask")
        return queries.plain(known.rows[0][0]) == "true"

    def _ask(self, text: str, form: queries.Form, limit: int | None = None, *, union: bool = False) -> Table:
        headers = {"Accept": _TRIPLES if form == "graph" else _RESULTS}
        body: dict[str, str | list[str]] = {"query": text, **(self._united(text) if union else {})}
        try:
            with self.http.send("POST", self.preset.query, headers=headers, body=body) as answer:
                found = queries.table(_read(answer, form), limit)
                most = answer.headers.get("X-SPARQL-MaxRows", "")
        except (SyntaxError, ValueError, OSError, HTTPError) as error:
            raise StoreError(
                f"its answer broke off or cannot be read: {error}",
                where=self.http.address,
                remedy="check the address; see its log",
            ) from error
        if form == "ask" and found.form == "select":
            # Virtuoso answers with a row of 1, or with none.
            return Table(("answer",), ((ox.Literal(any(queries.plain(row[0]) in {"1", "true"} for row in found.rows)),),), "ask")
        if most.isdigit() and len(found.rows) >= int(most):
            return Table(found.columns, found.rows, found.form, complete=False)
        return found


def connect(address: str, store: str | None = None, *, union: bool = False, timeout: float = 300.0, retries: int = 4) -> Endpoint:
    """Return the endpoint at an address: of the store said, one of `PRESETS`, or else of the one that answers there.

    Raises:
        StoreError: nothing there answers a query.
    """
    if store is not None and store not in PRESETS:
        raise StoreError(f"no store {store!r} is known", where="--store", remedy=f"one of {', '.join(PRESETS)}")
    http = Http(_base(address, store), timeout, retries)
    if store is not None:
        return Endpoint(http, PRESETS[store], union)
    return Endpoint(http, _found(http), union)


def _base(address: str, store: str | None) -> str:
    address = address.rstrip("/")
    ending = next((ending for ending in _SERVICES if address.endswith(ending)), "")
    return address if store == "sparql" else address.removesuffix(ending)


def _found(http: Http) -> Preset:
    """Return the preset of the store that answers, told by where it does and by what it says of itself."""
    for preset in PRESETS.values():
        try:
            quick = Http(http.address, http.timeout, retries=http.retries if preset.name == "fuseki" else 0)
            with quick.send("POST", preset.query, headers={"Accept": _RESULTS}, body={"query": "ASK {}"}) as answer:
                signs = f"{answer.headers.get('Server', '')} {' '.join(answer.headers)}".lower()
                queries.table(_read(answer, "ask"))
        except StoreError as error:
            if error.what.startswith(("no store answers", "no answer in", "refuses", "asks for")):
                raise
            continue
        except (SyntaxError, ValueError, OSError, HTTPError):
            continue
        return _told(signs, preset, http)
    raise StoreError("nothing there answers a SPARQL query", where=http.address, remedy="check the address, or say --store")


def _told(signs: str, answering: Preset, http: Http) -> Preset:
    for name in ("oxigraph", "virtuoso", "fuseki"):
        if name in signs:
            return PRESETS[name]
    if "/repositories/" in http.address:
        return PRESETS["graphdb" if "graphdb" in signs else "rdf4j"]
    return answering if answering.name != "rdf4j" else PRESETS["sparql"]


def _read(answer: requests.Response, form: queries.Form) -> ox.QueryBoolean | ox.QuerySolutions | Iterable[ox.Triple]:
    """Return what an answer says, read as it is used."""
    answer.raw.decode_content = True
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    content = cast("IO[bytes]", answer.raw)
    if form == "graph":
        syntax = ox.RdfFormat.from_media_type(media_type)
        if syntax is None:
            raise ValueError(f"{media_type or 'nothing'} instead of triples")
        return (quad.triple for quad in ox.parse(content, format=syntax))
    results = ox.QueryResultsFormat.from_media_type(media_type)
    if results is None:
        raise ValueError(f"{media_type or 'nothing'} instead of SPARQL results")
    return ox.parse_query_results(content, format=results)
