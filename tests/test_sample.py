"""What the graph of the user's sample must say, asked the way a user asks: in SPARQL."""

from __future__ import annotations

import pytest

from aigovkg import KnowledgeGraph

SHANGHAI, FRANCE, COMMISSIONERS, RUSSIA = (
    "instrument:shanghai-initiative-2019",
    "instrument:cn-fr-ai-2024",
    "instrument:icdppc-2018",
    "instrument:ru-basic-principles",
)


def objects(kg: KnowledgeGraph, subject: str, predicate: str) -> set[str]:
    rows = kg.query(f"SELECT DISTINCT ?o {{ {subject} {predicate} ?o }}").records()
    return {str(row["o"]).rsplit("/", 1)[-1] for row in rows}


@pytest.mark.parametrize(
    ("instrument", "date", "issuers"),
    [
        (SHANGHAI, "2019-08-30", {"shanghai-aiss"}),
        (FRANCE, "2024-05-06", {"gov-cn", "gov-fr"}),
        (COMMISSIONERS, "2018-10-23", {"icdppc"}),
        (RUSSIA, "2019-10-10", {"president-ru"}),
    ],
)
def test_every_instrument_has_its_date_and_its_issuers(kg: KnowledgeGraph, instrument: str, date: str, issuers: set[str]) -> None:
    assert objects(kg, instrument, "aig:date") == {date}
    assert objects(kg, instrument, "aig:issuedBy") == issuers


def test_four_instruments_were_read_and_each_is_of_the_catalogue(kg: KnowledgeGraph) -> None:
    rows = kg.query("SELECT DISTINCT ?i { ?p aig:passageOf ?i . ?i aig:registered true }").records()

    assert len(rows) == 4


def test_the_joint_statement_is_one_instrument_with_three_passages(kg: KnowledgeGraph) -> None:
    rows = kg.query(f"SELECT ?p {{ ?p aig:passageOf {FRANCE} }}").records()

    assert len(rows) == 3


def test_the_joint_statement_cites_two_instruments_each_in_its_way(kg: KnowledgeGraph) -> None:
    assert objects(kg, FRANCE, "aig:basedOn") == {"unesco-rec-2021"}
    assert objects(kg, FRANCE, "aig:welcomes") == {"bletchley-2023"}
    assert objects(kg, FRANCE, "aig:cites") == {"unesco-rec-2021", "bletchley-2023"}


def test_the_joint_statement_mentions_the_bodies_and_the_meetings_it_names(kg: KnowledgeGraph) -> None:
    assert objects(kg, FRANCE, "aig:mentions") == {"un", "un-hlab-ai", "ai-action-summit-2025", "waic-2024"}


def test_france_is_an_issuer_because_the_title_names_it(kg: KnowledgeGraph) -> None:
    rows = kg.query(
        f"SELECT DISTINCT ?quote {{ ?c a aig:Issuance ; aig:subject {FRANCE} ; aig:object agent:gov-fr ; aig:quote ?quote }}"
    ).records()

    assert rows == [{"quote": "法兰西共和国"}]


def test_a_date_that_differs_from_the_catalogue_stays_a_claim_and_is_warned_of(kg: KnowledgeGraph) -> None:
    rows = kg.query(f"SELECT DISTINCT ?v {{ ?c a aig:Dating ; aig:subject {FRANCE} ; aig:value ?v }}").records()

    assert rows == [{"v": "2024-05-07"}]
    assert any("2024-05-07" in issue.what and "2024-05-06" in issue.what for issue in kg.report.issues)


def test_its_own_name_in_another_wording_is_no_citation(kg: KnowledgeGraph) -> None:
    assert objects(kg, SHANGHAI, "aig:cites") == set()


def test_the_declaration_was_adopted_at_the_fortieth_conference(kg: KnowledgeGraph) -> None:
    rows = kg.query(f"SELECT DISTINCT ?n {{ {COMMISSIONERS} aig:adoptedAt ?e . ?e aig:edition ?n }}").records()

    assert rows == [{"n": "40"}]


def test_what_the_source_misspells_stays_visible_and_the_entity_has_the_right_name(kg: KnowledgeGraph) -> None:
    claimed = kg.query(f"SELECT ?v {{ ?c a aig:Titling ; aig:subject {COMMISSIONERS} ; aig:value ?v }}").records()
    titles = objects(kg, COMMISSIONERS, "dcterms:title")

    assert {"v": "Declaration On Ethics And Data Protection In Artifical Intelligence"} in claimed
    assert "Declaration on Ethics and Data Protection in Artificial Intelligence" in titles
    assert not any("Artifical" in title for title in titles)


def test_the_decree_in_the_issuer_field_is_what_the_principles_are_part_of(kg: KnowledgeGraph) -> None:
    rows = kg.query(
        f"SELECT ?o ?q {{ ?c aig:subject {RUSSIA} ; aig:predicate aig:partOf ; aig:object ?o ; aig:quote ?q }}"
    ).records()

    assert [str(row["o"]).rsplit("/", 1)[-1] for row in rows] == ["ru-decree-490"]
    assert str(rows[0]["q"]).startswith("Decree of the President of the Russian Federation")


def test_the_numbered_heading_is_kept_with_its_passage(kg: KnowledgeGraph) -> None:
    rows = kg.query(f"SELECT ?n ?h {{ ?p aig:passageOf {RUSSIA} ; aig:number ?n ; aig:heading ?h }}").records()

    assert rows == [{"n": "d)", "h": "Technological sovereignty"}]


@pytest.mark.parametrize(
    ("instrument", "principles"),
    [
        (FRANCE, {"data-protection", "intellectual-property", "international-cooperation"}),
        (COMMISSIONERS, {"human-dignity", "multi-stakeholder"}),
        (RUSSIA, {"technological-sovereignty"}),
    ],
)
def test_the_principles_that_passages_state_are_found(kg: KnowledgeGraph, instrument: str, principles: set[str]) -> None:
    assert principles <= objects(kg, instrument, "aig:states")


def test_every_quote_is_the_text_at_its_offsets(kg: KnowledgeGraph) -> None:
    rows = kg.query(
        """SELECT (COUNT(?c) AS ?all) (SUM(IF(SUBSTR(?text, ?start + 1, ?end - ?start) = ?quote, 1, 0)) AS ?right) {
             ?c aig:passage/aig:text ?text ; aig:quote ?quote ; aig:start ?start ; aig:end ?end }"""
    ).records()

    assert rows[0]["all"] == rows[0]["right"] == str(len(kg.claims()))


def test_no_direct_edge_of_what_only_texts_can_say_is_without_a_claim(kg: KnowledgeGraph) -> None:
    rows = kg.query(
        """SELECT ?s ?p ?o { VALUES ?p { aig:cites aig:welcomes aig:basedOn aig:states aig:mentions } ?s ?p ?o
             FILTER NOT EXISTS { ?c aig:subject ?s ; aig:object ?o ; aig:predicate ?q . FILTER (?q = ?p || ?p = aig:cites) } }"""
    ).records()

    assert rows == []


def test_every_node_of_the_graph_has_an_iri(kg: KnowledgeGraph) -> None:
    assert kg.query("ASK { ?s ?p ?o . FILTER (isBlank(?s) || isBlank(?o)) }").records() == [{"answer": "false"}]
