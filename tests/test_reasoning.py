"""What HermiT says of the ontology and of graphs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import KnowledgeGraph, OntologyError, reasoning, vocabulary
from aigovkg.vocabulary import AIG, BASE, TYPE, folder

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, and there is none here")


def triple(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


@pytest.mark.java
@needs_java
def test_the_ontology_is_consistent_and_every_class_can_have_instances() -> None:
    assert reasoning.unsatisfiable(vocabulary.terms()) == ()


@pytest.mark.java
@needs_java
@pytest.mark.parametrize("names", [["alignments.ttl"], ["lexicon.ttl", "principles.ttl", "taxonomies.ttl"]])
def test_the_ontology_is_consistent_with_everything_beside_it(names: list[str]) -> None:
    beside = [quad.triple for name in names for quad in ox.parse(path=str(folder("ontology") / name))]

    assert reasoning.unsatisfiable([*vocabulary.terms(), *beside]) == ()


@pytest.mark.java
@needs_java
def test_a_class_that_can_have_no_instance_is_named() -> None:
    impossible = BASE + "Impossible"
    axioms = [triple(impossible, TYPE, "http://www.w3.org/2002/07/owl#Class")]
    axioms += [
        triple(impossible, "http://www.w3.org/2000/01/rdf-schema#subClassOf", AIG + name) for name in ("Instrument", "Event")
    ]

    assert impossible in reasoning.unsatisfiable([*vocabulary.terms(), *axioms])


@pytest.mark.java
@needs_java
def test_the_graph_of_the_sample_agrees_with_the_ontology(kg: KnowledgeGraph) -> None:
    assert kg.contradiction() == ""


@pytest.mark.java
@needs_java
def test_a_graph_that_says_two_things_at_once_contradicts_it() -> None:
    graph = [triple(BASE + "instrument/x", TYPE, AIG + name) for name in ("Instrument", "Event")]

    assert "contradicts the ontology" in reasoning.contradiction(graph, vocabulary.terms())


def test_without_java_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(OntologyError, match="HermiT needs Java"):
        reasoning.unsatisfiable([])
