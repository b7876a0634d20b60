"""The explorer as a whole: wherever its links lead, and what holds for whatever is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph
from aigovkg.vocabulary import AIG, BASE, DCTERMS, LABEL, TYPE
from aigovkg.web.application import application
from aigovkg.web.index import FACETS, Hits
from aigovkg.web.site import Site, opened

Asking = Callable[..., Hits]


@pytest.fixture(scope="module")
def site(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("explorer") / "laip.ttl"
    kg.write(path)
    site = opened(path)
    site.index.waited_for()
    site.review.waited_for()
    return site


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(application(site)) as client:
        yield client


@pytest.fixture(scope="module")
def asking(site: Site) -> Asking:
    def ask(said: str, **chosen: str) -> Hits:
        return site.index.search(said, chosen, 0, 1000)

    return ask


def found_in(element: html.HtmlElement, path: str) -> list[Any]:
    """Return what an XPath leads to."""
    found = element.xpath(path)
    assert isinstance(found, list)
    return found


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_link_leads_somewhere_and_no_page_shows_an_iri_or_names_a_place_twice(client: TestClient) -> None:
    waiting, seen = ["/?lang=en", "/?lang=zh"], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = html.document_fromstring(answer.text)
        assert len(found_in(page, "//h1")) == len(found_in(page, "//main")) == 1
        identifiers = found_in(page, "//@id")
        assert len(identifiers) == len(set(identifiers)), address
        if not urlsplit(address).path.startswith("/ask"):
            assert "w3id.org" not in words_of(found_in(page, "//main")[0]), address
        links = (urljoin(address, link) for link in found_in(page, "//a/@href"))
        ours = [
            link
            for link in links
            if link.startswith("/") and not link.startswith(("/data/", "/.well-known", "/static/", "/sparql"))
        ]
        # Of what can be chosen together without end, what is chosen alone.
        waiting += [link.partition("#")[0] for link in ours if len(re.findall(r"[?&](?!lang=|q=(?:&|$))", link)) < 2]
    assert len(seen) > 150


def test_facets_count_what_choosing_them_finds(asking: Asking) -> None:
    for said in ("", "artificial", "人工智能"):
        found = asking(said)
        for facet, values in found.facets.items():
            for value, many in values:
                narrowed = asking(said, **{facet: value})
                instruments = {iri for kind, iri in narrowed.held if kind == "instrument"}
                assert dict(narrowed.facets[facet])[value] >= len(instruments), (said, facet, value)
                assert narrowed.many >= many, (said, facet, value)
    assert set(asking("").facets) == set(FACETS)


def test_every_name_of_an_instrument_finds_it(kg: KnowledgeGraph, asking: Asking) -> None:
    for row in kg.query("SELECT DISTINCT ?i ?n { ?i a aig:Instrument ; rdfs:label|skos:altLabel ?n }").records():
        assert ("instrument", row["i"]) in asking(str(row["n"])).held, row["n"]


@given(
    st.text(max_size=60) | st.sampled_from(['"', "NEAR(a b)", "a AND", "-x", "said:x", "a*", "'; DROP TABLE held", "\x00", "^a"])
)
def test_whatever_is_typed_is_words_and_never_a_mistake(asking: Asking, said: str) -> None:
    asking(said)


@pytest.mark.parametrize("chosen", [{"issuer": "<>"}, {"year": "x' OR 1"}, {"principle": "\u202e"}, {"type": "no such"}])
def test_a_choice_that_there_is_not_finds_nothing(client: TestClient, chosen: dict[str, str]) -> None:
    answer = client.get("/search", params={**chosen, "lang": "en"})

    assert answer.status_code == 200
    assert not found_in(html.document_fromstring(answer.text), "//ol[contains(@class, 'results')]/li")


def test_what_only_a_source_says_is_not_shown_as_a_fact(client: TestClient) -> None:
    page = html.document_fromstring(client.get("/instrument/cn-fr-ai-2024?lang=en").text)
    claim = found_in(page, "//section[@id='own']//li[contains(., '2024-05-07')]//a/@href")[0]
    said = words_of(html.document_fromstring(client.get(claim).text))

    assert "does not hold this as a fact" in said
    assert "The source dates “Joint Statement between" in said


def test_an_instrument_cited_by_thousands_is_listed_whole_on_pages(tmp_path: Path) -> None:
    lines = [f"<{BASE}instrument/known> a aig:Instrument ; rdfs:label 'Known'@en ."]
    for number in range(3000):
        one = f"<{BASE}instrument/i{number}>"
        lines.append(f"{one} a aig:Instrument ; rdfs:label 'Instrument {number}'@en ; aig:cites <{BASE}instrument/known> .")
        if number % 2:
            lines.append(f"{one} aig:welcomes <{BASE}instrument/known> .")
    path = tmp_path / "crowd.ttl"
    path.write_text(f"@prefix aig: <{AIG}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" + "\n".join(lines))
    client = TestClient(application(opened(path)))
    seen: list[str] = []
    address: str | None = "/instrument/known?part=cited&lang=en"
    while address is not None:
        page = html.document_fromstring(client.get(address).text)
        seen += found_in(page, "//ul[@class='ties']/li/a[1]/@href")
        address = next(iter(found_in(page, "//nav[@class='pages']//a[@rel='next']/@href")), None)

    assert len(seen) == len(set(seen)) == 3000


def test_the_home_page_says_from_what_it_was_made_and_by_what_instruments_can_be_chosen(
    client: TestClient, asking: Asking
) -> None:
    page = html.document_fromstring(client.get("/?lang=en").text)
    years = [words_of(one) for one in found_in(page, "//section[@aria-labelledby='by-year']//li")]

    assert "From laip-sample.txt" in words_of(page)
    assert re.search(r"\d+ claims", words_of(page))
    assert years == sorted((f"{year} {many}" for year, many in asking("").facets["year"]), reverse=True)
    for facet in FACETS:
        assert found_in(page, f"//section[@aria-labelledby='by-{facet}']//a[contains(@href, '{facet}=')]"), facet


HOSTILE = '<script>alert(1)</script>"onmouseover="x \u202edlrow\u202c &amp; {{ 7 * 7 }}'
_SHOWING = ("/passage", "/claim", "/source", "/search", "/instrument/a")
ODD = "a'b&c\u202e"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve a graph in which every word that can be hostile is."""
    store = ox.Store()

    def say(about: str, **parts: str) -> None:
        for predicate, value in parts.items():
            what: ox.NamedNode | ox.Literal = ox.Literal(value)
            if value.startswith((BASE, "javascript:")):
                what = ox.NamedNode(value)
            if predicate in ("text", "quote", "label"):
                what = ox.Literal(value, language="en")
            name = {"type": TYPE, "label": LABEL, "elsewhere": DCTERMS + "source"}.get(predicate, AIG + predicate)
            store.add(ox.Quad(ox.NamedNode(BASE + about), ox.NamedNode(name), what))

    odd, long = f"instrument/{ODD}", "instrument/long"
    say(odd, type=AIG + "Instrument", label=HOSTILE, elsewhere="javascript:alert(1)", date=HOSTILE, cites=BASE + long)
    say(long, type=AIG + "Instrument", label="w" * 100_000)
    text = f"{HOSTILE} \x00\u2067 {'x' * 100_000}"
    say(
        "passage/p",
        type=AIG + "Passage",
        passageOf=BASE + odd,
        foundIn=BASE + "source/s",
        position=HOSTILE,
        page=HOSTILE,
        text=text,
    )
    say("source/s", type=AIG + "Source", fileName=HOSTILE, sha256=HOSTILE)
    ends = {"subject": BASE + odd, "predicate": AIG + "cites", "object": BASE + long, "passage": BASE + "passage/p"}
    words = {
        "quote": "<script>",
        "cue": "alert",
        "method": HOSTILE,
        "confidence": HOSTILE,
        "start": "0",
        "end": "8",
        "pinpoint": HOSTILE,
    }
    say("claim/c", type=AIG + "Claim", **ends, **words)
    say("claim/broken", type=AIG + "Claim", subject=BASE + odd, predicate=AIG + "cites", object=BASE + long, start="9", end="2")
    path = tmp_path_factory.mktemp("hostile") / "hostile.nq"
    store.dump(str(path), format=ox.RdfFormat.N_QUADS)
    site = opened(path)
    site.index.waited_for()
    site.review.waited_for()
    with TestClient(application(site)) as client:
        yield client


def test_where_claims_lack_their_parts_the_report_stands_and_the_coverage_says_why_there_is_none(hostile: TestClient) -> None:
    assert hostile.get("/report").status_code == 200
    answer = hostile.get("/coverage?lang=en")
    assert answer.status_code == 400
    assert "validate the graph" in answer.text


def test_a_claim_that_lacks_its_parts_is_shown_as_far_as_it_goes(hostile: TestClient) -> None:
    assert hostile.get("/claim/broken").status_code == 200


@pytest.mark.parametrize(
    "address", ["/claim/x y", "/passage/%00", "/source/<>", "/agent/", "/instrument/a?part=x", "/place/x?page=0"]
)
def test_what_is_no_name_of_anything_is_not_found(hostile: TestClient, address: str) -> None:
    assert hostile.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/instrument/{quote(ODD)}",
        "/passage/p",
        "/claim/c",
        "/source/s",
        "/search?q=script",
        "/instrument/long",
        "/map",
        "/timeline",
        "/matrix",
        "/report",
    ],
)
def test_what_is_hostile_is_shown_as_text(hostile: TestClient, address: str) -> None:
    answer = hostile.get(address + ("&" if "?" in address else "?") + "lang=en")
    page = html.document_fromstring(answer.text)

    assert answer.status_code == 200
    assert all(str(one.get("src", "")).startswith("/static/") for one in found_in(page, "//script"))
    assert not found_in(page, "//@*[starts-with(name(), 'on')] | //@style")
    assert not [link for link in found_in(page, "//@href") if "javascript:" in link.lower()]
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069]", answer.text)
    assert len(answer.content) < 500_000
    assert "&lt;script&gt;" in answer.text or not address.startswith(_SHOWING)
