"""A store as the graph that pySHACL reads: it fetches what is asked for, and so only what the judged shapes reach."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import Memory
from rdflib.store import Store

from aigovkg.errors import GraphError
from aigovkg.validation.shapes import XSD, Term

RdfTerm = rdflib.URIRef | rdflib.BNode | rdflib.Literal
_Triple = tuple[RdfTerm, RdfTerm, RdfTerm]


def rdflib_term(term: object) -> RdfTerm:
    """Return a term of the store as a term of rdflib.

    Raises:
        GraphError: it is a quoted triple.
    """
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            if term.datatype.value == XSD + "string":
                return rdflib.Literal(term.value)
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
        case _:
            raise GraphError(f"a term that rdflib does not have: {term}", remedy="leave quoted triples out")


def store_term(term: object) -> Term | None:
    """Return a term of rdflib as a term of the store; None is what a store cannot hold."""
    match term:
        case rdflib.URIRef():
            return ox.NamedNode(str(term))
        case rdflib.BNode():
            return ox.BlankNode(str(term))
        case rdflib.Literal():
            if term.language:
                return ox.Literal(str(term), language=term.language)
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
    return None


class View(Store):
    """A store of pyoxigraph, its named graphs merged, as a read-only store of rdflib."""

    context_aware = graph_aware = True  # pySHACL wants a store that knows of graphs; this knows one

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self._store = store
        self._prefixes = Memory()
        self._fetched: dict[tuple[Any, Any, Any], tuple[_Triple, ...]] = {}
        self._term = lru_cache(maxsize=1_000_000)(rdflib_term)
        self._graphs: list[rdflib.Graph] = []
        self.bind, self.namespaces = self._prefixes.bind, self._prefixes.namespaces  # type: ignore[method-assign]
        self.prefix, self.namespace = self._prefixes.prefix, self._prefixes.namespace  # type: ignore[method-assign]

    def forget(self) -> None:
        """Let go of the store, once nothing more is asked: rdflib's objects hold on to one another, and so to it, for long."""
        self._store = ox.Store()
        self._fetched.clear()
        self._term.cache_clear()
        self._graphs.clear()

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[tuple[Any, Iterator[Any]]]:  # noqa: ARG002
        """Yield the triples of a pattern, each once."""
        if triple_pattern not in self._fetched:
            self._fetched[triple_pattern] = tuple(self._found(triple_pattern))
        for triple in self._fetched[triple_pattern]:
            yield triple, iter(self._graphs)

    def _found(self, pattern: tuple[Any, Any, Any]) -> Generator[_Triple]:
        subject, predicate, value = (None if part is None else store_term(part) for part in pattern)
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
            return
        term = self._term
        quads = self._store.quads_for_pattern(subject, predicate, value, None)
        found = dict.fromkeys((term(quad.subject), term(quad.predicate), term(quad.object)) for quad in quads)
        # A store finds "01" where rdflib looks for "1": what it finds must be what was asked for.
        wanted = [(at, part) for at, part in enumerate(pattern) if part is not None]
        yield from (triple for triple in found if all(triple[at] == part for at, part in wanted))

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Take a graph for the one that holds all triples."""
        self._graphs = [graph]

    def __len__(self, context: Any = None) -> int:
        """Return how many triples there are; pySHACL and rdflib only ask whether there are any."""
        return self._size

    @cached_property
    def _size(self) -> int:
        return len(self._store)


class PreparedGraph(rdflib.Graph):
    """A graph that parses a query once: pySHACL asks each SPARQL constraint again for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **keywords: Any) -> rdflib.query.Result:
        """Answer a query."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object, self._names)
        return super().query(query_object, *args, **keywords)

    @cached_property
    def _names(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((prefix, str(iri)) for prefix, iri in self.namespaces()))


def graph_over(store: Store, prefixes: Iterable[tuple[str, str]]) -> PreparedGraph:
    """Return a graph over a store of rdflib that knows some prefixes."""
    graph = PreparedGraph(store=store)
    if isinstance(store, View):
        store.add_graph(graph)
    for prefix, namespace in prefixes:
        graph.bind(prefix, namespace)
    return graph


@lru_cache(maxsize=512)
def _prepared(query: str, namespaces: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(query, initNs=dict(namespaces))
