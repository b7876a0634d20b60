"""Claims → NetworkX: entities as nodes, direct edges with the number of claims behind each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aigovkg.model import Claim, Entity

if TYPE_CHECKING:
    import networkx


def multigraph(claims: Iterable[Claim]) -> networkx.MultiDiGraph[str]:
    """Return the claims between entities as a directed multigraph.

    A node is an IRI with `label`, `kind` and `registered`; an edge is keyed by its predicate and has
    `predicate`, `weight` (how many claims say so) and `confidence` (the highest of them). All attributes are
    plain strings, numbers and booleans, so that every NetworkX writer takes them.
    """
    import networkx

    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for claim in claims:
        if not isinstance(claim.subject, Entity) or not isinstance(claim.object, Entity):
            continue
        for entity in (claim.subject, claim.object):
            label = next((text.value for text in entity.labels if text.language == "en"), None)
            network.add_node(
                entity.iri,
                label=label or next((text.value for text in entity.labels), entity.iri),
                kind=entity.kind.value,
                registered=entity.registered,
            )
        ends = (claim.subject.iri, claim.object.iri, claim.predicate)
        held = network.get_edge_data(*ends, default={"weight": 0, "confidence": 0.0})
        network.add_edge(
            *ends,
            predicate=claim.predicate,
            weight=held["weight"] + 1,
            confidence=max(held["confidence"], claim.evidence.confidence),
        )
    return network
