"""Stores whose default graph holds every triple once, beside the named graphs: how they are made, told from others and read.

A triple of such a store stands in its default graph and in at least one named graph, so whoever looks in all graphs at once finds
it twice. An empty graph marks these stores; `scope` says where to look in any store.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from aigovkg.vocabulary import BASE

MARK = ox.NamedNode(BASE + "whole")


def merged(store: ox.Store) -> ox.Store:
    """Return a store whose default graph holds every triple once, beside the named graphs: this one, if it is so.

    pyoxigraph can take the union of the named graphs as default graph, but then a triple in two of them matches
    twice, and a plain COUNT is wrong.
    """
    if is_merged(store) or not graphs(store):
        return store
    union = ox.Store()
    union.bulk_extend(store)
    union.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in {quad.triple for quad in store})
    mark(union)
    return union


def mark(store: ox.Store) -> None:
    """Say of a store that its default graph holds every triple of its named graphs."""
    store.add_graph(MARK)


def is_merged(store: ox.Store) -> bool:
    """Tell whether it was said of a store that its default graph holds every triple of its named graphs."""
    return store.contains_named_graph(MARK)


def scope(store: ox.Store) -> ox.DefaultGraph | None:
    """Return the graph in which to look for the triples of a store: the default graph, if it holds all; None is any graph."""
    return ox.DefaultGraph() if is_merged(store) else None


def quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Return the quads of a store that hold its triples: those of its default graph, if it holds all."""
    return store.quads_for_pattern(None, None, None, scope(store))


def by_graph(store: ox.Store) -> Iterator[ox.Quad]:
    """Return the quads of a store as its graphs hold them: without its default graph, if that holds all of them once more."""
    doubled = is_merged(store)
    return (quad for quad in store if not (doubled and isinstance(quad.graph_name, ox.DefaultGraph)))


def graphs(store: ox.Store) -> list[ox.NamedNode | ox.BlankNode]:
    """Return the names of the graphs of a store, without that which marks it."""
    return [name for name in store.named_graphs() if name != MARK]
