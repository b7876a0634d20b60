"""A graph published as a folder: whole, alike every time, safe, and asked as its pages ask it (through node, where there is one)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from aigovkg import KnowledgeGraph, load
from aigovkg.errors import OutputError
from aigovkg.vocabulary import AIG, BASE, LABEL, TYPE
from aigovkg.web.publishing import folder, handed, index, pages, publish
from aigovkg.web.publishing.addresses import Address, escaped, file_of
from aigovkg.web.publishing.index import Document, Json, digits, postings, weight
from aigovkg.web.site import opened
from aigovkg.web.tokens import tokens

FRONTEND = Path(__file__).parent.parent / "frontend"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no node here to run the scripts of the pages")


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "laip.trig"
    kg.write(path)
    return path


@pytest.fixture(scope="module")
def site(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "site"
    assert publish(opened(graph), path).missing == ()
    return path


# ---- the folder


def test_the_same_graph_gives_the_same_bytes_whatever_order_python_has_for_sets(graph: Path, site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "aigovkg", "publish", str(graph), str(tmp_path / "again")]
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert _digests(tmp_path / "again") == _digests(site)


def test_several_processes_write_the_same_site(graph: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SMALL", 1)
    told: list[tuple[str, int, int]] = []
    done = publish(opened(graph), tmp_path / "site", workers=2, tell=lambda *said: told.append(said))

    assert _digests(tmp_path / "site") == _digests(site)
    assert done.pages == len(_pages(site))
    assert all(some <= every for _, some, every in told)


def test_every_link_in_the_site_leads_to_a_file_of_it(site: Path) -> None:
    for page in _pages(site):
        for attribute, address in _addresses(page):
            parts = urlsplit(address)
            if parts.scheme:
                assert attribute == "href"  # a link that the reader may follow, nothing that is loaded
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), f"{page.relative_to(site)} leads to {address}"
            assert target.is_relative_to(site.resolve())


def test_every_page_keeps_everything_foreign_out_and_has_no_code_of_its_own(site: Path) -> None:
    for page in _pages(site):
        tree = html.parse(page)
        (policy,) = tree.xpath("/html/head/meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert ("wasm" in policy) == (page.name == "ask.html")
        # It holds for what comes after it.
        assert tree.xpath("count(/html/head/meta[@http-equiv][1]/preceding-sibling::*[not(self::meta)])") == 0
        assert not tree.xpath("//style | //script[not(@src)] | //*[@style] | //@*[starts-with(name(), 'on')] | //base")


def test_each_thing_has_its_page_in_both_languages(site: Path) -> None:
    assert html.parse(site / "instrument" / "bletchley-2023.html").getroot().get("lang") == "en"
    assert html.parse(site / "zh" / "instrument" / "bletchley-2023.html").getroot().get("lang") == "zh"
    assert "布莱切利宣言" in (site / "zh" / "instrument" / "bletchley-2023.html").read_text(encoding="utf-8")


def test_the_whole_graph_is_there_to_be_downloaded_with_its_description(kg: KnowledgeGraph, site: Path, tmp_path: Path) -> None:
    found = {triple.triple for triple in ox.parse(gzip.decompress((site / "graph.nt.gz").read_bytes()), ox.RdfFormat.N_TRIPLES)}

    assert found == {quad.triple for quad in kg.store}
    assert set(kg.store) == set(load(site / "graph.nq.gz").store)
    assert b"graph.nt.gz" in (site / "void.ttl").read_bytes()
    described = (quad.triple for quad in ox.parse((site / "void.ttl").read_bytes(), ox.RdfFormat.TURTLE))
    kg.write(tmp_path / "graph.nt.gz", description=True)
    assert set(described) == {quad.triple for quad in load(tmp_path / "graph.void.ttl").store}
    assert (site / ".well-known" / "void").read_bytes() == (site / "void.ttl").read_bytes()


def test_a_site_whose_address_is_known_has_a_map_and_an_absent_page_that_works_anywhere(graph: Path, tmp_path: Path) -> None:
    publish(opened(graph), tmp_path / "site", root="https://example.org/graph")

    assert "https://example.org/graph/zh/index.html\n" in (tmp_path / "site" / "sitemap0.txt").read_text()
    assert "Sitemap: https://example.org/graph/sitemap0.txt" in (tmp_path / "site" / "robots.txt").read_text()
    links = html.parse(tmp_path / "site" / "404.html").xpath("//@href")
    assert {link.startswith(("https://example.org/graph/", "#")) for link in links} == {True}


def test_the_search_page_finds_in_the_page_and_says_so_where_it_cannot(site: Path) -> None:
    for page in (site / "search.html", site / "zh" / "search.html"):
        tree = html.parse(page)
        (script,) = tree.xpath("//script/@src")
        assert (page.parent / script).resolve() == site.resolve() / "static" / "published.js"
        assert tree.xpath("//form[@role='search']//input[@name='q']")
        assert tree.xpath("string(//noscript)").strip()
        texts = json.loads(tree.xpath("string(//*[@id='found']/@data-texts)"))
        assert {"issuer", "country", "type", "year", "principle", "relation"} <= texts.keys()


@needs_node
def test_a_search_is_narrowed_by_what_the_graph_says_of_instruments(kg: KnowledgeGraph, site: Path) -> None:
    held = _handed(site / "data-in-page" / "search" / "facets.js")
    files = len(list((site / "data-in-page" / "search").glob("d*.js")))
    documents = [document for place in range(files) for document in _handed(site / "data-in-page" / "search" / f"d{place}.js")]
    rows = kg.query("SELECT ?one ?principle { ?one a aig:Instrument ; aig:states ?principle }").records()
    expected: dict[str, set[str]] = {}
    for row in rows:
        expected.setdefault(str(row["principle"]).rpartition("/")[2], set()).add(str(row["one"]).rpartition("/")[2] + ".html")

    found = {
        name: {documents[number]["page"].partition("/")[2] for number in _after(_numbers(gaps))}
        for name, _, gaps in held["facets"]["principle"]
    }
    assert found == expected
    assert {documents[number]["kind"] for number in held["latest"]} == {"instrument"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org", "https://x/?q", "https://x/\nSitemap: y"])
def test_an_address_that_is_none_is_refused_before_the_work(graph: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(OutputError, match="no address of the web"):
        publish(opened(graph), tmp_path / "site", root=address)
    assert not any(tmp_path.iterdir())


def test_links_to_a_narrowed_search_name_what_its_facets_have(site: Path) -> None:
    facets = _handed(site / "data-in-page" / "search" / "facets.js")["facets"]
    known = {(facet, value[0]) for facet, values in facets.items() for value in values}
    asked = {
        pair
        for page in _pages(site)
        for _, address in _addresses(page)
        if "search.html?" in address
        for pair in parse_qsl(urlsplit(address).query)
        if pair[0] != "q"
    }

    assert asked
    assert asked <= known


# ---- written whole or not at all


def test_a_folder_that_publish_did_not_make_is_left_alone(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("a file")

    for target in (tmp_path, tmp_path / "file", tmp_path / "mine.txt" / "below"):
        with pytest.raises(OutputError):
            publish(opened(graph), target)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "mine.txt"]


def test_a_site_replaces_an_earlier_one_and_leaves_nothing_of_it(graph: Path, tmp_path: Path) -> None:
    publish(opened(graph), tmp_path / "site")
    (tmp_path / "site" / "instrument" / "old.html").write_text("old")
    publish(opened(graph), tmp_path / "site")

    assert not (tmp_path / "site" / "instrument" / "old.html").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_what_fails_midway_leaves_the_earlier_site_as_it_was(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(opened(graph), tmp_path / "site")
    before = _digests(tmp_path / "site")

    def interrupted(*_: object) -> Iterator[tuple[str, Json]]:
        raise KeyboardInterrupt

    monkeypatch.setattr(handed, "quads", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(opened(graph), tmp_path / "site")
    assert _digests(tmp_path / "site") == before
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_what_cannot_be_written_is_said_in_one_line(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def full(*_: object) -> int:
        raise error

    monkeypatch.setattr(folder.Folder, "write", full)
    with pytest.raises(OutputError, match=str(error.strerror)):
        publish(opened(graph), tmp_path / "site")
    assert not any(tmp_path.iterdir())


# ---- names of files


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_names_of_files_are_safe_everywhere_and_other_for_other_names(one: str, other: str) -> None:
    for name in (one, other):
        assert re.fullmatch(r"(?!\.)[a-z0-9._~-]{0,128}(?<!\.)", escaped(name))
    assert (escaped(one) == escaped(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "expected"), json.loads((Path(__file__).parent / "file-names.json").read_text(encoding="utf-8"))
)
def test_a_name_is_escaped_as_the_scripts_of_the_pages_do(name: str, expected: str) -> None:
    assert escaped(name) == expected


@pytest.mark.parametrize("name", ["..", ".", "../../etc/passwd", "a/b", "a\\b", "%2e%2e", "CON", "con.x", "nul", "é", "x" * 4000])
def test_a_hostile_name_is_one_file_in_the_folder_of_its_kind(name: str) -> None:
    file = file_of(Address(f"/instrument/{name}"))

    assert re.fullmatch(r"instrument/[a-z0-9~_-][a-z0-9._~-]*\.html", file)
    assert not re.match(r"instrument/(con|nul)\.", file)


def test_what_a_graph_says_stays_in_the_folder_and_is_text(tmp_path: Path) -> None:
    store = ox.Store()
    title = "<script>alert(1)</script>'\"></title><img src=x onerror=alert(2)>\u202e 危险"
    names = ("../../../escape", "..", "a/b", "A", "a", "CON", "x" * 3000, "%2e%2e%2fx", "</script>", "index", "?q=1#x")
    for name in names:
        iri = ox.NamedNode(f"{BASE}instrument/{_iri(name)}")
        store.add(ox.Quad(iri, ox.NamedNode(TYPE), ox.NamedNode(AIG + "Instrument")))
        store.add(ox.Quad(iri, ox.NamedNode(LABEL), ox.Literal(title, language="en")))
    KnowledgeGraph(store).write(tmp_path / "hostile.nt")
    (tmp_path / "out").mkdir()
    publish(opened(tmp_path / "hostile.nt"), tmp_path / "out" / "site")

    assert sorted(one.name for one in tmp_path.iterdir()) == ["hostile.nt", "out"]
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["site"]
    assert len(list((tmp_path / "out" / "site" / "instrument").glob("*.html"))) >= len(names)
    for page in _pages(tmp_path / "out" / "site"):
        tree = html.parse(page)
        assert not tree.xpath("//script[not(@src)] | //img | //@*[starts-with(name(), 'on')]")
    for file in (tmp_path / "out" / "site" / "data-in-page").rglob("*.js"):
        assert b"<script" not in file.read_bytes()


# ---- search


def test_numbers_are_written_in_base_64_low_digits_first() -> None:
    assert [digits(number) for number in (0, 1, 31, 32, 33, 2**30)] == ["A", "B", "f", "gB", "hB", "ggggggB"]
    assert postings([(0, 15), (3, 1), (4, 2)]) == "PhBC"


def test_a_token_weighs_more_where_it_is_more_of_what_is_said() -> None:
    assert weight(1, 0.5) > weight(1, 1) > weight(1, 10) >= 1
    assert 15 >= weight(9, 1) > weight(2, 1) > weight(1, 1)


@needs_node
def test_the_scripts_of_the_pages_pass_their_own_tests() -> None:
    done = subprocess.run(
        [str(NODE), "--test", FRONTEND / "tests" / "published.test.js"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@needs_node
@pytest.mark.parametrize(
    "searched", ["人工智能", "治理", "理", "個人", "Bletchley", "AI safety", "govern", "安全 2023", "nothingness", "…"]
)
def test_a_page_finds_what_has_all_the_words_that_are_searched(site: Path, searched: str) -> None:
    (answer,) = _asked(site, {"search": searched})
    whole = [document for file in sorted((site / "data-in-page" / "search").glob("d*.js")) for document in _handed(file)]

    if not tokens(searched):
        assert "found" not in answer
        return
    expected = {document["page"] for document in whole if document["kind"] == "passage" and _has(document["text"], searched)}
    assert {document["page"] for document in answer["found"] if document["kind"] == "passage"} == expected


@needs_node
@given(words=st.lists(st.text("ab人工智能", min_size=1, max_size=6), min_size=1, max_size=60))
def test_postings_lead_back_to_every_document(words: list[str]) -> None:
    written = dict(index.files([Document(word, place) for place, word in enumerate(words)], []))
    terms: dict[str, str] = {}
    for name, held in written.items():
        if name.startswith("search/t") and isinstance(held, dict):
            terms |= {token: str(text) for token, text in held.items()}
    for token, text in terms.items():
        assert _after(number // 16 for number in _numbers(text)) == [
            place for place, word in enumerate(words) if token in tokens(word)
        ]


# ---- SPARQL


@needs_node
def test_a_page_answers_sparql_as_the_graph_itself_does(kg: KnowledgeGraph, site: Path) -> None:
    cites = "SELECT ?a ?b { ?a aig:cites ?b } ORDER BY ?a ?b"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    answers = _asked(site, *({"ask": query} for query in (cites, count, graphs)), {"ask": "ASK { ?s a aig:Claim }"})

    assert [answer["status"] for answer in answers] == [200] * 4
    rows = [[row[name]["value"] for name in "ab"] for row in json.loads(answers[0]["body"])["results"]["bindings"]]
    assert rows == [list(record.values()) for record in kg.query(cites).records()]
    for answer, query in zip(answers[1:3], (count, graphs), strict=True):
        assert _number(answer) == int(kg.query(query).records()[0]["n"] or 0)
    assert json.loads(answers[3]["body"])["boolean"] is True


@needs_node
@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT ?a {\n ?a a nope:X }", 400, "line 2, column 13: a prefix is not declared"),
        ("SELECT ?a { ?a aig:cites ]", 400, "malformed at line 1"),
        ("INSERT DATA { <a:a> <b:b> <c:c> }", 400, "read-only"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }", 400, "SERVICE is not allowed"),
        ("SELECT * FROM <http://127.0.0.1:9/x> { ?a ?b ?c }", 400, "there is no graph <http://127.0.0.1:9/x>"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a = ?i && ?c = ?h) }", 503, "the time for a query is up"),
    ],
)
def test_a_page_says_why_it_does_not_answer_and_answers_the_next(site: Path, query: str, status: int, said: str) -> None:
    refused, answered = _asked(site, {"ask": query, "seconds": 1}, {"ask": "ASK {}"})

    assert (refused["status"], said in refused["body"]) == (status, True), refused["body"]
    assert answered["status"] == 200


@needs_node
def test_an_answer_of_more_rows_than_a_page_shows_says_that_it_is_not_whole(site: Path) -> None:
    (answer,) = _asked(site, {"ask": "SELECT * { ?s ?p ?o }", "rows": 7})

    assert len(json.loads(answer["body"])["results"]["bindings"]) == 7
    assert answer["headers"]["x-complete"] == "false"


def _asked(site: Path, *requests: Mapping[str, object]) -> list[dict[str, Any]]:
    command = [str(NODE), str(FRONTEND / "tests" / "site.js"), str(site)]
    done = subprocess.run(command, input=json.dumps(requests), capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def _addresses(page: Path) -> Iterator[tuple[str, str]]:
    for name in ("href", "src", "action", "data-source"):
        yield from ((name, str(address)) for address in html.parse(page).xpath(f"//@{name}"))


def _handed(file: Path) -> Any:
    return json.loads(re.sub(r"^[^,]*,|\);$", "", file.read_text(encoding="utf-8").strip()))


def _has(text: str, searched: str) -> bool:
    held = set(tokens(text))
    runs = [run for word in searched.split() for run in [tokens(word)]]
    for run in runs:
        wanted = run[:-1] if len(run) > 1 and len(run[-1]) == 1 and run[-1] == run[-2][-1] else run
        for token in wanted:
            begins = len(token) >= 3 if token.isascii() else len(token) == 1
            if not (token in held or (begins and any(other.startswith(token) for other in held))):
                return False
    return True


def _numbers(text: str) -> list[int]:
    """Return the numbers that digits write."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    found, number, unit = [], 0, 1
    for digit in text:
        value = alphabet.index(digit)
        number += value % 32 * unit
        unit *= 32
        if value < 32:
            found.append(number)
            number, unit = 0, 1
    return found


def _after(gaps: Iterable[int]) -> list[int]:
    """Return numbers by how far each is on from the one before."""
    return [total - 1 for total in accumulate(gap + 1 for gap in gaps)]


def _number(answer: dict[str, Any]) -> int:
    return int(json.loads(answer["body"])["results"]["bindings"][0]["n"]["value"])


def _iri(name: str) -> str:
    """Return a name as an IRI may hold it."""
    return re.sub(r'[<>"{}|^`\\\x00-\x20]', lambda found: f"%{ord(found[0]):02X}", name)
