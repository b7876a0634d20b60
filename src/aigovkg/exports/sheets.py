"""What the tables of a graph hold: its things, the edges between them, and the claims with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg import graph, network
from aigovkg.errors import GraphError
from aigovkg.literals import Plain
from aigovkg.model import Claim, Date, Entity, Text
from aigovkg.vocabulary import AIG

Cell = Plain | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns with the types of their cells, and its rows."""

    name: str
    columns: Mapping[str, type]
    rows: Sequence[tuple[Cell, ...]]


_NODE = {"iri": str, "kind": str, "category": str, "label": str, "label_zh": str, "date": str, "registered": bool}
_EDGE = {"source": str, "predicate": str, "target": str, "evidence": int, "confidence": float}
CLAIM = {
    "iri": str,
    "subject": str,
    "predicate": str,
    "object": str,
    "value": str,
    "language": str,
    "quote": str,
    "start": int,
    "end": int,
    "cue": str,
    "pinpoint": str,
    "method": str,
    "confidence": float,
    "passage": str,
    "position": int,
    "source": str,
    "file": str,
}  # fmt: skip


def sheets(store: ox.Store) -> tuple[Sheet, Sheet, Sheet]:
    """Return the tables of a graph: `nodes`, `edges` and `claims`, each sorted.

    An edge has how many claims say so (none where only the catalogue does) and the highest confidence. A claim has an
    object or a value, the words that say so, and where they stand: `start` and `end` count code points of the passage's text.

    Raises:
        GraphError: nothing in the graph is ours, or a claim lacks a part of itself.
    """
    whole = network.view(store, "all")
    known = network.things(store)
    if not known:
        raise GraphError(
            f"nothing in this graph has a class of {AIG}, so there is nothing to write",
            where="graph",
            remedy="give a graph that aigovkg built",
        )
    nodes = [
        (
            thing.iri,
            thing.kind.value,
            thing.category or None,
            thing.label(),
            thing.labels.get("zh"),
            thing.date or None,
            thing.registered,
        )
        for thing in known.values()
    ]
    edges = sorted(
        (source, predicate, target, said["evidence"], said["confidence"])
        for source, target, predicate, said in whole.edges(keys=True, data=True)
    )
    return Sheet("nodes", _NODE, nodes), Sheet("edges", _EDGE, edges), Sheet("claims", CLAIM, sorted(_claims(store), key=_first))


def _claims(store: ox.Store) -> Iterator[tuple[Cell, ...]]:
    names = graph.file_names(store)
    for claim in graph.claims(store):
        evidence = claim.evidence
        passage = evidence.passage
        yield (
            graph.claim_iri(claim),
            _iri(claim.subject),
            claim.predicate,
            *_object(claim),
            evidence.quote,
            evidence.span.start,
            evidence.span.end,
            evidence.cue or None,
            evidence.pinpoint or None,
            evidence.method,
            evidence.confidence,
            graph.passage_iri(passage),
            passage.position,
            graph.source_iri(passage.source),
            names.get(passage.source),
        )


def _object(claim: Claim) -> tuple[Cell, Cell, Cell]:
    """Return the object, the value and the language of the value: what there is of them."""
    match claim.object:
        case Text():
            return None, claim.object.value, claim.object.language
        case Date():
            return None, claim.object.iso, None
        case _:
            return _iri(claim.object), None, None


def _iri(what: object) -> str:
    return what.iri if isinstance(what, Entity) else str(what)


def _first(row: tuple[Cell, ...]) -> str:
    return str(row[0])
