"""What each triple store answers to, below the address of a dataset or repository of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Manner(StrEnum):
    """How statements are sent: quads of many graphs in one request, one graph in each, or a SPARQL update."""

    QUADS = "N-Quads"
    GRAPH = "Graph Store Protocol"
    UPDATE = "SPARQL Update"


@dataclass(frozen=True, slots=True)
class Preset:
    """The services of a store, as paths below its address, and its ways.

    `secured` are the paths to use with credentials, where they differ. `union` are the parameters that make the default graph
    the union of all graphs for one query, where it is not that anyway. `default` is what FROM calls the default graph, where
    patterns outside GRAPH see all graphs; None where the default graph can hold nothing. `most` is how many statements go into
    one request.
    """

    name: str
    manner: Manner
    query: str = ""
    update: str = ""
    data: str = ""
    secured: tuple[tuple[str, str], ...] = ()
    union: tuple[tuple[str, str], ...] = ()
    default: str | None = ""
    most: int = 20_000


_FUSEKI = Preset("fuseki", Manner.QUADS, "/query", "/update", "/data", union=(("default-graph-uri", "urn:x-arq:UnionGraph"),))
_OXIGRAPH = Preset("oxigraph", Manner.QUADS, "/query", "/update", "/store", union=(("union-default-graph", ""),))
_VIRTUOSO = Preset(
    "virtuoso",
    Manner.GRAPH,
    "/sparql",
    "/sparql",
    "/sparql-graph-crud",
    secured=(("/sparql", "/sparql-auth"), ("/sparql-graph-crud", "/sparql-graph-crud-auth")),
    default=None,
    most=5_000,
)
_RDF4J = Preset("rdf4j", Manner.QUADS, "", "/statements", "/statements", default="http://rdf4j.org/schema/rdf4j#nil")
_GRAPHDB = Preset("graphdb", Manner.QUADS, "", "/statements", "/statements", default="http://www.openrdf.org/schema/sesame#nil")
# Any other store: its address is that of its query service, and updates go there too.
_SPARQL = Preset("sparql", Manner.UPDATE, most=1_000)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.name: preset for preset in (_FUSEKI, _OXIGRAPH, _VIRTUOSO, _RDF4J, _GRAPHDB, _SPARQL)}
)
