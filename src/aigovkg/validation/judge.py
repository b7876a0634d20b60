"""The judge: pySHACL, over all of a store or over the candidates of each shape, and what it found."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.stores.memory import Memory

from aigovkg.errors import OntologyError
from aigovkg.text import excerpt
from aigovkg.validation.candidates import Found
from aigovkg.validation.shapes import TARGETS, Shapes, Term
from aigovkg.validation.view import View, graph_over, rdflib_term


@dataclass(frozen=True, slots=True)
class Verdict:
    """pySHACL's answer: whether the data conform, and its report as the standard has it."""

    conforms: bool
    report: rdflib.Graph


def shapes_graph(shapes: Shapes) -> rdflib.Graph:
    """Return the shapes as a graph of rdflib."""
    graph = rdflib.Graph()
    for triple in shapes.triples:
        graph.add((rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)))
    return graph


def whole(shapes: Shapes, store: ox.Store) -> Verdict:
    """Let pySHACL judge all of a store, from a graph of rdflib in memory."""
    data = graph_over(Memory(), shapes.prefixes)
    with _quiet():
        for quad in store:
            data.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    return _judged(data, shapes_graph(shapes))


def candidates(shapes: Shapes, store: ox.Store, found: Sequence[Found]) -> Verdict:
    """Let pySHACL judge the candidates of each shape, and all that is targeted by those that were not compiled."""
    graph = shapes_graph(shapes)
    everything = {one.shape for one in found if one.nodes is None}
    for shape in shapes.targeted if everything != {*shapes.index} else ():
        if shape not in everything:
            _untarget(graph, shape)
    for one in found:
        for node in one.nodes or ():
            graph.add((rdflib_term(one.shape), SH.targetNode, rdflib_term(node)))
    view = View(store)
    try:
        return _judged(graph_over(view, shapes.prefixes), graph)
    finally:
        view.forget()


def _untarget(graph: rdflib.Graph, shape: Term) -> None:
    node = rdflib_term(shape)
    for name in TARGETS:
        graph.remove((node, SH[name], None))
    metaclasses: Iterable[rdflib.term.Node] = {RDFS.Class, *graph.subjects(RDFS.subClassOf, RDFS.Class)}
    for metaclass in metaclasses:
        graph.remove((node, RDF.type, metaclass))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep two libraries from writing to stderr, with tracebacks, what they also raise or report."""
    loggers = [logging.getLogger(name) for name in ("pyshacl-validate", "rdflib.term")]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def _judged(data: rdflib.Graph, shapes: rdflib.Graph) -> Verdict:
    # In place: pySHACL would work on a copy that parses each SPARQL constraint again for every focus node.
    try:
        with _quiet():
            conforms, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    except Exception as error:  # the user's shapes meet pySHACL and rdflib here, which raise many kinds
        raise OntologyError(f"the shapes cannot be run: {excerpt(str(error))}", where="shapes", remedy="mend them") from error
    if not isinstance(report, rdflib.Graph):
        raise OntologyError(f"the shapes cannot be run: {excerpt(str(text))}", where="shapes", remedy="mend the shape it names")
    return Verdict(bool(conforms), report)
