"""Questions to a graph: what may be asked, and how answers look."""

from __future__ import annotations

import contextlib
import random
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
        ("", "no query"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "this is an update"),
        ("LOAD <http://127.0.0.1/x>", "this is an update"),
        ("PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }", "this is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("# words\nPREFIX x: <http://x#> # INSERT\nCLEAR ALL", "this is an update"),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", "there is no graph <http://127.0.0.1:9/> here"),
        ("PREFIX x: <http://127.0.0.1:9/> SELECT * FROM NAMED x:y { ?s ?p ?o }", "no graph <http://127.0.0.1:9/y> here"),
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
        "PREFIX x: <http://x/> SELECT ?answer { ?answer x:myService ?service ; x:service_of $Service }",
        "SELECT ?answer { ?answer ?p _:service }",
    ],
)
def test_the_word_service_in_strings_iris_names_and_comments_is_harmless(kg: KnowledgeGraph, query: str) -> None:
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


def test_no_soup_of_tokens_around_the_word_reaches_a_listener() -> None:
    tokens = [
        "SERVICE",
        "service",
        "?",
        "$",
        ":",
        "a:",
        "_:",
        "1",
        "true",
        ".",
        "e",
        "\\",
        "?s",
        "*",
        "/",
        "|",
        "^",
        "!",
        "(",
        ")",
        "{",
        "}",
    ]
    tokens += [
        "[",
        "]",
        '"',
        "'",
        "@",
        "@en",
        "<",
        ">",
        "#",
        "\n",
        " ",
        " ",
        "SILENT",
        ",",
        ";",
        "-",
        "%41",
        "\\?",
        "\\:",
        "·",
        "_",
        "FILTER",
    ]
    chance = random.Random(7)  # noqa: S311 — always the same soup
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:p"), ox.Literal("x")))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        service = f"<http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?a ?b ?c }}"
        for _ in range(20_000):
            before, between, after = ("".join(chance.choices(tokens, k=chance.randint(0, most))) for most in (4, 2, 3))
            for shape in ("?s ?p {}SERVICE{}{} {}", "?s a:p{}SERVICE{}{} {}", "{} SERVICE {}{} {}"):
                with contextlib.suppress(QueryError):
                    queries.ask(store, "PREFIX a: <a:> SELECT * { " + shape.format(before, between, service, after) + " }")
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_limit_stops_and_says_that_there_is_more(kg: KnowledgeGraph) -> None:
    few = kg.query("SELECT ?s { ?s a aig:Claim }", limit=2)
    all_of_them = kg.query("SELECT ?s { ?s a aig:Claim } LIMIT 2", limit=2)

    assert (len(few.rows), few.complete) == (2, False)
    assert (len(all_of_them.rows), all_of_them.complete) == (2, True)
    assert len(kg.query("CONSTRUCT { ?s a aig:Claim } WHERE { ?s a aig:Claim }", limit=3).rows) == 3


def test_an_answer_and_an_error_within_a_time_are_those_without_it(kg: KnowledgeGraph) -> None:
    assert kg.query("claims-by-method", timeout=60) == kg.query("claims-by-method")
    with pytest.raises(QueryError, match="malformed"):
        kg.query("SELECT nonsense", timeout=60)


def test_names_come_in_the_language_asked_for_else_in_english(kg: KnowledgeGraph) -> None:
    table = kg.query("SELECT ?i ?p { VALUES ?p { aig:welcomes } ?i ?p ?o }")
    chinese, french = (queries.labels(table, language, kg.query) for language in ("zh", "fr"))

    assert chinese["https://w3id.org/aigovkg/ns#welcomes"] == "欢迎"
    assert french["https://w3id.org/aigovkg/ns#welcomes"] == "welcomes"


def test_a_query_for_elsewhere_declares_what_it_uses_of_our_prefixes_and_means_what_was_checked() -> None:
    checked = queries.checked("PREFIX rdfs: <http://other/> # skos:x\nASK { ?s rdfs:a aig:b ; a <http://x/\\u00e9> }")

    assert checked.text.startswith("PREFIX aig: <https://w3id.org/aigovkg/ns#>\nPREFIX rdfs: <http://other/>")
    assert "<http://x/é>" in checked.text
    assert (checked.form, checked.graphs) == ("ask", ())
    assert queries.checked("PREFIX x: <http://x/> CONSTRUCT WHERE { ?s a ?o }").form == "graph"
    for hidden in (
        "SELECT * { \\u0053ERVICE <http://x/> { } }",
        "ASK { ?s ?p '\\u0027 . SERVICE <http://x/> {} . ?s ?p \\u0027' }",
    ):
        with pytest.raises(QueryError, match="SERVICE is not allowed"):
            queries.checked(hidden)
