"""The VoID and DCAT description that is written along with a graph."""

from __future__ import annotations

from pathlib import Path

from aigovkg import KnowledgeGraph, load


def test_the_description_counts_what_the_graph_holds(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path / "graph.nq", description=True)
    described = load(tmp_path / "graph.void.ttl")
    rows = described.query(
        "SELECT ?triples ?claims ?file { ?d a void:Dataset, dcat:Dataset ; void:triples ?triples ; dcat:distribution/dcterms:title ?file ; "
        "void:classPartition ?part . ?part void:class aig:Claim ; void:entities ?claims }"
    ).records()

    assert rows == [{"triples": str(len(kg)), "claims": str(len(kg.claims())), "file": "graph.nq"}]


def test_the_description_names_the_sources_and_the_build(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path / "graph.ttl", description=True)
    described = (
        load(tmp_path / "graph.void.ttl").query("SELECT ?s ?b { ?d dcterms:source ?s ; prov:wasGeneratedBy ?b }").records()
    )
    graph = kg.query("SELECT DISTINCT ?s ?b { ?s a aig:Source . ?b a aig:Build }").records()

    assert described == graph


def test_the_same_graph_has_the_same_description(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        kg.write(tmp_path / folder / "graph.ttl", description=True)

    assert (tmp_path / "one" / "graph.void.ttl").read_bytes() == (tmp_path / "two" / "graph.void.ttl").read_bytes()
