"""The catalogue that ships, and catalogues of the user's own."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import OntologyError, check_catalogue, graph, report
from aigovkg.model import Kind, Severity
from aigovkg.text import has_han
from aigovkg.vocabulary import AIG, BASE, DCTERMS, SKOS, Vocabulary

PREFIXES = f"""@prefix aig: <{AIG}> .
@prefix instrument: <{BASE}instrument/> .
@prefix agent: <{BASE}agent/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def own(folder: Path, content: str) -> Path:
    path = folder / "mine.ttl"
    path.write_text(PREFIXES + content, encoding="utf-8")
    return path


def test_the_catalogue_that_ships_conforms_to_the_shapes(known: Vocabulary) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in graph.entries(known.entries, known))
    results = report.judge(store, known.ontology, report.shapes())

    assert [result for result in results if result.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize(("kind", "least"), [(Kind.INSTRUMENT, 700), (Kind.AGENT, 450), (Kind.EVENT, 80), (Kind.PRINCIPLE, 54)])
def test_the_catalogue_is_as_large_as_what_such_texts_cite(known: Vocabulary, kind: Kind, least: int) -> None:
    assert sum(entry.kind is kind for entry in known.lexicon.registered.values()) >= least


def test_every_entry_has_an_english_label(known: Vocabulary) -> None:
    assert [e.iri for e in known.lexicon.registered.values() if not any(label.language == "en" for label in e.labels)] == []


def test_every_chinese_instrument_has_a_chinese_label(known: Vocabulary) -> None:
    chinese = [e for e in known.lexicon.registered.values() if e.kind is Kind.INSTRUMENT and e.place == BASE + "place/cn"]

    assert len(chinese) > 40
    assert [e.iri for e in chinese if not any(has_han(label.value) for label in e.labels)] == []


def test_every_instrument_and_body_says_whether_it_was_looked_up(known: Vocabulary) -> None:
    saying = {iri for iri, triples in known.entries.items() if any(t.predicate.value == AIG + "verified" for t in triples)}
    kinds = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT)

    assert [e.iri for e in known.lexicon.registered.values() if e.kind in kinds and e.iri not in saying] == []


def test_a_good_catalogue_conforms_and_is_counted(tmp_path: Path) -> None:
    checked = check_catalogue(
        own(
            tmp_path,
            'instrument:river a aig:Instrument ; dcterms:title "Charter of the River"@en ; aig:issuedBy agent:oecd ; aig:date "2024"^^xsd:gYear .',
        )
    )

    assert checked.conforms
    assert checked.counts == (("instruments", 1),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('instrument:river a aig:Instrument ; dcterms:title "Charter of the River"@en ; aig:date "soon" .', "date"),
        ('instrument:river a aig:Instrument ; aig:date "2024"^^xsd:gYear .', "title"),
        ('instrument:bletchley-2023 a aig:Instrument ; aig:date "2022"^^xsd:gYear .', "more than one date"),
        ('instrument:bletchley-2023 a aig:Instrument ; dcterms:title "Another Title"@en .', "two titles in one language"),
        ('instrument:river a aig:Instrument ; dcterms:title "Bletchley Declaration"@en .', "already that of"),
        ('instrument:river a aig:Instrument ; dcterms:title "Charter of the River" .', "no language tag"),
        ("agent:river a aig:Company ; aig:parent agent:nowhere .", "which no catalogue describes"),
    ],
)
def test_what_breaks_a_shape_or_contradicts_an_entry_is_told_with_its_line_and_remedy(
    tmp_path: Path, content: str, words: str
) -> None:
    path = own(tmp_path, content)
    violations = [issue for issue in check_catalogue(path).issues if issue.severity is Severity.VIOLATION]

    assert any(words in issue.what and issue.remedy and issue.where.startswith(f"{path} line 8: ") for issue in violations), (
        violations
    )


def test_two_things_of_one_name_are_accepted_when_the_catalogue_says_they_differ(tmp_path: Path) -> None:
    checked = check_catalogue(
        own(
            tmp_path,
            'instrument:river a aig:Instrument ; dcterms:title "Bletchley Declaration"@en ; aig:issuedBy agent:oecd ; aig:date "1999"^^xsd:gYear ; '
            "owl:differentFrom instrument:bletchley-2023 .",
        )
    )

    assert checked.conforms, checked.issues


def test_a_catalogue_that_does_not_parse_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"mine\.ttl: not readable as Turtle.*line 8"):
        check_catalogue(own(tmp_path, "nonsense"))


def test_a_catalogue_with_a_blank_node_is_refused_because_builds_would_differ(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"mine\.ttl: a blank node"):
        check_catalogue(own(tmp_path, 'agent:river a aig:Company ; skos:note [ skos:note "x" ] .'))


def test_what_is_called_verified_says_against_what(known: Vocabulary) -> None:
    says = (DCTERMS + "source", SKOS + "editorialNote")
    silent = [
        iri
        for iri, triples in known.entries.items()
        if known.lexicon.registered[iri].kind is Kind.INSTRUMENT
        and any(t.predicate.value == AIG + "verified" and str(t.object).startswith('"true"') for t in triples)
        and not any(t.predicate.value in says for t in triples)
    ]

    assert silent == []
