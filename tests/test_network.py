"""The graph as NetworkX sees it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest

from aigovkg import KnowledgeGraph, QueryError, network, whole
from aigovkg.vocabulary import AIG, BASE, CITES, LABEL, PREFIXES, TYPE

# Two ministries; b cites a twice over and welcomes it, c cites a and b, which only the catalogue says of b.
SMALL = """
    place:x a aig:Jurisdiction ; rdfs:label "X"@en .
    agent:one a aig:Agent, aig:Government, aig:Issuer ; rdfs:label "One"@en, "甲"@zh ; aig:jurisdiction place:x .
    agent:two a aig:Agent, aig:Company ; rdfs:label "Two\\u0008"@en .
    instrument:a a aig:Instrument ; rdfs:label "A"@en ; aig:date "2019"^^xsd:gYear ; aig:issuedBy agent:one .
    instrument:b a aig:Instrument ; rdfs:label "B"@en ; aig:date "2021-03-05"^^xsd:date ; aig:issuedBy agent:one, agent:two ;
        aig:cites instrument:a ; aig:welcomes instrument:a ; aig:instrumentType type:law .
    instrument:c a aig:Instrument ; rdfs:label "C"@en ; aig:issuedBy agent:two ; aig:cites instrument:a, instrument:b .
    instrument:d a aig:Instrument .
    claim:1 aig:subject instrument:b ; aig:predicate aig:welcomes ; aig:object instrument:a ; aig:confidence 0.5 .
    claim:2 aig:subject instrument:b ; aig:predicate aig:welcomes ; aig:object instrument:a ; aig:confidence 0.75 .
    claim:3 aig:subject instrument:c ; aig:predicate aig:cites ; aig:object instrument:a ; aig:confidence 0.9 .
"""


@pytest.fixture(scope="module")
def small() -> KnowledgeGraph:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "claim": BASE + "claim/"}.items())
    store.load(prefixes + SMALL, format=ox.RdfFormat.TURTLE)
    return KnowledgeGraph(store)


def instrument(name: str) -> str:
    return f"{BASE}instrument/{name}"


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


def test_a_citation_is_said_by_the_most_telling_predicate_alone(small: KnowledgeGraph) -> None:
    network = small.to_networkx("citations")

    assert set(network.edges(keys=True)) == {
        (instrument("b"), instrument("a"), AIG + "welcomes"),
        (instrument("c"), instrument("a"), CITES),
        (instrument("c"), instrument("b"), CITES),
    }
    welcomed = network.edges[instrument("b"), instrument("a"), AIG + "welcomes"]
    assert (welcomed["weight"], welcomed["evidence"], welcomed["confidence"]) == (2, 2, 0.75)


def test_an_edge_of_the_catalogue_alone_weighs_one_and_has_no_evidence(small: KnowledgeGraph) -> None:
    edge = small.to_networkx("citations").edges[instrument("c"), instrument("b"), CITES]

    assert (edge["weight"], edge["evidence"], edge["confidence"]) == (1, 0, 1.0)


def test_instruments_that_nobody_cites_are_nodes_of_the_citations(small: KnowledgeGraph) -> None:
    assert instrument("d") in small.to_networkx("citations")


def test_nodes_have_their_most_specific_class_and_their_dates(small: KnowledgeGraph) -> None:
    nodes = small.to_networkx().nodes

    assert nodes[BASE + "agent/one"]["category"] == AIG + "Government"
    assert nodes[BASE + "agent/one"]["label_zh"] == "甲"
    assert nodes[instrument("b")]["category"] == BASE + "type/law"
    assert (nodes[instrument("b")]["date"], nodes[instrument("a")]["year"]) == ("2021-03-05", 2019)


def test_issuers_cite_whom_their_instruments_cite(small: KnowledgeGraph) -> None:
    network = small.to_networkx("issuers")
    weights = {(a.rpartition("/")[2], b.rpartition("/")[2]): data["weight"] for a, b, data in network.edges(data=True)}

    # b (one, two) cites a (one); c (two) cites a (one) and b (one, two).
    assert weights == {("one", "one"): 1, ("two", "one"): 3, ("two", "two"): 1}


def test_principles_are_joined_with_the_instruments_that_state_them(kg: KnowledgeGraph) -> None:
    network = kg.to_networkx("principles")

    assert {data["kind"] for _, data in network.nodes(data=True)} == {"instrument", "principle"}
    assert {key for *_, key in network.edges(keys=True)} == {AIG + "states"}


def test_a_construct_gives_edges_and_attributes(small: KnowledgeGraph) -> None:
    network = small.to_networkx(
        "CONSTRUCT { ?a aig:follows ?b . ?a aig:age 3 . ?b aig:name ?n } { ?a aig:cites ?b . ?b rdfs:label ?n }"
    )

    assert network.edges[instrument("b"), instrument("a"), AIG + "follows"]["evidence"] == 0
    assert (network.nodes[instrument("b")]["age"], network.nodes[instrument("a")]["name"]) == (3, "A")


def test_a_select_gives_an_edge_for_each_row(small: KnowledgeGraph) -> None:
    network = small.to_networkx(
        "SELECT ?target ?source (COUNT(?c) AS ?weight) { ?c aig:subject ?source ; aig:object ?target } GROUP BY ?source ?target"
    )

    assert {(a, b): data["weight"] for a, b, data in network.edges(data=True)} == {
        (instrument("b"), instrument("a")): 2,
        (instrument("c"), instrument("a")): 1,
    }


@pytest.mark.parametrize("view", ["everything", "SELECT ?a { ?a a aig:Agent }", "ASK { ?s ?p ?o }", "SELECT { "])
def test_what_is_no_network_is_refused_in_one_line(small: KnowledgeGraph, view: str) -> None:
    with pytest.raises(QueryError) as caught:
        small.to_networkx(view)
    assert "\n" not in str(caught.value)


VIEWS = (
    "all",
    "citations",
    "issuers",
    "principles",
    "SELECT ?s ?o ?name { ?s aig:cites ?o . ?o rdfs:label|aig:date ?name }",
    "CONSTRUCT { ?s aig:cites ?o . ?o aig:note ?note } { ?s aig:cites ?o . ?o rdfs:label|aig:registered ?note }",
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("graph", ["kg", "small"])
def test_every_writer_of_networkx_takes_every_view(graph: str, view: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    network = request.getfixturevalue(graph).to_networkx(view)
    networkx.write_graphml(network, tmp_path / "g.graphml")
    networkx.write_gexf(network, tmp_path / "g.gexf")
    linked = json.loads(json.dumps(networkx.node_link_data(network, edges="edges"), allow_nan=False))

    for again in (
        networkx.read_graphml(tmp_path / "g.graphml", force_multigraph=True),
        networkx.read_gexf(tmp_path / "g.gexf"),
        networkx.node_link_graph(linked, edges="edges"),
    ):
        assert set(again.nodes) == set(network.nodes)
        assert again.number_of_edges() == network.number_of_edges()


def test_the_same_graph_gives_the_same_bytes(small: KnowledgeGraph) -> None:
    turned = ox.Store()
    turned.extend(reversed(list(small.store)))

    def written(graph: KnowledgeGraph) -> bytes:
        file = io.BytesIO()
        networkx.write_graphml_xml(graph.to_networkx(), file)
        return file.getvalue()

    assert written(KnowledgeGraph(turned)) == written(small)


def test_a_claim_that_several_graphs_hold_counts_once_wherever_the_store_keeps_them(small: KnowledgeGraph) -> None:
    triples = [quad.triple for quad in small.store]
    store = ox.Store()
    for name in ("x", "y"):
        store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(f"{BASE}source/{name}")) for t in triples)
    apart, merged = KnowledgeGraph(store), KnowledgeGraph(whole.merged(store))

    for view in network.VIEWS:
        once = networkx.node_link_data(small.to_networkx(view), edges="edges")
        assert networkx.node_link_data(apart.to_networkx(view), edges="edges") == once
        assert networkx.node_link_data(merged.to_networkx(view), edges="edges") == once


@pytest.mark.parametrize("label", ['a "quoted" one', "tab\tand\nbreak", "back\\slash \\n", "人工智能 \u2028 x", "C:\\u0041"])
def test_whatever_stands_in_a_label_comes_through(label: str) -> None:
    store = ox.Store()
    node = ox.NamedNode(BASE + "instrument/%E4%BA%BA/x")
    store.add(ox.Quad(node, ox.NamedNode(TYPE), ox.NamedNode(AIG + "Instrument")))
    store.add(ox.Quad(node, ox.NamedNode(LABEL), ox.Literal(label, language="zh-Hant")))

    assert network.things(store)[node.value].labels == {"zh-hant": label} or network.things(store)[node.value].labels == {
        "zh-Hant": label
    }


BACKEND = """
import networkx

class Tried:
    \"\"\"A backend that takes graphs as they are and notes what it was asked.\"\"\"

    def __getattr__(self, name):
        if name not in ("louvain_communities", "pagerank"):
            raise AttributeError(name)
        def answer(*arguments, **options):
            print("asked:", name)
            own = networkx.pagerank if name == "pagerank" else networkx.community.louvain_communities
            return own.orig_func(*arguments, **options)
        return answer

    @staticmethod
    def convert_from_nx(graph, *arguments, **options):
        return graph

    @staticmethod
    def convert_to_nx(result, *, name=None):
        return result

backend = Tried()
"""
ASKING = """
import sys
import networkx
from aigovkg import load
from aigovkg.analysis import measure

kg = load(sys.argv[1])
networkx.pagerank(kg.to_networkx("citations"))
measure(kg.store, "communities")
"""


def test_algorithms_go_to_a_backend_that_is_installed_and_chosen(kg: KnowledgeGraph, tmp_path: Path) -> None:
    # Installed as NetworkX looks for it: by an entry point of a distribution on the path.
    (tmp_path / "tried.py").write_text(BACKEND)
    (tmp_path / "tried-1.0.dist-info").mkdir()
    (tmp_path / "tried-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: tried\nVersion: 1.0\n")
    (tmp_path / "tried-1.0.dist-info" / "entry_points.txt").write_text("[networkx.backends]\ntried = tried:backend\n")
    kg.write(tmp_path / "graph.ttl")
    found = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])}
    said = {
        chosen: subprocess.run(
            [sys.executable, "-c", ASKING, str(tmp_path / "graph.ttl")],
            env={**found, "NETWORKX_BACKEND_PRIORITY": chosen},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for chosen in ("", "tried")
    }

    assert said == {"": [], "tried": ["asked:", "pagerank", "asked:", "louvain_communities"]}
