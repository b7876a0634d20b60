"""A store and shapes → pySHACL's report, by way of SPARQL: the store finds what may be wrong, pySHACL judges that.

`validate` returns None where nothing can be wrong: then pySHACL is not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aigovkg.validation.candidates import find
from aigovkg.validation.shapes import Shapes

if TYPE_CHECKING:
    from aigovkg.validation.judge import Verdict

__all__ = ["Engine", "Shapes", "validate"]

_ALSO = ox.NamedNode("urn:aigovkg:validation:also")


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
    with _joined(store, also):
        found = find(shapes, store) if engine is Engine.TWO_STEP else ()
        if engine is Engine.TWO_STEP and not found:
            return None
        from aigovkg.validation import judge  # with pySHACL, which a conforming graph does not need

        return judge.candidates(shapes, store, found) if engine is Engine.TWO_STEP else judge.whole(shapes, store)


@contextmanager
def _joined(store: ox.Store, also: Iterable[ox.Triple]) -> Iterator[None]:
    """Keep triples in the store for a while, in a graph of their own."""
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, _ALSO) for triple in also)
    try:
        yield
    finally:
        store.remove_graph(_ALSO)
