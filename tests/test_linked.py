"""Linked data: things as pages or as data, downloads, the description of the graph, and what lets others read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph, syntaxes
from aigovkg.description import VOID
from aigovkg.exports import sheets
from aigovkg.vocabulary import AIG, BASE
from aigovkg.web.application import application
from aigovkg.web.links import Served
from aigovkg.web.site import opened

BLETCHLEY = f"{BASE}instrument/bletchley-2023"
KINDS = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("linked") / "laip.trig"
    kg.write(path)
    with TestClient(application(opened(Path(path)))) as client:
        yield client


def triples(content: bytes, ending: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(content, format=syntaxes.FORMATS[f".{ending}"])}


def test_the_address_of_a_thing_answers_with_what_is_asked_for(client: TestClient) -> None:
    read = {}
    for ending, kind in KINDS.items():
        answer = client.get("/instrument/bletchley-2023", headers={"accept": f"{kind}, text/html;q=0.1"})
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert answer.headers["content-location"] == f"/data/instrument/bletchley-2023.{ending}"
        assert "accept" in answer.headers["vary"].lower()
        assert client.get(answer.headers["content-location"]).content == answer.content
        read[ending] = triples(answer.content, ending)

    assert len(read["ttl"]) > 20
    assert all(found == read["ttl"] for found in read.values())


@pytest.mark.parametrize("accept", [BROWSER, "*/*", "", "text/html", "text/turtle;q=0.5, text/html", "image/png"])
def test_a_browser_gets_the_page(client: TestClient, accept: str) -> None:
    answer = client.get("/instrument/bletchley-2023", headers={"accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "accept" in answer.headers["vary"].lower()


def test_the_data_of_an_instrument_holds_what_is_said_of_it_who_cites_it_and_the_words(
    client: TestClient, kg: KnowledgeGraph
) -> None:
    found = triples(client.get("/data/instrument/bletchley-2023.ttl").content, "ttl")
    thing = ox.NamedNode(BLETCHLEY)
    own = {quad.triple for quad in kg.union.quads_for_pattern(thing, None, None, ox.DefaultGraph())}
    citing = {quad.triple for quad in kg.union.quads_for_pattern(None, ox.NamedNode(AIG + "cites"), thing, ox.DefaultGraph())}
    claims = {quad.subject for quad in kg.union.quads_for_pattern(None, ox.NamedNode(AIG + "subject"), thing, ox.DefaultGraph())}

    assert own
    assert citing
    assert own | citing <= found
    assert claims <= {triple.subject for triple in found if triple.predicate.value == AIG + "quote"}
    named = {triple.subject for triple in found if triple.predicate.value.endswith("#label")}
    assert {triple.subject for triple in citing} <= named


def test_every_kind_of_thing_has_data(client: TestClient, kg: KnowledgeGraph) -> None:
    links = Served("en")
    for kind in ("instrument", "agent", "event", "principle", "place", "source", "passage", "claim"):
        iri = min(str(quad.subject.value) for quad in kg.union if str(quad.subject).startswith(f"<{BASE}{kind}/"))
        for ending in (*KINDS, "csv"):
            answer = client.get(links.data(iri, ending))
            assert answer.status_code == 200, (iri, ending, answer.text)
            if ending != "csv":
                assert ox.NamedNode(iri) in {triple.subject for triple in triples(answer.content, ending)}


def test_the_table_of_a_thing_holds_its_claims_as_the_export_has_them(client: TestClient, kg: KnowledgeGraph) -> None:
    claims = sheets(kg.store)[2]
    expected = {str(row[0]) for row in claims.rows if BLETCHLEY in (row[1], row[3])}
    answer = client.get("/data/instrument/bletchley-2023.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(rows[0]) == list(claims.columns)
    assert {row["iri"] for row in rows} == expected
    whole = {str(row[0]): ["" if cell is None else str(cell) for cell in row] for row in claims.rows}
    for row in rows:
        said = dict(zip(claims.columns, whole[row["iri"]], strict=True))
        assert float(row.pop("confidence")) == float(said.pop("confidence"))
        assert row == said


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for address in (
        "/data/instrument/nothing.ttl",
        "/data/instrument/bletchley-2023.exe",
        "/data/nothing/x.ttl",
        "/data/instrument/a%3E%20b.ttl",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/instrument/nothing", headers={"accept": "text/turtle"}).status_code == 404


def test_a_client_that_has_the_data_is_told_that_it_stands(client: TestClient) -> None:
    first = client.get("/data/instrument/bletchley-2023.ttl")
    tag = first.headers["etag"]

    again = client.get("/data/instrument/bletchley-2023.ttl", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/data/instrument/bletchley-2023.nt", headers={"if-none-match": tag}).status_code == 200


def test_other_sites_may_read_the_data(client: TestClient) -> None:
    for address in ("/data/instrument/bletchley-2023.ttl", "/.well-known/void", "/sparql?query=ASK%20%7B%7D"):
        assert client.get(address).headers["access-control-allow-origin"] == "*"
        options = client.options(address, headers={"origin": "https://example.org", "access-control-request-method": "GET"})
        assert (options.status_code, options.headers["access-control-allow-origin"]) == (204, "*")
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b"")


def test_the_graph_is_described_with_the_address_of_its_endpoint(client: TestClient, kg: KnowledgeGraph) -> None:
    read = {}
    for ending, kind in KINDS.items():
        answer = client.get("/.well-known/void", headers={"accept": kind})
        assert answer.headers["content-type"].partition(";")[0] == kind
        read[ending] = triples(answer.content, ending)
        again = client.get("/.well-known/void", headers={"accept": kind, "if-none-match": answer.headers["etag"]})
        assert again.status_code == 304

    assert all(found == read["ttl"] for found in read.values())
    said = {triple.predicate.value: triple.object for triple in read["ttl"]}
    counts = [
        triple.object
        for triple in read["ttl"]
        if triple.predicate.value == VOID + "triples" and "/property/" not in str(triple.subject)
    ]
    assert said[VOID + "sparqlEndpoint"] == ox.NamedNode("http://testserver/sparql")
    assert counts == [ox.Literal(len(kg))]


@pytest.mark.parametrize("host", ["a b", '"><script>alert(1)</script>', "[::1", "x/../y"])
def test_a_server_that_is_called_by_an_impossible_name_says_so(client: TestClient, host: str) -> None:
    for address in ("/.well-known/void", "/sparql"):
        answer = client.get(address, headers={"host": host, "accept": "text/turtle"})

        assert answer.status_code in {200, 400}
        assert "<script>" not in answer.text


def test_a_reader_who_follows_a_link_to_a_query_comes_to_the_page_that_shows_its_answer(client: TestClient) -> None:
    query = "SELECT ?s { ?s aig:cites ?o } LIMIT 3"
    sent = client.get("/sparql", params={"query": query}, headers={"accept": BROWSER}, follow_redirects=False)

    assert (sent.status_code, sent.headers["vary"]) == (303, "Accept")
    assert sent.headers["location"].startswith("/ask?query=SELECT")
    assert client.get("/sparql", headers={"accept": BROWSER}, follow_redirects=False).headers["location"] == "/ask"
    assert client.get("/sparql", params={"query": query}, headers={"accept": "*/*"}).json()["head"]["vars"] == ["s"]
    graph = client.get("/sparql", params={"query": query, "default-graph-uri": BASE + "ns"}, headers={"accept": BROWSER})
    assert graph.headers["content-type"].endswith("xml")
