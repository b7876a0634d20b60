"""A store and shapes → pySHACL's report, by way of SPARQL: the store finds what may be wrong, pySHACL judges that.

`validate` returns None where nothing can be wrong: then pySHACL is not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aigovkg import whole
from aigovkg.validation.candidates import find
from aigovkg.validation.shapes import Shapes

if TYPE_CHECKING:
    from aigovkg.validation.judge import Verdict

__all__ = ["Engine", "Shapes", "validate"]

# The parser that rdflib reads SPARQL with (pyparsing) belongs to the whole process, and two threads in it break it for good.
_ONE_AT_A_TIME = Lock()


class Engine(StrEnum):
    """Who finds what is judged: the store first, or pySHACL alone."""

    TWO_STEP = "two-step"
    PYSHACL = "pyshacl"


def validate(store: ox.Store, shapes: Shapes, also: Iterable[ox.Triple] = (), engine: Engine = Engine.TWO_STEP) -> Verdict | None:
    """Judge the union of the graphs of a store, and triples besides, against shapes.

    Returns pySHACL's verdict, or None if no focus node can break a shape. The triples besides, such as an ontology, are
    in the store only while this runs.

    Raises:
        OntologyError: the shapes cannot be run.
        GraphError: the store holds quoted triples that pySHACL would have to read.
    """
    with _ONE_AT_A_TIME, _joined(store, also) as joined:
        found = find(shapes, joined) if engine is Engine.TWO_STEP else ()
        if engine is Engine.TWO_STEP and not found:
            return None
        from aigovkg.validation import judge  # with pySHACL, which a conforming graph does not need

        return judge.candidates(shapes, joined, found) if engine is Engine.TWO_STEP else judge.whole(shapes, joined)


@contextmanager
def _joined(store: ox.Store, also: Iterable[ox.Triple]) -> Iterator[ox.Store]:
    """Yield a store in which each triple of a store, and of those besides, stands once.

    What describes a well-known instrument stands in the graph of every source that names it. Looking through all of them
    for each of them made searches quadratic; so named graphs are merged, into another store.
    """
    graphs = {*whole.graphs(store), ox.DefaultGraph()}
    held = [name for name in graphs if next(store.quads_for_pattern(None, None, None, name), None) is not None]
    if len(held) > 1:
        merged = ox.Store()
        merged.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in whole.quads(store))
        merged.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in also)
        yield merged
        return
    name = held[0] if held else ox.DefaultGraph()
    quads = {ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in also}
    added = [quad for quad in quads if quad not in store]
    store.extend(added)
    try:
        yield store
    finally:
        for quad in added:
            store.remove(quad)
