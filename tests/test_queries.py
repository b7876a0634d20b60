"""Questions to a graph: what may be asked, and how answers look."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import KnowledgeGraph, QueryError, build, queries


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
        ("SELECT ?service { ?service a aig:Claim } LIMIT 1", "nor the word in a variable"),
    ],
)
def test_what_is_malformed_writes_or_connects_out_is_refused(kg: KnowledgeGraph, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        kg.query(query)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s rdfs:label "SERVICE"@en }',
        "# SERVICE\nASK { ?s a <http://example.org/service> }",
        'ASK { ?s ?p """a "quoted" Service""" }',
    ],
)
def test_the_word_service_in_strings_iris_and_comments_is_harmless(kg: KnowledgeGraph, query: str) -> None:
    assert kg.query(query).columns == ("answer",)


def test_the_word_service_is_found_where_a_text_has_it() -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:service"), ox.NamedNode("a:b"), ox.Literal("AI Service")))

    assert queries.ask(store, 'SELECT ?s { ?s ?p "AI Service" FILTER CONTAINS(STR(?s), "service") }').records() == [
        {"s": "a:service"}
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ sErViCe SILENT <{url}> {{ ?s ?p ?o }} }}",
        "PREFIX : <{url}> SELECT * {{ SERVICE:x {{ ?a ?b ?c }} }}",
        "PREFIX a: <{url}> SELECT * {{ SERVICEa:x {{ ?a ?b ?c }} }}",
        "SELECT * {{ SERVICESILENT<{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p 1SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p trueSERVICE<{url}> {{ ?s ?p ?o }} }}",
        "PREFIX a: <a:> SELECT * {{ OPTIONAL {{ ?s ?p a:\\# }} SERVICE <{url}> {{ ?s ?p ?o }}\n}}",
        "PREFIX a: <a:> SELECT * {{ OPTIONAL {{ ?s ?p a:\\' }} SERVICE <{url}> {{ ?s ?p ?o }} BIND('' AS ?k) }}",
        "SELECT * {{ BIND('\\u0027' AS ?k) SERVICE <{url}> {{ ?s ?p ?o }} BIND('\\u0027' AS ?l) }}",
        "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o FILTER(?s <?o) SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "LOAD <{url}>",
        "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{url}> {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
        "DESCRIBE <{url}>",
    ],
)
def test_no_query_reaches_a_listener(kg: KnowledgeGraph, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        with contextlib.suppress(QueryError):
            kg.query(query.format(url=f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        with pytest.raises(BlockingIOError):  # nobody has knocked
            listener.accept()
