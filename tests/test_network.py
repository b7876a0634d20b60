"""The graph as NetworkX sees it."""

from __future__ import annotations

import json
from pathlib import Path

import networkx

from aigovkg import KnowledgeGraph
from aigovkg.vocabulary import AIG, BASE


def test_edges_carry_the_number_of_claims_behind_them(kg: KnowledgeGraph) -> None:
    network = kg.to_networkx()
    edge = network.edges[BASE + "instrument/cn-fr-ai-2024", BASE + "agent/gov-fr", AIG + "issuedBy"]

    assert (edge["weight"], edge["predicate"]) == (3, AIG + "issuedBy")
    assert 0 < edge["confidence"] <= 1


def test_nodes_have_labels_and_kinds(kg: KnowledgeGraph) -> None:
    node = kg.to_networkx().nodes[BASE + "agent/un"]

    assert node["kind"] == "agent"
    assert node["registered"] is True
    assert "United Nations" in node["label"]


def test_every_writer_of_networkx_takes_it(kg: KnowledgeGraph, tmp_path: Path) -> None:
    network = kg.to_networkx()
    networkx.write_graphml(network, tmp_path / "g.graphml")
    networkx.write_gexf(network, tmp_path / "g.gexf")
    json.dumps(networkx.node_link_data(network, edges="edges"))

    assert len(networkx.read_graphml(tmp_path / "g.graphml").nodes) == len(network.nodes)
