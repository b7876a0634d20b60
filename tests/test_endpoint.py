"""The SPARQL endpoint: the protocol, the syntaxes of answers, limits, and that no query reaches beyond the graph."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph, syntaxes
from aigovkg.errors import GraphError
from aigovkg.queries import Dataset
from aigovkg.web import jsonld, worker
from aigovkg.web.endpoint import Endpoint
from aigovkg.web.engine import Engine, Shelf, shelved
from aigovkg.web.negotiation import chosen
from aigovkg.web.remembered import Remembered
from aigovkg.web.worker import Limits, Outcome, Question, Work, answered

from .conftest import SHARED

W3C = SHARED / "w3c" / "protocol"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?g && STRLEN(STR(?d)) > STRLEN(STR(?i))) }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


def client_of(store: ox.Store, limits: Limits | None = None, workers: int = 1) -> TestClient:
    engine = Engine(lambda: shelved(store), limits, workers)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.stop()

    return TestClient(Starlette(routes=[Route("/sparql", Endpoint(engine, "digest"))], lifespan=life))


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with client_of(kg.union, workers=2) as client:
        yield client


@pytest.fixture(scope="module")
def strict(kg: KnowledgeGraph) -> Iterator[TestClient]:
    """An endpoint that allows little: half a second, ten rows, 200 MB."""
    with client_of(kg.union, Limits(seconds=0.5, rows=10, size=1_000_000, memory=200)) as client:
        yield client


def asked(client: TestClient, query: str, accept: str = "", **parameters: str) -> Any:
    return client.get("/sparql", params={"query": query, **parameters}, headers={"accept": accept})


# ---- the standard's own tests


def w3c_cases() -> list[Any]:
    """The tests of the query part, and those of requests that any endpoint has to refuse."""
    if not (W3C / "manifest.ttl").is_file():
        return [
            pytest.param(None, marks=pytest.mark.skip(reason="the W3C's tests of the protocol are not beside this repository"))
        ]
    store = ox.Store()
    store.load(path=str(W3C / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="http://manifest/")
    entries = store.query(
        "PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> SELECT ?test { ?test a mf:ProtocolTest } ORDER BY ?test"
    )
    names = [row["test"].value for row in entries]  # type: ignore[union-attr]
    return [pytest.param((store, name), id=name.partition("#")[2]) for name in names if "#update_" not in name]


@pytest.fixture(scope="module")
def w3c_client() -> Iterator[TestClient]:
    store = ox.Store()
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        store.load(path=str(W3C / f"data{number}.nt"), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    with client_of(store) as client:
        yield client


@pytest.mark.parametrize("case", w3c_cases())
def test_the_query_part_of_the_w3c_s_protocol_tests_passes(case: tuple[ox.Store, str], w3c_client: TestClient) -> None:
    store, name = case
    requests = store.query(
        f"""PREFIX ht: <http://www.w3.org/2011/http#> PREFIX cnt: <http://www.w3.org/2011/content#>
        PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?method ?path ?chars ?encoding ?type ?boolean ?format (GROUP_CONCAT(STR(?status)) AS ?statuses) {{
            <{name}> mf:action/ht:requests/rdf:rest*/rdf:first ?request .
            ?request ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?response . ?response mf:expectedStatus ?status .
            OPTIONAL {{ ?request ht:body [ cnt:chars ?chars ; cnt:characterEncoding ?encoding ] }}
            OPTIONAL {{ ?request ht:headers/rdf:rest*/rdf:first [ ht:fieldName "content-type" ; ht:fieldValue ?type ] }}
            OPTIONAL {{ ?response mf:expectedBoolean ?boolean }} OPTIONAL {{ ?response mf:expectedFormat ?format }}
        }} GROUP BY ?method ?path ?chars ?encoding ?type ?boolean ?format"""
    )
    cases = list(requests)  # type: ignore[arg-type]
    assert cases
    for row in cases:
        said: dict[str, str] = {
            key: row[key].value
            for key in ("method", "path", "chars", "encoding", "type", "boolean", "format", "statuses")
            if row[key] is not None
        }
        answer = w3c_client.request(
            said["method"],
            said["path"].replace("/sparql/", "/sparql", 1),
            content=said["chars"].encode(said["encoding"]) if "chars" in said else None,
            headers={"content-type": said["type"]} if "type" in said else {},
        )

        assert f"StatusCode{answer.status_code // 100}xx" in said["statuses"], answer.text
        media_type = answer.headers["content-type"].partition(";")[0]
        match said.get("format"):
            case "boolean":
                assert media_type in {JSON, XML}
            case "tabular":
                assert media_type in {JSON, XML, "text/csv", "text/tab-separated-values"}
            case "RDF":
                assert media_type in {"application/rdf+xml", "text/turtle", "application/n-triples"}
        if "boolean" in said:
            assert answer.json()["boolean"] is (said["boolean"] == "true")


# ---- answers


def test_a_query_is_answered_by_get_and_by_both_kinds_of_post(client: TestClient) -> None:
    query = "ASK { instrument:bletchley-2023 a aig:Instrument }"
    direct = client.post("/sparql", content=query, headers={"content-type": "application/sparql-query; charset=utf-8"})

    assert (
        asked(client, query).json()
        == direct.json()
        == client.post("/sparql", data={"query": query}).json()
        == {"head": {}, "boolean": True}
    )


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        ("", "SELECT * {}", JSON),
        ("*/*", "SELECT * {}", JSON),
        ("text/csv", "SELECT * {}", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "SELECT * {}", "text/tab-separated-values; charset=utf-8"),
        (f"text/csv;q=0.5, {XML}", "SELECT * {}", XML),
        ("text/turtle, application/json;q=0.1", "SELECT * {}", "application/json"),
        ("text/*", "SELECT * {}", "text/csv; charset=utf-8"),
        ("", "CONSTRUCT WHERE { ?s aig:cites ?o }", "text/turtle; charset=utf-8"),
        (f"{JSON}, application/ld+json;q=0.9", "CONSTRUCT WHERE { ?s aig:cites ?o }", "application/ld+json"),
        ("application/n-triples", "DESCRIBE instrument:bletchley-2023", "application/n-triples"),
        ("application/rdf+xml", "DESCRIBE instrument:bletchley-2023", "application/rdf+xml"),
        (XML, "ASK {}", XML),
    ],
)
def test_the_syntax_of_an_answer_is_the_one_the_client_likes_best(
    client: TestClient, accept: str, query: str, expected: str
) -> None:
    answer = asked(client, query, accept)

    assert (answer.status_code, answer.headers["content-type"]) == (200, expected)
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_client_that_takes_nothing_there_is_is_told_so(client: TestClient) -> None:
    for query, accept in (
        ("SELECT * {}", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", JSON),
        ("ASK {}", "image/png, */*;q=0"),
    ):
        answer = asked(client, query, accept)

        assert answer.status_code == 406
        assert "answer in" in answer.text


def test_graphs_are_the_same_in_every_syntax(client: TestClient) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { { ?s aig:cites ?o } UNION { ?s ?p ?o FILTER (?s = instrument:bletchley-2023) } { ?s ?p ?o } }"
    kinds = {
        "text/turtle": ".ttl",
        "application/n-triples": ".nt",
        "application/ld+json": ".jsonld",
        "application/rdf+xml": ".rdf",
    }
    read = {
        kind: {quad.triple for quad in ox.parse(asked(client, query, kind).content, format=syntaxes.FORMATS[ending])}
        for kind, ending in kinds.items()
    }

    assert len(read["text/turtle"]) > 10
    assert all(triples == read["text/turtle"] for triples in read.values())
    lines = asked(client, query, "application/n-triples").text.splitlines()
    assert lines == sorted(set(lines))


def test_json_ld_brings_its_context_along(client: TestClient) -> None:
    document = asked(client, "DESCRIBE instrument:bletchley-2023", "application/ld+json").json()

    assert document["@context"]["aig"] == "https://w3id.org/aigovkg/ns#"
    assert any("aig:date" in node for node in document["@graph"])
    assert jsonld.compact(b"[]") == b'{\n "@context": {},\n "@graph": []\n}\n'


def test_tables_are_those_of_the_library(client: TestClient, kg: KnowledgeGraph) -> None:
    query = "SELECT ?s ?label { ?s a aig:Instrument ; rdfs:label ?label } ORDER BY ?s ?label"
    expected = kg.query(query).records()

    bindings = asked(client, query, JSON).json()["results"]["bindings"]
    assert [{name: term["value"] for name, term in row.items()} for row in bindings] == expected


def test_the_graphs_of_the_request_take_the_place_of_those_of_the_query(client: TestClient, kg: KnowledgeGraph) -> None:
    graphs = sorted(str(graph.value) for graph in kg.store.named_graphs())
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def counted(query: str, **parameters: Any) -> int:
        return int(asked(client, query, JSON, **parameters).json()["results"]["bindings"][0]["n"]["value"])

    assert counted(count) == len(kg)
    one = counted(count, **{"default-graph-uri": graphs[0]})
    assert 0 < one < len(kg)
    assert counted(count.replace(" {", f" FROM <{graphs[0]}> {{")) == one
    assert counted(count.replace(" {", f" FROM <{graphs[1]}> {{"), **{"default-graph-uri": graphs[0]}) == one
    assert counted("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": graphs[:2]}) == 2
    assert counted(count, **{"named-graph-uri": graphs[0]}) == 0
    assert counted(count, **{"default-graph-uri": "https://example.org/not-here"}) == 0


def test_the_service_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"accept": "text/turtle"})

    store = ox.Store()
    store.load(answer.content, format=ox.RdfFormat.TURTLE)
    assert answer.status_code == 200
    assert bool(
        store.query(
            "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK { ?s a sd:Service ; sd:endpoint ?s ; sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset/sd:defaultGraph ?g }"
        )
    )


def test_a_client_that_has_the_answer_is_told_that_it_stands(client: TestClient) -> None:
    query = "SELECT * { ?s aig:cites ?o } LIMIT 3"
    first = asked(client, query, JSON)
    tag = first.headers["etag"]
    again = client.get("/sparql", params={"query": query}, headers={"accept": JSON, "if-none-match": f'"other", {tag}'})
    otherwise = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv", "if-none-match": tag})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert otherwise.status_code == 200
    assert "etag" not in asked(client, "SELECT (RAND() AS ?r) {}").headers


def test_head_has_no_body_and_options_says_what_may_be_sent(client: TestClient) -> None:
    head = client.head("/sparql", params={"query": "ASK {}"})
    options = client.options("/sparql", headers={"origin": "https://example.org"})

    assert (head.status_code, head.headers["content-type"]) == (200, JSON)
    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "Content-Type" in options.headers["access-control-allow-headers"]


def test_an_answer_that_xml_cannot_hold_is_refused_and_a_carriage_return_survives() -> None:
    store = ox.Store()
    limits = Limits()
    assert b"a&#13;b" in answered(store, Question('SELECT ("a\\rb" AS ?x) {}', table="xml"), limits).content
    refused = answered(store, Question('SELECT ("\\u0001" AS ?x) {}', table="xml"), limits)
    assert (refused.outcome, b"XML" in refused.content) == (Outcome.REFUSED, True)


# ---- what is refused


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {", "malformed"),
        ("SELECT * { ?s nope:p ?o }", "prefix"),
        ("", "no query"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "read-only"),
        ("LOAD <http://127.0.0.1:1/>", "read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }", "none is fetched"),
        ("SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }", "none is fetched"),
    ],
)
def test_what_is_malformed_or_not_allowed_is_refused_in_one_line(client: TestClient, query: str, words: str) -> None:
    answer = client.post("/sparql", data={"query": query})

    assert answer.status_code == 400
    assert words in answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.text.splitlines()) == 1


def test_updates_are_refused_in_every_form(client: TestClient) -> None:
    update = "CLEAR ALL"
    answers = [
        client.get("/sparql", params={"update": update}),
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", content=update, headers={"content-type": "application/sparql-update"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert asked(client, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_requests_that_are_not_of_the_protocol_are_refused(client: TestClient) -> None:
    latin = {"content-type": "application/sparql-query; charset=iso-8859-1"}
    direct = {"content-type": "application/sparql-query"}

    assert client.put("/sparql", params={"query": "ASK {}"}).status_code == 405
    assert "POST" in client.put("/sparql").headers["allow"]
    assert client.get("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D").status_code == 400
    assert client.get("/sparql?query=%FF%FE").status_code == 400
    assert client.post("/sparql", content=b"ASK { } # \xe9", headers=latin).status_code == 415
    assert client.post("/sparql", content=b"ASK { } # \xe9", headers=direct).status_code == 400
    assert client.post("/sparql", content=b"#" * 1_000_001, headers=direct).status_code == 413
    assert client.post("/sparql", data={"other": "1"}).status_code == 400
    assert asked(client, "ASK {}", **{"default-graph-uri": "not an IRI"}).status_code == 400


HARMFUL = (
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND (<{url}> AS ?there) SERVICE ?there {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ #\n sErViCe#\n<{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p '''\\''' . SERVICE <{url}> {{ ?x ?y '''' }} }}",
    "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{url}>",
    "LOAD <{url}>",
    "LOAD SILENT <{url}> INTO GRAPH <x:g>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
)


def test_no_query_makes_a_request(client: TestClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen: list[object] = []

        def count() -> None:
            try:
                while True:
                    connection, address = listener.accept()
                    seen.append(address)
                    connection.close()
            except OSError:
                return

        counting = threading.Thread(target=count)
        counting.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/data.ttl"
        for query in HARMFUL:
            asked(client, query.format(url=url))
            client.post("/sparql", data={"update": query.format(url=url)})
        for parameter in ("default-graph-uri", "named-graph-uri", "using-graph-uri"):
            asked(client, "SELECT * { ?s ?p ?o } LIMIT 1", **{parameter: url})
        assert seen == []

        with socket.create_connection(listener.getsockname()):  # the listener does count
            time.sleep(0.1)
        assert len(seen) == 1
        listener.shutdown(socket.SHUT_RDWR)
    counting.join(5)


# ---- limits


def test_a_query_that_runs_away_is_stopped_and_the_next_one_is_answered(strict: TestClient) -> None:
    start = time.perf_counter()
    answer = asked(strict, RUNAWAY)

    assert time.perf_counter() - start < 3
    assert (answer.status_code, "no answer in 0.5 s" in answer.text) == (504, True)
    assert asked(strict, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values", "text/turtle", "application/ld+json"])
def test_an_answer_of_more_rows_than_the_limit_is_refused_and_never_cut(strict: TestClient, accept: str) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }" if "turtle" in accept or "ld+" in accept else "SELECT * { ?s ?p ?o }"
    assert asked(strict, f"{query} LIMIT 10", accept).status_code == 200
    answer = asked(strict, f"{query} LIMIT 11", accept)

    assert (answer.status_code, "larger than 10 rows" in answer.text) == (422, True)


ROWS = 'SELECT ?n ?t ?e { VALUES ?n { 1 2 3 } VALUES ?t { "},{" "a\\"},{\\"b" "\\\\" "\\n\\n" "<result>" "x,\\"y\\"" } OPTIONAL { ?x <x:none> ?e } }'


@pytest.mark.parametrize("table", list(worker.TABLES))
def test_rows_are_counted_whatever_stands_in_them(table: str) -> None:
    store = ox.Store()
    for query, rows in ((ROWS, 18), ("SELECT ?nothing { VALUES ?n { 1 2 3 4 5 } }", 5)):
        assert answered(store, Question(query, table=table), Limits(rows=rows)).outcome is Outcome.TABLE
        assert answered(store, Question(query, table=table), Limits(rows=rows - 1)).outcome is Outcome.LARGE


def test_rows_are_counted_across_the_pieces_in_which_they_are_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    for chunk in range(1, 40):
        monkeypatch.setattr(worker, "_CHUNK", chunk)
        for table in ("json", "csv"):
            assert answered(ox.Store(), Question(ROWS, table=table), Limits(rows=18)).outcome is Outcome.TABLE
            assert answered(ox.Store(), Question(ROWS, table=table), Limits(rows=17)).outcome is Outcome.LARGE


def test_an_answer_of_more_bytes_than_the_limit_is_refused(strict: TestClient) -> None:
    query = "SELECT (GROUP_CONCAT(STR(?s)) AS ?all) { ?s ?p ?o . ?x aig:states ?y }"
    answer = asked(strict, query)

    assert (answer.status_code, "1 MB" in answer.text) == (422, True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no limits of memory here")
def test_a_query_that_eats_memory_dies_alone(kg: KnowledgeGraph) -> None:
    query = "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?d), '%s'))) AS ?n) { ?a ?b ?c . ?d ?e ?f }" % ("x" * 10_000)
    with client_of(kg.union, Limits(seconds=60, memory=200)) as client:
        answer = asked(client, query)

        assert (answer.status_code, "200 MB" in answer.text) == (422, True)
        assert asked(client, "ASK {}").json()["boolean"] is True


def test_a_query_that_breaks_the_engine_is_the_only_one_lost(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": "ASK " + "{" * 200_000})

    assert answer.status_code in {400, 422}
    assert asked(client, "ASK {}").json()["boolean"] is True


# ---- the engine


@pytest.fixture
def shelf(kg: KnowledgeGraph) -> Iterator[Shelf]:
    shelf = shelved(kg.union)
    yield Shelf(shelf.path, lambda: None)
    shelf.close()


def run(shelf: Callable[[], Shelf], work: Callable[[Engine], Any], limits: Limits | None = None, workers: int = 1) -> Any:
    async def with_engine() -> Any:
        engine = Engine(shelf, limits, workers)
        try:
            return await work(engine)
        finally:
            await engine.stop()

    return asyncio.run(with_engine())


def test_a_question_that_nobody_waits_for_any_more_is_stopped(shelf: Shelf) -> None:
    async def work(engine: Engine) -> float:
        await engine.start()
        asked = engine.ask(Question(RUNAWAY))
        await asyncio.sleep(0.1)
        asked.cancel()
        start = time.perf_counter()
        assert (await engine.ask(Question("ASK {}"))).outcome is Outcome.TABLE
        return time.perf_counter() - start

    assert run(lambda: shelf, work, Limits(seconds=60)) < 10


def test_questions_wait_their_turn_and_are_turned_away_when_it_takes_too_long(shelf: Shelf) -> None:
    async def work(engine: Engine) -> list[Outcome]:
        await engine.start()
        answers = [engine.ask(Question(RUNAWAY)) for _ in range(3)]
        answers += [engine.ask(Question("ASK {}")) for _ in range(300)]
        return [answer.outcome for answer in await asyncio.gather(*answers)]

    outcomes = run(lambda: shelf, work, Limits(seconds=0.5, patience=0.4))
    assert outcomes[0] is Outcome.LATE
    assert outcomes.count(Outcome.BUSY) >= 100
    assert set(outcomes) <= {Outcome.LATE, Outcome.BUSY, Outcome.TABLE}


def test_stopping_ends_every_worker_and_removes_what_was_put_on_disk(kg: KnowledgeGraph) -> None:
    places: list[Path] = []
    processes: list[int] = []

    def shelf() -> Shelf:
        made = shelved(kg.union)
        places.append(made.path)
        return made

    async def work(engine: Engine) -> None:
        await engine.start()
        asked = [engine.ask(Question(RUNAWAY)), engine.ask(Question(RUNAWAY)), engine.ask(Question(RUNAWAY))]
        await asyncio.sleep(0.2)
        processes.extend(engine.processes)
        assert len(processes) == 2
        await engine.stop()
        assert {(await one).outcome for one in asked} <= {Outcome.BUSY, Outcome.HUNGRY}

    run(shelf, work, workers=2)
    assert not places[0].exists()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_store_that_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    async def work(engine: Engine) -> str:
        with pytest.raises(GraphError) as error:
            await engine.start()
        answer = await engine.ask(Question("ASK {}"))
        assert answer.outcome is Outcome.BROKEN
        return str(error.value)

    assert "cannot be opened" in run(lambda: Shelf(tmp_path / "nothing", lambda: None), work)


# ---- what clients accept


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle ; q=1", "text/turtle"),
        ("text/html;q=0.9, text/turtle", "text/turtle"),
        ("text/*, text/html;q=0", "text/turtle"),
        ("application/*;q=0.2, text/turtle;q=0.1", "application/ld+json"),
        ("text/turtle;q=0", None),
        ("image/png", None),
        ("text/turtle;q=high", None),
        (";;;,,,/", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_what_a_client_accepts_is_read_as_the_standard_says(accept: str, expected: str | None) -> None:
    assert chosen(accept, "text/html", "text/turtle", "application/ld+json") == expected


def test_a_question_goes_over_the_pipe_unchanged() -> None:
    question = Question("ASK { ?s ?p '引用\\n' }", Dataset(("a:b",), ("c:d", "e:f")), None, ".nt", Work.CLAIMS)
    packed = question.packed()

    assert Question.unpacked(packed[worker.LENGTH.size :]) == question


# ---- what is remembered


def test_the_same_question_is_not_worked_out_again_unless_its_answer_may_differ(kg: KnowledgeGraph) -> None:
    asked_for: list[str] = []

    class Counting(Engine):
        def ask(self, question: Question) -> asyncio.Future[worker.Answer]:
            asked_for.append(question.text)
            return super().ask(question)

    engine = Counting(lambda: shelved(kg.union), workers=1)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.stop()

    with TestClient(Starlette(routes=[Route("/sparql", Endpoint(engine, "digest"))], lifespan=life)) as client:
        same = "SELECT ?s { ?s aig:cites ?o } ORDER BY ?s"
        first, again = asked(client, same, JSON), asked(client, same, JSON)
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert asked(client, same, "text/csv").headers["content-type"].startswith("text/csv")
        assert (
            client.get(
                "/sparql", params={"query": same}, headers={"accept": JSON, "if-none-match": first.headers["etag"]}
            ).status_code
            == 304
        )
        assert len(asked_for) == 2

        for _ in range(2):
            asked(client, "SELECT (NOW() AS ?now) {}")
            assert asked(client, "SELECT * {").status_code == 400
        assert len(asked_for) == 6


def test_what_names_the_address_of_the_server_is_not_given_to_who_called_it_by_another(client: TestClient) -> None:
    for host in ("one.example", "two.example"):
        for _ in range(2):
            assert f"http://{host}/sparql" in client.get("/sparql", headers={"accept": "text/turtle", "host": host}).text


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    remembered = Remembered(most=160)
    answers = [Response(bytes(10)) for _ in range(20)]
    for number, answer in enumerate(answers):
        remembered.put(number, answer)
        assert remembered.get(0) is answers[0]
    remembered.put("large", Response(bytes(11)))

    assert remembered.get("large") is None
    assert remembered.get(19) is answers[19]
    assert [number for number in range(20) if remembered.get(number) is not None] == [0, *range(5, 20)]
