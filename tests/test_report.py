"""Validation: what does not conform is told with its words and its remedy."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import GraphError, KnowledgeGraph, OntologyError, load
from aigovkg.model import Severity
from aigovkg.vocabulary import AIG


def changed(kg: KnowledgeGraph, update: str) -> KnowledgeGraph:
    store = ox.Store()
    store.bulk_extend(kg.store)
    store.update(f"PREFIX aig: <{AIG}> {update}")
    return KnowledgeGraph(store)


def test_the_graph_of_the_sample_conforms(kg: KnowledgeGraph) -> None:
    report = kg.validate()

    assert report.conforms
    assert all(issue.severity is not Severity.VIOLATION for issue in report.issues)


def test_a_quote_that_is_not_the_text_is_a_violation_told_with_its_source_and_its_remedy(kg: KnowledgeGraph) -> None:
    broken = changed(
        kg,
        'DELETE { GRAPH ?g { ?c aig:quote ?q } } INSERT { GRAPH ?g { ?c aig:quote "invented"@en } } '
        "WHERE { GRAPH ?g { ?c a aig:Reference ; aig:predicate aig:welcomes ; aig:quote ?q } }",
    )
    report = broken.validate()
    violations = [issue for issue in report.issues if issue.severity is Severity.VIOLATION]

    assert not report.conforms
    assert any(issue.source == "laip-sample.txt" and "Bletchley" in issue.sentence and issue.remedy for issue in violations)


def test_a_graph_that_is_not_ours_is_not_called_valid(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    path.write_text("<http://a.example/s> <http://a.example/p> <http://a.example/o> .")

    with pytest.raises(GraphError, match=r"other\.ttl: nothing in this graph"):
        load(path).validate()


def test_shapes_of_the_users_own_are_used_instead(tmp_path: Path, kg: KnowledgeGraph) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . <http://a.example/S> a sh:NodeShape ; sh:targetClass <{AIG}Source> ; "
        f'sh:property <http://a.example/P> . <http://a.example/P> sh:path <{AIG}licence> ; sh:minCount 1 ; sh:message "No licence. Add one."@en .'
    )
    report = kg.validate([shapes])

    assert [(issue.what, issue.remedy) for issue in report.issues] == [("No licence", "Add one.")]


def test_shapes_that_do_not_parse_are_refused(tmp_path: Path, kg: KnowledgeGraph) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("nonsense")

    with pytest.raises(OntologyError, match=r"shapes\.ttl: not readable as Turtle"):
        kg.validate([shapes])
