"""How fast a graph of a million triples becomes a NetworkX graph, against rdflib's own conversion.

    python3 dev.py bench network [INSTRUMENTS CITATIONS]

Every figure is the best of several interleaved rounds, in processor time of one core; the graph is loaded before. rdflib's
conversion makes an edge of every triple, those with literals, passages and claims included, as it has no other way; ours gives
the network of things with labels, dates and the claims behind each edge as attributes. The last two lines compare like with
like: every triple as an edge, and the citations alone.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

import rdflib
from citation_graph import store as made
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

from aigovkg import KnowledgeGraph, network
from aigovkg.vocabulary import CITES

ROUNDS = 2
EVERYTHING = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"


def only_citations(graph: rdflib.Graph) -> object:
    """Convert the citations by rdflib: copied into a graph of their own, then converted."""
    part = rdflib.Graph()
    for triple in graph.triples((None, rdflib.URIRef(CITES), None)):
        part.add(triple)
    return rdflib_to_networkx_multidigraph(part)


def main(instruments: int = 10_700, citations: int = 21_000) -> None:
    """Print how long each conversion takes."""
    kg = KnowledgeGraph(made(instruments, citations))
    plain = rdflib.Graph()
    for context in kg.to_rdflib().graphs():
        plain += context
    print(f"{len(kg.store):,} triples")
    cases: dict[str, Callable[[], object]] = {
        "rdflib: every triple": lambda: rdflib_to_networkx_multidigraph(plain),
        **{f'to_networkx("{view}")': lambda view=view: kg.to_networkx(view) for view in network.VIEWS},  # type: ignore[misc]
        "to_networkx(CONSTRUCT every triple)": lambda: kg.to_networkx(EVERYTHING),
        "rdflib: citations alone": lambda: only_citations(plain),
    }
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            gc.collect()  # or one case pays for what another left behind
            start = time.process_time()
            case()
            best[name] = min(best.get(name, 1e9), time.process_time() - start)
            print(f"\r{name:40} {best[name]:7.2f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for name, seconds in best.items():
        print(f"{name:40} {seconds:7.2f} s   {best['rdflib: every triple'] / seconds:6.1f} × rdflib's every triple")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
