"""Questions to a graph: what may be asked, and how answers look."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from aigovkg import KnowledgeGraph, QueryError, build


def test_select_gives_rows_with_a_term_for_each_column(kg: KnowledgeGraph) -> None:
    table = kg.query("SELECT ?i ?d { ?i aig:welcomes ?o ; aig:date ?d }")

    assert table.columns == ("i", "d")
    assert table.records() == [{"i": "https://w3id.org/aigovkg/instrument/cn-fr-ai-2024", "d": "2024-05-06"}]


def test_a_column_without_an_answer_is_none(kg: KnowledgeGraph) -> None:
    assert kg.query("SELECT ?x { OPTIONAL { ?x aig:nothing ?y } }").records() == [{"x": None}]


def test_ask_and_construct_answer_in_tables_too(kg: KnowledgeGraph) -> None:
    assert kg.query("ASK { ?i aig:welcomes ?o }").records() == [{"answer": "true"}]
    assert kg.query("CONSTRUCT { ?i aig:cites ?o } WHERE { ?i aig:welcomes ?o }").columns == ("subject", "predicate", "object")


def test_a_fact_of_two_sources_is_counted_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(
            f"Words of {name}.\nPublished by OECD in Riverside Charter, May 7, 2024", encoding="utf-8"
        )
    kg = build(tmp_path)

    assert kg.query('SELECT (COUNT(*) AS ?n) { ?i rdfs:label "Riverside Charter"@en ; aig:issuedBy ?o }').records() == [
        {"n": "1"}
    ]
    assert len(kg.query("SELECT ?g { GRAPH ?g { ?s a aig:Source } }").rows) == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nonsense", "malformed"),
        ("", "malformed"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "this is an update"),
        ("LOAD <http://127.0.0.1/x>", "this is an update"),
        ("PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }", "this is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { sErViCe SILENT ?x { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { #\nSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p ?o FILTER(?s <?o) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
    ],
)
def test_what_is_malformed_writes_or_connects_out_is_refused(kg: KnowledgeGraph, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        kg.query(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s rdfs:label "SERVICE"@en }',
        "SELECT ?service { ?service a aig:Claim } LIMIT 1",
        "# SERVICE\nASK { ?s a <http://example.org/service> }",
        "ASK { ?s aig:service ?insert }",
        'ASK { ?s ?p """a "quoted" SERVICE""" }',
    ],
)
def test_the_word_service_in_names_strings_and_comments_is_harmless(kg: KnowledgeGraph, query: str) -> None:
    assert kg.query(query).columns


def test_no_query_ever_reaches_a_listener(kg: KnowledgeGraph) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(1)
        reached: list[bool] = []

        def listen() -> None:
            try:
                listener.accept()[0].close()
                reached.append(True)
            except TimeoutError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for query in (f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", f"LOAD <{url}>", f"ASK FROM <{url}> {{ ?s ?p ?o }}"):
            try:
                kg.query(query)
            except QueryError:
                continue
        thread.join()

    assert not reached
