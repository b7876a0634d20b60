"""A harvested source and the entities behind its names → its graph, as sorted N-Quads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from aigovkg import graph, identity
from aigovkg.model import Date, Entity, Issue, Kind, Source, Text
from aigovkg.pipeline.harvest import Row, body_of, extracted_of, name_of, row_of
from aigovkg.vocabulary import TITLE, Vocabulary


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the graph of one source of a harvest.

    `entities` are rows of the entities behind the names of the source, in their order, or None; `titled` are the IRIs of the
    instruments that documents bear titles of; `given` says of each subject what all documents give as titles and dates.
    """

    harvest: str
    source: dict[str, Any]
    names: Row
    file_names: tuple[str, ...]
    entities: tuple[Row | None, ...]
    titled: tuple[str, ...]
    given: dict[str, Row]


def entity_of(row: Row) -> Entity:
    """Return an entity from its row."""
    iri, kind, registered, labels, also, categories = row
    first, others = (tuple(Text(*one) for one in found) for found in (labels, also))
    return Entity(iri, Kind(kind), registered, first, others, tuple(categories))


def entity_row(entity: Entity) -> Row:
    """Return an entity as a row of JSON."""
    labels, also = ([[one.value, one.language] for one in found] for found in (entity.labels, entity.also))
    return [entity.iri, str(entity.kind), entity.registered, labels, also, list(entity.categories)]


def shard(order: Order, content: bytes, known: Vocabulary, build: graph.Build) -> tuple[bytes, dict[str, Any]]:
    """Return the N-Quads of a source from the content of its harvest, and what the report says of it.

    That is: how many quads, the catalogue entries it reaches, the names it could not settle, how many claims of each
    predicate it makes, and the instruments it cites.
    """
    _, sha256, language, media_type = order.source["source"]
    source = Source(order.file_names, sha256, language, media_type)
    names = [name_of(row) for row in order.names]
    entities = {name: entity_of(row) for name, row in zip(names, order.entities, strict=True) if row is not None}
    chosen = {**{(iri, TITLE): set[ox.Literal]() for iri in order.titled}, **graph.chosen(_weights(order.given), known)}
    quads: set[ox.Quad] = set()
    issues: dict[Issue, None] = {}
    said: Counter[str] = Counter()
    cited: set[str] = set()
    reached: set[str] = set()
    for row in body_of(content, order.source):
        document, unsettled = identity.settle_one(extracted_of(row, source, names), entities, known.lexicon)
        issues |= dict.fromkeys(unsettled)
        quads.update(graph.document_quads(document, chosen, known, build))
        said.update(claim.predicate for claim in document.claims)
        objects = [claim.object for claim in document.claims if isinstance(claim.object, Entity)]
        cited |= {entity.iri for entity in objects if entity.kind is Kind.INSTRUMENT}
        if isinstance(document.subject, Entity):
            reached.add(document.subject.iri)
    reached |= {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
    return sorted_quads(quads), {
        "quads": len(quads),
        "reached": sorted(iri for iri in reached if iri in known.entries),
        "issues": [row_of(issue) for issue in issues],
        "claims": dict(sorted(said.items())),
        "cited": sorted(cited),
    }


def sorted_quads(quads: set[ox.Quad]) -> bytes:
    """Return quads as sorted N-Quads."""
    content = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    lines = content.split(b"\n")
    lines.sort()
    return b"\n".join((*lines[1:], b"")) if quads else b""


def _weights(given: dict[str, Row]) -> dict[graph.Valued, Counter[ox.Literal]]:
    weights: dict[graph.Valued, Counter[ox.Literal]] = {}
    for subject, rows in given.items():
        for predicate, value, language, weight in rows:
            what = Date(value) if language is None else Text(value, language)
            weights.setdefault((subject, predicate), Counter())[graph.literal(what)] += weight
    return weights
